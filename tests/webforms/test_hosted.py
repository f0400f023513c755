"""The hosted page: what it shows, what it takes, what it refuses. M15; REQ-12, 91, 92; check 35."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samtykke.accounts import limits
from samtykke.core.clock import now
from samtykke.intake.models import IntakeRecord
from samtykke.webforms import actions, tokens
from samtykke.webforms.views import hosted
from tests.factories import make_person
from tests.house.tables import changed, digests
from tests.preferences.pages import stranger, text_of
from tests.webforms.forms import BY, CLUB, definition, make_form
from tests.webforms.sending import mails, sent, token_in, work

if TYPE_CHECKING:
    from samtykke.webforms.models import WebForm

pytestmark = pytest.mark.django_db


@pytest.fixture
def form() -> WebForm:
    return make_form()


def states() -> list[tuple[str, str]]:
    return list(IntakeRecord.objects.order_by("id").values_list("state", "why"))


def test_the_page_shows_the_words_unticked_and_sets_no_cookie(form: WebForm) -> None:
    """REQ-12, REQ-35, Planet49. Breaks when a box is ticked or needed, the statement is missing, or a cookie is set."""
    page = stranger().get("/f/newsletter/")
    html = page.content.decode()
    assert page.status_code == 200
    assert not page.cookies
    assert page["Referrer-Policy"] == "no-referrer"
    assert page["X-Robots-Tag"] == "noindex"
    assert html.count('type="checkbox"') == 2
    assert "checked" not in html
    assert html.count(" required") == 1, "the address alone must be filled in"
    assert html.count('type="email"') == 1
    assert "https://fjordlys.example/personvern" in html
    assert "Fjordlys AS is the controller." in html
    assert "Yes, send me news by e-mail (en)." in html
    assert "Meld meg på" in stranger().get("/f/newsletter/?language=nb").content.decode()
    assert "Meld meg på" in stranger("nb").get("/f/newsletter/").content.decode()
    assert stranger().get("/f/nothing/").status_code == 404


def test_opening_it_changes_nothing(form: WebForm) -> None:
    """REQ-72. Breaks when a scanner that opens pages leaves something behind."""
    before = digests()
    for method in ("get", "head", "options") * 3:
        getattr(stranger(), method)("/f/newsletter/")
    assert changed(before) == []


def test_what_is_wrong_names_its_field_and_loses_nothing(form: WebForm) -> None:
    """Check 35. Breaks when a bad address is taken, its refusal stands nowhere, or what was written is gone."""
    for email in ("kari.nordfiktiv@tenktbygg", "", "a\x00b@c.example", "x" * 10_000 + "@c.example"):
        page = sent(form, CLUB, email=email, name="Nina Nordfiktiv")
        assert page.status_code == 422
        assert 'value="Nina Nordfiktiv"' in page.content.decode()
        assert page.content.decode().count("checked") == 1
        assert 'id="f-email_error' in page.content.decode() or 'aria-invalid="true"' in page.content.decode()
    assert states() == []


def test_the_answer_is_the_same_for_whoever_is_known_or_not(form: WebForm) -> None:
    """REQ-92. Breaks when the page, its headers or the work behind it tell whom we hold."""
    make_person("Kari", email="kari@tenktbygg.example")
    tokens = [token_in(stranger().get("/f/newsletter/")) for _ in range(2)]
    answers, queries = [], []
    for email, token in zip(("kari@tenktbygg.example", "nina@tenktbygg.example"), tokens, strict=True):
        with CaptureQueriesContext(connection) as asked:
            answers.append(sent(form, "EMARKETING", email=email, token=token))
        queries.append(len(asked))
    assert queries[0] == queries[1], "the same work for both"
    assert answers[0].content == answers[1].content
    assert dict(answers[0].headers) == dict(answers[1].headers)
    assert states() == [("received", "")] * 2
    assert mails() == [], "the work is done by a job, for both alike"


def test_a_double_click_is_one_submission(form: WebForm) -> None:
    """REQ-91: the token is used once. Breaks when a replay or a second press makes a second record, or is told apart."""
    token = token_in(stranger().get("/f/newsletter/"))
    answers = [sent(form, "EMARKETING", token=token) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert len(states()) == 1
    assert work() == 1


def test_a_token_of_nobody_or_of_yesterday_shows_the_form_again(form: WebForm, monkeypatch: pytest.MonkeyPatch) -> None:
    """REQ-91. Breaks when a forged or old token is taken, or what was written is lost with it."""
    other = make_form("other")
    foreign = token_in(stranger().get(f"/f/{other.slug}/"))
    old = token_in(stranger().get("/f/newsletter/"))
    for token in ("x", "x" * 5000, foreign):
        page = sent(form, token=token, name="Nina")
        assert (page.status_code, 'value="Nina"' in page.content.decode()) == (409, True)
    monkeypatch.setattr(tokens, "LIVES", timedelta(seconds=-1))
    assert sent(form, token=old).status_code == 409
    assert states() == []


def test_what_programs_do_goes_to_the_spam_folder_and_is_answered_alike(form: WebForm) -> None:
    """Breaks when a filled trap or an instant answer is taken in, or a program learns that it was found out."""
    human = sent(form)
    trapped = sent(form, website="https://buy.example")
    actions.change_form(form, changes={"slowest": 3}, **BY)
    quick = sent(form)
    assert human.content == trapped.content == quick.content
    assert states() == [("received", ""), ("spam", "hidden_field"), ("spam", "too_quick")]
    assert work() == 1


FROM: list[tuple[dict[str, str], int]] = [
    ({"origin": "https://evil.example", "sec-fetch-site": "cross-site"}, 403),
    ({"origin": "https://evil.example"}, 403),
    ({"sec-fetch-site": "cross-site"}, 403),
    ({"origin": "https://www.fjordlys.example", "sec-fetch-site": "cross-site"}, 200),
    ({"origin": "null", "sec-fetch-site": "same-origin"}, 200),
    ({}, 200),
]


def test_it_is_taken_from_our_page_and_the_allowed_ones(form: WebForm) -> None:
    """Breaks when any website may send a visitor's address in, or an allowed one may not."""
    actions.change_form(form, changes={"allowed_origins": ["https://www.fjordlys.example"]}, **BY)
    for headers, status in FROM:
        told = {"token": token_in(stranger().get("/f/newsletter/")), "email": "nina@tenktbygg.example"}
        assert stranger(**headers).post("/f/newsletter/", told).status_code == status, headers
    assert len(states()) == 3


def test_one_network_sends_so_much_and_no_more(form: WebForm, monkeypatch: pytest.MonkeyPatch) -> None:
    """10,000 a minute from one network, scaled. Breaks when a flood is taken in, or what a human wrote in it is lost."""
    monkeypatch.setattr(hosted, "OF_A_NETWORK", 5)
    token = token_in(stranger().get("/f/newsletter/"))
    answers = [sent(form, token=token, email=f"n{n}@tenktbygg.example", name="Nina") for n in range(9)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 4
    assert 'value="Nina"' in answers[-1].content.decode()
    assert len(states()) == 1
    assert hosted.is_flooded(form) is False, "one network alone floods no form"


def test_while_it_is_flooded_a_browser_does_a_sum_or_waits_for_a_human(
    form: WebForm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Breaks when proof of work is asked of everybody, or refuses whoever has no script."""
    monkeypatch.setattr(hosted, "RUSH", 2)
    monkeypatch.setattr(tokens, "WORK_BITS", 4)
    assert "work.js" not in stranger().get("/f/newsletter/").content.decode()
    for _ in range(2):
        sent(form)
    page = stranger().get("/f/newsletter/")
    assert "work.js" in page.content.decode()
    token = token_in(page)
    answer = next(n for n in range(1000) if tokens.is_worked(token, str(n)))
    assert sent(form, token=token, work=str(answer)).content == sent(form).content
    assert states()[2:] == [("received", ""), ("held", "no_work")]


def test_a_retired_form_answers_kindly_and_takes_nothing(form: WebForm) -> None:
    """Breaks when what was opened before a form was retired still gets in, or the visitor sees an error."""
    token = token_in(stranger().get("/f/newsletter/"))
    actions.retire_form(form, **BY)
    for page in (stranger().get("/f/newsletter/"), sent(form, token=token)):
        assert page.status_code == 410
        assert "no longer in use" in text_of(page)
    assert states() == []


def test_what_was_opened_before_a_change_is_kept_with_what_was_seen(form: WebForm) -> None:
    """REQ-14. Breaks when a submission is kept with a version its sender never saw."""
    from samtykke.intake.said import opened

    token = token_in(stranger().get("/f/newsletter/"))
    before = form.versions.get()
    actions.write_draft(form, definition=definition(languages=["nb"], title={"nb": "Nytt"}), **BY)
    actions.publish_form(form, **BY)
    assert sent(form, "EMARKETING", token=token).status_code == 200
    said: Any = opened(IntakeRecord.objects.get())
    words = {one["purposes"][0]: one["wordings"]["en"] for one in before.definition["fields"] if "wordings" in one}
    assert (said.version, said.offered, said.ticked, said.language) == (before.pk, words, ("EMARKETING",), "en")


def test_all_and_none_are_ticked_without_script_and_send_nothing() -> None:
    """REQ-13. Breaks when one of the two buttons is missing, or pressing it sends the form."""
    form = make_form(told=definition(consents={"all": True, "none": True}))
    assert sent(form, boxes="all", name="Nina").content.decode().count("checked") == 2
    page = sent(form, "EMARKETING", boxes="none", name="Nina").content.decode()
    assert (page.count("checked"), 'value="Nina"' in page) == (0, True)
    assert states() == []


def test_afterwards_the_visitor_is_led_to_an_allowed_address() -> None:
    """Breaks when the redirect is lost."""
    thanks = "https://www.fjordlys.example/takk"
    form = make_form(redirects=[thanks], redirect_to=thanks)
    answer = sent(form)
    assert (answer.status_code, answer.headers["Location"]) == (303, thanks)


def test_its_colour_is_that_of_the_company_by_day(form: WebForm) -> None:
    """Breaks when a form cannot wear the company's colour, or carries a style that the policy on styles refuses."""
    assert stranger().get("/f/newsletter/style.css").status_code == 404
    actions.change_form(form, changes={"style": {"accent": "#7a1f5c"}}, **BY)
    assert "/f/newsletter/style.css?edition=" in stranger().get("/f/newsletter/").content.decode()
    style = stranger().get("/f/newsletter/style.css")
    assert (style.headers["Content-Type"], "#7a1f5c" in style.content.decode()) == ("text/css; charset=utf-8", True)


def test_nothing_of_a_visitor_is_noted_but_keyed_hashes(form: WebForm) -> None:
    """REQ-14. Breaks when a network address stands in a record."""
    sent(form, "EMARKETING")
    row = IntakeRecord.objects.values().get()
    assert "127.0.0.1" not in str(row)
    assert "nina" not in str(row).lower()
    assert row["at"] <= now()
    assert limits.count("form-network", limits.key_of("127.0.0.1"), limits.HOUR) == 1

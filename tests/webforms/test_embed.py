"""A form on other websites: who is answered, what the script is, and that it sends as the page does. M15; REQ-12, 92."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from samtykke.intake.models import IntakeRecord
from samtykke.webforms import actions
from tests.factories import make_person
from tests.house.tables import changed, digests
from tests.preferences.pages import stranger
from tests.webforms.forms import BY, make_form, with_fields

if TYPE_CHECKING:
    from django.http import HttpResponse

pytestmark = pytest.mark.django_db
SITE = "https://www.fjordlys.example"
MOST_BYTES = 8_000
ADDRESS = "/f/newsletter/embed/"
ACROSS: dict[str, Any] = {"origin": SITE, "sec-fetch-site": "cross-site"}


def ask(**more: str) -> HttpResponse:
    return stranger(**ACROSS, **more).get(f"{ADDRESS}?language=en")


def send(token: str, **told: str) -> HttpResponse:
    return stranger(**ACROSS).post(f"{ADDRESS}?language=en", {"token": token, **told})


def test_only_pages_it_may_stand_on_are_answered_and_never_with_credentials() -> None:
    """Breaks when any website can read a form's token, or a browser is told that it may send cookies."""
    make_form(allowed_origins=[SITE])
    page = ask()
    assert page.status_code == 200
    assert page["Access-Control-Allow-Origin"] == SITE
    assert "Access-Control-Allow-Credentials" not in page
    assert "Origin" in page["Vary"]
    assert page["Cache-Control"] == "no-store"
    assert not page.cookies
    for origin in (
        "https://evil.example",
        "https://www.fjordlys.example.evil.example",
        "null",
        "http://www.fjordlys.example",
    ):
        other = stranger(**{"origin": origin, "sec-fetch-site": "cross-site"})
        for answer in (other.get(ADDRESS), other.post(ADDRESS, {"email": "a@b.example"})):
            assert answer.status_code == 403
            assert "Access-Control-Allow-Origin" not in answer
        assert "Access-Control-Allow-Origin" not in other.options(ADDRESS)
    preflight = stranger(**ACROSS).options(ADDRESS)
    assert (preflight.status_code, preflight["Access-Control-Allow-Methods"]) == (204, "GET, POST")
    assert IntakeRecord.objects.count() == 0


def test_what_it_shows_is_what_the_page_shows() -> None:
    """REQ-12, REQ-35. Breaks when a box comes ticked or must be ticked, or purpose, controller or statement are left out."""
    told = with_fields({"kind": "hidden", "name": "campaign", "value": "secret"})
    make_form(told=told, allowed_origins=[SITE], style={"accent": "#1c6a3a", "font": "page"})
    before = digests()
    said = ask().json()
    assert changed(before) == []
    assert [one["name"] for one in said["fields"]] == ["email", "name"]
    assert said["fields"][0] | {"more": {}} == {
        "name": "email", "type": "email", "label": "E-mail address", "help": "", "required": True, "more": {},
    }  # fmt: skip
    assert [set(box) for box in said["boxes"]] == [{"name", "language", "text", "help"}] * 2
    assert said["boxes"][0]["text"] == "Yes, send me news by e-mail (en)."
    assert said["controller"] == "Fjordlys AS is the controller."
    assert said["statement"]["address"] == "https://fjordlys.example/personvern"
    assert said["look"] == {"accent": "#1c6a3a", "font": "page"}
    assert "secret" not in ask().content.decode()


def test_what_is_sent_is_taken_once_and_what_is_wrong_names_its_field() -> None:
    """REQ-91, REQ-92. Breaks when a replay counts twice, a refusal names no field, or the answer tells who is held."""
    make_person("Kari", email="kari@tenktbygg.example")
    make_form(allowed_origins=[SITE])
    token = ask().json()["token"]
    wrong = send(token, email="kari@tenktbygg")
    assert (wrong.status_code, list(wrong.json()["errors"])) == (422, ["email"])
    answers = [send(token, email="kari@tenktbygg.example", **{"consent-EMARKETING": "on"}) for _ in range(2)]
    answers.append(send(ask().json()["token"], email="nobody@tenktbygg.example"))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert IntakeRecord.objects.count() == 2
    old = send("x", email="kari@tenktbygg.example")
    assert (old.status_code, bool(old.json()["token"])) == (409, True)


def test_a_retired_form_says_so_and_one_with_a_page_afterwards_leads_there() -> None:
    """M17. Breaks when an embedded form of a retired place takes something in."""
    form = make_form(allowed_origins=[SITE], redirects=[f"{SITE}/takk"], redirect_to=f"{SITE}/takk")
    token = ask().json()["token"]
    assert send(token, email="a@tenktbygg.example").json() == {"redirect": f"{SITE}/takk"}
    actions.retire_form(form, **BY)
    for answer in (ask(), send(token, email="b@tenktbygg.example")):
        assert answer.status_code == 410
        assert answer["Access-Control-Allow-Origin"] == SITE
        assert "no longer in use" in answer.json()["problem"]
    assert IntakeRecord.objects.count() == 1
    assert stranger(**ACROSS).get("/f/nothing/embed/").status_code == 404


def test_the_script_is_small_asks_nobody_else_and_is_kept_by_its_tag() -> None:
    """Breaks when the script grows, evaluates text, writes markup or style by hand, or is sent again unchanged."""
    script = stranger().get("/f/newsletter/embed.js")
    text = script.content.decode()
    assert len(script.content) <= MOST_BYTES
    assert not script.cookies
    assert script["Content-Type"].startswith("text/javascript")
    for forbidden in (
        "eval",
        "innerHTML",
        "insertAdjacentHTML",
        "document.cookie",
        "localStorage",
        "http:",
        "https:",
        ".style",
    ):
        assert forbidden not in text, forbidden
    assert "Åpne skjemaet" in text
    again = stranger(**{"if-none-match": script["ETag"]}).get("/f/newsletter/embed.js")
    assert (again.status_code, again.content) == (304, b"")
    assert script["Cache-Control"] == "public, max-age=300, must-revalidate"

"""The editor of a purpose: what it shows before it saves, its versions, and what is fixed. REQ-10, 17, 20; checks 7, 12, 84."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from samtykke.consents.queries import effect
from samtykke.core.actors import Actor, Via
from samtykke.purposes import actions, queries, registry
from samtykke.purposes.models import DataKind, Purpose, PurposeVersion, Recipient
from samtykke.purposes.queries.history import changes_between, word_by_word
from tests.factories import get_purpose, make_consent
from tests.pages import browse, text_of

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": Actor.user(7), "via": Via.STAFF}
HTMX = {"HX-Request": "true"}


def typed(**told: Any) -> dict[str, Any]:
    """What a browser sends for E-marketing."""
    return {
        "name_nb": "E-markedsføring",
        "name_en": "E-marketing",
        "public_text_nb": "Vi sender deg nyheter.",
        "public_text_en": "We send you news.",
        "is_active": "on",
        "retention_months": "36",
        "data_kinds": ["IDENTITY", "CONTACT", "CHOICES"],
        **told,
    }


def lysverk(role: str = "controller") -> Recipient:
    return Recipient.objects.create(names={"en": "Lysverk Drift"}, role=role)


def test_what_is_typed_is_seen_as_people_will_see_it_and_not_saved(siri):
    """M6. Breaks when the preview saves, is not the own page's own fragment, or ignores the language that was chosen."""
    client = browse(siri)
    before = PurposeVersion.objects.count()
    told = typed(public_text_nb="Nytt hver måned.", preview="nb")
    answer = client.post("/purposes/EMARKETING/", told, headers=HTMX)
    page = text_of(answer)
    assert answer.status_code == 200
    assert "<html" not in page
    assert "Nytt hver måned." in page
    assert "Nei takk" in page
    assert 'class="choice-row"' in page
    whole = text_of(client.post("/purposes/EMARKETING/", {**told, "preview": "en"}))
    assert "<html" in whole
    assert "No thanks" in whole
    assert PurposeVersion.objects.count() == before


def said(client: Client, **told: Any) -> str:
    """What the editor says of a change while it is typed."""
    return text_of(client.post("/purposes/EMARKETING/", typed(**{"preview": "en", **told}), headers=HTMX))


def test_the_effect_is_said_before_saving(siri, kari):
    """REQ-17. Breaks when somebody can leave people uncovered without having read how many."""
    make_consent(kari)
    client = browse(siri)
    assert "1 person keeps what they agreed to" in said(client, recipients=[lysverk().pk], count="1")
    assert "1 person keeps what they agreed to" in said(client, widens="on", count="1")
    assert "1 person gets nothing more" in said(client, is_active="", count="1")
    assert "Nobody’s permission changes" in said(client, public_text_en="Other words.", count="1")
    whole = client.post("/purposes/EMARKETING/", typed(widens="on", preview="en"))
    assert "1 person keeps what they agreed to" in text_of(whole)


def test_a_pause_in_typing_counts_nobody(siri, kari, monkeypatch):
    """Breaks when each pause in typing asks the gate about everybody: at a million people, seconds of the whole machine."""
    make_consent(kari)
    client, asked = browse(siri), []
    monkeypatch.setattr(registry, "effect", lambda *told, **more: asked.append(told))
    for told, words in (({"widens": "on"}, "It reaches further."), ({"is_active": ""}, "Nobody gets anything more")):
        page = said(client, **told)
        assert words in page
        assert "Count how many" in page
    assert asked == []


def test_counting_that_takes_too_long_is_given_up(siri, kari, monkeypatch):
    """Breaks when a page waits without end, shows a fault, or leaves the transaction unusable."""
    make_consent(kari)
    client = browse(siri)
    slow = effect.would_lose
    monkeypatch.setattr(effect, "SECONDS", "0.05")

    def sleeps(*told: Any, **more: Any) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(2)")
        return slow(*told, **more)

    monkeypatch.setattr(effect, "would_lose", sleeps)
    assert "too many to count while you wait" in said(client, widens="on", count="1")
    monkeypatch.setattr(effect, "would_lose", slow)
    monkeypatch.setattr(effect, "SECONDS", 10)
    assert "1 person keeps what they agreed to" in said(client, widens="on", count="1")


def test_the_months_of_a_purpose_in_use_are_not_called_optional(siri):
    """REQ-24. Breaks when the form calls optional what it refuses to do without."""
    label = "Months to keep people for it"
    page = text_of(browse(siri).get("/purposes/EMARKETING/"))
    assert page.count(label) >= 1
    assert f'{label} <span class="optional">' not in page
    actions.change_item(get_purpose(), changes={"is_active": False}, **BY)
    assert f'{label} <span class="optional">' in text_of(browse(siri).get("/purposes/EMARKETING/"))


def test_a_new_recipient_leads_to_the_words_and_to_asking_again(siri):
    """REQ-17, check 84. Breaks when a wider purpose is saved and nobody is told what comes next."""
    client = browse(siri)
    answer = client.post("/purposes/EMARKETING/", typed(recipients=[lysverk().pk]))
    assert answer.headers["Location"] == "/purposes/EMARKETING/wordings/"
    page = text_of(client.get("/purposes/EMARKETING/"))
    assert "reaches further than the words" in page
    assert "/purposes/EMARKETING/asking/" in page


def test_a_text_makes_a_version_that_can_be_compared_word_by_word(siri, ola):
    """Check 84. Breaks when a version is lost, or the page does not say who changed which words."""
    client = browse(siri)
    for words in ("We send you news.", "We send you good news."):
        client.post("/purposes/EMARKETING/", typed(public_text_en=words))
    page = text_of(client.get("/purposes/EMARKETING/history/"))
    assert "<ins>good </ins>" in page
    assert siri.name in page
    assert browse(ola).get("/purposes/EMARKETING/history/").status_code == 403


def test_a_long_history_has_pages(siri):
    for number in range(25):
        actions.change_item(get_purpose(), changes={"public_texts": {"en": f"Words {number}."}}, **BY)
    client = browse(siri)
    first = client.get("/purposes/EMARKETING/history/")
    second = client.get(f"/purposes/EMARKETING/history/?cursor={first.context['next']}")
    assert "The first version." in text_of(second)
    assert "The first version." not in text_of(first)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("a b c", "a x c", [("same", "a "), ("gone", "b"), ("come", "x"), ("same", " c")]),
        ("", "a", [("come", "a")]),
        ("a", "", [("gone", "a")]),
        ("a", "a", [("same", "a")]),
    ],
)
def test_words_are_compared_one_by_one(before, after, told):
    assert [(piece.kind, piece.words) for piece in word_by_word(before, after)] == told


def test_what_is_no_text_is_compared_too():
    old = {"retention_months": 24, "bases": {"61A": {"default": True, "citation": ""}}, "recipients": {}}
    new = {
        "retention_months": 36,
        "bases": {"61A": {"default": True, "citation": ""}},
        "recipients": {"1": {"en": "X"}},
    }
    assert [change.field for change in changes_between(old, new)] == ["retention_months", "recipients"]


def test_a_gap_is_said_at_the_field_that_mends_it(siri):
    """REQ-20, REQ-24. Breaks when a page only says that something is missing."""
    DataKind.objects.filter(key="HEALTH").update(is_active=True)
    made = actions.create_item(
        Purpose, names={"nb": "Kosthold", "en": "Diet"}, data_kinds=DataKind.objects.filter(key="HEALTH"), **BY
    )
    answer = browse(siri).get(f"/purposes/{made.key}/")
    fields = answer.context["form"].fields
    assert fields["special_condition"].help_text == queries.NO_CONDITION.sentence
    assert fields["retention_months"].help_text == queries.NO_RETENTION.sentence
    assert 'href="#id_special_condition"' in text_of(answer)
    assert f'href="/purposes/{made.key}/bases/"' in text_of(answer)


def test_what_a_standard_or_used_item_means_is_fixed_on_its_page(siri):
    """Check 7. Breaks when a page offers a change that the rules refuse, or takes it."""
    client = browse(siri)
    assert client.get("/purposes/EMARKETING/").context["form"].fields["is_marketing"].disabled
    client.post("/purposes/EMARKETING/", typed(is_marketing=""))
    assert get_purpose().is_marketing
    assert client.get("/legal-bases/61A/").context["form"].fields["article"].disabled


def test_an_error_keeps_what_was_typed_and_saves_nothing(siri):
    client = browse(siri)
    answer = client.post("/purposes/EMARKETING/", typed(public_text_en="Mine.", ask_before_days="400"))
    assert answer.status_code == 422
    assert "ask_before_days" in answer.context["form"].errors
    assert "Mine." in text_of(answer)
    assert get_purpose().public_texts.get("en") != "Mine."


def test_the_editor_is_for_who_manages_lists(ola, per):
    for user in (ola, per):
        assert browse(user).get("/purposes/EMARKETING/").status_code == 403

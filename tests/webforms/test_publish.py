"""What may be published, and what never: the lints, each on its own. REQ-12, 13, 14, 19, 35."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import ProgrammingError, transaction

from samtykke.accounts.models import Organisation
from samtykke.core.refused import Refused
from samtykke.purposes import actions as purposes
from samtykke.purposes.models import Purpose
from samtykke.purposes.queries import basis_by_key, purpose_by_key
from samtykke.webforms import actions
from samtykke.webforms.definition import as_json, read
from samtykke.webforms.lints import lints_of
from samtykke.webforms.models import FormVersion
from tests.factories import make_wording
from tests.webforms.forms import BY, CLUB, definition, draft_form, make_form, with_fields

if TYPE_CHECKING:
    from collections.abc import Callable

    from samtykke.webforms.models import WebForm

pytestmark = pytest.mark.django_db


def codes(form: WebForm, told: dict[str, Any]) -> set[str]:
    return {lint.code for lint in lints_of(form, read(told))}


def box(**more: Any) -> Callable[[], dict[str, Any]]:
    def told() -> dict[str, Any]:
        found = definition()
        found["fields"][2] |= more
        return found

    return told


UNLAWFUL: dict[str, Callable[[], dict[str, Any]]] = {
    "consent_ticked": box(ticked=True),
    "consent_required": box(required=True),
    "two_purposes": box(purposes=["EMARKETING", "STORE"]),
    "consent_with_terms": box(terms=True),
    "all_without_none": lambda: definition(consents={"all": True}),
    "purpose_twice": lambda: with_fields({"kind": "consent", "purposes": ["EMARKETING", CLUB]}),
    "purpose_inactive": lambda: with_fields({"kind": "consent", "purposes": ["NONE"]}),
    "held_anyway": lambda: with_fields({"kind": "consent", "purposes": ["STORE"]}),
    "text_missing": lambda: definition(title={"nb": "Nyhetsbrev"}),
    "email_missing": lambda: definition(fields=[{"kind": "person", "name": "name"}]),
    "unknown_field": lambda: with_fields({"kind": "own", "name": "SHOESIZE"}),
    "statement_missing": lambda: definition(statement={"nb": "https://fjordlys.example/personvern"}),
}


def test_an_unlawful_form_is_not_published() -> None:
    """REQ-12, REQ-13. Breaks when one lint is taken away."""
    form = draft_form()
    for code, make in UNLAWFUL.items():
        told = make()
        assert code in codes(form, told), code
        actions.write_draft(form, definition=told, **BY)
        with pytest.raises(actions.Unlawful) as refused:
            actions.publish_form(form, **BY)
        assert code in {lint.code for lint in refused.value.lints}
        assert all(lint.sentence for lint in refused.value.lints)
    assert FormVersion.objects.count() == 0


def test_terms_that_say_yes_to_a_purpose_are_refused() -> None:
    """Art. 7(2), Orange Romania (C-61/19). Breaks when accepting terms counts as consent."""
    terms = {"kind": "terms", "name": "terms", "labels": {"nb": "Vilkår", "en": "Terms"}, "required": True}
    form = draft_form()
    assert codes(form, with_fields(terms)) == set()
    assert codes(form, with_fields(terms | {"purposes": ["EMARKETING"]})) == {"consent_with_terms"}


def test_all_with_an_equal_none_may_stand() -> None:
    """REQ-13. Breaks when buttons of equal weight are refused."""
    form = draft_form()
    assert codes(form, definition(consents={"all": True, "none": True})) == set()


def test_no_more_is_asked_than_the_purposes_name() -> None:
    """Art. 5(1)(c). Breaks when a form collects kinds of data that no purpose of it uses."""
    form = draft_form()
    told = with_fields({"kind": "person", "name": "title"})
    assert codes(form, told) == set(), "STORE uses what somebody works with"
    kinds = [kind for kind in purpose_by_key("STORE").data_kinds.all() if kind.key != "WORK"]
    purposes.change_item(purpose_by_key("STORE"), changes={"data_kinds": kinds}, **BY)
    assert codes(form, told) == {"more_than_needed"}


def test_words_must_exist_in_each_language_and_reach_far_enough() -> None:
    """REQ-12, REQ-17. Breaks when somebody is asked in a language that has no words, or to words that are too narrow."""
    form = draft_form()
    make_wording(purpose_by_key(CLUB), language="nb", text="Ja, og partnerne deres.", widens=True)
    assert codes(form, definition()) == {"wording_too_narrow"}
    fresh = purposes.create_item(Purpose, key="FRESH", names={"nb": "Ny", "en": "New"}, retention_months=9, **BY)
    purposes.allow_basis(fresh, basis_by_key("61B"), is_default=True, **BY)
    found = codes(form, with_fields({"kind": "consent", "purposes": [fresh.key]}))
    assert {"wording_missing", "basis_not_allowed"} <= found


def test_the_controller_and_the_purpose_are_named() -> None:
    """Art. 13(1)(a), 5(1)(b). Breaks when a form goes out without saying who is responsible, and why people are held."""
    form = draft_form()
    Organisation.objects.update(legal_name="")
    assert codes(form, definition()) == {"controller_not_named"}
    Organisation.objects.update(legal_name="Fjordlys AS")
    form.point.legal_basis = None
    assert codes(form, definition()) == {"basis_not_allowed"}
    form.point.purpose = None
    assert "purpose_inactive" in codes(form, definition())
    form.redirect_to = "https://elsewhere.example/"
    assert "redirect_not_allowed" in codes(form, definition())


def test_a_purpose_for_children_asks_for_the_age_elsewhere() -> None:
    """REQ-19. Breaks when a form takes a child's consent without asking how old they are."""
    form = draft_form()
    purposes.change_item(purpose_by_key(CLUB), changes={"for_children": True}, **BY)
    assert codes(form, definition()) == {"purpose_for_children"}


def test_a_version_keeps_the_words_that_people_see() -> None:
    """REQ-14. Breaks when a version does not name its wordings, or follows newer ones by itself."""
    form = make_form()
    first = FormVersion.objects.get()
    words = {one["purposes"][0]: one["wordings"] for one in first.definition["fields"] if one["kind"] == "consent"}
    assert set(words) == {"EMARKETING", CLUB}
    assert set(words[CLUB]) == {"nb", "en"}
    assert actions.publish_form(form, **BY).pk == first.pk, "the same again is no new version"
    newer = make_wording(purpose_by_key(CLUB), language="en", text="Yes, newer words.")
    second = actions.publish_form(form, **BY)
    assert (second.number, FormVersion.objects.get(pk=first.pk).definition) == (2, first.definition)
    assert read(second.definition).boxes[1].wordings["en"] == newer.pk


def test_a_version_cannot_be_changed() -> None:
    """REQ-14. Breaks when PostgreSQL lets anybody rewrite what people saw."""
    make_form()
    for change in (
        lambda: FormVersion.objects.update(number=9),
        lambda: FormVersion.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            change()


def test_a_retired_form_is_not_published_and_comes_back_as_it_was() -> None:
    """Breaks when a retired form can be published past its retirement, or loses its version."""
    form = actions.retire_form(make_form(), **BY)
    with pytest.raises(Refused) as refused:
        actions.publish_form(form, **BY)
    assert refused.value.code == "point_retired"
    assert actions.restore_form(form, **BY).state == "published"


@pytest.mark.parametrize(
    ("told", "place"),
    [
        ([], "definition"),
        ({"titel": {}}, "titel"),
        ({"fields": [{"kind": "script"}]}, "fields.0.kind"),
        ({"fields": [{"kind": "person", "name": "password"}]}, "fields.0.name"),
        ({"fields": [{"kind": "consent", "purposes": []}]}, "fields.0.purposes"),
        ({"title": {"nb": "a\x00b"}}, "title"),
        ({"title": {"nb": "x" * 10_000}}, "title"),
        ({"statement": {"nb": "javascript:alert(1)"}}, "statement"),
        ({"fields": [{"kind": "person", "name": "email"}] * 2}, "fields"),
        ({"languages": ["xx"]}, "languages"),
    ],
)
def test_what_is_no_definition_is_refused_by_its_place(told: Any, place: str) -> None:
    """Breaks when a malformed definition is kept, or the refusal does not say where."""
    with pytest.raises(Refused) as refused:
        read(told)
    assert (refused.value.status, refused.value.field) == (422, place)


def test_a_definition_reads_back_as_it_was_written() -> None:
    """Breaks when the builder would lose something of a form by opening and saving it."""
    told = as_json(read(with_fields({"kind": "hidden", "name": "campaign", "value": "autumn"})))
    assert as_json(read(told)) == told


WRONG: list[tuple[str, Any]] = [
    ("allowed_origins", ["https://a.example/path"]),
    ("allowed_origins", ["http://a.example"]),
    ("redirects", ["javascript:x"]),
    ("redirect_to", "https://b.example/"),
    ("link_days", 31),
    ("slowest", 4),
    ("unknown", "ignore"),
    ("style", {"accent": "red"}),
    ("style", {"accent": "#ffd966"}),
]


def test_what_is_said_of_a_form_is_checked() -> None:
    """Breaks when a form may send visitors anywhere, or be posted from a page nobody allowed."""
    form = draft_form()
    for field, said in WRONG:
        with pytest.raises(Refused) as refused:
            actions.change_form(form, changes={field: said}, **BY)
        assert refused.value.field == field


def test_two_who_write_at_once_hear_of_each_other() -> None:
    """Breaks when the second of two drafts overwrites the first unseen; and when a slug is taken twice."""
    form = draft_form()
    actions.write_draft(form, definition=definition(languages=["nb"]), expected=form.edition, **BY)
    for act in (
        lambda: actions.write_draft(form, definition=definition(), expected=form.edition, **BY),
        lambda: actions.change_form(form, changes={"slowest": 1}, expected=form.edition, **BY),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "changed_meanwhile"
    for slug, code in (("newsletter", "slug_taken"), ("Å b", "invalid_slug"), ("x" * 61, "invalid_slug")):
        with pytest.raises(Refused) as refused:
            actions.create_form(slug, **BY)
        assert refused.value.code == code

"""Items of the lists: keys, names, order, the bin (checks 4–11)."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from samtykke.audit.models import Entry
from samtykke.contacts.models import Category
from samtykke.core.actors import Actor, Ref, Via
from samtykke.core.refused import Refused
from samtykke.purposes import actions, queries
from samtykke.purposes.models import CollectedHow, LegalBasis, Purpose, PurposeVersion, Source, Vocabulary
from tests.contacts.rows import make_person

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": Actor.user(7), "via": Via.STAFF}


def event(name: str = "Event invitations", **fields: Any) -> Purpose:
    return actions.create_item(Purpose, names={"en": name}, **BY, **fields)


def refusal(act: Any, *args: Any, **fields: Any) -> tuple[str, str | None, int]:
    with pytest.raises(Refused) as refused:
        act(*args, **BY, **fields)
    assert str(refused.value.reason)
    return refused.value.code, refused.value.field, refused.value.status


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Event invitations", "EVENTINVITATIONS"),
        ("Ærlig øl på båt", "AERLIGOLPABAT"),
        ("Store", "STORE2"),
        ("Withdrawn", "WITHDRAWN2"),
        ("שלום 🙂", "PURPOSE"),
        ("x" * 200, "X" * 50),
    ],
)
def test_a_key_is_made_from_the_name(name: str, key: str) -> None:
    assert event(name).key == key


def test_a_clash_of_keys_gets_a_number() -> None:
    event()
    assert event("Event-invitations").key == "EVENTINVITATIONS2"


@pytest.mark.parametrize("name", ["Event invitations", " event  INVITATIONS "])
def test_a_name_stands_for_one_item(name: str) -> None:
    event()
    assert refusal(actions.create_item, Purpose, names={"en": name}) == ("name_taken", "names", 409)


def test_the_same_word_may_be_a_name_in_two_languages_and_in_two_lists() -> None:
    event("Arrangement")
    actions.create_item(Purpose, names={"nb": "Arrangement"}, **BY)
    actions.create_item(Category, names={"nb": "Arrangement"}, **BY)
    assert Purpose.objects.existing().count() == 4


@pytest.mark.parametrize(
    ("model", "key", "told"),
    [
        (Purpose, "STORE", ("key_reserved", "key", 409)),
        (Purpose, "EMARKETING", ("key_reserved", "key", 409)),
        (Source, "WITHDRAWN", ("key_reserved", "key", 409)),
        (Source, "USER", ("key_reserved", "key", 409)),
        (LegalBasis, "WITHDRAWN", ("key_reserved", "key", 409)),
        (CollectedHow, "FAIR", ("key_taken", "key", 409)),
        (Purpose, "", ("invalid_key", "key", 422)),
        (Purpose, "a b", ("invalid_key", "key", 422)),
        (Purpose, "#A", ("invalid_key", "key", 422)),
        (Purpose, "A-B", ("invalid_key", "key", 422)),
        (Purpose, "event", ("invalid_key", "key", 422)),
        (Purpose, "EVENT\n", ("invalid_key", "key", 422)),
        (Purpose, "Æ", ("invalid_key", "key", 422)),
        (Purpose, "E" * 61, ("invalid_key", "key", 422)),
    ],
)
def test_a_bad_or_taken_key_is_refused_by_name(
    model: type[Vocabulary], key: str, told: tuple[str, str | None, int]
) -> None:
    fields = {"article": "a"} if model is LegalBasis else {}
    assert refusal(actions.create_item, model, names={"en": "Mine"}, key=key, **fields) == told


@pytest.mark.parametrize("names", [{}, {"en": "  "}, {"nb": ""}])
def test_an_item_has_a_name(names: dict[str, str]) -> None:
    assert refusal(actions.create_item, Source, names=names) == ("name_missing", "names", 422)


def test_a_basis_of_ones_own_is_tied_to_one_letter() -> None:
    assert refusal(actions.create_item, LegalBasis, names={"en": "Marketing consent"})[0] == "article_missing"
    own = actions.create_item(LegalBasis, names={"en": "Marketing consent"}, article="a", **BY)
    assert own.is_consent
    make_person().__class__.objects.update(origin_basis=own)
    assert refusal(actions.change_item, own, changes={"article": "f"}) == ("article_fixed", "article", 409)


@pytest.mark.parametrize(
    ("model", "key", "changes"),
    [
        (Purpose, "STORE", {"key": "SHOP"}),
        (Purpose, "EMARKETING", {"is_marketing": False}),
        (LegalBasis, "61A", {"article": "f"}),
        (LegalBasis, "61A", {"key": "61G"}),
        (Source, "USER", {"from_person": True}),
        (Source, "IMPORT", {"key": "FILE"}),
        (Purpose, "STORE", {"is_active": False}),
    ],
)
def test_standard_items_keep_their_key_and_meaning(model: type[Vocabulary], key: str, changes: dict[str, Any]) -> None:
    item = model.objects.get(key=key)
    assert refusal(actions.change_item, item, changes=changes)[0] == "standard_item"


@pytest.mark.parametrize(("model", "key"), [(Purpose, "STORE"), (LegalBasis, "61A"), (Source, "USER")])
def test_standard_items_cannot_be_deleted_and_can_be_renamed(model: type[Vocabulary], key: str) -> None:
    item = model.objects.get(key=key)
    assert refusal(actions.delete_item, item)[0] == "standard_item"
    renamed = actions.change_item(item, changes={"names": {"en": "Our own word"}}, **BY)
    assert renamed.name_in("en") == "Our own word"
    assert renamed.name_in("nb") == item.name_in("nb")


def test_texts_are_told_in_each_language_and_fall_back() -> None:
    purpose = actions.create_item(Purpose, names={"en": "Events", "no": "Arrangementer"}, **BY)
    actions.change_item(purpose, changes={"statement_urls": {"nb": "https://a.no/nb", "en": "https://a.no/en"}}, **BY)
    changed = actions.change_item(purpose, changes={"statement_urls": {"en": ""}, "names": {"en": "Fairs"}}, **BY)
    assert changed.statement_urls == {"nb": "https://a.no/nb"}
    with translation.override("nb"):
        assert changed.name == "Arrangementer"
    assert changed.name_in("de") == "Fairs"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"statement_urls": {"en": "javascript:alert(1)"}}, ("invalid_url", "statement_urls", 422)),
        ({"names": {"EN": "x"}}, ("unknown_language", "names", 422)),
        ({"names": {"en": "x" * 201}}, ("invalid_text", "names", 422)),
        ({"descriptions": {"en": "a\x00b"}}, ("invalid_text", "descriptions", 422)),
        ({"retention_months": 0}, ("invalid_number", "retention_months", 422)),
        ({"rank": "first"}, ("invalid_number", "rank", 422)),
    ],
)
def test_what_cannot_be_kept_is_refused_with_the_field(
    changes: dict[str, Any], told: tuple[str, str | None, int]
) -> None:
    assert refusal(actions.change_item, event(), changes=changes) == told


def test_a_deleted_item_is_not_offered_still_has_its_name_and_comes_back() -> None:
    source = actions.create_item(Source, names={"en": "Trade fair"}, **BY)
    assert actions.delete_item(source, **BY).deleted_at
    assert source not in Source.objects.offered()
    assert Source.objects.get(pk=source.pk).name_in("en") == "Trade fair"
    with pytest.raises(Refused):
        queries.source_by_key("TRADEFAIR")
    actions.restore_item(source, **BY)
    assert queries.source_by_key("TRADEFAIR") == source


def test_a_name_taken_meanwhile_keeps_an_item_in_the_bin() -> None:
    first = actions.delete_item(actions.create_item(Source, names={"en": "Fair"}, **BY), **BY)
    actions.create_item(Source, names={"en": "fair"}, **BY)
    assert refusal(actions.restore_item, first) == ("name_taken", "names", 409)


def test_moving_changes_the_order() -> None:
    def order() -> list[str]:
        return list(CollectedHow.objects.in_order().values_list("key", flat=True))

    fair = CollectedHow.objects.get(key="FAIR")
    actions.move_item(fair, direction="up", **BY)
    assert order()[:3] == ["MEETING", "FAIR", "PHONE"]
    actions.move_item(fair, before=CollectedHow.objects.get(key="REFERRAL"), **BY)
    assert order()[-2:] == ["FAIR", "REFERRAL"]
    actions.move_item(fair, **BY)
    actions.move_item(fair, direction="down", **BY)
    assert order()[-1] == "FAIR"


def test_the_basis_an_active_purpose_starts_from_stays_on_offer() -> None:
    basis = queries.basis_by_key("61F")
    assert refusal(actions.change_item, basis, changes={"is_active": False})[0] == "is_default"


def test_a_key_of_ones_own_can_change_until_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    source = actions.create_item(Source, names={"en": "Fair"}, **BY)
    source = actions.change_item(source, changes={"key": "OSLOFAIR"}, **BY)
    assert source.key == "OSLOFAIR"
    make_person().__class__.objects.update(origin_source=source)
    assert refusal(actions.change_item, source, changes={"key": "FAIR2"}) == ("key_fixed", "key", 409)
    assert queries.use_counts(Source) == {}, "records are counted, and there are none"
    monkeypatch.setattr(queries, "COUNTED", 0)
    assert queries.use_counts(Category) is None, "more than a page may count are not counted"


def test_every_change_is_in_the_trail_by_field_and_a_repeated_one_is_not() -> None:
    purpose = event()
    for _repeated in range(2):
        actions.change_item(purpose, changes={"descriptions": {"en": "Invites"}}, **BY)
    entries = list(Entry.objects.about(Ref("purpose", purpose.pk)).order_by("id"))
    assert [(entry.deed, entry.details["fields"]) for entry in entries] == [
        ("list:created", ["is_active", "names", "rank"]),
        ("list:changed", ["descriptions"]),
    ]


def test_a_purpose_keeps_how_it_stood() -> None:
    purpose = event()
    actions.change_item(purpose, changes={"public_texts": {"en": "We invite you."}}, **BY)
    actions.delete_item(purpose, **BY)
    versions = list(PurposeVersion.objects.filter(purpose=purpose).order_by("id"))
    assert [version.is_active for version in versions] == [False, False, False]
    assert [version.content["public_texts"] for version in versions] == [{}, *[{"en": "We invite you."}] * 2]

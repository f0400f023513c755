"""What makes a purpose reach further from outside its own page, and what it then lacks. REQ-17, REQ-20."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from samtykke.consents.queries.decisions import may
from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused
from samtykke.purposes import actions, queries
from samtykke.purposes.models import DataKind, FieldDecision, LegalBasis, Purpose, Recipient
from tests.factories import get_purpose, make_consent
from tests.pages import browse, text_of

if TYPE_CHECKING:
    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": Actor.user(7), "via": Via.STAFF}


def refusal(act: Any, *args: Any, **fields: Any) -> tuple[str, str | None]:
    with pytest.raises(Refused) as refused:
        act(*args, **BY, **fields)
    return refused.value.code, refused.value.field


def kind(**told: Any) -> DataKind:
    """A kind of data of the company's own."""
    return actions.create_item(DataKind, names={"en": "Diet"}, **told, **BY)


def with_condition() -> None:
    """E-marketing names explicit consent."""
    actions.change_item(get_purpose(), changes={"special_condition": "a"}, **BY)


def test_a_field_of_a_special_category_needs_the_condition_of_its_purposes() -> None:
    """REQ-20, Art. 9. Breaks when a field brings health data into a purpose in use that names no condition."""
    diet, decided = kind(is_special=True), {"purposes": [get_purpose()]}
    found = refusal(actions.decide_field, "person.title", data_kind=diet, **decided)
    assert found == ("special_condition_missing", "data_kind")
    assert not FieldDecision.objects.exists()
    actions.decide_field("person.title", data_kind=diet, is_retired=True, **decided, **BY)
    assert not queries.is_special(get_purpose())
    with_condition()
    actions.decide_field("person.title", data_kind=diet, **decided, **BY)
    assert queries.is_special(get_purpose())
    assert refusal(actions.change_item, get_purpose(), changes={"special_condition": ""})[0] == (
        "special_condition_missing"
    )


@pytest.mark.parametrize("decided", [{"is_retired": True}, {}])
def test_a_special_kind_that_a_field_is_of_stays_special_and_stays(decided: dict[str, Any]) -> None:
    """REQ-20, Art. 9. Breaks when health data become ordinary, or their kind goes, while a field holds them."""
    diet = kind(is_special=True)
    actions.decide_field("person.title", data_kind=diet, purposes=[], **decided, **BY)
    assert refusal(actions.change_item, diet, changes={"is_special": False}) == ("kind_in_use", "is_special")
    assert refusal(actions.delete_item, diet) == ("kind_in_use", None)
    actions.decide_field("person.title", purposes=[], **BY)
    assert actions.change_item(diet, changes={"is_special": False}, **BY).is_special is False
    assert actions.delete_item(diet, **BY).deleted_at


def test_a_special_category_by_a_field_is_not_covered_by_old_consents(kari: Person) -> None:
    """REQ-17. Breaks when a field makes a purpose reach further unseen, or when the same again widens once more."""
    make_consent(kari)
    with_condition()
    before, diet = queries.current_scope(get_purpose()), kind(is_special=True)
    actions.decide_field("person.title", purposes=[get_purpose()], data_kind=diet, **BY)
    assert may(kari, get_purpose()).reason == "wording_does_not_cover"
    actions.decide_field("person.title", purposes=[get_purpose()], data_kind=diet, note="Other words", **BY)
    assert queries.current_scope(get_purpose()) == before + 1


@pytest.mark.parametrize(("role", "reason"), [("controller", "wording_does_not_cover"), ("processor", "ok")])
def test_a_processor_who_decides_from_now_on_is_somebody_new(kari: Person, role: str, reason: str) -> None:
    """REQ-17. Breaks when a recipient in use becomes a controller and old consents still cover it."""
    skyposten = Recipient.objects.create(names={"en": "Skyposten"}, role="processor", country="NO")
    actions.change_item(get_purpose(), changes={"recipients": [skyposten]}, **BY)
    make_consent(kari)
    assert may(kari, get_purpose()).allowed
    actions.change_recipient(skyposten, seen=skyposten.version, changes={"role": role, "contact": "Per"}, **BY)
    decision = may(kari, get_purpose())
    assert (decision.reason == "wording_does_not_cover") is (reason == "wording_does_not_cover")
    assert decision.allowed is (reason == "ok")


def test_the_page_of_a_recipient_in_use_says_what_its_role_does(siri) -> None:
    """REQ-17. Breaks when whoever changes the role is not told beforehand which purposes lose their consents."""
    skyposten = Recipient.objects.create(names={"en": "Skyposten"}, role="processor", country="NO")
    address = f"/recipients/{skyposten.pk}/"
    told = "consents given until now no longer cover: E-marketing"
    assert told not in text_of(browse(siri).get(address))
    actions.change_item(get_purpose(), changes={"recipients": [skyposten]}, **BY)
    assert told in text_of(browse(siri).get(address))


def test_a_kind_becomes_special_only_where_its_purposes_name_a_condition(kari: Person) -> None:
    """REQ-17, REQ-20. Breaks when ticking a kind makes a purpose in use special without a condition, or old consents hold."""
    diet = kind()
    actions.change_item(get_purpose(), changes={"data_kinds": [diet]}, **BY)
    make_consent(kari)
    found = refusal(actions.change_item, diet, changes={"is_special": True})
    assert found == ("special_condition_missing", "is_special")
    assert may(kari, get_purpose()).allowed
    with_condition()
    actions.change_item(diet, changes={"is_special": True}, **BY)
    assert may(kari, get_purpose()).reason == "wording_does_not_cover"


def test_a_kind_of_a_field_becomes_special_by_the_same_rule() -> None:
    """REQ-20. Breaks when only the kinds that a purpose names itself are looked at."""
    diet = kind()
    actions.decide_field("person.title", purposes=[get_purpose()], data_kind=diet, **BY)
    assert refusal(actions.change_item, diet, changes={"is_special": True})[0] == "special_condition_missing"


def test_the_letter_of_a_basis_that_purposes_allow_is_fixed() -> None:
    """REQ-10, 12, 22. Breaks when a purpose rests on another letter than the one it was allowed with."""
    own = actions.create_item(LegalBasis, names={"en": "Consent at fairs"}, article="a", **BY)
    event = actions.create_item(Purpose, names={"en": "Fairs"}, **BY)
    actions.allow_basis(event, own, **BY)
    with pytest.raises(Refused, match="Fairs") as refused:
        actions.change_item(own, changes={"article": "f"}, **BY)
    assert (refused.value.code, refused.value.field) == ("article_fixed", "article")


def test_a_purpose_that_lacks_something_comes_back_switched_off(siri) -> None:
    """REQ-24. Breaks when the bin is a way round what is asked of a purpose in use, or the page does not say so."""
    event = actions.create_item(Purpose, names={"en": "Fairs"}, **BY)
    Purpose.objects.filter(pk=event.pk).update(is_active=True)
    actions.delete_item(event, **BY)
    answer = browse(siri).post(f"/purposes/{event.key}/restoration/", follow=True)
    assert "is back in the list, switched off." in text_of(answer)
    event.refresh_from_db()
    assert (event.deleted_at, event.is_active) == (None, False)
    assert not queries.versions(event)[0].is_active

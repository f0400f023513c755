"""What interests a person: ticked, taken back, shared by a merge; what reveals a special category only where it may be held."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from samtykke.consents import actions as consents
from samtykke.contacts import actions as contacts
from samtykke.contacts.models import FieldChange, Interest, InterestGroup, Person, PersonInterest
from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused
from samtykke.purposes import actions as purposes
from samtykke.purposes.models import DataKind, Purpose
from tests.factories import get_purpose, make_consent, make_person
from tests.pages import browse, text_of

if TYPE_CHECKING:
    from samtykke.accounts.models import User

pytestmark = pytest.mark.django_db

BY = {"by": Actor.system(), "via": Via.STAFF}


def make_interest(key: str, **fields: object) -> Interest:
    return purposes.create_item(Interest, names={"nb": key.title(), "en": key.title()}, key=key, **fields, **BY)


@pytest.fixture
def solar(db: None) -> Interest:
    group = purposes.create_item(InterestGroup, names={"nb": "Produkter", "en": "Products"}, **BY)
    return make_interest("SOLAR", group=group)


@pytest.fixture
def health(db: None) -> Interest:
    kind = DataKind.objects.filter(is_special=True).order_by("id")[0]
    return make_interest("HEALTH", data_kind=kind)


def held(person: Person) -> set[str]:
    return set(PersonInterest.objects.filter(person=person).values_list("interest__key", flat=True))


def test_a_tick_is_saved_shown_with_its_way_and_taken_back(kari: Person, ola: User, per: User, solar: Interest) -> None:
    client, address = browse(ola), f"/people/{kari.pk}/interests/"
    assert "Products" in text_of(client.get(address))
    assert client.post(f"{address}choice/", {"interest": "SOLAR"}).headers["Location"] == address
    page = text_of(client.get(address))
    assert "Staff pages" in page
    change = FieldChange.objects.get(person=kari)
    assert (change.field, change.before, change.after) == ("interest", None, "SOLAR")
    assert client.post(f"/people/{kari.pk}/changes/{change.id}/reversal/").headers["Location"] == address
    assert held(kari) == set()
    assert browse(per).post(f"{address}choice/", {"interest": "SOLAR"}).status_code == 403


def test_what_another_ticked_meanwhile_stays(kari: Person, ola: User, solar: Interest) -> None:
    """Breaks when the boxes of a page read earlier untick what somebody else has ticked since."""
    wind = make_interest("WIND")
    contacts.change_interests(kari, add=[wind], **BY)
    browse(ola).post(f"/people/{kari.pk}/interests/choice/", {"interest": ["SOLAR", "NO\x00SUCH", "x" * 10_000]})
    assert held(kari) == {"SOLAR", "WIND"}


def test_a_retired_interest_stays_with_who_has_it_and_is_given_to_nobody_new(
    kari: Person, ola: User, solar: Interest
) -> None:
    contacts.change_interests(kari, add=[solar], **BY)
    purposes.change_item(solar, changes={"is_active": False}, **BY)
    assert "Retired" in text_of(browse(ola).get(f"/people/{kari.pk}/interests/"))
    with pytest.raises(Refused) as refused:
        contacts.change_interests(make_person("Nils", "Berg"), add=[Interest.objects.get(pk=solar.pk)], **BY)
    assert refused.value.code == "interest_retired"


def test_a_special_category_takes_a_condition_and_where_that_is_consent_the_persons_own(
    kari: Person, siri: User, health: Interest
) -> None:
    """REQ-20. Breaks when an interest that reveals health is held on a legitimate interest."""
    with pytest.raises(Refused) as refused:
        contacts.change_interests(kari, add=[health], **BY)
    assert refused.value.code == "special_condition_missing"
    marketing = get_purpose("EMARKETING")
    marketing.data_kinds.add(health.data_kind_id)
    Purpose.objects.filter(pk=marketing.pk).update(special_condition="a")
    with pytest.raises(Refused) as refused:
        contacts.change_interests(kari, add=[health], **BY)
    assert refused.value.code == "explicit_consent_missing"
    make_consent(kari)
    contacts.change_interests(kari, add=[health], **BY)
    assert held(kari) == {"HEALTH"}


def test_a_merge_shares_and_a_split_gives_back(kari: Person, siri: User, solar: Interest) -> None:
    other, wind = make_person("Kari", "Vik"), make_interest("WIND")
    contacts.change_interests(other, add=[wind], **BY)
    overlay = consents.merge(kari, other, by=siri.actor, via=Via.STAFF)
    contacts.change_interests(kari, add=[wind, solar], **BY)
    page = text_of(browse(siri).get(f"/people/{kari.pk}/interests/"))
    assert page.count(" checked") == 2
    consents.split(overlay, by=siri.actor, via=Via.STAFF)
    assert (held(kari), held(other)) == ({"SOLAR"}, {"WIND"})


def test_the_list_is_kept_in_the_settings(siri: User, solar: Interest) -> None:
    kind = DataKind.objects.offered()[0]
    told = {"name_nb": "Vind", "name_en": "Wind", "group": solar.group.key, "data_kind": kind.key, "is_active": "on"}
    answer = browse(siri).post(reverse("purposes:interests-new"), told)
    assert answer.headers["Location"] == reverse("purposes:interests")
    wind = Interest.objects.get(key="WIND")
    assert (wind.group_id, wind.data_kind_id) == (solar.group_id, kind.pk)

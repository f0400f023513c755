"""Companies with role and time, postal addresses, and what an address is for; shared by a merge, given back by a split."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction

from samtykke.consents import actions as consents
from samtykke.contacts import actions as contacts
from samtykke.contacts.masking import NOTHING
from samtykke.contacts.models import Company, FieldChange, Person, PersonCompany, PersonEmail, PersonPostal
from samtykke.contacts.reach import reach_of
from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused
from tests.factories import make_person
from tests.pages import browse, text_of

if TYPE_CHECKING:
    from samtykke.accounts.models import User

pytestmark = pytest.mark.django_db

BY = {"by": Actor.system(), "via": Via.STAFF}


@pytest.fixture
def firms(db: None) -> tuple[Company, Company]:
    return contacts.create_company("Tenkt Bygg AS", **BY), contacts.create_company("Tenkt Kabel AS", **BY)


def shown(person: Person, *members: int) -> list[tuple[str, str, bool, bool]]:
    """The companies of the card: name, role, whether it is the main one, whether it is over."""
    person = Person.objects.select_related("company").get(pk=person.pk)
    rows = reach_of(person, [person.pk, *members], NOTHING).companies
    return [(one.name, one.role, one.is_main, one.to_on is not None) for one in rows]


def test_several_companies_one_of_them_the_main_one(kari: Person, firms: tuple[Company, Company]) -> None:
    first, second = firms
    contacts.change_person(kari, changes={"company": first}, **BY)
    contacts.belong(kari, second, role="Board member", from_on=date(2020, 1, 1), **BY)
    assert shown(kari) == [("Tenkt Bygg AS", "", True, False), ("Tenkt Kabel AS", "Board member", False, False)]
    contacts.make_company_main(kari, second, **BY)
    assert [name for name, _role, is_main, _over in shown(kari) if is_main] == ["Tenkt Kabel AS"]
    assert len(shown(kari)) == 2


def test_who_left_is_kept_in_the_history_and_the_next_company_is_the_main_one(
    kari: Person, firms: tuple[Company, Company]
) -> None:
    """Breaks when leaving loses the company, or the main company still is the one that was left."""
    first, second = firms
    contacts.change_person(kari, changes={"company": first}, **BY)
    contacts.belong(kari, second, role="Board member", **BY)
    contacts.leave_company(kari, first, on=date(2026, 10, 31), **BY)
    assert shown(kari) == [("Tenkt Kabel AS", "Board member", True, False), ("Tenkt Bygg AS", "", False, True)]
    contacts.leave_company(kari, second, on=date(2026, 11, 30), **BY)
    assert Person.objects.get(pk=kari.pk).company is None
    assert [over for *_rest, over in shown(kari)] == [True, True]


def test_a_main_company_changed_as_a_field_ends_what_was_known_of_the_former(
    kari: Person, firms: tuple[Company, Company]
) -> None:
    first, second = firms
    contacts.belong(kari, first, role="Purchaser", from_on=date(2020, 1, 1), **BY)
    contacts.change_person(kari, changes={"company": second}, **BY)
    assert shown(kari) == [("Tenkt Kabel AS", "", True, False), ("Tenkt Bygg AS", "Purchaser", False, True)]


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"from_on": date(2026, 1, 2), "to_on": date(2026, 1, 1)}, "backwards"),
        ({"from_on": date(1899, 12, 31)}, "out_of_time"),
        ({"role": "x" * 10_000}, "too_long"),
        ({"role": "\x00"}, "nul"),
    ],
)
def test_what_cannot_be_is_refused(kari: Person, firms: tuple[Company, Company], told: dict, code: str) -> None:
    with pytest.raises(Refused) as refused:
        contacts.belong(kari, firms[0], **told, **BY)
    assert refused.value.code == code


def test_postgresql_has_the_last_word(kari: Person, firms: tuple[Company, Company]) -> None:
    """Breaks when a time ends before it begins, or somebody is at one company twice at once, past the actions."""
    wrong = [
        {"company": firms[0], "from_on": date(2026, 1, 2), "to_on": date(2026, 1, 1)},
        {"company": firms[1]},
    ]
    PersonCompany(person=kari, company=firms[1]).save(force_insert=True)
    for told in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            PersonCompany(person=kari, **told).save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonPostal(person=kari).save(force_insert=True)


def test_a_merge_shows_those_of_both_and_a_split_gives_them_back(
    kari: Person, siri: User, firms: tuple[Company, Company]
) -> None:
    """Breaks when the card hides what was merged in, or a split leaves it with the wrong one. REQ-104."""
    other = make_person("Kari", "Vik")
    contacts.belong(kari, firms[0], **BY)
    contacts.belong(other, firms[1], role="Chair", **BY)
    contacts.set_postal(other, street="Tenktveien 1", city="Bergen", **BY)
    overlay = consents.merge(kari, other, by=siri.actor, via=Via.STAFF)
    assert [name for name, *_rest in shown(kari, other.pk)] == ["Tenkt Bygg AS", "Tenkt Kabel AS"]
    page = text_of(browse(siri).get(f"/people/{kari.pk}/"))
    assert "Chair" in page
    assert "Tenktveien 1" in page
    consents.split(overlay, by=siri.actor, via=Via.STAFF)
    assert shown(kari) == [("Tenkt Bygg AS", "", True, False)]
    assert shown(other) == [("Tenkt Kabel AS", "Chair", True, False)]
    assert PersonPostal.objects.get().person_id == other.pk


def test_a_city_is_found_folded(kari: Person) -> None:
    contacts.set_postal(kari, city="Førde", **BY)
    assert PersonPostal.objects.get().city_key == "forde"


def test_a_postal_address_is_changed_and_the_history_keeps_what_stood(kari: Person, ola: User) -> None:
    client, address = browse(ola), f"/people/{kari.pk}/postal/"
    client.post(
        address, {"street": "Tenktveien 1", "postal_code": "5003", "city": "Bergen", "country": "NO", "use": "private"}
    )
    row = PersonPostal.objects.get()
    client.post(f"{address}{row.id}/", {"street": "Tenktveien 2", "city": "Bergen", "use": "private"})
    change = FieldChange.objects.filter(person=kari).latest("id")
    assert (change.before, change.after) == ("Tenktveien 1, 5003 Bergen, NO", "Tenktveien 2, Bergen")
    assert client.post(address, {"use": "private"}).status_code == 422
    assert client.post(f"{address}424242/removal/").status_code == 404
    client.post(f"{address}{row.id}/removal/")
    assert not PersonPostal.objects.exists()


def test_leaving_offers_to_take_the_work_address_out_of_use(
    kari: Person, ola: User, per: User, firms: tuple[Company, Company]
) -> None:
    """Breaks when the address of a former employer goes on being written to without a question."""
    contacts.change_person(kari, changes={"company": firms[0]}, **BY)
    email = PersonEmail.objects.filter(person=kari).first()
    assert email
    client, address = browse(ola), f"/people/{kari.pk}/companies/{firms[0].pk}/leaving/"
    assert email.address in text_of(client.get(address))
    assert browse(per).post(address, {"on": "2026-11-01"}).status_code == 403
    assert client.post(address, {"on": "yesterday"}).status_code == 422
    assert client.post(address, {"on": "2026-11-01", "emails": [str(email.id)]}).status_code == 302
    assert PersonEmail.objects.get(pk=email.pk).retired_at is not None
    assert "Tenkt Bygg AS" in text_of(client.get(f"/people/{kari.pk}/"))


def test_what_an_address_is_for_changes_and_the_address_never(kari: Person, ola: User) -> None:
    """Rule 12: another address is a new row."""
    email = PersonEmail.objects.filter(person=kari).first()
    assert email
    client = browse(ola)
    address = f"/people/{kari.pk}/emails/{email.id}/"
    client.post(address, {"kind": "role", "use": "private", "address": "other@example.org"})
    after = PersonEmail.objects.get(pk=email.pk)
    assert (after.kind, after.use, after.address) == ("role", "private", email.address)
    assert client.post(address, {"kind": "nosuch", "use": "private"}).status_code == 422
    client.post(f"{address}retirement/")
    client.post(f"{address}return/")
    assert PersonEmail.objects.get(pk=email.pk).retired_at is None

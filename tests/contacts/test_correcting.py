"""An e-mail address is corrected in its place: a new row, the old one out of use, and back again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from samtykke.consents import actions as consents
from samtykke.contacts import actions as contacts
from samtykke.contacts.models import Person, PersonEmail, PersonPhone
from samtykke.core.actors import Via
from samtykke.core.refused import Refused
from tests.contacts.made import BY
from tests.factories import make_person
from tests.pages import browse

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from samtykke.accounts.models import User

pytestmark = pytest.mark.django_db
IN_PLACE: dict[str, Any] = {"headers": {"HX-Request": "true"}}


@pytest.fixture
def ase() -> Person:
    """Åse, whose address has a slip in it."""
    return make_person("Åse", "Havbris", email="ase@havbriss.example")


@pytest.fixture
def staff(ola: User, signed_in: Callable[..., Client]) -> Client:
    """Ola's browser."""
    return signed_in(ola)


def living(person: Person) -> list[PersonEmail]:
    return list(PersonEmail.objects.filter(person=person, retired_at=None))


def address_of(person: Person) -> str:
    return f"/people/{person.pk}/emails/{living(person)[0].id}/correction/"


def test_a_corrected_address_is_a_row_of_its_own_and_correcting_back_gives_the_old_row_back(ase: Person) -> None:
    (slip,) = living(ase)
    right = contacts.correct_email(slip, "ase@havbris.example", **BY)
    assert living(ase) == [right]
    assert (right.is_primary, right.use, right.id != slip.id) == (True, slip.use, True)
    back = contacts.correct_email(right, slip.address, **BY)
    assert (back.id, living(ase)[0].is_primary) == (slip.id, True)


def test_one_that_is_not_the_first_stays_so(ase: Person) -> None:
    second = contacts.add_email(ase, "ase@hjem.example", use="private", **BY)
    corrected = contacts.correct_email(second, "ase@heim.example", **BY)
    assert (corrected.use, corrected.is_primary) == ("private", False)


def test_the_same_address_changes_nothing_and_another_of_their_own_is_refused(ase: Person) -> None:
    (slip,) = living(ase)
    contacts.add_email(ase, "ase@hjem.example", **BY)
    assert contacts.correct_email(slip, "ASE@havbriss.example", **BY).id == slip.id
    with pytest.raises(Refused, match="already"):
        contacts.correct_email(slip, "ase@hjem.example", **BY)
    contacts.retire_email(slip, **BY)
    with pytest.raises(Refused, match="out of use"):
        contacts.correct_email(slip, "ase@havbris.example", **BY)


def test_it_is_written_in_place_with_the_way_back(staff: Client, ase: Person) -> None:
    address, slip = address_of(ase), living(ase)[0]
    assert 'value="ase@havbriss.example"' in staff.get(address, **IN_PLACE).content.decode()
    saved = staff.post(address, {"address": "ase@havbris.example"}, **IN_PLACE)
    reversal = f"/people/{ase.pk}/emails/{living(ase)[0].id}/correction/{slip.id}/reversal/"
    assert reversal in saved.content.decode()
    assert "ase@havbris.example" in saved.content.decode()
    assert staff.post(reversal).headers["Location"] == f"/people/{ase.pk}/"
    assert living(ase) == [slip]


def test_without_scripts_it_is_a_page_and_leads_back_to_the_card(staff: Client, ase: Person) -> None:
    address = address_of(ase)
    assert "<h1>Åse Havbris" in staff.get(address).content.decode()
    assert staff.post(address, {"address": "ase@havbris.example"}).headers["Location"] == f"/people/{ase.pk}/"


@pytest.mark.parametrize("said", ["", "nobody", "a\x00@b.example", "x" * 10_000 + "@b.example"])
def test_what_is_no_address_stays_in_the_input(staff: Client, ase: Person, said: str) -> None:
    refused = staff.post(address_of(ase), {"address": said}, **IN_PLACE)
    assert refused.status_code == 422
    assert 'class="error"' in refused.content.decode()
    assert [row.address for row in living(ase)] == ["ase@havbriss.example"]


def test_a_phone_is_corrected_in_place_taken_back_and_dialled(ola: User, ase: Person) -> None:
    """Breaks when the wrong number stays in use, loses its kind, or comes back as another row."""
    staff, slip = browse(ola), contacts.add_phone(ase, "22 33 44 55", kind="work", use="private", **BY)
    address = f"/people/{ase.pk}/phones/{slip.id}/correction/"
    assert 'value="+4722334455"' in staff.get(address, **IN_PLACE).content.decode()
    saved = staff.post(address, {"phone": "22 33 44 56"}, **IN_PLACE).content.decode()
    (right,) = PersonPhone.objects.filter(person=ase, retired_at=None)
    assert (right.number, right.kind, right.use, right.is_primary) == ("+4722334456", "work", "private", True)
    assert f'href="tel:{right.number}">+47 22 33 44 56<' in saved
    late = staff.post(address, {"phone": "22 33 44 57"}, **IN_PLACE)
    assert (late.status_code, "out of use" in late.content.decode()) == (422, True)
    assert 'value="22 33 44 57"' in late.content.decode()
    assert staff.post(f"/people/{ase.pk}/phones/{right.id}/correction/{slip.id}/reversal/").status_code == 302
    assert [row.id for row in PersonPhone.objects.filter(person=ase, retired_at=None)] == [slip.id]
    contacts.add_phone(ase, "99 88 77 66", **BY)
    for said in ("", "nobody", "1\x00", "9" * 10_000, "99 88 77 66"):
        refused = staff.post(address, {"phone": said}, **IN_PLACE)
        assert (refused.status_code, 'id="id_phone_error"' in refused.content.decode()) == (422, True), said


def test_an_address_a_phone_and_a_post_address_are_added_where_they_stand(ola: User, ase: Person) -> None:
    """Breaks when the card does not show what was added, the toast takes nothing back, or a refusal is not said."""
    staff = browse(ola)
    for what, told, shown in (
        ("emails", {"address": "ase@hjem.example", "use": "private"}, "ase@hjem.example"),
        ("phones", {"phone": "22 33 44 55", "kind": "work", "use": "work"}, "+47 22 33 44 55"),
        ("postal", {"city": "Bergen", "country": "NO", "use": "work"}, "Bergen"),
    ):
        address = f"/people/{ase.pk}/{what}/"
        opened = staff.get(address, **IN_PLACE).content.decode()
        assert ("<html" in opened, "<form" in opened) == (False, True)
        assert "<h1>Åse Havbris" in staff.get(address).content.decode()
        assert staff.post(address, {"use": "x"}, **IN_PLACE).status_code == 422
        saved = staff.post(address, told, **IN_PLACE).content.decode()
        assert shown in saved
        undo = re.search(r'<form method="post" action="([^"]+)"><input[^>]+><button>Undo', saved)
        assert undo, what
        staff.post(undo.group(1))
        assert shown not in staff.get(f"{address}?shown", **IN_PLACE).content.decode()
    refused = staff.post(f"/people/{ase.pk}/phones/", {"phone": "12", "kind": "work", "use": "work"}, **IN_PLACE)
    assert (refused.status_code, 'id="id_new_phone_error"' in refused.content.decode()) == (422, True)


def test_a_company_is_added_where_it_stands_and_a_new_main_one_shows_everywhere(ola: User, ase: Person) -> None:
    """Breaks when the form is a page of its own, or the fact beside it goes on saying there is none."""
    staff, address = browse(ola), f"/people/{ase.pk}/companies/"
    assert 'id="belongings"' in staff.get(address, **IN_PLACE).content.decode()
    refused = staff.post(address, {"company_name": ""}, **IN_PLACE)
    assert (refused.status_code, 'id="id_new_company_name_error"' in refused.content.decode()) == (422, True)
    main = staff.post(address, {"company_name": "Tenkt Havbruk AS", "main": "on"}, **IN_PLACE)
    assert (main.status_code, main["HX-Redirect"]) == (204, f"/people/{ase.pk}/")
    second = staff.post(address, {"company_name": "Tenkt Brygge AS", "role": "Styre"}, **IN_PLACE)
    assert (second.status_code, "Tenkt Brygge AS" in second.content.decode()) == (200, True)


def test_of_somebody_restricted_no_phone_is_corrected_and_nothing_added(ase: Person, siri: User) -> None:
    """Art. 18. Breaks when an address that is known by heart writes."""
    phone = contacts.add_phone(ase, "22 33 44 55", **BY)
    consents.restrict(ase, by=siri.actor, via=Via.STAFF)
    client = browse(siri)
    for what, told in (
        (f"phones/{phone.id}/correction/", {"phone": "22 33 44 56"}),
        ("phones/", {"phone": "22 33 44 56", "kind": "work", "use": "work"}),
        ("emails/", {"address": "ase@hjem.example", "use": "work"}),
    ):
        assert client.post(f"/people/{ase.pk}/{what}", told, **IN_PLACE).status_code == 422
        assert (
            "<form" not in client.get(f"/people/{ase.pk}/{what}", **IN_PLACE).content.decode().split('id="toasts"')[0]
        )
    assert [row.number for row in PersonPhone.objects.filter(person=ase, retired_at=None)] == [phone.number]
    assert len(living(ase)) == 1


def test_an_address_of_somebody_else_is_not_found_and_per_may_not(
    staff: Client, per: User, signed_in: Callable[..., Client], ase: Person
) -> None:
    other = make_person("Kari")
    wrong = f"/people/{other.pk}/emails/{living(ase)[0].id}/correction/"
    assert staff.get(wrong).status_code == 404
    assert staff.post(wrong, {"address": "kari@b.example"}).status_code == 404
    assert signed_in(per).get(address_of(ase)).status_code == 403

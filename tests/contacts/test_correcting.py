"""An e-mail address is corrected in its place: a new row, the old one out of use, and back again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from samtykke.contacts import actions as contacts
from samtykke.contacts.models import Person, PersonEmail
from samtykke.core.refused import Refused
from tests.contacts.made import BY
from tests.factories import make_person

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


def test_an_address_of_somebody_else_is_not_found_and_per_may_not(
    staff: Client, per: User, signed_in: Callable[..., Client], ase: Person
) -> None:
    other = make_person("Kari")
    wrong = f"/people/{other.pk}/emails/{living(ase)[0].id}/correction/"
    assert staff.get(wrong).status_code == 404
    assert staff.post(wrong, {"address": "kari@b.example"}).status_code == 404
    assert signed_in(per).get(address_of(ase)).status_code == 403

"""Fields that the company retired: read where they say something, filled in nowhere. Art. 5(1)(c); product.md M30."""

from __future__ import annotations

from typing import Any

import pytest

from samtykke.consents import actions as consents
from samtykke.consents.answers import NewPerson, NewPhone
from samtykke.contacts import actions as contacts
from samtykke.contacts.models import Person, PersonPhone
from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused
from samtykke.purposes import actions as purposes
from tests.contacts.test_pages import told
from tests.factories import approve_store, make_person
from tests.pages import browse, text_of

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": Actor.system(), "via": Via.STAFF}


def retire(*fields: str) -> None:
    """Decides that the company does without these."""
    for field in fields:
        purposes.decide_field(field, purposes=[], is_retired=True, **BY)


def refusal(act: Any, *args: Any, **more: Any) -> tuple[str, str | None]:
    with pytest.raises(Refused) as refused:
        act(*args, **more, **BY)
    return refused.value.code, refused.value.field


def test_a_retired_field_is_read_where_it_says_something_and_gone_where_not(kari: Person, ola: Any) -> None:
    """Breaks when the form still asks for what nobody needs, hides what is held, or lets it be changed."""
    contacts.change_person(kari, changes={"title": "Buyer"}, **BY)
    retire("person.title", "person.country", "person.company")
    client = browse(ola)
    page = text_of(client.get(f"/people/{kari.pk}/details/"))
    assert 'value="Buyer"' in page
    assert "Retired: no longer filled in" in page
    assert 'name="country"' not in page
    assert 'name="company_name"' not in page
    sent = told(kari, first_name="Karianne", title="Boss", country="SE")
    assert client.post(f"/people/{kari.pk}/details/", sent).status_code == 302
    kari.refresh_from_db()
    assert (kari.first_name, kari.title, kari.country) == ("Karianne", "Buyer", "")


def test_retired_phones_are_read_and_not_added(kari: Person, ola: Any) -> None:
    """Breaks when a number still comes in, or those held disappear before they are erased."""
    contacts.add_phone(kari, "+4791234567", **BY)
    retire("person.phones")
    client = browse(ola)
    page = text_of(client.get(f"/people/{kari.pk}/details/"))
    assert "+47 91 23 45 67" in page
    assert 'name="phone"' not in page
    assert 'name="phone"' not in text_of(client.get(f"/people/{kari.pk}/phones/", HTTP_HX_REQUEST="true"))
    assert client.post(f"/people/{kari.pk}/phones/", {"phone": "+4791234568"}).status_code == 422
    assert PersonPhone.objects.count() == 1
    assert 'name="phone"' not in text_of(client.get(f"/people/{make_person('Per', 'Vik').pk}/details/"))


@pytest.mark.parametrize("changes", [{"title": "Boss"}, {"country": "SE"}, {"external_id": "7"}])
def test_nothing_fills_a_retired_field_and_everything_may_empty_it(kari: Person, changes: dict[str, str]) -> None:
    """Breaks when a way in fills what the company does without, or what is held cannot be emptied any more."""
    name = next(iter(changes))
    retire(f"person.{name}")
    assert refusal(contacts.change_person, kari, changes=changes) == ("field_retired", name)
    Person.objects.filter(pk=kari.pk).update(**changes)
    contacts.change_person(kari, changes={"first_name": "Karianne", **changes}, **BY)
    contacts.change_person(kari, changes={name: None if name == "external_id" else ""}, **BY)
    assert not getattr(Person.objects.get(pk=kari.pk), name)


@pytest.mark.parametrize(
    ("field", "new"), [("title", {"title": "Boss"}), ("phones", {"phones": (NewPhone(number="+4791234567"),)})]
)
def test_nobody_is_registered_with_a_retired_field(field: str, new: dict[str, Any]) -> None:
    """Breaks when a new person brings what the company does without."""
    approve_store()
    retire(f"person.{field}")
    person = NewPerson(first_name="Kari", **new)
    assert refusal(consents.register_person, person) == ("field_retired", field)
    assert not Person.objects.exists()

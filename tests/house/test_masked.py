"""What is marked as sensitive is on no page, in no file and found by no search for who lacks the right. M23, REQ-93."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from samtykke.accounts.rights import Right
from samtykke.contacts import actions as contacts
from samtykke.core.actors import Actor, Via
from samtykke.core.known_fields import known_fields
from samtykke.purposes.actions import decide_field
from tests.house.addresses import addresses
from tests.house.test_rights import body, quiet, values
from tests.house.test_visible import seeing

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from samtykke.contacts.models import Person

__all__ = ["values"]
pytestmark = pytest.mark.django_db

BY = {"by": Actor.system(), "via": Via.STAFF}
# Each would end what the walk needs.
LEFT_OUT = ("deactivation/", "sign-out/", "language/", "theme/")


def cover_everything() -> None:
    """Marks every field that can be covered."""
    for field in known_fields():
        if field.can_be_sensitive:
            decide_field(field.key, purposes=[], is_sensitive=True, **BY)


@pytest.mark.slow
def test_covered_fields_stand_on_no_page_and_in_no_file(
    kari: Person, values: dict[str, Any], signed_in: Callable[..., Client], settings: Any
) -> None:
    """Breaks when a page, a file, the history or a mail by hand shows a value that is covered for the reader."""
    contacts.change_person(kari, changes={"title": "Kabelmontørlærling"}, **BY)
    contacts.add_email(kari, "kari.hemmelig@example.org", **BY)
    contacts.add_phone(kari, "+4798989898", **BY)
    cover_everything()
    client, wrong, settings.DEMO = quiet(signed_in(seeing("all", but=Right.PEOPLE_SENSITIVE))), [], True
    secret = ["Kabelmontørlærling", "kari.hemmelig", "kari.testvik", "98989898", "91234567", "ERP-KARI-1204"]
    told = {"q": "Kari", "reason": "A test", "purpose": "STORE"}
    for address in (a for a in addresses() if not a.is_api and not a.is_public):
        for method in ["get"] if "reads" in address.ways else ["post"]:
            if address.pattern.endswith(LEFT_OUT):
                continue
            found = body(getattr(client, method)(address.at(values), told))
            wrong += [f"{method} {address.pattern} shows {text!r}" for text in secret if text.encode() in found]
    assert wrong == []

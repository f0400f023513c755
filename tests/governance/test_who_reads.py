"""Reading for who changes nothing: what a right to read opens, and what stays covered or closed all the same. M23, REQ-93."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from samtykke.accounts.models import Role
from samtykke.accounts.rights import Right
from samtykke.core.actors import Actor, Via
from samtykke.mail import hand_over
from samtykke.purposes.actions import decide_field
from tests.accounts.factories import make_key, make_user
from tests.intake.file.runs import imported
from tests.mail.conftest import receiver, sender
from tests.mail.test_hand_over import queue
from tests.pages import browse, text_of

if TYPE_CHECKING:
    from samtykke.accounts.models import User
    from samtykke.contacts.models import Person
    from tests.mail.servers import Receiver

__all__ = ["receiver", "sender"]
pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": Actor.system(), "via": Via.STAFF}


def reading(*rights: Right) -> User:
    """Somebody who holds these rights alone."""
    held = [right.value for right in rights]
    Role.objects.create(key="reading", names={"en": "Reading"}, rights=held, visibility="all")
    return make_user("Rita Leser", "reading")


def test_who_reads_and_sees_nobody_reads_of_nobody(kari: Person, receiver: Receiver) -> None:
    """Breaks when the right to read governance shows a person by the outbox or an import."""
    delivery = queue(kari)
    hand_over.drain()
    run = imported("first_name,last_name,email\nNils,Testvik,nils@example.org\n")
    rita = browse(reading(Right.GOVERNANCE_VIEW))
    assert "Testvik" not in text_of(rita.get("/outbox/"))
    assert rita.get(f"/outbox/{delivery.pk}/").status_code == 404
    assert rita.get(f"/imports/{run.pk}/").status_code == 403
    assert rita.get(f"/imports/{run.pk}/held/").status_code == 403


def test_covered_fields_stay_covered_for_who_reads(kari: Person, receiver: Receiver) -> None:
    """Breaks when the outbox shows an address that is covered for an auditor without the right to read what is sensitive."""
    decide_field("person.emails", purposes=[], is_sensitive=True, **BY)
    delivery = queue(kari)
    hand_over.drain()
    rita = browse(reading(Right.GOVERNANCE_VIEW, Right.PEOPLE_VIEW))
    page = text_of(rita.get(f"/outbox/{delivery.pk}/"))
    assert "Kari" in page
    assert "kari.testvik@example.org" not in page


def test_the_list_of_keys_shows_no_secret_and_no_button(auditor: User) -> None:
    """Breaks when whoever reads the keys can use, take over or revoke one."""
    key, readable = make_key(name="ERP")
    page = text_of(browse(auditor).get("/keys/"))
    assert "ERP" in page
    assert readable not in page
    assert f"/keys/{key.pk}/" not in page


def test_who_reads_an_item_finds_its_fields_closed(auditor: User) -> None:
    """Breaks when a page that is read offers to write, or keeps from the reader what it holds."""
    for address in ("/sources/WEBFORM/", "/purposes/EMARKETING/", "/roles/sales/", "/templates/CONTACTADDED/"):
        page = text_of(browse(auditor).get(address))
        main = page[page.index('id="main"') :]
        assert "You can read this" in main, address
        assert "<textarea" in main or "<input" in main, address
        assert 'class="save-bar"' not in main, address
        assert browse(auditor).post(address).status_code == 403, address

"""One e-mail to one person: the gate is asked before and at the hand-over, and nothing leaves after a no."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.utils.translation import override

from samtykke.activities import actions, queries
from samtykke.activities.models import Activity
from samtykke.consents import actions as consents
from samtykke.consents.one_click import read_token
from samtykke.consents.reasons import words_for
from samtykke.contacts import actions as contacts
from samtykke.core.actors import Via
from samtykke.core.refused import Refused
from samtykke.mail.hand_over import drain
from samtykke.mail.models import Delivery, Mail
from tests.activities.made import BY
from tests.factories import get_purpose, make_consent, withdraw

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from samtykke.accounts.models import User
    from samtykke.contacts.models import Person
    from tests.mail.servers import Receiver

pytestmark = pytest.mark.django_db


def write(person: Person, key: str, user: User, **told: Any) -> Activity:
    """An e-mail to a person."""
    told = {"subject": "The offer", "text": "Thank you for the talk.\n\nIt comes on Friday."} | told
    return actions.write_mail(person, purpose=get_purpose(key), by=user.actor, via=Via.STAFF, **told)


def of(receiver: Receiver, subject: str = "The offer") -> list[Any]:
    """What arrived under a subject."""
    return [message for message in receiver.messages if message["Subject"] == subject]


def test_a_service_mail_goes_out_and_stands_as_done(kari: Person, ola: User, receiver: Receiver) -> None:
    written = write(kari, "STORE", ola)
    assert (written.status, queries.last_contact([kari.pk])) == ("planned", {})
    drain()
    [message] = of(receiver)
    text = message.get_body(("plain",)).get_content()
    assert "It comes on Friday." in text
    assert "/p/" in text
    assert (message["From"].addresses[0].display_name, message["Auto-Submitted"]) == (
        "Ola Salg, Fjordlys",
        "auto-generated",
    )
    assert message["List-Unsubscribe"] is None
    written.refresh_from_db()
    assert (written.status, written.mail_id) == ("done", Mail.objects.get(about_id=written.pk, kind="message").pk)
    assert queries.last_contact([kari.pk]) == {kari.pk: written.at}


def test_marketing_asks_the_gate_and_carries_one_click(kari: Person, ola: User, receiver: Receiver) -> None:
    with pytest.raises(Refused) as no:
        write(kari, "EMARKETING", ola)
    assert (no.value.code, str(no.value.reason)) == ("no_record", "They have not been asked")
    assert not Activity.objects.exists()
    make_consent(kari)
    write(kari, "EMARKETING", ola)
    drain()
    [message] = of(receiver)
    address = message["List-Unsubscribe"].strip("<>")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert read_token(address.rstrip("/").rpartition("/")[2]) == (kari.pk, "EMARKETING")


@pytest.mark.parametrize("meanwhile", ["withdrawn", "restricted", "taken back"])
def test_nothing_leaves_when_the_answer_changes_meanwhile(
    meanwhile: str, kari: Person, ola: User, receiver: Receiver
) -> None:
    make_consent(kari)
    written = write(kari, "EMARKETING", ola)
    if meanwhile == "withdrawn":
        withdraw(kari)
    elif meanwhile == "restricted":
        consents.restrict(kari, **BY)
    else:
        actions.delete(written, **BY)
    drain()
    assert of(receiver) == []
    delivery = Delivery.objects.get(pk=written.mail_id)
    assert (delivery.state, bool(delivery.reason)) == ("refused", True)
    actions.settle_mails()
    written.refresh_from_db()
    assert (written.status, queries.last_contact([kari.pk])) == ("cancelled", {})


def test_pressed_twice_it_is_one_mail_and_it_is_not_changed_or_ticked(kari: Person, ola: User) -> None:
    written = write(kari, "STORE", ola)
    assert write(kari, "STORE", ola).pk == written.pk
    for act in (lambda: actions.finish(written, **BY), lambda: actions.change(written, {"text": "Other"}, **BY)):
        with pytest.raises(Refused):
            act()


def test_without_an_address_words_or_with_a_long_text_it_is_refused(kari: Person, ola: User) -> None:
    for told, field in (
        ({"subject": " "}, "subject"),
        ({"subject": "a\nb"}, "subject"),
        ({"text": "x" * 20_001}, "text"),
    ):
        with pytest.raises(Refused) as no:
            write(kari, "STORE", ola, **told)
        assert no.value.field == field
    contacts.retire_email(kari.emails.get(), **BY)
    with pytest.raises(Refused) as no:
        write(kari, "STORE", ola)
    assert no.value.code == "no_address"


def test_the_page_says_why_not_and_sends_what_may_be_sent(
    kari: Person, ola: User, per: User, signed_in: Callable[..., Client]
) -> None:
    client, address = signed_in(ola), f"/people/{kari.pk}/email/"
    shown = client.get(address).content.decode()
    with override(ola.language):
        why = str(words_for("no_record").title)
    assert why in shown
    email = kari.emails.get()
    told = {"purpose": "EMARKETING", "address": email.id, "subject": "Offer", "text": "Buy"}
    answer = client.post(address, told)
    assert (answer.status_code, why in answer.content.decode()) == (422, True)
    for wrong in ({"purpose": "NONE"}, {"address": "0"}, {"text": ""}, {"subject": "\x00"}):
        assert client.post(address, told | {"purpose": "STORE"} | wrong).status_code == 422
    assert client.post(address, told | {"purpose": "STORE"})["Location"] == f"/people/{kari.pk}/activities/"
    assert "Offer" in client.get(f"/people/{kari.pk}/activities/").content.decode()
    assert client.get("/people/999999/email/").status_code == 404
    assert signed_in(per).get(address).status_code == 403

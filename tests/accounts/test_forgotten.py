"""A forgotten password, and the way in for somebody new: both by mail."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from samtykke.accounts import actions
from samtykke.accounts.models import Role, User
from samtykke.core.actors import Via
from samtykke.mail import hand_over
from samtykke.mail.models import Delivery, Mail, State
from tests.accounts.factories import make_user, signed_in
from tests.mail.conftest import *  # noqa: F403 - the receiver and the organisation that writes

if TYPE_CHECKING:
    from tests.mail.servers import Receiver

pytestmark = pytest.mark.django_db
NEW = "et nytt og langt passord"


def link_in(receiver: Receiver) -> str:
    """The path of the link in the last mail."""
    text = receiver.messages[-1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    found = re.search(r"(/password/[\w-]+/)", text)
    assert found
    return found[1]


def test_the_sign_in_page_leads_to_it(receiver: Receiver) -> None:
    """Breaks when nobody finds the way."""
    assert 'href="/forgotten/"' in Client().get("/sign-in/").content.decode()
    assert "<form" in Client().get("/forgotten/").content.decode()


def test_a_known_address_gets_a_link_that_works_once(ola: User, receiver: Receiver) -> None:
    """Breaks when the link does not arrive, or works twice."""
    client = Client()
    client.post("/forgotten/", {"email": "OLA@fjordlys.example "})
    hand_over.drain()
    assert receiver.recipients == [ola.email]
    path = link_in(receiver)
    assert client.post(path, {"new_password": NEW}).status_code == 302
    assert client.get(path).status_code == 410
    ola.refresh_from_db()
    assert ola.check_password(NEW)
    assert path.split("/")[2] not in Mail.objects.get(user_id=ola.pk).text


@pytest.mark.parametrize("inactive", [False, True])
def test_an_unknown_or_closed_address_gets_the_same_answer(ola: User, receiver: Receiver, inactive: bool) -> None:
    """Breaks when the answer tells who signs in here (REQ-92)."""
    if inactive:
        User.objects.filter(pk=ola.pk).update(is_active=False)
    make_user("Nils Annen")
    known = Client().post("/forgotten/", {"email": "nils@fjordlys.example"})
    other = Client().post("/forgotten/", {"email": ola.email if inactive else "nobody@fjordlys.example"})

    def plain(answer: Any) -> tuple[int, str, list[str]]:
        page = re.sub(r'"[\w-]{22,}(?:==)?"', "", answer.content.decode())  # what is drawn anew for every answer
        return answer.status_code, page, sorted(answer.headers)

    assert plain(known) == plain(other)
    hand_over.drain()
    assert receiver.recipients == ["nils@fjordlys.example"]
    assert Mail.objects.count() == 1


def test_asking_often_sends_few(ola: User, receiver: Receiver) -> None:
    """Breaks when somebody's inbox can be filled from the sign-in page."""
    client = Client()
    for _ in range(8):
        assert client.post("/forgotten/", {"email": ola.email}).status_code == 200
    assert Mail.objects.of_user(ola.pk).count() == actions.MOST_ASKED


def test_asking_for_many_addresses_from_one_network_is_stopped_also_by_forms_that_are_refused(
    receiver: Receiver,
) -> None:
    """Breaks when a machine tries a list of addresses, or what is refused is not counted (REQ-92)."""
    codes = [Client().post("/forgotten/", {"email": f"a{number}@x.example"}).status_code for number in range(10)]
    codes += [Client().post("/forgotten/", {"email": "no address"}).status_code for _ in range(10)]
    assert codes == [200] * 20
    assert Client().post("/forgotten/", {"email": "a@x.example"}).status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.7").post("/forgotten/", {"email": "a@x.example"}).status_code == 200


def test_without_a_mail_server_it_says_who_can_help(ola: User, settings: Any) -> None:
    """Breaks when a page promises a mail that cannot go out."""
    settings.EMAIL_URL = ""
    page = Client().get("/forgotten/").content.decode()
    assert 'name="email"' not in page
    Client().post("/forgotten/", {"email": ola.email})
    assert not Mail.objects.exists()


def test_a_new_user_is_invited_by_mail_and_sees_no_link_on_screen(admin: User, receiver: Receiver) -> None:
    """Breaks when the way in of somebody new passes through an administrator's screen though mail can be sent."""
    role = Role.objects.get(key="sales")
    told = {"name": "Nina Ny", "email": "nina@fjordlys.example", "language": "en", "roles": [role.pk]}
    answer = signed_in(admin).post("/users/new/", told)
    assert (answer.status_code, answer["Location"]) == (302, "/users/")
    hand_over.drain()
    assert receiver.recipients == ["nina@fjordlys.example"]
    assert receiver.messages[0]["Subject"] == "You have been given access to Samtykke at Fjordlys AS"
    assert Client().post(link_in(receiver), {"new_password": NEW}).status_code == 302


def test_somebody_deactivated_while_the_mail_waits_gets_no_way_in(ola: User, receiver: Receiver, admin: User) -> None:
    """Breaks when a mail lets in who was shut out."""
    actions.mail_way_in(ola, by=admin.actor, via=Via.STAFF)
    actions.deactivate_user(ola, by=admin.actor, via=Via.STAFF)
    hand_over.drain()
    assert receiver.got == []
    assert Delivery.objects.get().state == State.CANCELLED


def test_a_changed_password_is_the_one_that_signs_in(ola: User) -> None:
    """Breaks when the own profile does not lead to the password, or changing it has no effect."""
    client = signed_in(ola)
    page = client.get("/profile/").content.decode()
    assert 'action="/profile/password/"' in page
    told = {"current_password": "kaffe-tog-lampe-regn", "new_password": NEW}
    assert client.post("/profile/password/", told).status_code == 302
    assert client.get("/profile/").status_code == 200
    ola.refresh_from_db()
    assert ola.check_password(NEW)

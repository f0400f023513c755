"""Invitations: by mail or by hand, with a state, sent again, revoked, once, in the language of who is invited."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.test import Client

from samtykke.accounts import actions
from samtykke.audit.queries import trail
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.mail.models import Delivery, Mail
from tests.accounts.factories import make_user
from tests.pages import browse, text_of

if TYPE_CHECKING:
    from typing import Any

    from samtykke.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail_server(settings: Any) -> None:
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    actions.change_organisation(by=Actor.system(), via=Via.COMMAND, sender_address="hei@fjordlys.example")


@pytest.fixture
def anne(db: None) -> User:
    return make_user("Anne", "administrator")


@pytest.fixture
def ola(db: None) -> User:
    """Added, and never signed in."""
    return make_user("Ola", password=None, language="nb")


def state(admin: Client, user: User) -> str:
    page = text_of(admin.get("/users/"))
    row = page[page.index(f"/users/{user.pk}/") :]
    row = row[: row.index("</tr>")]
    words = ("Invitation on its way", "Invited", "No way in yet", "Can sign in", "Deactivated")
    return next(word for word in words if word in row)


def test_the_state_follows_the_invitation(anne: User, ola: User, mail_server: None) -> None:
    admin = browse(anne)
    assert state(admin, ola) == "No way in yet"
    admin.post(f"/users/{ola.pk}/password-link/")
    assert state(admin, ola) == "Invitation on its way"
    Delivery.objects.update(state="sent", message_id="<x@y>")
    token = actions.make_password_link(ola, by=Actor.system(), via=Via.SYSTEM)
    assert state(admin, ola) == "Invited"
    Client().post(f"/password/{token}/", {"new_password": "regn-lampe-tog-kaffe"})
    assert state(admin, ola) == "Can sign in"


def test_an_invitation_that_has_expired_is_none(anne: User, ola: User) -> None:
    token = actions.make_password_link(ola, by=Actor.system(), via=Via.SYSTEM)
    with time_machine.travel(now() + timedelta(hours=24, minutes=1)):
        assert Client().get(f"/password/{token}/").status_code == 410
        assert state(browse(anne), ola) == "No way in yet"


def test_an_invitation_is_written_in_the_language_of_who_is_invited(anne: User, ola: User, mail_server: None) -> None:
    browse(anne).post(f"/users/{ola.pk}/password-link/")
    mail = Mail.objects.of_user(ola.pk).get()
    assert (mail.kind, mail.language_wanted) == ("invitation", "nb")


def test_a_new_invitation_ends_the_one_before(ola: User) -> None:
    first = actions.make_password_link(ola, by=Actor.system(), via=Via.SYSTEM)
    second = actions.make_password_link(ola, by=Actor.system(), via=Via.SYSTEM)
    assert [Client().get(f"/password/{token}/").status_code for token in (first, second)] == [410, 200]


def test_a_revoked_invitation_opens_nothing_and_one_that_waits_is_not_sent(
    anne: User, ola: User, mail_server: None
) -> None:
    admin = browse(anne)
    admin.post(f"/users/{ola.pk}/password-link/")
    token = actions.make_password_link(ola, by=Actor.system(), via=Via.SYSTEM)
    admin.post(f"/users/{ola.pk}/invitation/revocation/")
    assert Client().get(f"/password/{token}/").status_code == 410
    assert Delivery.objects.get().state == "cancelled"
    assert state(admin, ola) == "No way in yet"
    assert trail().filter(deed="invitation:revoked").count() == 1


def test_revoking_twice_changes_nothing(anne: User, ola: User) -> None:
    actions.make_password_link(ola, by=Actor.system(), via=Via.SYSTEM)
    for _ in range(2):
        actions.revoke_invitation(ola, by=anne.actor, via=Via.STAFF)
    assert trail().filter(deed="invitation:revoked").count() == 1


def test_without_a_mail_server_the_page_says_so_and_shows_the_link_once(anne: User, ola: User) -> None:
    admin = browse(anne)
    assert "No mail server is set" in text_of(admin.get(f"/users/{ola.pk}/"))
    answer = admin.post(f"/users/{ola.pk}/password-link/")
    assert "/password/" in text_of(answer)
    assert answer["Cache-Control"] == "no-store"


def test_the_list_says_who_lacks_the_factor_a_role_asks_for(anne: User) -> None:
    anne.roles.update(needs_second_factor=True)
    from tests.accounts.codes import has_given_factor, with_app

    make_user("Siri", "administrator")
    with_app(anne)
    page = text_of(has_given_factor(browse(anne), anne).get("/users/"))
    assert page.count("No second factor") == 1

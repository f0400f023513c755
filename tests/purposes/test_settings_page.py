"""The privacy settings as a page: how long a link to the own page works. Check 43."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from samtykke.audit.deeds import Deed
from samtykke.audit.models import Entry
from samtykke.contacts.models import PersonLink
from samtykke.contacts.queries import link_behind
from samtykke.core.actors import Actor, Via
from samtykke.mail import hand_over
from samtykke.purposes.models import PrivacySettings
from samtykke.purposes.queries import privacy_settings
from tests.accounts.factories import make_user, signed_in
from tests.mail.conftest import *  # noqa: F403 - the receiver and the organisation that writes
from tests.mail.test_hand_over import queue

if TYPE_CHECKING:
    from django.test import Client

    from samtykke.accounts.models import User
    from samtykke.contacts.models import Person
    from tests.mail.servers import Receiver

pytestmark = pytest.mark.django_db
PAGE = "/settings/privacy/link_days/"


@pytest.fixture
def ada(db: None) -> Client:
    """An administrator, signed in, reading English."""
    return signed_in(make_user("Ada Alt", "administrator", language="en"))


def test_the_number_of_days_is_changed_as_a_new_version(ada: Client) -> None:
    """Check 43, REQ-91. Breaks when the days cannot be changed, an earlier version is edited, or nobody knows who did it."""
    before = privacy_settings()
    assert 'value="21"' in ada.get(PAGE).content.decode()
    assert ada.post(PAGE, {"link_days": "30"}).status_code == 302
    after = privacy_settings()
    assert (after.link_days, after.pk != before.pk, after.changed_by_kind) == (30, True, "user")
    same = ("role_addresses", "existing_customers", "default_basis_id", "deleted_days")
    assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]
    assert Entry.objects.get(deed=Deed.SETTINGS_CHANGED).details["fields"] == ["link_days"]
    assert "Ada Alt" in ada.get(PAGE).content.decode()


def test_the_same_number_makes_no_version(ada: Client) -> None:
    """Breaks when saving without a change fills the history."""
    count = PrivacySettings.objects.count()
    ada.post(PAGE, {"link_days": "21"})
    assert PrivacySettings.objects.count() == count


@pytest.mark.parametrize("written", ["0", "366", "", "x", "2.5"])
def test_a_number_that_cannot_be_is_refused_beside_its_field(ada: Client, written: str) -> None:
    """Breaks when a link could live for ever, or the refusal does not say what would do."""
    answer = ada.post(PAGE, {"link_days": written})
    assert (answer.status_code, "from 1 to 365" in answer.content.decode()) == (422, True)
    assert privacy_settings().link_days == 21


@pytest.mark.parametrize("days", [21, 7])
def test_a_mailed_link_works_to_its_day_and_not_beyond(
    ada: Client, kari: Person, receiver: Receiver, days: int, client: Client
) -> None:
    """Check 43: day 20 works, day 22 does not; with 7 days, day 6 and day 8. Breaks when the setting is not asked."""
    ada.post(PAGE, {"link_days": str(days)})
    queue(kari)
    hand_over.drain()
    link = PersonLink.objects.get(person=kari)
    assert link.expires_at is not None
    assert link.expires_at - link.created_at <= timedelta(days=days, seconds=5)
    text = receiver.messages[0].get_body(("plain",))
    assert text is not None
    token = text.get_content().split("/p/")[1].split("/")[0]
    assert f"{days} da" in text.get_content()
    for moved, works in ((days - 1, True), (2, False)):
        _move(link, days=moved)
        assert (link_behind(token, link.use) is not None) == works
        assert (client.get(f"/p/{token}/").status_code == 200) == works


def _move(link: PersonLink, *, days: int) -> None:
    """Lets so many days go by for a link."""
    link.refresh_from_db()
    assert link.expires_at is not None
    PersonLink.objects.filter(pk=link.pk).update(expires_at=link.expires_at - timedelta(days=days))


def test_a_link_that_was_mailed_keeps_its_day(ada: Client, kari: Person, receiver: Receiver) -> None:
    """Breaks when a promise in a mail is taken back by a setting."""
    queue(kari)
    hand_over.drain()
    before = PersonLink.objects.get(person=kari).expires_at
    ada.post(PAGE, {"link_days": "1"})
    assert PersonLink.objects.get(person=kari).expires_at == before


def test_who_may_not_change_settings_does_not_see_them(per: User, ola: User, siri: User) -> None:
    """Breaks when the page asks for no right."""
    assert [signed_in(user).get(PAGE).status_code for user in (per, ola)] == [403, 403]
    assert signed_in(ola).post(PAGE, {"link_days": "9"}).status_code == 403
    assert signed_in(siri).get(PAGE).status_code == 200


def test_settings_from_the_beginning_say_so(ada: Client) -> None:
    """Breaks when an installation without a change names somebody who changed it."""
    assert privacy_settings().changed_by_kind in {"", "system"}
    assert "came with the installation" in ada.get(PAGE).content.decode()
    actor = Actor.system()
    from samtykke.purposes import actions

    actions.change_settings(changes={"link_days": 10}, by=actor, via=Via.COMMAND)
    assert 'value="10"' in ada.get(PAGE).content.decode()

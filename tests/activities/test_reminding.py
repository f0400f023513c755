"""Reminders come once, also when the worker is killed in between; a colleague is told of a task."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from samtykke.activities import actions
from samtykke.activities.actions import reminding
from samtykke.consents import actions as consents
from samtykke.core.actors import Via
from samtykke.mail.hand_over import drain
from samtykke.mail.models import Delivery, Mail
from tests.activities.made import BY, make_activity, make_task

if TYPE_CHECKING:
    from samtykke.accounts.models import User
    from samtykke.contacts.models import Person
    from tests.factories import Clock
    from tests.mail.servers import Receiver

pytestmark = pytest.mark.django_db


def reminders() -> list[int | None]:
    """To whom reminders were queued."""
    return sorted(Mail.objects.filter(kind="reminder").values_list("user_id", flat=True))  # type: ignore[type-var]


def test_a_reminder_comes_once_to_all_who_take_part(
    kari: Person, ola: User, siri: User, clock: Clock, receiver: Receiver
) -> None:
    meeting = make_activity(
        "meeting", kari, status="planned", title="Terms", starts_at=clock.in_days(1), owner_id=ola.pk, users=[siri.pk],
        remind_at=clock.minutes_ago(1),
    )  # fmt: skip
    make_activity("meeting", status="planned", starts_at=clock.in_days(1), owner_id=ola.pk, remind_at=clock.in_days(1))
    assert (actions.remind_due(), actions.remind_due()) == (1, 0)
    assert reminders() == sorted([ola.pk, siri.pk])
    drain()
    told = [
        message.get_body(("plain",)).get_content() for message in receiver.messages if "Terms" in message["Subject"]
    ]
    assert len(told) == 2
    assert all("Kari" in text for text in told)
    actions.change(meeting, {"remind_at": clock.minutes_ago(0)}, **BY)
    assert actions.remind_due() == 1


def test_a_worker_that_is_killed_in_between_reminds_once(
    ola: User, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_task("Ring", owner_id=ola.pk, remind_at=clock.minutes_ago(1))

    def killed(*_told: object, **_more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(reminding.mail, "queue_users", killed)
        with pytest.raises(KeyboardInterrupt):
            actions.remind_due()
    assert reminders() == []
    assert actions.remind_due() == 1
    assert reminders() == [ola.pk]


@pytest.mark.parametrize("gone", ["restricted", "done", "deleted"])
def test_nobody_is_reminded_of_what_is_gone_or_out_of_sight(
    gone: str, kari: Person, ola: User, clock: Clock, receiver: Receiver
) -> None:
    task = make_task("Ring Kari", kari, owner_id=ola.pk, remind_at=clock.minutes_ago(1))
    actions.remind_due()
    if gone == "restricted":
        consents.restrict(kari, **BY)
    else:
        (actions.finish if gone == "done" else actions.delete)(task, **BY)
    drain()
    assert not any("Ring Kari" in message["Subject"] for message in receiver.messages)
    assert Delivery.objects.get(mail__kind="reminder").reason == "activity_gone"


def test_a_task_from_another_is_told_and_ones_own_is_not(ola: User, siri: User, receiver: Receiver) -> None:
    make_task("Own", owner_id=ola.pk, by=ola.actor)
    given = make_task("Given", owner_id=siri.pk, by=ola.actor)
    assert list(Mail.objects.filter(kind="task").values_list("user_id", flat=True)) == [siri.pk]
    actions.change(given, {"owner_id": ola.pk}, by=siri.actor, via=Via.STAFF)
    assert Mail.objects.filter(kind="task", user_id=ola.pk).count() == 1
    drain()
    assert any("Ola Salg" in message.get_body(("plain",)).get_content() for message in receiver.messages)

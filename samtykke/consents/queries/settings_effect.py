"""What privacy settings would do before they are saved: who could no longer be written to, and who could from then on.

Asked of the gate itself, once on the settings in force and once on those that are thought of; nothing is written. M21.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from django.db import connection, transaction

from samtykke.consents.models import EXISTING_CUSTOMER, ConsentRecord
from samtykke.consents.queries.decisions import tune
from samtykke.consents.queries.effect import CHANNELS
from samtykke.consents.queries.gate import Asked, Ground, ground, permitted, reasons
from samtykke.purposes.models import Channel, Purpose

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samtykke.purposes.models import PrivacySettings

# How many are permitted now and not then, and then and not now: each side is asked once.
MOVED: Final = """
SELECT count(*) FILTER (WHERE t.id IS NULL), count(*) FILTER (WHERE n.id IS NULL)
FROM ({now}) n FULL JOIN ({then}) t ON t.id = n.id
"""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change would do for one purpose on one channel."""

    purpose: Purpose
    channel: Channel
    no_longer: int
    from_now_on: int

    @property
    def is_any(self) -> bool:
        """Whether anybody is concerned."""
        return bool(self.no_longer or self.from_now_on)


def effects(settings: PrivacySettings, purposes: Iterable[Purpose]) -> list[Effect]:
    """What the settings would do, per purpose and channel; those where nobody is concerned are left out.

    People are counted only where an answer can differ: a purpose the settings say nothing about costs next to nothing.
    """
    return [effect for purpose in purposes for effect in _effects(purpose, settings) if effect.is_any]


def can_differ(purpose: Purpose, now: Ground, then: Ground) -> bool:
    """Whether anybody may be answered otherwise on the second ground. Role addresses, for one, bite in marketing alone."""
    if not (now.is_active or then.is_active) or _asks(now) == _asks(then):
        return False
    if _asks(replace(then, existing_customers=now.existing_customers)) != _asks(now):
        return True
    return ConsentRecord.objects.filter(purpose=purpose, permission=EXISTING_CUSTOMER).exists()


def permitted_with(asked: Asked) -> set[int]:
    """The ids of everybody permitted, on the settings that `asked` carries, or on those in force."""
    params = asked.params
    with transaction.atomic(), connection.cursor() as cursor:
        tune(cursor)
        cursor.execute(permitted(asked, ground(asked, params), "p.id"), params)
        return {int(row[0]) for row in cursor.fetchall()}


def _effects(purpose: Purpose, settings: PrivacySettings) -> list[Effect]:
    asked = Asked(purpose)
    thought_of = replace(asked, settings=settings)
    now, then = ground(asked, asked.params), ground(thought_of, thought_of.params)
    if not can_differ(purpose, now, then):
        return []
    return [Effect(purpose, channel, *_moved(Asked(purpose, channel), now, then)) for channel in CHANNELS]


def _asks(on: Ground) -> list[tuple[str, str]]:
    """What the gate asks on a ground, in its own words."""
    return reasons(on, "email_id")


def _moved(asked: Asked, now: Ground, then: Ground) -> tuple[int, int]:
    """How many could no longer be written to, and how many could from then on."""
    sides = {"now": permitted(asked, now, "p.id"), "then": permitted(asked, then, "p.id")}
    with transaction.atomic(), connection.cursor() as cursor:
        tune(cursor)
        cursor.execute(MOVED.format(**sides), asked.params)
        lost, gained = cursor.fetchone()
        return int(lost), int(gained)

"""What privacy settings would do before they are saved: who could no longer be written to, and who could from then on.

Asked of the gate itself, once on the settings in force and once on those that are thought of; nothing is written. M21.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from django.db import connection, transaction

from samtykke.consents.queries.decisions import tune
from samtykke.consents.queries.gate import Asked, Ground, ground, permitted
from samtykke.purposes.models import Channel, Purpose

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samtykke.purposes.models import PrivacySettings

CHANNELS: Final = (Channel.EMAIL, Channel.SMS)
# Those whom the first question permits and the second does not.
LOST = "SELECT id FROM ({first}) f EXCEPT SELECT id FROM ({second}) s"


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
    """What the settings would do, per purpose and channel; those where nobody is concerned are left out."""
    found = [_effect(Asked(purpose, channel), settings) for purpose in purposes for channel in CHANNELS]
    return [effect for effect in found if effect.is_any]


def permitted_with(asked: Asked) -> set[int]:
    """The ids of everybody permitted, on the settings that `asked` carries, or on those in force."""
    params = asked.params
    with transaction.atomic(), connection.cursor() as cursor:
        tune(cursor)
        cursor.execute(permitted(asked, ground(asked, params), "p.id"), params)
        return {int(row[0]) for row in cursor.fetchall()}


def _effect(asked: Asked, settings: PrivacySettings) -> Effect:
    thought_of = replace(asked, settings=settings)
    now, then = ground(asked, asked.params), ground(thought_of, thought_of.params)
    if now == then:
        return Effect(asked.purpose, Channel(asked.channel), 0, 0)
    return Effect(asked.purpose, Channel(asked.channel), _lost(asked, now, then), _lost(asked, then, now))


def _lost(asked: Asked, first: Ground, second: Ground) -> int:
    sides = {"first": permitted(asked, first, "p.id"), "second": permitted(asked, second, "p.id")}
    with transaction.atomic(), connection.cursor() as cursor:
        tune(cursor)
        cursor.execute(f"SELECT count(*) FROM ({LOST.format(**sides)}) lost", asked.params)
        return int(cursor.fetchone()[0])

"""What the pages of the settings read: when a setting changed, from what to what, and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from samtykke.accounts.names import actor_names
from samtykke.core.actors import Actor, ActorKind
from samtykke.purposes.queries import settings_versions

if TYPE_CHECKING:
    from datetime import datetime

    from samtykke.governance.settings.catalogue import Setting
    from samtykke.purposes.models import PrivacySettings


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a setting: when, by whom, before and after in words."""

    at: datetime
    by: str
    before: str
    after: str


def history(setting: Setting) -> list[Change]:
    """Every change of a setting, the newest first."""
    versions = list(settings_versions())
    steps = [
        (earlier, later) for earlier, later in pairwise(versions) if _value(earlier, setting) != _value(later, setting)
    ]
    names = actor_names([_actor(later) for _earlier, later in steps])
    return [
        Change(
            later.valid_from,
            names[_actor(later)],
            setting.said(getattr(earlier, setting.name)),
            setting.said(getattr(later, setting.name)),
        )
        for earlier, later in reversed(steps)
    ]


def _value(version: PrivacySettings, setting: Setting) -> object:
    return getattr(version, setting.name, None)


def _actor(version: PrivacySettings) -> Actor:
    return Actor(ActorKind(version.changed_by_kind), version.changed_by_id)

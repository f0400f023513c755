"""What a person's own copy says about the staff behind a look: roles always, names where that is decided. C-579/21."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samtykke.accounts.models import Role
from samtykke.accounts.names import actor_names
from samtykke.accounts.queries import newest_naming
from samtykke.audit import personal_data

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samtykke.core.actors import Actor


def register() -> None:
    """Tells the trail how roles are called, and how staff where people are told."""
    personal_data.tell_staff(roles=role_names, names=names_to_tell)


def role_names(keys: Iterable[str]) -> dict[str, dict[str, str]]:
    """The names of roles by key, in every language they have; a role that is gone keeps its key."""
    return {role.key: dict(role.names) for role in Role.objects.filter(key__in=set(keys))}


def names_to_tell(actors: Iterable[Actor]) -> dict[Actor, str]:
    """The names of those who looked, where it is decided that people are told; else nobody's."""
    decision = newest_naming()
    return actor_names(actors) if decision and decision.are_named else {}

"""What to call whoever did something: the name is read when it is shown, never stored beside the deed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from samtykke.accounts.queries import names_of_both
from samtykke.core.actors import Actor, ActorKind

if TYPE_CHECKING:
    from collections.abc import Iterable


def actor_names(actors: Iterable[Actor]) -> dict[Actor, str]:
    """A name for each actor, in one query."""
    wanted = set(actors)
    users, keys = names_of_both(
        (actor.id for actor in wanted if actor.kind == ActorKind.USER),
        (actor.id for actor in wanted if actor.kind == ActorKind.INTEGRATION),
    )
    return {actor: _name(actor, users, keys) for actor in wanted}


def _name(actor: Actor, users: dict[int, str], keys: dict[int, str]) -> str:
    match actor.kind:
        case ActorKind.USER:
            return users.get(actor.id) or _("A former user")
        case ActorKind.INTEGRATION:
            return keys.get(actor.id) or _("An integration")
        case ActorKind.PERSON:
            return _("The person")
        case _:
            return "Samtykke"

"""The answer that stands on every tab of a person's card: held for what, by what right, from where, by whom, since when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from samtykke.accounts.names import actor_names
from samtykke.consents.queries.history import records_of
from samtykke.consents.queries.standing import is_restricted
from samtykke.core.actors import Actor, ActorKind
from samtykke.web.queries import origin_actor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samtykke.consents.models import ConsentRecord
    from samtykke.contacts.models import Person

HOLDING = ("given", "in_force")


@dataclass(frozen=True, slots=True)
class Holding:
    """The record a person is held on; None where no basis holds any longer. `by` is whoever recorded it."""

    record: ConsentRecord | None
    by: str
    origin_by: str
    is_restricted: bool


def holding_of(person: Person, records: Sequence[ConsentRecord] | None = None) -> Holding:
    """What holds a person today: the purpose they came in for first, else any other that permits."""
    known = records_of(person.pk) if records is None else records
    holding = [record for record in known if record.status_now in HOLDING]
    first = min(holding, key=lambda record: record.purpose_id != person.origin_purpose_id, default=None)
    origin = origin_actor(person)
    by = actor_of(first) if first else origin
    names = actor_names([origin, by])
    return Holding(first, names[by], names[origin], is_restricted(person.pk))


def actor_of(said: ConsentRecord) -> Actor:
    """Who recorded something."""
    return Actor(ActorKind(said.actor_kind), said.actor_id)

"""What stands on every tab of a person's card: held for what, by what right, from where, since when; may they be mailed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from samtykke.accounts.names import actor_names
from samtykke.consents.queries.decisions import may_for
from samtykke.consents.queries.grounds import grounds
from samtykke.consents.queries.history import records_of
from samtykke.consents.queries.standing import as_one
from samtykke.core.actors import Actor, ActorKind
from samtykke.governance.reasons import ReasonWords, words_for
from samtykke.web.queries import origin_actor

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from samtykke.consents.models import ConsentRecord
    from samtykke.consents.queries.decisions import Decision
    from samtykke.consents.queries.standing import AsOne
    from samtykke.contacts.models import Person
    from samtykke.purposes.models import Purpose

HOLDING = ("given", "in_force")


@dataclass(frozen=True, slots=True)
class Judged:
    """What the gate says of a person for one purpose, by e-mail, with the answer it rests on."""

    purpose: Purpose
    record: ConsentRecord | None
    decision: Decision
    words: ReasonWords
    takes_consent: bool

    @property
    def since(self) -> datetime | None:
        """When the answer came that the gate repeats; None where something else decides."""
        return self.record.occurred_at if self.record and self.decision.reason == self.record.status_now else None


@dataclass(frozen=True, slots=True)
class Holding:
    """The record a person is held on; None where no basis holds any longer. `by` is whoever recorded it.

    `judged`: what the gate says for each purpose asked about; `names`: of everybody who is named on the page.
    """

    record: ConsentRecord | None
    one: AsOne
    records: list[ConsentRecord]
    judged: list[Judged]
    names: dict[Actor, str]
    origin: Actor

    @property
    def is_restricted(self) -> bool:
        """Whether the data may only be kept (Art. 18)."""
        return self.one.is_restricted

    @property
    def by(self) -> str:
        """Who recorded what holds the person."""
        return self.names[actor_of(self.record) if self.record else self.origin]

    @property
    def origin_by(self) -> str:
        """Who brought the person in."""
        return self.names[self.origin]

    @property
    def marketing(self) -> list[Judged]:
        """What the gate says of marketing: it stands on every tab."""
        return [one for one in self.judged if one.purpose.is_marketing]


def holding_of(
    person: Person, *, one: AsOne | None = None, named: Iterable[Actor] = (), every_purpose: bool = False
) -> Holding:
    """What holds a person today: the purpose they came in for first, else any other that permits; five queries.

    `one`: the person as one, where it is known; `named`: whoever else the page names; `every_purpose`: the gate is asked
    about every purpose in use or with an answer, not of marketing alone.
    """
    records = records_of(person.pk)
    holding = [record for record in records if record.status_now in HOLDING]
    first = min(holding, key=lambda record: record.purpose_id != person.origin_purpose_id, default=None)
    origin = origin_actor(person)
    return Holding(
        first,
        one or as_one(person.pk),
        records,
        _judged(person, records, every_purpose),
        actor_names([origin, *map(actor_of, records), *named]),
        origin,
    )


def _judged(person: Person, records: list[ConsentRecord], every_purpose: bool) -> list[Judged]:
    also = {record.purpose_id for record in records} if every_purpose else set()
    grounded = grounds(only_marketing=not every_purpose, also=also)
    said, by_purpose = may_for(person.pk, grounded), {record.purpose_id: record for record in records}
    return [
        Judged(
            one.purpose,
            by_purpose.get(one.purpose.pk),
            said[one.purpose.pk],
            words_for(said[one.purpose.pk].reason),
            one.takes_consent,
        )
        for one in grounded
    ]


def actor_of(said: ConsentRecord) -> Actor:
    """Who recorded something."""
    return Actor(ActorKind(said.actor_kind), said.actor_id)

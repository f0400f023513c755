"""The rules of the heart once more, as plainly as they can be said: one person, lists and loops, no SQL.

Slow and obvious on purpose. The product is held against it on generated histories.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

NOES = {"refused", "withdrawn", "objected"}
YES = {"given", "in_force"}
ANSWERS = NOES | YES | {"ended"}
ASKING = {"requested", "pending_confirmation"}
SHOWS_ACT = {"double_opt_in", "web_form", "paper", "recording", "portal"}
SEVERITY = {"objected": 5, "withdrawn": 4, "refused": 3, "ended": 2, "unknown": 1}


@dataclass(frozen=True)
class Event:
    person: int
    id: int
    status: str
    occurred_at: datetime
    recorded_at: datetime
    article: str = ""
    act_by: str = "controller"
    evidence: str = ""
    shown: bool = False
    scope: int = 1
    email_id: int | None = None
    channels: tuple[str, ...] = ()
    expires_at: datetime | None = None
    permission: str = ""
    voids: int | None = None

    @property
    def is_own_yes(self) -> bool:
        return self.status == "given" and self.act_by == "person" and self.evidence in SHOWS_ACT and self.shown


@dataclass(frozen=True)
class Standing:
    kind: str
    id: int
    occurred_at: datetime
    recorded_at: datetime
    voids: int | None = None
    reach: str = ""


@dataclass(frozen=True)
class Address:
    id: int
    person: int
    normal: str
    is_primary: bool
    is_role: bool = False
    is_retired: bool = False


@dataclass
class Someone:
    id: int
    from_person: bool = True
    informed_at: datetime | None = None
    deleted_at: datetime | None = None
    nameless: bool = False
    addresses: list[Address] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    objections: list[Standing] = field(default_factory=list)
    restrictions: list[Standing] = field(default_factory=list)


@dataclass
class World:
    """Everybody, the merges (survivor, merged, at, undone_at), suppressions per address, and the ground."""

    people: dict[int, Someone]
    merges: list[tuple[int, int, datetime, datetime | None]] = field(default_factory=list)
    suppressions: dict[str, list[Standing]] = field(default_factory=dict)
    is_marketing: bool = True
    is_active: bool = True
    scope: int = 1
    assessment_holds: bool = True
    role_addresses: bool = False
    existing_customers: bool = False
    only_consent: bool = False
    _known: dict[str, set[int]] = field(default_factory=dict)

    def survivor(self, person: int, as_of: datetime, known_at: datetime) -> int:
        moment = min(as_of, known_at)
        for survivor, merged, at, undone_at in self.merges:
            if merged == person and at <= moment and (undone_at is None or undone_at > moment):
                return survivor
        return person

    def group(self, who: int, as_of: datetime, known_at: datetime) -> list[Someone]:
        ids = {who} | {merged for _, merged, _, _ in self.merges}
        return [self.people[i] for i in sorted(ids) if i in self.people and self.survivor(i, as_of, known_at) == who]

    def known_at(self, normal: str) -> set[int]:
        """Everybody who has the address, or has retired it."""
        if not self._known:
            for one in self.people.values():
                for address in one.addresses:
                    self._known.setdefault(address.normal, set()).add(one.id)
        return self._known.get(normal, set())


@dataclass(frozen=True)
class Stood:
    deciding: Event
    pending: str
    own_yes_at: datetime | None
    own_opt_in_at: datetime | None


def fold(events: list[Event], as_of: datetime, known_at: datetime) -> Stood | None:
    seen = [event for event in events if event.occurred_at <= as_of and event.recorded_at <= known_at]
    voided = {(event.person, event.voids) for event in seen if event.voids is not None}
    told = [e for e in seen if e.status not in {"expired", "invalidated"} and (e.person, e.id) not in voided]
    if not told:
        return None

    def order(event: Event) -> tuple[datetime, int, int]:
        return event.occurred_at, SEVERITY.get(event.status, 0), event.id

    answers = [event for event in told if event.status in ANSWERS]
    noes = [event for event in answers if event.status in NOES]
    own = [event for event in answers if event.is_own_yes]
    own_yes_at = max((event.occurred_at for event in own), default=None)
    opt_ins = [event.occurred_at for event in own if event.evidence == "double_opt_in"]
    if noes and not (own_yes_at and own_yes_at > max(event.occurred_at for event in noes)):
        deciding = max(noes, key=order)
    elif answers:
        deciding = max(answers, key=order)
    else:
        deciding = max(told, key=order)
    pending = ""
    if answers:
        last = max(event.occurred_at for event in answers)
        asked = [event for event in told if event.status in ASKING and event.occurred_at > last]
        if asked:
            pending = max(asked, key=lambda event: (event.occurred_at, event.id)).status
    return Stood(deciding, pending, own_yes_at, max(opt_ins, default=None))


def stands(rows: list[Standing], on: str, as_of: datetime, known_at: datetime) -> bool:
    seen = [row for row in rows if row.occurred_at <= as_of and row.recorded_at <= known_at]
    latest = max(seen, key=lambda row: (row.occurred_at, row.kind == on, row.id), default=None)
    return latest is not None and latest.kind == on


def objected_at(someone: Someone, as_of: datetime, known_at: datetime) -> datetime | None:
    seen = [row for row in someone.objections if row.occurred_at <= as_of and row.recorded_at <= known_at]
    voided = {row.voids for row in seen if row.voids is not None}
    return max((row.occurred_at for row in seen if row.kind == "made" and row.id not in voided), default=None)


def says_no(world: World, who: int, as_of: datetime, known_at: datetime) -> bool:
    """Whether somebody has a no, an objection or a restriction: what closes an address they share (rule 12)."""
    group = world.group(who, as_of, known_at)
    stood = fold([event for one in group for event in one.events], as_of, known_at)
    if stood and stood.deciding.status in NOES:
        return True
    if any(stands(one.restrictions, "set", as_of, known_at) for one in group):
        return True
    return world.is_marketing and objects(group, stood, as_of, known_at)


def objects(group: list[Someone], stood: Stood | None, as_of: datetime, known_at: datetime) -> bool:
    times = [at for one in group if (at := objected_at(one, as_of, known_at))]
    own_yes_at = stood.own_yes_at if stood else None
    return bool(times) and not (own_yes_at and own_yes_at > max(times))


def reach_of(world: World, group: list[Someone], who: int, address: str | None) -> Address | None:
    """The address asked about: the given one of anybody in the group, else the primary one, the survivor's first."""
    living = [a for one in group for a in one.addresses if not a.is_retired]
    ordered = sorted(
        (a for a in living if (a.normal == address if address else a.is_primary)),
        key=lambda a: (a.person != who, a.id),
    )
    return ordered[0] if ordered else None


def may(  # noqa: C901 - the order of reasons, line by line
    world: World,
    person: int,
    as_of: datetime,
    known_at: datetime,
    *,
    channel: str = "email",
    address: str | None = None,
) -> str:
    """The reason the gate must give."""
    who = world.survivor(person, as_of, known_at)
    if who not in world.people:
        return "unknown_person"
    someone = world.people[who]
    group = world.group(who, as_of, known_at)
    stood = fold([event for one in group for event in one.events], as_of, known_at)
    fact = stood.deciding if stood else None
    if someone.deleted_at and someone.deleted_at <= as_of:
        return "deleted"
    if any(stands(one.restrictions, "set", as_of, known_at) for one in group):
        return "restricted"
    reached = reach_of(world, group, who, address)
    if reached and suppressed(world, reached.normal, stood, as_of, known_at):
        return "suppressed"
    if world.is_marketing and objects(group, stood, as_of, known_at):
        return "objected_all_marketing"
    if not world.is_active:
        return "purpose_inactive"
    customer = bool(fact and fact.permission)
    if fact and fact.article == "f" and not customer and not world.assessment_holds:
        return "assessment_lapsed"
    role = bool(
        world.role_addresses
        and not world.only_consent
        and world.is_marketing
        and reached
        and reached.is_role
        and someone.nameless
        and (fact is None or fact.status not in ANSWERS)
    )
    if fact is None and not role:
        return "no_record"
    if fact and fact.status not in YES and not role:
        return fact.status
    permits = fact is not None and fact.status in YES
    if permits and fact.expires_at and fact.expires_at <= as_of:
        return "expired"
    if permits and fact.article != "a" and world.only_consent:
        return "consent_needed"
    if customer and not world.existing_customers:
        return "no_record"
    if permits and fact.article == "a" and fact.scope < world.scope:
        return "wording_does_not_cover"
    if reached is None:
        return "address_not_covered"
    if permits and (fact.article == "a" or customer) and (fact.email_id != reached.id or channel not in fact.channels):
        return "address_not_covered"
    others = {world.survivor(one, as_of, known_at) for one in world.known_at(reached.normal)}
    if any(says_no(world, other, as_of, known_at) for other in others - {who}):
        return "shared_address"
    informed = someone.informed_at is not None and someone.informed_at <= as_of
    if (
        world.is_marketing
        and not someone.from_person
        and not informed
        and not role
        and not (permits and fact.article == "a")
    ):
        return "not_informed"
    return "role_address" if role else "existing_customer" if customer else "allowed"


def suppressed(world: World, normal: str, stood: Stood | None, as_of: datetime, known_at: datetime) -> bool:
    times = []
    for reach in ("all", "marketing") if world.is_marketing else ("all",):
        rows = [row for row in world.suppressions.get(normal, []) if row.reach == reach]
        if stands(rows, "set", as_of, known_at):
            times.append(
                max(
                    r.occurred_at
                    for r in rows
                    if r.kind == "set" and r.occurred_at <= as_of and r.recorded_at <= known_at
                )
            )
    opt_in = stood.own_opt_in_at if stood else None
    return bool(times) and not (opt_in and opt_in > max(times))

"""Asking the gate: for one person, for those named, for everybody; now, or at a time as known at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from samtykke.consents.models import PERMITTING, Status
from samtykke.consents.queries.fold import MERGED
from samtykke.consents.queries.gate import (
    Asked,
    Ground,
    address_source,
    decide_these,
    ground,
    judge_everyone,
    permitted,
    ways,
)
from samtykke.consents.queries.grounds import Grounded
from samtykke.consents.queries.people import id_of
from samtykke.contacts.models import Person
from samtykke.purposes.models import Channel, Purpose

STATUS_REASONS = tuple(str(status) for status in Status if status not in PERMITTING)
REASONS = (
    "unknown_person",
    "deleted",
    "restricted",
    "suppressed",
    "objected_all_marketing",
    "purpose_inactive",
    "assessment_lapsed",
    "no_record",
    *STATUS_REASONS,
    "consent_needed",
    "wording_does_not_cover",
    "address_not_covered",
    "shared_address",
    "not_informed",
    "allowed",
    "role_address",
    "existing_customer",
)
ALLOWED_REASONS = ("allowed", "role_address", "existing_customer")
# How far a page looks among the next people before it asks about everybody.
CHUNK = 1_000
CHUNKS = 5
ROUNDS = 3
# Reasons that rest on no event of the log.
WITHOUT_EVENT = frozenset(
    {
        "unknown_person",
        "deleted",
        "restricted",
        "suppressed",
        "objected_all_marketing",
        "purpose_inactive",
        "no_record",
        "role_address",
    }
)


@dataclass(frozen=True, slots=True)
class Decision:
    """The gate's answer: whether, the machine's reason, and the id of the deciding event where one decided."""

    person: int
    allowed: bool
    reason: str
    event: int | None = None


@dataclass(frozen=True, slots=True)
class PermittedRow:
    """One line of the list of who may receive; name and address only for showing and sending."""

    person: int
    first_name: str
    last_name: str
    address: str
    reason: str
    event: int | None
    language: str = ""


def _decision(person: int, reason: str, event: int | None) -> Decision:
    return Decision(person, reason in ALLOWED_REASONS, reason, None if reason in WITHOUT_EVENT else event)


def may(
    person: Person | int,
    purpose: Purpose,
    channel: str = Channel.EMAIL,
    *,
    address: str | None = None,
    as_of: datetime | None = None,
    known_at: datetime | None = None,
) -> Decision:
    """Whether we may reach this person, and why not; `address` (normalised) instead of the primary one of the channel.

    `as_of`: what was true then; `known_at`: as far as we knew then. Both aware; left out, the present.
    """
    return may_these([(id_of(person), address)], Asked(purpose, channel, as_of, known_at))[0]


def may_many(
    people: Sequence[int],
    purpose: Purpose,
    channel: str = Channel.EMAIL,
    *,
    as_of: datetime | None = None,
    known_at: datetime | None = None,
) -> list[Decision]:
    """The gate for each of `people`, in the order asked, in one statement."""
    return may_these([(person, None) for person in people], Asked(purpose, channel, as_of, known_at))


def may_these(pairs: Sequence[tuple[int, str | None]], asked: Asked) -> list[Decision]:
    """The gate for (person, address or None) pairs, in the order asked, in one statement."""
    return may_on(pairs, asked)


def may_on(
    pairs: Sequence[tuple[int, str | None]], asked: Asked, as_if: Callable[[Ground], Ground] = lambda on: on
) -> list[Decision]:
    """The same on another ground than the company's: as if its texts or settings said something else."""
    params = asked.params
    on = as_if(ground(asked, params))
    params |= {"ids": [person for person, _ in pairs], "addresses": [address for _, address in pairs]}
    with connection.cursor() as cursor:
        cursor.execute(decide_these(asked, on), params)
        return [_decision(person, reason, event) for _, person, reason, event in cursor.fetchall()]


def may_for(person: int, grounded: Sequence[Grounded], channel: str = Channel.EMAIL) -> dict[int, Decision]:
    """The gate at present for one person and several purposes, by the id of the purpose, in one statement.

    Each purpose is asked in the very words of `may`; they only travel together.
    """
    if not grounded:
        return {}
    params: dict[str, Any] = {"ids": [person], "addresses": [None]}
    asked_for = []
    for one in grounded:
        asked, place = Asked(one.purpose, channel), f"purpose_{one.purpose.pk}"
        params = {**asked.params, **params, place: one.purpose.pk}
        words = decide_these(asked, one.ground).replace("%(purpose)s", f"%({place})s")
        asked_for.append(f"SELECT %({place})s, q.person_id, q.reason, q.event_id FROM ({words}) q")
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked_for), params)
        return {purpose: _decision(who, reason, event) for purpose, who, reason, event in cursor.fetchall()}


def may_addresses(addresses: Sequence[str], asked: Asked) -> list[tuple[str, Decision]]:
    """The gate for normalised e-mail addresses, in the order asked. Of several people at one address the one that may
    be reached answers; rule 12 has already refused it where anybody there said no. Unknown: `unknown_person`, id 0."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT normal, person_id FROM contacts_personemail WHERE normal = ANY(%s) AND retired_at IS NULL "
            "ORDER BY person_id",
            [list(dict.fromkeys(addresses))],
        )
        pairs = [(int(person), str(normal)) for normal, person in cursor.fetchall()]
    best: dict[str, Decision] = {}
    for (_, normal), decision in zip(pairs, may_these(pairs, asked) if pairs else [], strict=True):
        if normal not in best or (decision.allowed and not best[normal].allowed):
            best[normal] = decision
    unknown = Decision(0, False, "unknown_person")
    return [(address, best.get(address, unknown)) for address in addresses]


def count_by_reason(asked: Asked) -> dict[str, int]:
    """How many people the gate answers with each reason, in the gate's order; everyone we hold is counted once.

    People in the recycle bin are counted as `deleted`.
    """
    params = asked.params
    sql = f"SELECT reason, count(*) FROM ({judge_everyone(asked, ground(asked, params))}) j GROUP BY reason"
    with transaction.atomic(), connection.cursor() as cursor:
        tune(cursor)
        cursor.execute(sql, params)
        found = dict(cursor.fetchall())
    return {reason: int(found[reason]) for reason in REASONS if reason in found}


def people_by_reason(asked: Asked, reason: str, *, after: int = 0, limit: int = 50) -> list[tuple[int, int | None]]:
    """(person id, event id) of those whom the gate answers with `reason`, by id after `after`.

    A page of a common reason is found among the next people by id; a rare one by asking about everybody once.
    """
    found: list[tuple[int, int | None]] = []
    for _ in range(CHUNKS):
        ids = _next_people(asked, after, CHUNK)
        decided = may_these([(person, None) for person in ids], asked) if ids else []
        found += [(decision.person, decision.event) for decision in decided if decision.reason == reason]
        if len(found) >= limit or len(ids) < CHUNK:
            return found[:limit]
        after = ids[-1]
    return (found + _judged(asked, reason, after, limit))[:limit]


def _judged(asked: Asked, reason: str, after: int, limit: int) -> list[tuple[int, int | None]]:
    params = asked.params
    sql = (
        f"SELECT who, reason, event_id FROM ({judge_everyone(asked, ground(asked, params), more='AND p.id > %(after)s')}) j "
        "WHERE reason = %(reason)s ORDER BY who LIMIT %(limit)s"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        tune(cursor)
        cursor.execute(sql, params | {"after": after, "limit": limit, "reason": reason})
        return [(decision.person, decision.event) for decision in (_decision(*row) for row in cursor.fetchall())]


def _next_people(asked: Asked, after: int, limit: int, *, only: str = "") -> list[int]:
    """The next people by id whom a list may show: not merged away at the time asked about."""
    sql = (
        f"WITH {MERGED} SELECT p.id FROM contacts_person p WHERE p.id > %(after)s "
        f"AND NOT EXISTS (SELECT FROM merged m WHERE m.merged_id = p.id) {asked.sight.sql()} {only} ORDER BY p.id LIMIT %(limit)s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, asked.params | {"after": after, "limit": limit})
        return [int(row[0]) for row in cursor.fetchall()]


COLUMNS = "p.id, p.first_name, p.last_name, a.normal, {reason}, r.event_id, p.language"


def tune(cursor: Any) -> None:
    """A question about everybody joins by hash in memory, in this transaction alone.

    Never row by row: right after an import there are no statistics, and a plan made for one row takes hours for a million.
    """
    cursor.execute(
        "SET LOCAL work_mem = '128MB'; SET LOCAL jit = off; SET LOCAL enable_nestloop = off; "
        "SET LOCAL cursor_tuple_fraction = 1"
    )


def _permitted_sql(asked: Asked, params: dict[str, Any]) -> str:
    on = ground(asked, params)
    return permitted(asked, on, COLUMNS.format(reason=_permission(on)))


def _permission(on: Ground) -> str:
    """By which right a person who is permitted may be reached, as SQL."""
    role, customer = ways(on)
    return f"CASE WHEN {role} THEN 'role_address' WHEN {customer} THEN 'existing_customer' ELSE 'allowed' END"


# Whoever may be permitted at present has a yes, or, where the company uses them, a role address, be it lent by somebody
# merged into them.
_LIKELY = (
    "AND (EXISTS (SELECT FROM consents_consentrecord c WHERE c.person_id = p.id AND c.purpose_id = %(purpose)s "
    "AND c.status IN ('given', 'in_force')) OR EXISTS (SELECT FROM contacts_personemail e WHERE e.person_id = p.id "
    "AND e.kind = 'role') OR EXISTS (SELECT FROM merged z JOIN contacts_personemail e ON e.person_id = z.merged_id "
    "WHERE z.survivor_id = p.id AND e.kind = 'role'))"
)


def permitted_rows(asked: Asked, *, after: int = 0, limit: int = 50) -> list[PermittedRow]:
    """A page of who may receive, by person id after `after`.

    A page of many is found among the next likely people, a few rounds of them; a rare one by asking about everybody once.
    """
    found: list[Decision] = []
    only = _LIKELY if asked.is_present else ""
    for _ in range(ROUNDS):
        ids = _next_people(asked, after, limit * 2, only=only)
        found += [d for d in may_these([(person, None) for person in ids], asked) if d.allowed] if ids else []
        if len(found) >= limit or len(ids) < limit * 2:
            return _described(found[:limit], asked)
        after = ids[-1]
    return _described((found + _permitted_after(asked, after, limit))[:limit], asked)


def _permitted_after(asked: Asked, after: int, limit: int) -> list[Decision]:
    params = asked.params
    on = ground(asked, params)
    sql = (
        f"{permitted(asked, on, f'p.id, {_permission(on)}, r.event_id')} AND p.id > %(after)s "
        "ORDER BY p.id LIMIT %(limit)s"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        tune(cursor)
        cursor.execute(sql, params | {"after": after, "limit": limit})
        return [_decision(*row) for row in cursor.fetchall()]


DESCRIBED = f"""
WITH {MERGED}
SELECT p.id, p.first_name, p.last_name, p.language, a.normal
FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY q (id, n)
JOIN contacts_person p ON p.id = q.id
LEFT JOIN LATERAL (
  SELECT s.normal FROM (
    SELECT 0 AS far, z.* FROM ({{source}} AND is_primary AND person_id = p.id) z
    UNION ALL SELECT 1, z.* FROM merged m CROSS JOIN LATERAL ({{source}} AND is_primary AND person_id = m.merged_id) z
    WHERE m.survivor_id = p.id) s
  ORDER BY s.far, s.id LIMIT 1) a ON true
ORDER BY q.n
"""


def _described(decisions: list[Decision], asked: Asked) -> list[PermittedRow]:
    """The decisions with names and addresses, in their order, in one query."""
    source, _covers = address_source(asked.channel)
    with connection.cursor() as cursor:
        cursor.execute(DESCRIBED.format(source=source), asked.params | {"ids": [d.person for d in decisions]})
        rows = {row[0]: row for row in cursor.fetchall()}
    return [
        PermittedRow(
            d.person,
            rows[d.person][1],
            rows[d.person][2],
            rows[d.person][4] or "",
            d.reason,
            d.event,
            rows[d.person][3],
        )
        for d in decisions
        if d.person in rows
    ]


def count_permitted(asked: Asked) -> int:
    """How many may receive."""
    params = asked.params
    on = ground(asked, params)
    with transaction.atomic(), connection.cursor() as cursor:
        tune(cursor)
        cursor.execute(permitted(asked, on, "count(*)"), params)
        return int(cursor.fetchone()[0])


def stream_permitted(asked: Asked, *, batch: int = 5000) -> Iterator[PermittedRow]:
    """Everyone who may receive, by a server-side cursor: constant memory at any size. Not ordered."""
    params = asked.params
    sql = _permitted_sql(asked, params)
    with transaction.atomic(), connection.cursor() as tuning, connection.chunked_cursor() as cursor:
        tune(tuning)
        cursor.execute(sql, params)
        while rows := cursor.fetchmany(batch):
            yield from (PermittedRow(*row) for row in rows)


def stream_refused(asked: Asked, *, batch: int = 5000) -> Iterator[Decision]:
    """Everyone who may not, each with the reason, by a server-side cursor. Not ordered."""
    params = asked.params
    sql = (
        f"SELECT who, reason, event_id FROM ({judge_everyone(asked, ground(asked, params))}) j "
        f"WHERE reason NOT IN ({', '.join(repr(reason) for reason in ALLOWED_REASONS)})"
    )
    with transaction.atomic(), connection.cursor() as tuning, connection.chunked_cursor() as cursor:
        tune(tuning)
        cursor.execute(sql, params)
        while rows := cursor.fetchmany(batch):
            yield from (_decision(*row) for row in rows)

"""Asking the gate: for one person, for those named, for everybody; now, or at a time as known at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from samtykke.consents.models import PERMITTING, Status
from samtykke.consents.queries.gate import Asked, decide_these, ground, judge_everyone, permitted
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
    "wording_does_not_cover",
    "address_not_covered",
    "shared_address",
    "not_informed",
    "allowed",
    "role_address",
    "existing_customer",
)
ALLOWED_REASONS = ("allowed", "role_address", "existing_customer")
# Reasons that rest on an event of the log; the others rest on something else and name none.
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
    params = asked.params
    on = ground(params)
    params |= {"ids": [person for person, _ in pairs], "addresses": [address for _, address in pairs]}
    with connection.cursor() as cursor:
        cursor.execute(decide_these(asked, on), params)
        return [_decision(person, reason, event) for _, person, reason, event in cursor.fetchall()]


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
    sql = f"SELECT reason, count(*) FROM ({judge_everyone(asked, ground(params))}) j GROUP BY reason"
    with transaction.atomic(), connection.cursor() as cursor:
        _tune(cursor)
        cursor.execute(sql, params)
        found = dict(cursor.fetchall())
    return {reason: int(found[reason]) for reason in REASONS if reason in found}


def people_by_reason(asked: Asked, reason: str, *, after: int = 0, limit: int = 50) -> list[tuple[int, int | None]]:
    """(person id, event id) of those whom the gate answers with `reason`, by id after `after`."""
    params = asked.params
    sql = (
        f"SELECT who, event_id FROM ({judge_everyone(asked, ground(params), more='AND p.id > %(after)s')}) j "
        "WHERE reason = %(reason)s ORDER BY who LIMIT %(limit)s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, params | {"after": after, "limit": limit, "reason": reason})
        return [(int(who), event) for who, event in cursor.fetchall()]


COLUMNS = "p.id, p.first_name, p.last_name, a.normal, {reason}, r.event_id, p.language"


def _tune(cursor: Any) -> None:
    """A question about everybody joins by hash in memory, in this transaction alone."""
    cursor.execute("SET LOCAL work_mem = '128MB'")
    cursor.execute("SET LOCAL jit = off")


def _permitted_sql(asked: Asked, params: dict[str, Any]) -> str:
    from samtykke.consents.queries.gate import ways

    on = ground(params)
    role, customer = ways(on)
    reason = f"CASE WHEN {role} THEN 'role_address' WHEN {customer} THEN 'existing_customer' ELSE 'allowed' END"
    return permitted(asked, on, COLUMNS.format(reason=reason))


def permitted_rows(asked: Asked, *, after: int = 0, limit: int = 50) -> list[PermittedRow]:
    """A page of who may receive, by person id after `after`."""
    params = asked.params
    sql = _permitted_sql(asked, params) + " AND p.id > %(after)s ORDER BY p.id LIMIT %(limit)s"
    with connection.cursor() as cursor:
        cursor.execute(sql, params | {"after": after, "limit": limit})
        return [PermittedRow(*row) for row in cursor.fetchall()]


def count_permitted(asked: Asked) -> int:
    """How many may receive."""
    params = asked.params
    on = ground(params)
    with transaction.atomic(), connection.cursor() as cursor:
        _tune(cursor)
        cursor.execute(permitted(asked, on, "count(*)"), params)
        return int(cursor.fetchone()[0])


def stream_permitted(asked: Asked, *, batch: int = 5000) -> Iterator[PermittedRow]:
    """Everyone who may receive, by a server-side cursor: constant memory at any size. Not ordered."""
    params = asked.params
    sql = _permitted_sql(asked, params)
    with transaction.atomic(), connection.cursor() as tuning, connection.chunked_cursor() as cursor:
        _tune(tuning)
        cursor.itersize = batch
        cursor.execute(sql, params)
        while rows := cursor.fetchmany(batch):
            yield from (PermittedRow(*row) for row in rows)


def stream_refused(asked: Asked, *, batch: int = 5000) -> Iterator[Decision]:
    """Everyone who may not, each with the reason, by a server-side cursor. Not ordered."""
    params = asked.params
    sql = (
        f"SELECT who, reason, event_id FROM ({judge_everyone(asked, ground(params))}) j "
        f"WHERE reason NOT IN ({', '.join(repr(reason) for reason in ALLOWED_REASONS)})"
    )
    with transaction.atomic(), connection.cursor() as tuning, connection.chunked_cursor() as cursor:
        _tune(tuning)
        cursor.itersize = batch
        cursor.execute(sql, params)
        while rows := cursor.fetchmany(batch):
            yield from (_decision(*row) for row in rows)

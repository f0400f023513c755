"""Who is still to be told that we hold them, by when, and what keeps them from being told. Art. 14; REQ-36.

The list is an index: those whose duty is open, by the day and the person. Whatever narrows it looks through so many people
behind a place and no further, and says when it stopped before the end; so a page costs the same at any size.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from samtykke.consents.queries.inform import ADDRESS
from samtykke.contacts.access import EVERYBODY, Sight
from samtykke.contacts.models import Person
from samtykke.core.pagination import BACKWARDS, Page, bad_cursor, decode, encode
from samtykke.mail.registry import Audience, Piece

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

# How many people a page looks through, and how far its figures count.
LOOKED_THROUGH: Final = 10_000
PAGE: Final = 50
FIRST_DAY: Final = date(1, 1, 1)


class Why(StrEnum):
    """Why somebody has not been told yet; the first that is true."""

    ON_ITS_WAY = "on_its_way"
    RESTRICTED = "restricted"
    NO_ADDRESS = "no_address"
    SUPPRESSED = "suppressed"
    FAILED = "failed"
    READY = "ready"


# Whom a mail may tell now; one that failed is tried again.
INFORMABLE: Final = (Why.READY, Why.FAILED)

_OPEN = """
p.informed_at IS NULL AND NOT p.from_person AND p.deleted_at IS NULL
  AND NOT EXISTS (SELECT FROM contacts_merge m WHERE m.merged_id = p.id AND m.undone_at IS NULL)
"""
# Beside a person: the address, and the mail that says most (one under way, else the latest). The person's mails are found
# first and by nothing else (OFFSET 0 keeps it so): in the middle of a run the statistics know nothing of the kinds yet.
BESIDE = f"""
LEFT JOIN {ADDRESS}
LEFT JOIN LATERAL (
  SELECT w.id, d.state
  FROM (SELECT id, kind FROM mail_mail WHERE person_id = p.id OFFSET 0) w JOIN mail_delivery d ON d.mail_id = w.id
  WHERE w.kind = 'privacy'
  ORDER BY d.state IN ('queued', 'sending', 'uncertain') DESC, w.id DESC LIMIT 1) mail ON true
"""
# Whether only storage is allowed for any of those the person stands for, and whether the address must not be used. What
# holds for hardly anybody is asked first in a way that costs hardly anything; who is left is looked at closely.
_RESTRICTED = """
(EXISTS (SELECT FROM consents_restriction x WHERE x.person_id = p.id)
  OR EXISTS (SELECT FROM contacts_merge x WHERE x.survivor_id = p.id))
AND EXISTS (
  SELECT FROM (SELECT p.id AS id UNION ALL
               SELECT g.merged_id FROM contacts_merge g WHERE g.survivor_id = p.id AND g.undone_at IS NULL) member
  WHERE (SELECT r.kind FROM consents_restriction r WHERE r.person_id = member.id
         ORDER BY r.occurred_at DESC, (r.kind = 'set') DESC, r.id DESC LIMIT 1) = 'set')
"""
_SUPPRESSED = """
EXISTS (SELECT FROM consents_suppression x WHERE x.fingerprint = a.fingerprint AND x.reach = 'all')
AND (SELECT s.kind FROM consents_suppression s WHERE s.fingerprint = a.fingerprint AND s.reach = 'all'
     ORDER BY s.occurred_at DESC, (s.kind = 'set') DESC, s.id DESC LIMIT 1) = 'set'
"""
WHY = f"""CASE
  WHEN mail.state IN ('queued', 'sending', 'uncertain') THEN 'on_its_way'
  WHEN {_RESTRICTED} THEN 'restricted'
  WHEN a.id IS NULL THEN 'no_address'
  WHEN {_SUPPRESSED} THEN 'suppressed'
  WHEN mail.state IN ('failed', 'refused') THEN 'failed'
  ELSE 'ready' END"""

# The next people of the list behind a place, or, upwards, those before it.
_DOWN = f"""
SELECT p.* FROM contacts_person p
WHERE {_OPEN} {{seen}} AND (p.inform_by, p.id) > (%(day)s, %(person)s) AND p.inform_by <= %(last)s
ORDER BY p.inform_by, p.id LIMIT %(through)s
"""
_UP = f"""
SELECT p.* FROM contacts_person p
WHERE {_OPEN} {{seen}} AND (p.inform_by, p.id) < (%(day)s, %(person)s) AND p.inform_by >= %(first)s
ORDER BY p.inform_by DESC, p.id DESC LIMIT %(through)s
"""
LIST = f"""
SELECT p.id, p.inform_by, w.why, w.mail_id, w.state
FROM ({{stretch}}) p {BESIDE} CROSS JOIN LATERAL (SELECT {WHY} AS why, mail.id AS mail_id, mail.state AS state) w
WHERE (%(source)s::bigint IS NULL OR p.origin_source_id = %(source)s)
  AND (%(run)s::bigint IS NULL OR p.run_id = %(run)s)
  AND (%(why)s::text[] IS NULL OR w.why = ANY(%(why)s))
ORDER BY p.inform_by {{way}}, p.id {{way}} LIMIT %(limit)s
"""
# Where the stretch that was looked through ends, if it is full.
END = "SELECT s.inform_by, s.id FROM ({stretch}) s OFFSET %(through)s - 1 LIMIT 1"
FIGURES = f"""
SELECT {WHY}, count(*), count(*) FILTER (WHERE p.inform_by < %(today)s)
FROM ({_DOWN}) p {BESIDE} GROUP BY 1
"""

# A run goes through the list in its order. Whom it has found it holds, in the order of the ids as everybody who holds many;
# what is asked of them afterwards sees what those it waited for have written.
NEXT = f"""
SELECT p.inform_by, p.id FROM contacts_person p
WHERE {_OPEN} AND (p.inform_by, p.id) > (%(day)s, %(person)s) ORDER BY p.inform_by, p.id LIMIT %(limit)s
"""
HOLD_ALL = "SELECT p.id FROM contacts_person p WHERE p.id = ANY(%(people)s) ORDER BY p.id FOR NO KEY UPDATE OF p"
MEMBERS = f"""
SELECT p.id FROM contacts_person p {BESIDE}
WHERE p.id = ANY(%(people)s) AND {_OPEN} AND {WHY} IN ('ready', 'failed')
ORDER BY p.inform_by, p.id
"""
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('consents.inform_all', 0))"


@dataclass(frozen=True, slots=True)
class NotInformed:
    """Somebody to be told: by when, why not yet, and the mail that has to do with it."""

    person: int
    inform_by: date
    why: Why
    mail: int | None
    state: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What narrows the list: the days by which people are to be told, one source, one run of a file, some
    reasons; and whom the reader sees.
    """

    first: date = FIRST_DAY
    last: date = date.max
    source: int | None = None
    run: int | None = None
    why: tuple[Why, ...] = ()
    sight: Sight = EVERYBODY

    @property
    def looks_through(self) -> bool:
        """Whether people are left out one by one, and not by the index."""
        return bool(self.source or self.run or self.why)


@dataclass(frozen=True, slots=True)
class Figures:
    """How many are to be told, by reason and past their day. `is_capped`: there are more than were counted."""

    by_why: dict[Why, int]
    late: int
    is_capped: bool

    @property
    def total(self) -> int:
        """Everybody who was counted."""
        return sum(self.by_why.values())

    @property
    def informable(self) -> int:
        """Those whom a mail may tell now."""
        return sum(self.by_why[why] for why in INFORMABLE)


def not_informed(asked: Asked | None = None, *, cursor: str | None = None, size: int = PAGE) -> Page[NotInformed]:
    """A page of those still to be told, the earliest day first. A page that looks through people may be short and go on."""
    asked = asked or Asked()
    back = bool(cursor and cursor.startswith(BACKWARDS))
    params = _params(asked, _place(cursor, asked), size)
    stretch, way = (_UP, "DESC") if back else (_DOWN, "ASC")
    stretch = stretch.format(seen=asked.sight.sql())
    with connection.cursor() as db:
        db.execute(LIST.format(stretch=stretch, way=way), params)
        found = [_row(row) for row in db.fetchall()]
        end = None
        if asked.looks_through and len(found) <= size:
            db.execute(END.format(stretch=stretch), params)
            end = db.fetchone()
    items = found[:size][::-1] if back else found[:size]
    more = encode(_key(found[size - 1])) if len(found) > size else encode([*map(str, end[:1]), end[1]]) if end else None
    if back:
        after = encode(_key(items[-1])) if items else cursor.removeprefix(BACKWARDS) if cursor else None
        return Page(items, after, BACKWARDS + more if more else None)
    before = encode(_key(items[0])) if items else cursor
    return Page(items, more, BACKWARDS + before if cursor and before else None)


def pages(asked: Asked) -> Iterator[list[NotInformed]]:
    """All whom a filter names, a thousand at a time: for a file."""
    cursor: str | None = None
    while True:
        page = not_informed(asked, cursor=cursor, size=1000)
        yield page.items
        if page.next is None:
            return
        cursor = page.next


def count(asked: Asked) -> int:
    """How many a filter names; asked where everybody is read anyway."""
    params = _params(asked, _place(None, asked), 0) | {"through": None, "limit": None}
    stretch = _DOWN.format(seen=asked.sight.sql())
    with connection.cursor() as db:
        db.execute(f"SELECT count(*) FROM ({LIST.format(stretch=stretch, way='ASC')}) everybody", params)
        return int(db.fetchone()[0])


def figures(today: date, most: int = LOOKED_THROUGH, *, sight: Sight = EVERYBODY) -> Figures:
    """How many of those `sight` shows stand where, counted no further than the first `most` of the list."""
    params = _params(Asked(sight=sight), [FIRST_DAY, 0], 0) | {"through": most + 1, "today": today}
    by_why, late = dict.fromkeys(Why, 0), 0
    with connection.cursor() as db:
        db.execute(FIGURES.format(seen=sight.sql()), params)
        for why, count, past in db.fetchall():
            by_why[Why(why)] = int(count)
            late += int(past)
    return Figures(by_why, late, sum(by_why.values()) > most)


def late(today: date) -> QuerySet[Person]:
    """Everybody whose day has passed, for figures of the whole company; the index of the duty answers it."""
    waiting = Person.objects.held().filter(from_person=False, informed_at__isnull=True)
    return waiting.filter(inform_by__lt=today)


def one_at_a_time() -> None:
    """Lets one transaction at a time queue for everybody: who comes second finds what the first did."""
    with connection.cursor() as db:
        db.execute(ONE_AT_A_TIME)


def next_to_inform(place: list[Any] | None, limit: int) -> Piece:
    """The next people of the list behind a place, held against every writer; one run at a time looks for them."""
    one_at_a_time()
    day, person = place or (FIRST_DAY, 0)
    with connection.cursor() as db:
        db.execute(NEXT, {"day": day, "person": person, "limit": limit})
        rows = db.fetchall()
        people = [int(row[1]) for row in rows]
        db.execute(HOLD_ALL, {"people": people})
    return Piece(people, [rows[-1][0].isoformat(), people[-1]] if len(rows) == limit else None)


TO_INFORM = Audience(next_to_inform, MEMBERS)


def _params(asked: Asked, place: list[Any], size: int) -> dict[str, Any]:
    return {
        "day": place[0],
        "person": place[1],
        "first": asked.first,
        "last": asked.last,
        "through": LOOKED_THROUGH if asked.looks_through else size + 1,
        "source": asked.source,
        "run": asked.run,
        "why": list(map(str, asked.why)) or None,
        "limit": size + 1,
        **asked.sight.params,
    }


def _place(cursor: str | None, asked: Asked) -> list[Any]:
    """The day and the person a cursor names; without one, the place before the first."""
    if not cursor:
        return [asked.first, 0]
    day, person = decode(cursor.removeprefix(BACKWARDS), 2)
    if not isinstance(day, str) or not isinstance(person, int):
        raise bad_cursor()
    try:
        return [date.fromisoformat(day), person]
    except ValueError as error:
        raise bad_cursor() from error


def _key(row: NotInformed) -> list[Any]:
    return [row.inform_by.isoformat(), row.person]


def _row(row: tuple[Any, ...]) -> NotInformed:
    return NotInformed(int(row[0]), row[1], Why(row[2]), row[3], row[4])

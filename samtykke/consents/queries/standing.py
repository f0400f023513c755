"""Whether something stands above the answers of one person, at present."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, Max, OuterRef

from samtykke.consents.models import ActBy, ConsentRecord, Objection, Restriction
from samtykke.contacts.access import STANDS_FOR
from samtykke.contacts.models import Merge
from samtykke.purposes.models import Purpose
from samtykke.purposes.queries import current_scope

COMMON = "occurred_at, recorded_at, act_by, actor_kind, actor_id, via"
STAMPED = (
    "least(%(at)s::timestamptz, s.t), s.t, %(act_by)s, %(kind)s, %(actor)s, %(via)s "
    "FROM (SELECT clock_timestamp() AS t) s"
)
SUPPRESSED = """
SELECT count(*) FROM (
  SELECT DISTINCT ON (fingerprint, reach) kind FROM consents_suppression
  WHERE fingerprint = ANY(%(prints)s) AND reach = ANY(%(reach)s)
  ORDER BY fingerprint, reach, occurred_at DESC, (kind = 'set') DESC, id DESC
) l WHERE kind = 'set'
"""

CARRY = f"""
INSERT INTO consents_suppression (fingerprint, key_id, reach, kind, {COMMON})
SELECT %(present)s, %(key_id)s, l.reach, l.kind, l.occurred_at, s.t, l.act_by, l.actor_kind, l.actor_id, l.via
FROM (SELECT DISTINCT ON (reach) * FROM consents_suppression WHERE fingerprint = ANY(%(earlier)s)
      ORDER BY reach, occurred_at DESC, (kind = 'set') DESC, id DESC) l, (SELECT clock_timestamp() AS t) s
WHERE l.kind = 'set'
  AND NOT EXISTS (SELECT FROM consents_suppression k WHERE k.fingerprint = %(present)s AND k.reach = l.reach)
"""

# All of it for one person and one address, in one statement: the newest objection that stands, whether only storage is
# allowed, since when the address may not be used.
ABOVE = """
WITH members AS (
  SELECT %(person)s::bigint AS id
  UNION ALL SELECT merged_id FROM contacts_merge WHERE survivor_id = %(person)s AND undone_at IS NULL
)
SELECT o.id, o.occurred_at,
  EXISTS (
    SELECT FROM (
      SELECT DISTINCT ON (r.person_id) r.kind FROM consents_restriction r JOIN members m ON m.id = r.person_id
      ORDER BY r.person_id, r.occurred_at DESC, (r.kind = 'set') DESC, r.id DESC) l WHERE kind = 'set'),
  (SELECT max(l.occurred_at) FROM (
      SELECT DISTINCT ON (s.reach) s.kind, s.occurred_at FROM consents_suppression s WHERE s.fingerprint = %(print)s
      ORDER BY s.reach, s.occurred_at DESC, (s.kind = 'set') DESC, s.id DESC) l WHERE l.kind = 'set')
FROM (SELECT) one LEFT JOIN LATERAL (
  SELECT b.id, b.occurred_at FROM consents_objection b JOIN members m ON m.id = b.person_id
  WHERE b.kind = 'made'
    AND NOT EXISTS (SELECT FROM consents_objection v WHERE v.person_id = b.person_id AND v.voids_id = b.id)
  ORDER BY b.occurred_at DESC, b.id DESC LIMIT 1
) o ON true
"""

# What every tab of a card asks of a person and of those merged into them, in one statement: who they are, the merges,
# whether only storage is allowed, the newest objection to all marketing that no later yes has opened, an address to write to;
# and whether the company keeps photos of people.
AS_ONE = """
WITH members AS (
  SELECT %(person)s::bigint AS id
  UNION ALL SELECT merged_id FROM contacts_merge WHERE survivor_id = %(person)s AND undone_at IS NULL
)
SELECT array(SELECT id FROM members ORDER BY id <> %(person)s, id),
  EXISTS (
    SELECT FROM (
      SELECT DISTINCT ON (r.person_id) r.kind FROM consents_restriction r JOIN members m ON m.id = r.person_id
      ORDER BY r.person_id, r.occurred_at DESC, (r.kind = 'set') DESC, r.id DESC) l WHERE kind = 'set'),
  (SELECT b.occurred_at FROM (
      SELECT o.occurred_at, o.id FROM consents_objection o JOIN members m ON m.id = o.person_id
      WHERE o.kind = 'made'
        AND NOT EXISTS (SELECT FROM consents_objection v WHERE v.person_id = o.person_id AND v.voids_id = o.id)
      ORDER BY o.occurred_at DESC, o.id DESC LIMIT 1) b
   WHERE NOT EXISTS (SELECT FROM consents_consentrecord c
                     WHERE c.person_id = %(person)s AND c.own_yes_at > b.occurred_at)),
  EXISTS (SELECT FROM contacts_personemail e JOIN members m ON m.id = e.person_id WHERE e.retired_at IS NULL),
  (SELECT coalesce(jsonb_agg(jsonb_build_array(g.id, g.at, trim(p.first_name || ' ' || p.last_name))
                             ORDER BY g.at DESC, g.id DESC), '[]')
   FROM contacts_merge g JOIN contacts_person p ON p.id = g.merged_id
   WHERE g.survivor_id = %(person)s AND g.undone_at IS NULL),
  coalesce((SELECT v.photos FROM purposes_privacysettings v ORDER BY v.valid_from DESC, v.id DESC LIMIT 1), false)
"""

# Everybody whose use is restricted, as themselves or as one merged into them; on a tie the restriction stands.
_SET = """
r.kind = 'set' AND NOT EXISTS (SELECT FROM consents_restriction l
  WHERE l.person_id = r.person_id AND l.kind = 'lifted' AND l.occurred_at > r.occurred_at)
"""
RESTRICTED = f"""
SELECT r.person_id FROM consents_restriction r WHERE {_SET}
UNION ALL
SELECT g.survivor_id FROM contacts_merge g JOIN consents_restriction r ON r.person_id = g.merged_id
WHERE g.undone_at IS NULL AND {_SET}
"""
_AMONG = f"SELECT w.id FROM unnest(%s::bigint[]) w (id) WHERE {STANDS_FOR.format(person='w.id')} IN ({RESTRICTED})"


@dataclass(frozen=True, slots=True)
class Above:
    """What stands above the answers of a person: it speaks before any of them, as in the gate."""

    objection_id: int | None
    objected_at: datetime | None
    is_restricted: bool
    suppressed_at: datetime | None


def above(person: int, fingerprint: bytes) -> Above:
    """What stands above the answers of a person at an address, at present."""
    with connection.cursor() as cursor:
        cursor.execute(ABOVE, {"person": person, "print": fingerprint})
        return Above(*cursor.fetchone())


@dataclass(frozen=True, slots=True)
class MergedIn:
    """A merge that stands, as the card names it: its id, when, and the name of who was merged in."""

    pk: int
    at: datetime
    name: str


@dataclass(frozen=True, slots=True)
class AsOne:
    """A person and those merged into them (`members`, the person first), and what stands above their answers.

    `may_have_photo`: whether the company keeps photos of people at all.
    """

    members: list[int]
    is_restricted: bool
    objected_at: datetime | None
    has_email: bool
    merges: list[MergedIn]
    may_have_photo: bool


def as_one(person: int) -> AsOne:
    """What every tab of a card asks of a person, at present; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(AS_ONE, {"person": person})
        members, is_restricted, objected_at, has_email, merges, may_have_photo = cursor.fetchone()
    told = [MergedIn(pk, datetime.fromisoformat(at), name) for pk, at, name in json.loads(merges)]
    return AsOne(members, is_restricted, objected_at, has_email, told, may_have_photo)


def members_of(person: int) -> list[int]:
    """The person and those merged into them."""
    return [person, *Merge.objects.standing().filter(survivor_id=person).values_list("merged_id", flat=True)]


def standing_objections(person: int) -> list[Objection]:
    """The objections to all marketing that nobody has voided, newest first."""
    voided = Objection.objects.filter(person_id=OuterRef("person_id"), voids_id=OuterRef("id"))
    found = Objection.objects.filter(person_id__in=members_of(person), kind=Objection.Kind.MADE)
    return list(found.filter(~Exists(voided)).order_by("-occurred_at", "-id"))


def objects_to_marketing(person: int) -> bool:
    """Whether an objection to all marketing stands; a later own yes may have opened single purposes."""
    return bool(standing_objections(person))


def objection_to_all(person: int) -> Objection | None:
    """The newest objection that holds for all marketing: the person has said yes to none of it since."""
    newest = next(iter(standing_objections(person)), None)
    if newest is None:
        return None
    yes = ConsentRecord.objects.filter(person_id=person).aggregate(at=Max("own_yes_at"))["at"]
    return newest if yes is None or yes <= newest.occurred_at else None


def objects_to_all(person: int, *, own: bool) -> bool:
    """Whether such an objection stands already; with `own`, whether it is the person's own act."""
    newest = objection_to_all(person)
    return newest is not None and (not own or newest.act_by == ActBy.PERSON)


def says_explicit_yes(person: int, purposes: Sequence[int]) -> bool:
    """Whether an explicit consent stands for one of some purposes that reaches as far as the purpose does now. REQ-17, REQ-20."""
    records = ConsentRecord.objects.of(person).permitting().filter(article="a", purpose_id__in=purposes)
    return any(record.scope >= current_scope(record.purpose) for record in records.select_related("purpose"))


def who_say_explicit_yes(people: Sequence[int], purposes: Sequence[int]) -> set[tuple[int, int]]:
    """The same for many: (person, purpose) of each that stands."""
    records = ConsentRecord.objects.permitting().filter(article="a", person_id__in=people, purpose_id__in=purposes)
    found = list(records.values_list("person_id", "purpose_id", "scope"))
    reach = {purpose.pk: current_scope(purpose) for purpose in Purpose.objects.filter(pk__in=purposes)} if found else {}
    return {(person, purpose) for person, purpose, scope in found if scope >= reach[purpose]}


def has_restriction(member: int) -> bool:
    """Whether this row itself is restricted; on a tie the restriction stands."""
    rows = Restriction.objects.filter(person_id=member).values_list("occurred_at", "kind", "id")
    latest = max(rows, key=lambda row: (row[0], row[1] == Restriction.Kind.SET, row[2]), default=None)
    return latest is not None and latest[1] == Restriction.Kind.SET


def is_restricted(person: int) -> bool:
    """Whether processing of the person is restricted (Art. 18), as themselves or as one merged into them."""
    return any(has_restriction(member) for member in members_of(person))


def restricted_among(people: Iterable[int]) -> set[int]:
    """Of some people, those whose processing is restricted (Art. 18), also as who stands for them. One statement."""
    ids = sorted(set(people))
    if not ids:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_AMONG, [ids])
        return {int(row[0]) for row in cursor.fetchall()}


def is_suppressed(prints: Sequence[bytes], *, reach: Sequence[str]) -> bool:
    """Whether one of these address hashes is on the list, with one of these reaches."""
    with connection.cursor() as cursor:
        cursor.execute(SUPPRESSED, {"prints": list(prints), "reach": list(reach)})
        return bool(cursor.fetchone()[0])


def carry_suppression(present: bytes, key_id: str, earlier: Sequence[bytes]) -> None:
    """Suppresses a hash as the same address is under earlier keys, unless something is recorded of it already."""
    with connection.cursor() as cursor:
        cursor.execute(CARRY, {"present": present, "key_id": key_id, "earlier": list(earlier)})


def insert(table: str, own: dict[str, Any], said: dict[str, Any]) -> None:
    """One row of an objection, restriction or suppression, stamped by the database's clock inside the statement.

    `own`: its own columns; `said`: at, act_by, kind and actor (who recorded it), via.
    """
    params = {f"own_{name}": value for name, value in own.items()} | said
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(own)}, {COMMON}) "
            f"SELECT {''.join(f'%(own_{name})s, ' for name in own)}{STAMPED}",
            params,
        )


def copy_since(table: str, kind: str, params: dict[str, Any]) -> None:
    """What was recorded of the survivor while two were one, for the one that is split off."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (person_id, kind, {COMMON}) "
            f"SELECT %(merged)s, o.kind, o.occurred_at, clock_timestamp(), o.act_by, %(actor_kind)s, %(actor_id)s, "
            f"%(via)s FROM {table} o WHERE o.person_id = %(survivor)s AND o.recorded_at >= %(since)s "
            f"AND o.kind = '{kind}'",
            params,
        )

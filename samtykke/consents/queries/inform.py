"""What informing one person asks: the row a hand-over holds on to, the address, the origin. Art. 14; REQ-36."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection

from samtykke.consents.models import PERMITTING
from samtykke.consents.queries.standing import members_of
from samtykke.contacts.models import Person, PersonEmail

if TYPE_CHECKING:
    from datetime import datetime

# The person as they stand now, held until the transaction ends: nobody's no comes in between (product part 3, locks).
HOLD = """
SELECT p.id, p.deleted_at IS NOT NULL FROM contacts_person p
WHERE p.id = coalesce((SELECT survivor_id FROM contacts_merge WHERE merged_id = %(person)s AND undone_at IS NULL),
                      %(person)s)
FOR {strength} OF p
"""

# A primary address in use. Its fingerprint is compared with what must not be used at all.
ADDRESS = "contacts_personemail a ON a.person_id = p.id AND a.is_primary AND a.retired_at IS NULL"
# Of those named, who has an address to write to: the people of a file just read, by a source that confirms.
WITH_ADDRESS = f"SELECT p.id FROM contacts_person p JOIN {ADDRESS} WHERE p.id IN ({{people}}) ORDER BY p.id"
# Beside a person who is held: whether the address is still theirs, or that of one merged into them, and in use; whether only
# storage is allowed; whether the address must not be used. Without an id, the primary address.
AT_ADDRESS = """
WITH members AS (
  SELECT %(person)s::bigint AS id
  UNION ALL SELECT merged_id FROM contacts_merge WHERE survivor_id = %(person)s AND undone_at IS NULL
), address AS (
  SELECT a.fingerprint FROM members m JOIN contacts_personemail a ON a.person_id = m.id AND a.retired_at IS NULL
  WHERE CASE WHEN %(email)s::bigint IS NULL THEN a.is_primary ELSE a.id = %(email)s END
  ORDER BY a.person_id <> %(person)s LIMIT 1
)
SELECT
  EXISTS (SELECT FROM address),
  EXISTS (
    SELECT FROM members m CROSS JOIN LATERAL (
      SELECT r.kind FROM consents_restriction r WHERE r.person_id = m.id
      ORDER BY r.occurred_at DESC, (r.kind = 'set') DESC, r.id DESC LIMIT 1) l WHERE l.kind = 'set'),
  EXISTS (
    SELECT FROM address CROSS JOIN LATERAL (
      SELECT s.kind FROM consents_suppression s WHERE s.fingerprint = address.fingerprint AND s.reach = 'all'
      ORDER BY s.occurred_at DESC, (s.kind = 'set') DESC, s.id DESC LIMIT 1) l WHERE l.kind = 'set')
"""


# On what somebody is held now, in the company's order, and whether there is a phone number.
HELD_FOR = """
SELECT coalesce(array_agg(r.purpose_id ORDER BY u.rank, u.id), '{}'),
       coalesce(array_agg(r.legal_basis_id ORDER BY u.rank, u.id) FILTER (WHERE r.legal_basis_id IS NOT NULL), '{}'),
       EXISTS (SELECT FROM contacts_personphone t WHERE t.person_id = %(person)s AND t.retired_at IS NULL)
FROM consents_consentrecord r JOIN purposes_purpose u ON u.id = r.purpose_id
WHERE r.person_id = %(person)s AND r.status = ANY(%(permitting)s) AND (r.expires_at IS NULL OR r.expires_at > %(at)s)
"""


@dataclass(frozen=True, slots=True)
class HeldFor:
    """The purposes somebody is held for, the bases they rest on, and whether there is a phone number."""

    purposes: list[int]
    bases: list[int]
    has_phone: bool


def held_for(person: int, at: datetime) -> HeldFor:
    """On what somebody is held at an instant."""
    with connection.cursor() as cursor:
        cursor.execute(HELD_FOR, {"person": person, "permitting": sorted(PERMITTING), "at": at})
        return HeldFor(*cursor.fetchone())


@dataclass(frozen=True, slots=True)
class AtAddress:
    """What stands for or against writing to a person at an address, at present."""

    has_address: bool
    is_restricted: bool
    is_suppressed: bool


def at_address(person: int, email_id: int | None) -> AtAddress:
    """What stands for or against writing to a person at an address in use; asked once the person is held."""
    with connection.cursor() as cursor:
        cursor.execute(AT_ADDRESS, {"person": person, "email": email_id})
        return AtAddress(*cursor.fetchone())


def hold(person: int, *, to_write: bool = False) -> tuple[int, bool] | None:
    """Holds the person's row against every writer: (id of the one who stands for them, in the bin?), or None.

    `to_write`: the transaction will change the person; it takes the stronger lock at once and never has to trade up.
    """
    with connection.cursor() as cursor:
        cursor.execute(HOLD.format(strength="NO KEY UPDATE" if to_write else "SHARE"), {"person": person})
        row = cursor.fetchone()
    return (int(row[0]), bool(row[1])) if row else None


def living_email(person: int, email_id: int | None) -> PersonEmail | None:
    """An address in use of a person or of one merged into them: the one named, else the primary one."""
    found = PersonEmail.objects.filter(person_id__in=members_of(person), retired_at__isnull=True)
    if email_id is not None:
        return found.filter(id=email_id).first()
    primary = list(found.filter(is_primary=True))
    return next((row for row in primary if row.person_id == person), primary[0] if primary else None)


def person_of(person: int) -> Person:
    """The person with what a letter says of their origin."""
    related = ("origin_purpose", "origin_basis", "origin_source", "collected_how")
    return Person.objects.select_related(*related).get(pk=person)

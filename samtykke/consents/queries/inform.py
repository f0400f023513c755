"""Who is still to be told that we hold them, who may be, and the row a hand-over holds on to. Art. 14; REQ-36."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from samtykke.consents.queries.standing import members_of
from samtykke.contacts.models import Person, PersonEmail

# The person as they stand now, held until the transaction ends: nobody's no comes in between (product part 3, locks).
HOLD = """
SELECT p.id, p.deleted_at IS NOT NULL FROM contacts_person p
WHERE p.id = coalesce((SELECT survivor_id FROM contacts_merge WHERE merged_id = %(person)s AND undone_at IS NULL),
                      %(person)s)
FOR {strength} OF p
"""

_OPEN_DUTY = """
p.informed_at IS NULL AND NOT p.from_person AND p.deleted_at IS NULL
  AND NOT EXISTS (SELECT FROM contacts_merge m WHERE m.merged_id = p.id AND m.undone_at IS NULL)
"""
# A primary address in use. Its fingerprint is compared with what must not be used at all.
_ADDRESS = "contacts_personemail a ON a.person_id = p.id AND a.is_primary AND a.retired_at IS NULL"
_RESTRICTED = """
SELECT coalesce(m.survivor_id, l.person_id) AS who
FROM (SELECT DISTINCT ON (person_id) person_id, kind FROM consents_restriction
      ORDER BY person_id, occurred_at DESC, (kind = 'set') DESC, id DESC) l
LEFT JOIN contacts_merge m ON m.merged_id = l.person_id AND m.undone_at IS NULL
WHERE l.kind = 'set'
"""
_SUPPRESSED = """
SELECT fingerprint FROM (
  SELECT DISTINCT ON (fingerprint) fingerprint, kind FROM consents_suppression WHERE reach = 'all'
  ORDER BY fingerprint, occurred_at DESC, (kind = 'set') DESC, id DESC) l
WHERE l.kind = 'set'
"""
_ON_ITS_WAY = """
SELECT FROM mail_mail w JOIN mail_delivery d ON d.mail_id = w.id
WHERE w.person_id = p.id AND w.kind = 'privacy' AND d.state IN ('queued', 'sending', 'uncertain')
"""
# Everybody whose duty is open and whom nothing keeps from being told by mail.
INFORMABLE = f"""
SELECT p.id FROM contacts_person p JOIN {_ADDRESS}
WHERE {_OPEN_DUTY}
  AND p.id NOT IN ({_RESTRICTED})
  AND a.fingerprint NOT IN ({_SUPPRESSED})
  AND NOT EXISTS ({_ON_ITS_WAY})
ORDER BY p.id
"""
# Of those named, who has an address to write to: the people of a file just read, by a source that confirms.
WITH_ADDRESS = f"SELECT p.id FROM contacts_person p JOIN {_ADDRESS} WHERE p.id IN ({{people}}) ORDER BY p.id"

NOT_INFORMED = f"""
SELECT p.id, p.inform_by, a.id IS NOT NULL, EXISTS ({_ON_ITS_WAY})
FROM contacts_person p LEFT JOIN {_ADDRESS}
WHERE {_OPEN_DUTY} AND (p.inform_by, p.id) > (%(day)s, %(person)s)
ORDER BY p.inform_by, p.id LIMIT %(limit)s
"""
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('consents.inform_all', 0))"


@dataclass(frozen=True, slots=True)
class NotInformed:
    """Somebody to be told: by when, whether there is an address, and whether a mail is on its way already."""

    person: int
    inform_by: date
    has_address: bool
    is_on_its_way: bool


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


def one_at_a_time() -> None:
    """Lets one transaction at a time queue for everybody: who comes second finds the mails of the first."""
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME)


def count_informable() -> int:
    """How many would be told by a run now."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({INFORMABLE}) i")
        return int(cursor.fetchone()[0])


def count_not_informed() -> int:
    """How many are to be told, whether or not a mail can do it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM contacts_person p WHERE {_OPEN_DUTY}")
        return int(cursor.fetchone()[0])


def not_informed(*, after: tuple[date, int] | None = None, limit: int = 50) -> list[NotInformed]:
    """Those still to be told, the earliest day first, by (day, person) after `after`."""
    day, person = after or (date.min, 0)
    with connection.cursor() as cursor:
        cursor.execute(NOT_INFORMED, {"day": day, "person": person, "limit": limit})
        return [NotInformed(*row) for row in cursor.fetchall()]


def person_of(person: int) -> Person:
    """The person with what a letter says of their origin."""
    related = ("origin_purpose", "origin_basis", "origin_source", "collected_how")
    return Person.objects.select_related(*related).get(pk=person)

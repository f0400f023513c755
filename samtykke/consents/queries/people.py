"""The person a statement is about: found through merges, locked before any event. Product part 3, "Locks"."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from samtykke.consents.models import ConsentRecord
from samtykke.contacts.models import Person
from samtykke.purposes.models import Purpose

LOCK = """
SELECT p.id, p.deleted_at IS NOT NULL FROM contacts_person p
WHERE p.id = coalesce((SELECT survivor_id FROM contacts_merge WHERE merged_id = %(person)s AND undone_at IS NULL),
                      %(person)s)
FOR NO KEY UPDATE OF p
"""


def id_of(person: Person | int) -> int:
    """The id of a person, given as a row or as the id itself."""
    return person if isinstance(person, int) else person.pk


def lock(person: int) -> tuple[int, bool] | None:
    """Locks the person's row until the transaction ends: (id of the one who stands for them, in the bin?), or None."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, {"person": person})
        row = cursor.fetchone()
    return (int(row[0]), bool(row[1])) if row else None


def standing_of(person: int, purpose: Purpose) -> ConsentRecord | None:
    """The current answer of a person for a purpose, to be judged by: the names of what it refers to come when asked."""
    return next(iter(ConsentRecord.objects.of(person).filter(purpose=purpose)), None)


def record_of(person: int, purpose: Purpose) -> ConsentRecord | None:
    """The current answer of a person for a purpose, with its names."""
    return ConsentRecord.objects.of(person).with_names().filter(purpose=purpose).first()


SCOPE = """
SELECT scope FROM purposes_purposeversion WHERE purpose_id = %(purpose)s
ORDER BY CASE WHEN valid_from <= %(at)s THEN valid_from END DESC NULLS LAST,
         CASE WHEN valid_from <= %(at)s THEN id END DESC NULLS LAST, valid_from, id
LIMIT 1
"""


def scope_at(purpose: Purpose, at: datetime) -> int:
    """How wide the purpose was at an instant; the first version counts before there was one."""
    with connection.cursor() as cursor:
        cursor.execute(SCOPE, {"purpose": purpose.pk, "at": at})
        row = cursor.fetchone()
    return int(row[0]) if row else 1


PRIMARY = """
SELECT (SELECT id FROM contacts_personemail WHERE person_id = %(person)s AND is_primary AND retired_at IS NULL),
       (SELECT id FROM contacts_personphone WHERE person_id = %(person)s AND is_primary AND retired_at IS NULL)
"""


def primary_addresses(person: int) -> tuple[int | None, int | None]:
    """The ids of the primary e-mail address and phone of a person."""
    with connection.cursor() as cursor:
        cursor.execute(PRIMARY, {"person": person})
        row = cursor.fetchone()
    return row[0], row[1]


def lock_external_id(external_id: str) -> None:
    """Lets one transaction at a time register a person under an external id."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('external_id:' || %s, 0))", [external_id])

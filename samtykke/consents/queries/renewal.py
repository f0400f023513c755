"""Whom a purpose may be asked about again, and why: the words they said yes to are narrower now, or the yes runs out.

Asking is lawful where the old yes still carries a mail (REQ-17): the gate is asked as if only the new words were left
aside. Who was asked in the last six months is left in peace.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from samtykke.consents.queries.append import append_from, refresh_people
from samtykke.consents.queries.bulk import relation
from samtykke.consents.queries.decisions import may_on, tune
from samtykke.consents.queries.duty import HOLD_ALL
from samtykke.consents.queries.gate import Asked, Ground, ground, permitted
from samtykke.core.clock import add_months, now
from samtykke.purposes.models import Wording
from samtykke.purposes.queries import current_wording, privacy_settings

if TYPE_CHECKING:
    from samtykke.core.actors import Actor, Via
    from samtykke.purposes.models import LegalBasis, Purpose, Source

NEVER = datetime(1, 1, 1, tzinfo=UTC)


class Again(StrEnum):
    """Why somebody is asked again."""

    NARROWER = "narrower"
    ENDING = "ending"
    DORMANT = "dormant"


# Which standing consents are meant, by the record. Alias c.
_MEANT = {
    Again.NARROWER: "c.scope < %(scope)s",
    Again.ENDING: (
        "c.scope >= %(scope)s AND c.expires_at > %(as_of)s::timestamptz AND c.expires_at <= %(until)s::timestamptz"
    ),
    # Not used: neither said nor touched by the person since.
    Again.DORMANT: (
        "c.scope >= %(scope)s AND c.occurred_at < %(since)s::timestamptz AND NOT EXISTS ("
        "SELECT FROM consents_consentevent u WHERE u.person_id = c.person_id AND u.act_by = 'person' "
        "AND u.occurred_at >= %(since)s::timestamptz)"
    ),
}
_STANDS = "c.purpose_id = %(purpose)s AND c.status = 'given' AND c.article = 'a'"
_LEFT_IN_PEACE = """
NOT EXISTS (
  SELECT FROM consents_consentevent q
  WHERE q.purpose_id = %(purpose)s AND q.status IN ('requested', 'pending_confirmation')
    AND q.occurred_at > %(cool)s::timestamptz
    AND (q.person_id = c.person_id OR q.person_id IN (
      SELECT merged_id FROM contacts_merge WHERE survivor_id = c.person_id AND undone_at IS NULL)))
"""
NEXT = f"""
SELECT c.person_id FROM consents_consentrecord c
WHERE {_STANDS} AND c.person_id > %(after)s AND {{meant}} AND {_LEFT_IN_PEACE}
ORDER BY c.person_id LIMIT %(limit)s
"""
# Asked once the people are held: who of them still stands so.
STILL = f"SELECT c.person_id FROM consents_consentrecord c WHERE {_STANDS} AND c.person_id = ANY(%(people)s) AND {{meant}} AND {_LEFT_IN_PEACE}"

# Those whom the gate has let through a moment ago.
MEMBERS = "SELECT unnest(%(people)s::bigint[])"

REQUESTED = relation(
    {
        "person_id": "p.id",
        "id": "nextval('consents_consentevent_id_seq')",
        "purpose_id": "%(purpose)s::bigint",
        "status": "'requested'::text",
        "legal_basis_id": "%(basis)s::bigint",
        "article": "'a'::text",
        "source_id": "%(source)s::bigint",
        "via": "%(via)s::text",
        "act_by": "'controller'::text",
        "actor_kind": "%(actor_kind)s::text",
        "actor_id": "%(actor_id)s::bigint",
        "occurred_at": "%(at)s::timestamptz",
        "precision": "'instant'::text",
        "wording_id": "w.wording",
        "shown_hash": "w.shown_hash",
        "scope": "w.scope",
        "salt": "sha256(%(run_key)s::bytea || int8send(p.id))",
    },
    """contacts_person p CROSS JOIN LATERAL (
      SELECT t.wording, x.scope, x.text_hash AS shown_hash
      FROM unnest(%(languages)s::text[], %(wordings)s::bigint[]) t (language, wording)
      JOIN purposes_wording x ON x.id = t.wording
      WHERE t.language IN ('', CASE WHEN split_part(lower(p.language), '-', 1) IN ('no', 'nn') THEN 'nb'
                                    ELSE split_part(lower(p.language), '-', 1) END)
      ORDER BY t.language = '' LIMIT 1) w
    WHERE p.id = ANY(%(people)s)""",
)


def within(on: Ground) -> Ground:
    """The ground on which a question about new words stands: the old words still carry a mail about what they said."""
    return replace(on, scope=0)


def count(purpose: Purpose, why: Again) -> int:
    """How many would be asked now."""
    asked = Asked(purpose)
    params = _params(purpose)
    sql = permitted(asked, within(ground(asked, asked.params)), "p.id")
    meant = f"EXISTS (SELECT FROM consents_consentrecord c WHERE c.person_id = p.id AND {_STANDS} AND {_MEANT[why]} AND {_LEFT_IN_PEACE})"
    with transaction.atomic(), connection.cursor() as cursor:
        tune(cursor)
        cursor.execute(f"SELECT count(*) FROM ({sql} AND {meant}) asked", params)
        return int(cursor.fetchone()[0])


def next_to_ask(purpose: Purpose, why: Again, after: int, limit: int) -> tuple[list[int], int | None]:
    """The next people to be asked behind an id, held until the transaction ends, and where to go on (None: nobody left)."""
    params = _params(purpose) | {"after": after, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(NEXT.format(meant=_MEANT[why]), params)
        found = [int(row[0]) for row in cursor.fetchall()]
        cursor.execute(HOLD_ALL, {"people": found})
        cursor.execute(STILL.format(meant=_MEANT[why]), params | {"people": found})
        still = sorted(int(row[0]) for row in cursor.fetchall())
    decided = may_on([(person, None) for person in still], Asked(purpose), within) if still else []
    return [d.person for d in decided if d.allowed], found[-1] if len(found) == limit else None


def note_asked(people: list[int], purpose: Purpose, *, basis: LegalBasis, source: Source, by: Actor, via: Via) -> None:
    """Notes the question in the log of all of them, with the words each is asked by; the people are held."""
    languages = Wording.objects.filter(purpose=purpose).values_list("language", flat=True).distinct()
    words = {language: current_wording(purpose, language) for language in (*languages, "")}
    told = [(language, found.pk) for language, found in words.items() if found is not None]
    params: dict[str, Any] = {
        "purpose": purpose.pk,
        "basis": basis.pk,
        "source": source.pk,
        "via": str(via),
        "actor_kind": str(by.kind),
        "actor_id": by.id,
        "at": now(),
        "run_key": secrets.token_bytes(32),
        "people": people,
        "languages": [one[0] for one in told],
        "wordings": [one[1] for one in told],
    }
    append_from(REQUESTED, params)
    refresh_people(people)


def one_at_a_time(purpose: Purpose) -> None:
    """Lets one transaction at a time ask about a purpose: who comes second finds what the first did."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('consents.ask_again', %s))", [purpose.pk])


def _params(purpose: Purpose) -> dict[str, Any]:
    asked = Asked(purpose)
    params = asked.params
    moment: datetime = params["as_of"]
    return params | {
        "scope": ground(asked, params).scope,
        "cool": add_months(moment, -privacy_settings().cool_down_months),
        "until": moment + timedelta(days=purpose.ask_before_days or 0),
        "since": add_months(moment, -purpose.dormant_months) if purpose.dormant_months else NEVER,
    }

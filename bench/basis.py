"""One change of the legal basis for everybody, with its events, evidence and records, in one transaction.

Product: `change_basis_of`, which locks the people, sorts out whom it must leave alone, and leaves an entry in the trail.
Denominator: one statement by hand that writes the same events, evidence and records.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from bench.base import filled
from bench.rounds import ROUNDS, Result, alternate, slower, timed
from bench.server import RUN

if TYPE_CHECKING:
    from bench.server import Bench

TARGET = 1.5
NAIVE = 300

BY_HAND = """
WITH stamp AS MATERIALIZED (SELECT clock_timestamp() AS at),
new AS MATERIALIZED (
  SELECT r.person_id, nextval('consents_consentevent_id_seq') AS id, sha256(%(run_key)s::bytea || int8send(r.person_id)) AS salt
  FROM consents_consentrecord r JOIN contacts_person p ON p.id = r.person_id AND p.deleted_at IS NULL
  WHERE r.purpose_id = %(store)s AND r.status = 'in_force' AND r.legal_basis_id <> %(basis)s
    AND NOT EXISTS (SELECT FROM consents_restriction x WHERE x.person_id = r.person_id AND x.kind = 'set')
),
evidence AS (
  INSERT INTO consents_consentevidence (person_id, event_id, salt, kind, reference, text, place, comment, shown_text)
  SELECT person_id, id, salt, '', '', '', '', 'Ny avtale', '' FROM new
),
events AS (
  INSERT INTO consents_consentevent (person_id, id, purpose_id, status, legal_basis_id, article, source_id, via, act_by,
    actor_kind, actor_id, occurred_at, precision, recorded_at, shown_hash, scope, channels, permission, evidence_kind, commitment)
  SELECT person_id, id, %(store)s, 'in_force', %(basis)s, 'b', %(source)s, 'bulk', 'controller', 'system', 0, at, 'instant', at,
    '', 1, '', '', '', consents_commitment(salt, person_id, id, %(store)s, 'in_force', %(basis)s, 'b', %(source)s, 'bulk',
      'controller', 'system', 0, at, 'instant', at, NULL, '', 1, NULL, NULL, NULL, '', NULL, '', '', NULL, NULL)
  FROM new, stamp
)
UPDATE consents_consentrecord r
SET legal_basis_id = %(basis)s, article = 'b', source_id = %(source)s, act_by = 'controller', actor_kind = 'system', actor_id = 0,
    via = 'bulk', occurred_at = at, recorded_at = at, event_id = new.id, event_person_id = new.person_id, pending = ''
FROM new, stamp WHERE r.person_id = new.person_id AND r.purpose_id = %(store)s
"""


def measure(bench: Bench, size: int, *, rounds: int = ROUNDS) -> list[Result]:
    """The ratio, each round on a fresh copy of the base, and a naive row: one person after the other."""
    name = filled(bench, size)
    changed: set[int] = set()
    ours, theirs = alternate(
        lambda: bench.clone(name),
        lambda: timed(lambda: changed.add(change())),
        lambda: timed(lambda: changed.add(by_hand())),
        rounds=rounds,
    )
    assert len(changed) == 1, f"not the same work: {changed}"
    bench.clone(name)
    naive = timed(one_by_one) * size / NAIVE
    bench.drop(RUN)
    notes = {"people": changed.pop(), "one_by_one": f"{naive:.0f} s (from {NAIVE})"}
    return [slower("4 basis of all", size, ours, theirs, target=TARGET, **notes)]


def change() -> int:
    """The product's way: how many changed."""
    from samtykke.consents.actions import change_basis_of
    from samtykke.contacts.models import Person
    from samtykke.core.actors import Actor
    from samtykke.purposes.queries import basis_by_key, purpose_by_key, source_by_key

    outcome = change_basis_of(
        Person.objects.held(),
        purpose_by_key("STORE"),
        legal_basis=basis_by_key("61B"),
        source=source_by_key("USER"),
        reason="Ny avtale",
        by=Actor.system(),
    )
    return outcome.changed


def by_hand() -> int:
    """The shortest way: how many records changed."""
    from django.db import connection, transaction

    from samtykke.purposes.queries import basis_by_key, purpose_by_key, source_by_key

    params = {
        "run_key": secrets.token_bytes(32),
        "store": purpose_by_key("STORE").pk,
        "basis": basis_by_key("61B").pk,
        "source": source_by_key("USER").pk,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '128MB'")
        cursor.execute(BY_HAND, params)
        return int(cursor.rowcount)


def one_by_one() -> None:
    """The way a loop would go: an answer recorded for each person."""
    from samtykke.consents.actions import record_answer
    from samtykke.consents.answers import Answer
    from samtykke.contacts.models import Person
    from samtykke.core.actors import Actor, Via
    from samtykke.purposes.queries import basis_by_key, purpose_by_key

    answer = Answer(purpose=purpose_by_key("STORE"), legal_basis=basis_by_key("61B"))
    for person in Person.objects.held().order_by("id")[:NAIVE]:
        record_answer(person, answer, by=Actor.system(), via=Via.BULK)

"""Who came in since the file was met: under locks that let one file at a time bring people in, each batch looks again.

An external id is looked for among everybody; an address with the same name among those who came in since.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from samtykke.contacts import queries as contacts
from samtykke.intake.channels.file.queries import stage as stages
from samtykke.intake.channels.file.queries.meet import _FIRST, _LAST, _USABLE, ONE_EXTERNAL_ID
from samtykke.intake.channels.file.queries.register import IN_BATCH
from samtykke.intake.models import Strategy

if TYPE_CHECKING:
    from collections.abc import Mapping

LOCK = "SELECT pg_advisory_xact_lock(hashtext('intake_people_come_in'), 0)"
PEOPLE = f"""
SELECT coalesce(m.survivor_id, k.person_id) FROM {{t}}_met k
LEFT JOIN contacts_merge m ON m.merged_id = k.person_id AND m.undone_at IS NULL
WHERE {IN_BATCH.format(r="k")} AND k.person_id IS NOT NULL
"""
# The rows of the batch that so far mean nobody, and the people their external ids belong to by now.
TAKEN = f"""
CREATE UNLOGGED TABLE {{t}}_again AS
SELECT DISTINCT ON (r.n) r.n, coalesce(m.survivor_id, p.id) AS person_id
FROM {{t}} r JOIN contacts_person p ON p.external_id = r.external_id
LEFT JOIN contacts_merge m ON m.merged_id = p.id AND m.undone_at IS NULL
WHERE {IN_BATCH.format(r="r")} AND {_USABLE.format("r")} AND NOT EXISTS (SELECT FROM {{t}}_met k WHERE k.n = r.n)
ORDER BY r.n, p.deleted_at IS NOT NULL, p.id
"""
NOBODY = "CREATE UNLOGGED TABLE {t}_again (n bigint, person_id bigint)"
# Only the newest people are looked at, once, for all rows to come: the table is large, and grows as we go.
CAME = """
CREATE UNLOGGED TABLE {t}_came AS
SELECT id FROM contacts_person WHERE id > %(seen)s AND run_id IS DISTINCT FROM %(run)s AND deleted_at IS NULL
"""
AT_ADDRESS = f"""
CREATE UNLOGGED TABLE {{t}}_near AS
SELECT r.n, coalesce(m.survivor_id, p.id) AS person_id,
       (r.external_id IS NULL OR p.external_id IS NULL) AND {_FIRST.format("r")} = {_FIRST.format("p")}
       AND {_LAST.format("r")} = {_LAST.format("p")} AS is_same
FROM {{t}}_came c JOIN contacts_person p ON p.id = c.id
JOIN contacts_personemail e ON e.person_id = p.id
LEFT JOIN contacts_merge m ON m.merged_id = p.id AND m.undone_at IS NULL
JOIN {{t}} r ON r.normal = e.normal
WHERE r.n > %(after)s AND {_USABLE.format("r")}
  AND NOT EXISTS (SELECT FROM {{t}}_met k WHERE k.n = r.n) AND NOT EXISTS (SELECT FROM {{t}}_again k WHERE k.n = r.n)
"""
SAME = """
INSERT INTO {t}_again SELECT DISTINCT ON (n) n, person_id FROM {t}_near WHERE is_same ORDER BY n, person_id
"""
NEAR = """
INSERT INTO {t}_twins SELECT DISTINCT ON (n) n, person_id, NULL::bigint FROM {t}_near z
WHERE NOT EXISTS (SELECT FROM {t}_again k WHERE k.n = z.n) AND NOT EXISTS (SELECT FROM {t}_twins w WHERE w.n = z.n)
ORDER BY n, person_id
"""
MET = "INSERT INTO {t}_met (n, person_id) SELECT n, person_id FROM {t}_again"
# Whom later rows follow is no longer brought in by the row they follow.
LED = """
INSERT INTO {t}_led SELECT k.n, k.person_id FROM {t}_again k JOIN {t}_met s ON s.n = k.n AND s.person_id = k.person_id
WHERE k.n IN (SELECT leader FROM {t}_met WHERE leader IS NOT NULL UNION SELECT leader FROM {t}_twins WHERE leader IS NOT NULL)
"""
# "Add always" meets nobody: an external id that somebody has by now refuses the row, and a likeness is reported.
REFUSED = """
UPDATE {t} r SET refused = 'external_id_taken' FROM {t}_again k, contacts_person p
WHERE k.n = r.n AND p.id = k.person_id AND p.external_id = r.external_id
"""
LIKE = """
INSERT INTO {t}_twins SELECT k.n, k.person_id, NULL::bigint FROM {t}_again k
WHERE NOT EXISTS (SELECT FROM {t}_twins w WHERE w.n = k.n)
"""


def lock() -> None:
    """Lets this transaction alone bring people in from a file."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK)


def lock_people(stage: str, params: Mapping[str, Any], *, has_external_ids: bool) -> None:
    """Locks whom the batch is known to mean; then, where the file names external ids, nobody else gives any."""
    people = stages.rows(PEOPLE, stage, params)
    contacts.lock(person for (person,) in people)
    if has_external_ids:
        contacts.lock_external_ids()


def meet_again(stage: str, params: Mapping[str, Any], *, strategy: str, has_external_ids: bool) -> None:
    """Finds those rows of the batch that mean somebody who came in since the file was met, or might."""
    stages.run(TAKEN if has_external_ids else NOBODY, stage, params)
    if stages.run(CAME, stage, params):
        stages.run(AT_ADDRESS, stage, params)
        stages.run(SAME, stage)
        stages.run(NEAR, stage)
    if not stages.rows("SELECT EXISTS (SELECT FROM {t}_again)", stage)[0][0]:
        return
    if strategy == Strategy.ADD:
        stages.run(REFUSED, stage)
        stages.run(LIKE, stage)
    else:
        stages.run(MET, stage)
        stages.run(ONE_EXTERNAL_ID, stage)
        stages.run(LED, stage)

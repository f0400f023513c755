"""What is told of a batch: the rows refused, held, doubtful or read with a reservation; and whose address is suppressed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from samtykke.consents.actions.standing import carry_suppression
from samtykke.contacts import addresses
from samtykke.intake.channels.file.queries import stage as stages
from samtykke.intake.channels.file.queries.register import IN_BATCH, UNFIT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CHUNK = 10_000
_PROBLEM = "INSERT INTO intake_importproblem (run_id, line, outcome, code, detail)"

# Why a row of the batch is refused: by itself, by what it says about purposes, or because nobody may be held on it.
_WHY = f"coalesce(r.refused, s.refused, CASE WHEN k.n IS NULL THEN {UNFIT} END)"
_JUDGED_ROWS = """
FROM {t} r LEFT JOIN {t}_statements s ON s.id = r.statement LEFT JOIN {t}_met k ON k.n = r.n
LEFT JOIN {t}_stopped x ON x.normal = r.normal
"""
REFUSED = f"""
{_PROBLEM}
SELECT %(run)s, r.line, 'refused', {_WHY}, left(coalesce(CASE WHEN r.refused IS NOT NULL THEN r.detail ELSE s.detail END, ''), 200)
{_JUDGED_ROWS} WHERE {IN_BATCH.format(r="r")} AND {_WHY} <> 'legal_basis_missing'
"""
# Somebody new who would have no basis waits until somebody names one (check 14), and a suppressed address for a person.
HELD = f"""
{_PROBLEM}
SELECT %(run)s, r.line, 'held', coalesce({_WHY}, 'suppressed'), '' {_JUDGED_ROWS}
WHERE {IN_BATCH.format(r="r")} AND (({_WHY} IS NULL AND k.n IS NULL AND x.reach = 'all') OR {_WHY} = 'legal_basis_missing')
"""
HELD_KNOWN = f"""
{_PROBLEM}
SELECT DISTINCT ON (v.line) %(run)s, v.line, 'held', coalesce(nullif(v.halted, ''), a.verdict), ''
FROM {{t}}_known v LEFT JOIN {{t}}_said a ON a.n = v.n AND a.verdict NOT IN ('append', 'unchanged')
WHERE v.halted <> '' OR a.verdict IS NOT NULL
ORDER BY v.line, a.verdict
"""
HELD_NEW = f"""
{_PROBLEM}
SELECT DISTINCT %(run)s, h.line, 'held', h.code, '' FROM intake_heldanswer h JOIN {{t}}_new v ON v.person_id = h.person_id
WHERE h.run_id = %(run)s
"""
DUPLICATES = f"""
{_PROBLEM}
SELECT %(run)s, r.line, 'possible_duplicate', CASE WHEN r.normal IS NULL THEN 'same_name' ELSE 'same_address' END, ''
FROM {{t}}_twins w JOIN {{t}} r ON r.n = w.n {{who}} WHERE {IN_BATCH.format(r="r")}
"""
WARNINGS = f"""
{_PROBLEM}
SELECT %(run)s, r.line, 'warning', split_part(w.one, ':', 1), left(substr(w.one, strpos(w.one, ':') + 1), 200)
FROM {{t}} r CROSS JOIN LATERAL string_to_table(r.warned, chr(10)) AS w(one)
WHERE {IN_BATCH.format(r="r")} AND r.warned IS NOT NULL AND r.refused IS NULL
"""
# Addresses that must not be held again, left out of rows that mean somebody known or bring others with them.
LEFT_OUT = f"""
{_PROBLEM}
SELECT DISTINCT %(run)s, a.line, 'warning', 'suppressed', ''
FROM (
  SELECT r.n, r.line, r.normal FROM {{t}} r JOIN {{t}}_met k ON k.n = r.n
  WHERE {IN_BATCH.format(r="r")} AND r.refused IS NULL AND r.normal IS NOT NULL
  UNION ALL
  SELECT r.n, r.line, split_part(e.one, ' ', 2) FROM {{t}} r CROSS JOIN LATERAL string_to_table(r.more_emails, chr(10)) AS e(one)
  WHERE {IN_BATCH.format(r="r")} AND r.refused IS NULL AND r.more_emails IS NOT NULL
) a
JOIN {{t}}_stopped x ON x.normal = a.normal AND x.reach = 'all' LEFT JOIN {{t}}_met k ON k.n = a.n
WHERE NOT EXISTS (
  SELECT FROM contacts_personemail e WHERE e.person_id = k.person_id AND e.normal = a.normal AND e.retired_at IS NULL)
"""
# For a trial, where nobody is created: how many would be, how many of them must be informed, how many are doubtful.
WOULD_CREATE = f"""
SELECT count(*), count(*) FILTER (WHERE NOT s.from_person), count(w.n)
{_JUDGED_ROWS} LEFT JOIN {{t}}_twins w ON w.n = r.n
WHERE {IN_BATCH.format(r="r")} AND {_WHY} IS NULL AND k.n IS NULL AND x.reach IS DISTINCT FROM 'all'
"""

STANDING_SUPPRESSIONS = """
SELECT fingerprint, bool_or(reach = 'all') FROM (
  SELECT DISTINCT ON (fingerprint, reach) fingerprint, reach, kind FROM consents_suppression
  ORDER BY fingerprint, reach, occurred_at DESC, (kind = 'set') DESC, id DESC) l
WHERE kind = 'set' GROUP BY fingerprint
"""
STOPPED = "CREATE UNLOGGED TABLE {t}_stopped (normal text PRIMARY KEY, reach text NOT NULL)"
NORMALS = """
SELECT normal FROM {t} WHERE normal IS NOT NULL AND refused IS NULL
UNION
SELECT split_part(e.one, ' ', 2) FROM {t} CROSS JOIN LATERAL string_to_table(more_emails, chr(10)) AS e(one)
WHERE more_emails IS NOT NULL AND refused IS NULL
"""


def tell(stage: str, params: Mapping[str, Any], *, some_known: bool, tried: bool) -> dict[str, int]:
    """Notes the problems of a batch, after it was decided or written; returns the rows refused and held unread."""
    refused = stages.run(REFUSED, stage, params)
    held = stages.run(HELD, stage, params)
    stages.run(WARNINGS, stage, params)
    stages.run(LEFT_OUT, stage, params)
    if some_known:
        stages.run(HELD_KNOWN, stage, params)
    if tried:
        stages.run(DUPLICATES.replace("{who}", ""), stage, params)
    else:
        stages.run(HELD_NEW, stage, params)
        stages.run(DUPLICATES.replace("{who}", "JOIN {t}_new v ON v.n = r.n"), stage, params)
    return {"refused": refused, "held_for_review": held}


def would_create(stage: str, params: Mapping[str, Any]) -> dict[str, int]:
    """What the rows that mean nobody would bring."""
    created, to_inform, twins = stages.rows(WOULD_CREATE, stage, params)[0]
    return {"created": created, "to_inform": to_inform, "possible_duplicates": twins}


def find_stopped(stage: str, *, tried: bool) -> None:
    """Notes in the stage which addresses of the file are suppressed, under every key still in use (REQ-101).

    Only a file that is carried out brings what an earlier key suppressed to the present one.
    """
    stages.run(STOPPED, stage)
    standing = {bytes(print_): bool(of_all) for print_, of_all in stages.rows(STANDING_SUPPRESSIONS, stage)}
    if not standing:
        return
    found = []
    for normal in _normals(stage):
        reaches = [standing[one] for one in addresses.fingerprints(normal) if one in standing]
        if reaches:
            if not tried:
                carry_suppression(normal)
            found.append((normal, "all" if any(reaches) else "marketing"))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {stage}_stopped VALUES (%s, %s)", found)


def _normals(stage: str) -> Iterator[str]:
    """Every address of the file, streamed."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(NORMALS.replace("{t}", stage))
        while some := cursor.fetchmany(CHUNK):
            yield from (normal for (normal,) in some)

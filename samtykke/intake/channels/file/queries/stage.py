"""The stage of a run: its rows as text and numbers in an unlogged table of the schema `staging`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from samtykke.intake.channels.file.normalise import STAGED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from samtykke.intake.channels.file.choices import Statement

CHUNK = 1 << 18
_TYPES = {
    "n": "bigint NOT NULL",
    "line": "bigint NOT NULL",
    "category_id": "bigint",
    "statement": "integer",
    "at": "timestamptz",
    "day_end": "timestamptz",
    "own": "jsonb",
}

# Rows of one file. Empty is NULL: an empty cell says nothing.
CREATE = f"""
CREATE UNLOGGED TABLE {{t}} ({", ".join(f"{column} {_TYPES.get(column, 'text')}" for column in STAGED)})
"""
COPY = "COPY {t} FROM STDIN (FORMAT text, NULL '')"
# Batches are ranges of n, and n grows with the place on disk.
READY = "CREATE INDEX ON {t} USING brin (n) WITH (pages_per_range = 16)"

# What the different statements of the file amount to, and the answers in each.
STATEMENTS = """
CREATE UNLOGGED TABLE {t}_statements (
  id integer PRIMARY KEY, refused text, detail text, refused_new text,
  origin_purpose bigint, origin_basis bigint, origin_source bigint, origin_from_row boolean, from_person boolean,
  has_second boolean NOT NULL, origin_is_given boolean NOT NULL)
"""
PARTS = """
CREATE UNLOGGED TABLE {t}_parts (
  statement integer, is_origin boolean, from_row boolean, for_known boolean, purpose_id bigint, is_marketing boolean,
  legal_basis_id bigint, article text, source_id bigint, status text, wording_id bigint, shown_hash text,
  shown_text text, scope integer, channels text, months integer)
"""
# People that rows of earlier batches brought in and later rows mean.
LED = "CREATE UNLOGGED TABLE {t}_led (n bigint PRIMARY KEY, person_id bigint)"
OF_A_BATCH = "DROP TABLE IF EXISTS {t}_again, {t}_came, {t}_near, {t}_firms, {t}_new, {t}_known, {t}_back, {t}_changes"
OF_A_BATCH += ", {t}_ways, {t}_said, {t}_own, {t}_further"
_STATEMENT = "INSERT INTO {t}_statements VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
_PART = "INSERT INTO {t}_parts VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"

TABLES = """
SELECT relname FROM pg_class
WHERE relnamespace = 'staging'::regnamespace AND relkind = 'r' AND (relname = %(name)s OR relname LIKE %(below)s)
"""
# What a batch reads was written or read a moment ago: it lies in memory, and an index is cheaper than a whole table.
TUNED = "SET LOCAL work_mem = '128MB'; SET LOCAL jit = off; SET LOCAL random_page_cost = 1.1"


def name_of(run: int) -> str:
    """The stage of a run."""
    return f"staging.import_{run}"


def run(sql: str, stage: str, params: Mapping[str, Any] | None = None) -> int:
    """One statement over the tables of a stage (`{t}`); returns the rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("{t}", stage), params)
        return int(cursor.rowcount)


def rows(sql: str, stage: str, params: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
    """The rows of one question to the tables of a stage."""
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("{t}", stage), params)
        return list(cursor.fetchall())


def tune() -> None:
    """More memory for sorts and hashes, in this transaction only."""
    with connection.cursor() as cursor:
        cursor.execute(TUNED)


def fill(stage: str, lines: Iterable[str], zone: str) -> None:
    """Makes the stage and copies the lines into it. Times without a zone are those of `zone`."""
    with connection.cursor() as cursor:
        cursor.execute(CREATE.replace("{t}", stage))
        cursor.execute("SELECT set_config('TimeZone', %s, true)", [zone])
        with cursor.copy(COPY.replace("{t}", stage)) as copy:
            waiting: list[str] = []
            size = 0
            for line in lines:
                waiting.append(line)
                size += len(line)
                if size > CHUNK:
                    copy.write("".join(waiting).encode())
                    waiting, size = [], 0
            copy.write("".join(waiting).encode())
        cursor.execute("SET LOCAL TIME ZONE 'UTC'")
        cursor.execute(READY.replace("{t}", stage))
        cursor.execute(f"ANALYZE {stage} (n, external_id, normal, statement)")


def keep_statements(stage: str, statements: Mapping[int, Statement], scopes: Mapping[int, int]) -> None:
    """Puts the judged statements beside the stage. `scopes`: how far each purpose reaches, by its id."""
    heads, parts = [], []
    for number, statement in statements.items():
        origin = next((part for part in statement.parts if part.is_origin), None)
        heads.append(
            (
                number,
                statement.refused or None,
                statement.detail or None,
                statement.refused_new or None,
                origin.purpose.pk if origin else None,
                origin.legal_basis.pk if origin and origin.legal_basis else None,
                origin.source.pk if origin else None,
                bool(origin and origin.from_row),
                bool(origin and origin.source.from_person),
                any(not part.is_origin for part in statement.parts),
                bool(origin and origin.status == "given"),
            )
        )
        for part in statement.parts:
            basis = part.legal_basis
            parts.append(
                (
                    number,
                    part.is_origin,
                    part.from_row,
                    part.for_known,
                    part.purpose.pk,
                    part.purpose.is_marketing,
                    basis.pk if basis else None,
                    basis.article if basis else "",
                    part.source.pk,
                    str(part.status),
                    part.wording.pk if part.wording else None,
                    part.shown_hash,
                    part.shown_text,
                    part.wording.scope if part.wording else scopes[part.purpose.pk],
                    part.channels,
                    part.purpose.consent_valid_months if part.status == "given" else None,
                )
            )
    with connection.cursor() as cursor:
        cursor.execute(STATEMENTS.replace("{t}", stage))
        cursor.execute(PARTS.replace("{t}", stage))
        cursor.execute(LED.replace("{t}", stage))
        cursor.executemany(_STATEMENT.replace("{t}", stage), heads)
        cursor.executemany(_PART.replace("{t}", stage), parts)
        cursor.execute(f"ANALYZE {stage}_statements; ANALYZE {stage}_parts")


def end_batch(stage: str) -> None:
    """Drops what lay beside the stage for one batch."""
    run(OF_A_BATCH, stage)


def drop(stage: str) -> None:
    """Removes the stage and everything beside it."""
    name = stage.partition(".")[2]
    with connection.cursor() as cursor:
        cursor.execute(TABLES, {"name": name, "below": name.replace("_", r"\_") + r"\_%"})
        for (table,) in cursor.fetchall():
            cursor.execute(f"DROP TABLE staging.{connection.ops.quote_name(table)}")


def counted(stage: str) -> int:
    """How many rows lie on the stage; -1 where there is none, or where a crash of the server emptied it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL AND to_regclass(%s) IS NOT NULL", [stage, f"{stage}_met"])
        if not cursor.fetchone()[0]:
            return -1
        cursor.execute(f"SELECT count(*) FROM {stage}")
        return int(cursor.fetchone()[0])

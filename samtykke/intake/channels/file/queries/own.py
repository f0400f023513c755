"""What the rows of a batch say in fields that the company added: decided for those held, written, and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from samtykke.fields.queries import importing
from samtykke.intake.channels.file.queries import stage as stages
from samtykke.intake.models import Strategy

if TYPE_CHECKING:
    from collections.abc import Mapping

UNLIKE = {
    Strategy.FILL: importing.FILLS,
    Strategy.REPLACE: importing.REPLACES,
    Strategy.SKIP: importing.LEAVES,
    Strategy.ADD: importing.LEAVES,
}
# Over all rows of the batch: the first that says something, or the last.
SAID_OF_KNOWN = """
SELECT DISTINCT ON (v.person_id, o.key) v.person_id, v.n, o.key::bigint AS field_id,
       ARRAY(SELECT jsonb_array_elements_text(o.value)) AS said
FROM {t}_known v CROSS JOIN LATERAL jsonb_each(v.own) AS o WHERE v.halted = '' AND v.own IS NOT NULL
ORDER BY v.person_id, o.key, v.n {order}
"""
SAID_OF_NEW = """
SELECT v.person_id, v.n, o.key::bigint AS field_id, ARRAY(SELECT jsonb_array_elements_text(o.value)) AS said
FROM {t}_new v CROSS JOIN LATERAL jsonb_each(v.own) AS o WHERE v.own IS NOT NULL
"""
# When a file is tried out, what the row says that would bring somebody in stands of them.
OF_LEADERS = """
UNION ALL SELECT m.who, f.id, f.kind, x.value, 1 FROM members m JOIN {t} l ON l.n = -m.id AND m.id < 0
CROSS JOIN LATERAL jsonb_each(l.own) AS o CROSS JOIN LATERAL jsonb_array_elements_text(o.value) AS x(value)
JOIN fields_userfield f ON f.id = o.key::bigint
"""
NOTHING = "CREATE UNLOGGED TABLE {t}_own (person_id bigint, n bigint)"
NOTE = """
INSERT INTO contacts_fieldchange (person_id, field, before, after, actor_kind, actor_id, via, run_id)
SELECT z.*, %(actor_kind)s, %(actor_id)s, %(via)s, {run} FROM ({noted}) z
"""
NEWER = """
UPDATE contacts_person SET version = version + 1, updated_at = %(moment)s WHERE id IN (SELECT person_id FROM {t}_own)
"""


def decide(stage: str, params: Mapping[str, Any], *, strategy: str, tried: bool) -> None:
    """Decides in `{t}_own` what changes in the fields of those whom the rows mean; nothing where no column fills one."""
    if not params["own_fields"]:
        stages.run(NOTHING, stage)
        return
    said = SAID_OF_KNOWN.replace("{order}", "DESC" if strategy == Strategy.REPLACE else "")
    sql = importing.decided(said, UNLIKE[Strategy(strategy)], OF_LEADERS if tried else "")
    stages.run(f"CREATE UNLOGGED TABLE {{t}}_own AS {sql}", stage, params)
    stages.run("ANALYZE {t}_own (person_id, field_id)", stage)


def write_new(stage: str, params: Mapping[str, Any]) -> None:
    """Writes what the rows say of the new people of a batch; it is the file's first word, and no change."""
    if params["own_fields"]:
        stages.run(importing.inserted(importing.decided(SAID_OF_NEW, importing.FILLS)), stage, params)


def write(stage: str, params: Mapping[str, Any]) -> None:
    """Writes what was decided, with a line in the history of each."""
    if params["own_fields"]:
        _write(stage, params, run="%(run)s")


def put_back(stage: str, params: Mapping[str, Any], people: str) -> None:
    """What the run wrote in the fields of some people goes back to what stood before, unless it was changed since."""
    stages.run("DROP TABLE IF EXISTS {t}_own", stage)
    back = importing.BACK.replace("{people}", people)
    if stages.run(f"CREATE UNLOGGED TABLE {{t}}_own AS {back}", stage, params):
        stages.run("ANALYZE {t}_own (person_id, field_id)", stage)
        _write(stage, params, run="NULL::bigint")
        stages.run(NEWER, stage, params)


def _write(stage: str, params: Mapping[str, Any], *, run: str) -> None:
    noted = importing.NOTED.replace("{changes}", "{t}_own")
    stages.run(NOTE.replace("{noted}", noted).replace("{run}", run), stage, params)
    stages.run(importing.DELETE.replace("{changes}", "{t}_own"), stage, params)
    stages.run(importing.inserted("SELECT * FROM {t}_own", run), stage, params)

"""What a file says in the fields of many people at once, in statements over sets, and the same taken back.

Values stand as sorted arrays of texts here, each as its column would be written: a number without noughts, the id of an option.
"""

from __future__ import annotations

from typing import Final

NONE: Final = "ARRAY[]::text[]"
_LISTED = "('choice', 'choices')"
_TEXT = """coalesce(v.text, trim_scale(v.number)::text, to_char(v.day, 'YYYY-MM-DD'), v.flag::text, v.option_id::text,
  v.ref_id::text)"""
# What stands of everybody in `said`, together with whoever was merged into them: their own word first; of a list, all.
_STANDING: Final = f"""
members(who, id) AS (
  SELECT person_id, person_id FROM said
  UNION SELECT m.who, c.merged_id FROM members m JOIN contacts_merge c ON c.survivor_id = m.id AND c.undone_at IS NULL
),
held AS (
  SELECT who, field_id, array_agg(DISTINCT value) AS told FROM (
    SELECT m.who, v.field_id, v.kind, {_TEXT} AS value,
           rank() OVER (PARTITION BY m.who, v.field_id ORDER BY m.id <> m.who, m.id) AS place
    FROM members m JOIN fields_fieldvalue v ON v.person_id = m.id{{more}}
  ) z WHERE place = 1 OR kind = 'choices' GROUP BY 1, 2
)
"""
# `said` gives (person_id, n, field_id, said). A retired value of a list stays with who has it, and is new to nobody.
DECIDED: Final = f"""
WITH RECURSIVE said AS ({{said}}), {_STANDING}
SELECT s.person_id, s.n, f.id AS field_id, f.kind, f.key, coalesce(h.told, {NONE}) AS before, a.after
FROM said s JOIN fields_userfield f ON f.id = s.field_id AND f.id = ANY(%(own_fields)s)
LEFT JOIN held h ON h.who = s.person_id AND h.field_id = f.id
CROSS JOIN LATERAL (
  SELECT coalesce(array_agg(DISTINCT x.value), {NONE}) AS after FROM unnest(s.said) AS x(value)
  WHERE f.kind NOT IN {_LISTED} OR x.value = ANY(h.told) OR EXISTS (
    SELECT FROM fields_fieldoption o WHERE o.field_id = f.id AND o.id::text = x.value AND o.retired_at IS NULL)) a
WHERE a.after <> {NONE} AND {{unlike}}
"""
FILLS, REPLACES, LEAVES = f"coalesce(h.told, {NONE}) = {NONE}", f"coalesce(h.told, {NONE}) <> a.after", "false"

INSERT: Final = """
INSERT INTO fields_fieldvalue (person_id, field_id, kind, text, number, day, flag, option_id, run_id)
SELECT c.person_id, c.field_id, c.kind, CASE WHEN c.kind IN ('text', 'long_text', 'link') THEN x.value END,
       CASE WHEN c.kind IN ('number', 'money') THEN x.value::numeric END, CASE WHEN c.kind = 'date' THEN x.value::date END,
       CASE WHEN c.kind = 'yes_no' THEN x.value::boolean END,
       CASE WHEN c.kind IN ('choice', 'choices') THEN x.value::bigint END, {run}
FROM ({decided}) c CROSS JOIN LATERAL unnest(c.after) AS x(value)
WHERE c.kind <> 'choices' OR x.value <> ALL(c.before)
"""
# Of whoever was merged into somebody only values of lists go: any other is covered by the survivor's own word.
DELETE: Final = """
WITH RECURSIVE members(who, id) AS (
  SELECT person_id, person_id FROM {changes}
  UNION SELECT m.who, c.merged_id FROM members m JOIN contacts_merge c ON c.survivor_id = m.id AND c.undone_at IS NULL
)
DELETE FROM fields_fieldvalue v USING members m, {changes} c
WHERE c.person_id = m.who AND v.person_id = m.id AND v.field_id = c.field_id
  AND CASE WHEN v.kind = 'choices' THEN v.option_id::text <> ALL(c.after) ELSE m.id = m.who END
"""


def _in_words(told: str) -> str:
    """An array as the history says it: values of a list by their keys."""
    return f"""CASE WHEN {told} = {NONE} THEN NULL
      WHEN c.kind IN {_LISTED} THEN (SELECT string_agg(o.key, ', ' ORDER BY o.rank, o.id) FROM fields_fieldoption o
                                     WHERE o.field_id = c.field_id AND o.id::text = ANY({told}))
      WHEN c.kind = 'yes_no' THEN CASE {told}[1] WHEN 'true' THEN 'yes' ELSE 'no' END ELSE {told}[1] END"""


def _from_words(words: str) -> str:
    return f"""CASE WHEN {words} IS NULL THEN {NONE}
      WHEN c.kind IN {_LISTED} THEN (SELECT coalesce(array_agg(DISTINCT o.id::text), {NONE}) FROM fields_fieldoption o
                                     WHERE o.field_id = c.field_id AND o.key = ANY(string_to_array({words}, ', ')))
      WHEN c.kind = 'yes_no' THEN ARRAY[({words} = 'yes')::text] ELSE ARRAY[{words}] END"""


NOTED: Final = f"""
SELECT c.person_id, 'person.' || c.key AS field, {_in_words("c.before")} AS before, {_in_words("c.after")} AS after
FROM {{changes}} c
"""
# What a run wrote goes back to what stood before it, where what it wrote still stands; what somebody else wrote between two of
# its batches is what stood before the later one.
BACK: Final = f"""
WITH RECURSIVE noted AS (
  SELECT DISTINCT ON (w.person_id, w.field_id) w.person_id, w.field_id, w.kind, w.key, w.before, w.last AS after
  FROM (
    SELECT c.person_id, f.id AS field_id, f.kind, f.key, c.id, c.before, lag(c.after) OVER lines AS earlier,
           first_value(c.after) OVER (PARTITION BY f.id, c.person_id ORDER BY c.id DESC) AS last,
           row_number() OVER lines = 1 AS is_first
    FROM contacts_fieldchange c JOIN fields_userfield f ON f.subject = 'person' AND c.field = 'person.' || f.key
    WHERE c.run_id = %(run)s AND c.person_id IN ({{people}}) WINDOW lines AS (PARTITION BY f.id, c.person_id ORDER BY c.id)
  ) w WHERE w.is_first OR w.earlier IS DISTINCT FROM w.before
  ORDER BY w.person_id, w.field_id, w.id DESC
),
said AS (SELECT DISTINCT person_id FROM noted), {_STANDING.replace("{more}", "")}
SELECT c.person_id, c.field_id, c.kind, c.key, coalesce(h.told, {NONE}) AS before, {_from_words("c.before")} AS after
FROM noted c LEFT JOIN held h ON h.who = c.person_id AND h.field_id = c.field_id
WHERE coalesce(h.told, {NONE}) = {_from_words("c.after")}
"""


def decided(said: str, unlike: str, more: str = "") -> str:
    """SQL of what people are to hold: (person_id, n, field_id, kind, key, before, after). `more`: what else is held."""
    return DECIDED.replace("{said}", said).replace("{unlike}", unlike).replace("{more}", more)


def inserted(relation: str, run: str = "%(run)s") -> str:
    """SQL that writes what a relation of that shape decided."""
    return INSERT.replace("{decided}", relation).replace("{run}", run)

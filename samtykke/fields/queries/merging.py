"""Two values of a list made one: what moves, in one statement each, with the history and the version of whom it concerns."""

from __future__ import annotations

from typing import Final

# Whoever has both keeps the one that stays. The trail of a person's values names keys, as every other change does.
MOVE_PEOPLE: Final = """
WITH had_both AS (
    DELETE FROM fields_fieldvalue v USING fields_fieldvalue w
    WHERE v.field_id = %(field)s AND v.option_id = %(gone)s AND v.kind = 'choices'
      AND w.person_id = v.person_id AND w.field_id = v.field_id AND w.option_id = %(stays)s
    RETURNING v.person_id, v.id
), moved AS (
    UPDATE fields_fieldvalue v SET option_id = %(stays)s
    WHERE v.field_id = %(field)s AND v.option_id = %(gone)s
      AND NOT EXISTS (SELECT FROM fields_fieldvalue w WHERE v.kind = 'choices'
          AND w.person_id = v.person_id AND w.field_id = v.field_id AND w.option_id = %(stays)s)
    RETURNING v.person_id
), concerned AS (
    SELECT person_id FROM had_both UNION SELECT person_id FROM moved
), noted AS (
    INSERT INTO contacts_fieldchange (person_id, field, before, after, actor_kind, actor_id, via)
    SELECT person_id, %(name)s, %(before)s, %(after)s, %(actor_kind)s, %(actor_id)s, %(via)s FROM concerned
), newer AS (
    UPDATE contacts_person p SET version = version + 1, updated_at = now() FROM concerned c WHERE p.id = c.person_id
)
SELECT count(*) FROM concerned
"""
MOVE_COMPANIES: Final = """
WITH had_both AS (
    DELETE FROM fields_companyfieldvalue v USING fields_companyfieldvalue w
    WHERE v.field_id = %(field)s AND v.option_id = %(gone)s AND v.kind = 'choices'
      AND w.company_id = v.company_id AND w.field_id = v.field_id AND w.option_id = %(stays)s
    RETURNING v.company_id
), moved AS (
    UPDATE fields_companyfieldvalue v SET option_id = %(stays)s
    WHERE v.field_id = %(field)s AND v.option_id = %(gone)s
      AND NOT EXISTS (SELECT FROM fields_companyfieldvalue w WHERE v.kind = 'choices'
          AND w.company_id = v.company_id AND w.field_id = v.field_id AND w.option_id = %(stays)s)
    RETURNING v.company_id
), concerned AS (
    SELECT company_id FROM had_both UNION SELECT company_id FROM moved
), newer AS (
    UPDATE contacts_company p SET version = version + 1, updated_at = now() FROM concerned c WHERE p.id = c.company_id
)
SELECT count(*) FROM concerned
"""

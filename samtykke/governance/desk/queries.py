"""The figures of the desk: each statement reads a whole table once, and nobody's data leaves it but as a number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from samtykke.consents.models import NOES, PERMITTING
from samtykke.consents.models.log import values
from samtykke.contacts.queries import HELD

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

# Everybody held, once: who came from we do not know where, who is to be told, and by when.
PEOPLE = f"""
SELECT count(*) AS people,
       count(*) FILTER (WHERE s.key = 'UNKNOWN') AS source_unknown,
       count(*) FILTER (WHERE {{open}}) AS not_informed,
       min(p.inform_by) FILTER (WHERE {{open}} AND p.inform_by >= %(today)s) AS next_day,
       count(*) FILTER (WHERE {{open}} AND p.inform_by < %(today)s) AS inform_late,
       min(p.inform_by) FILTER (WHERE {{open}} AND p.inform_by < %(today)s) AS late_since,
       count(*) FILTER (WHERE {{open}} AND p.inform_by BETWEEN %(today)s AND %(today)s + 7) AS inform_soon
FROM contacts_person p JOIN purposes_source s ON s.id = p.origin_source_id
WHERE {HELD}
""".format(open="NOT p.from_person AND p.informed_at IS NULL")
# Every answer, once, as people: a yes without proof, a yes that ends soon, a yes that has grown too narrow. The list of
# people narrows by the same conditions (web.queries.ATTENTION).
REACH = """
reach AS (
  SELECT DISTINCT ON (purpose_id) purpose_id, scope, is_active FROM purposes_purposeversion
  WHERE valid_from <= statement_timestamp() ORDER BY purpose_id, valid_from DESC, id DESC)
"""
ANSWERS = f"""
WITH {REACH}, told AS (
  SELECT r.person_id,
         bool_or(r.article = 'a' AND r.status = 'unknown') AS unproven,
         min(r.expires_at) FILTER (WHERE r.status = ANY(%(permitting)s) AND r.expires_at > statement_timestamp()
                                     AND r.expires_at <= statement_timestamp() + interval '30 days') AS ends,
         bool_or(r.status = 'given' AND v.is_active AND r.scope < v.scope) AS narrow
  FROM consents_consentrecord r LEFT JOIN reach v ON v.purpose_id = r.purpose_id
  GROUP BY r.person_id)
SELECT count(*) FILTER (WHERE t.unproven) AS consent_unproven, count(t.ends) AS consents_ending,
       min(t.ends) AS first_end, count(*) FILTER (WHERE t.narrow) AS consents_narrow
FROM told t JOIN contacts_person p ON p.id = t.person_id
WHERE (t.unproven OR t.ends IS NOT NULL OR t.narrow) AND {HELD}
"""
# The purposes that those people can be asked again about: grown past a yes, or with a yes that ends soon.
TO_ASK = f"""
WITH {REACH}, held AS (
  SELECT r.* FROM consents_consentrecord r JOIN contacts_person p ON p.id = r.person_id WHERE {HELD})
SELECT u.key,
       v.is_active AND EXISTS (SELECT FROM held h WHERE h.purpose_id = u.id AND h.status = 'given' AND h.scope < v.scope),
       EXISTS (SELECT FROM held h WHERE h.purpose_id = u.id AND h.status = ANY(%(permitting)s)
                 AND h.expires_at > statement_timestamp() AND h.expires_at <= statement_timestamp() + interval '30 days')
FROM purposes_purpose u JOIN reach v ON v.purpose_id = u.id ORDER BY u.rank, u.id
"""
# Whom we hold and may use for nothing: no answer that permits, for any purpose.
WITHOUT_BASIS = f"""
SELECT count(*) FROM contacts_person p
WHERE {HELD} AND NOT EXISTS (
  SELECT FROM consents_consentrecord r
  WHERE r.person_id = p.id AND r.status = ANY(%(permitting)s) AND (r.expires_at IS NULL OR r.expires_at > statement_timestamp()))
"""
BY_BASIS = f"""
SELECT coalesce(b.key, ''), count(*) FROM contacts_person p
LEFT JOIN consents_consentrecord r ON r.person_id = p.id AND r.purpose_id = %(store)s
  AND r.status = ANY(%(permitting)s) AND (r.expires_at IS NULL OR r.expires_at > statement_timestamp())
LEFT JOIN purposes_legalbasis b ON b.id = r.legal_basis_id
WHERE {HELD} GROUP BY 1 ORDER BY 2 DESC, 1
"""
BY_SOURCE = f"""
SELECT s.key, count(*) FROM contacts_person p JOIN purposes_source s ON s.id = p.origin_source_id
WHERE {HELD} GROUP BY 1 ORDER BY 2 DESC, 1
"""
# How long ago the person came, or anything of the row was changed since, by category, in whole years: 0, 1, 2, 3 and more.
BY_AGE = f"""
SELECT coalesce(c.key, ''),
       least(3, greatest(0, extract(year FROM age(statement_timestamp(), greatest(p.origin_at, CASE WHEN p.version > 1 THEN p.updated_at END)))::int)), count(*)
FROM contacts_person p LEFT JOIN contacts_category c ON c.id = p.category_id
WHERE {HELD} GROUP BY 1, 2 ORDER BY 1, 2
"""
# What people answered, by purpose and the company's calendar month, a year back.
BY_MONTH = """
SELECT u.key, to_char(e.occurred_at AT TIME ZONE %(zone)s, 'YYYY-MM'),
       count(*) FILTER (WHERE e.status = 'given'), count(*) FILTER (WHERE e.status = ANY(%(noes)s))
FROM consents_consentevent e JOIN purposes_purpose u ON u.id = e.purpose_id
WHERE e.occurred_at >= %(since)s AND (e.status = 'given' OR e.status = ANY(%(noes)s))
GROUP BY 1, 2 ORDER BY 1, 2
"""
# Who said no in the last seven days, as the list of people shows them, and in a usual week among the eight before.
NOES_NOW = f"""
WITH weeks AS (
  SELECT DISTINCT e.person_id, ceil(extract(epoch FROM statement_timestamp() - e.occurred_at) / 604800) AS ago
  FROM consents_consentevent e
  WHERE e.occurred_at >= statement_timestamp() - interval '63 days' AND e.status = ANY(%(noes)s) AND e.act_by = 'person')
SELECT count(*) FILTER (WHERE w.ago <= 1), round(count(*) FILTER (WHERE w.ago > 1) / 8.0)
FROM weeks w JOIN contacts_person p ON p.id = w.person_id WHERE {HELD}
"""
# From the trail: files taken out in seven days and in a usual week; cards opened by the busiest user in a day; guesses.
EXPORTS = """
SELECT count(*) FILTER (WHERE at >= statement_timestamp() - interval '7 days'),
       round(count(*) FILTER (WHERE at < statement_timestamp() - interval '7 days') / 4.0)
FROM audit_entry WHERE deed = ANY(%(deeds)s) AND at >= statement_timestamp() - interval '35 days'
"""
CARDS = """
WITH looks AS (
  SELECT actor_id, count(*) FILTER (WHERE at >= statement_timestamp() - interval '1 day') AS today,
         round(count(*) FILTER (WHERE at < statement_timestamp() - interval '1 day') / 28.0) AS usual
  FROM audit_entry
  WHERE deed = 'person:viewed' AND actor_kind = 'user' AND at >= statement_timestamp() - interval '29 days'
  GROUP BY actor_id)
SELECT today, usual, actor_id FROM looks WHERE today >= %(many)s AND today > %(times)s * usual
ORDER BY today - usual DESC, actor_id LIMIT 1
"""
GUESSES = (
    "SELECT count(*) FROM audit_entry WHERE deed = 'sign_in:failed' AND at >= statement_timestamp() - interval '1 day'"
)
# Keys that open the API and that nothing has used for three months.
IDLE_KEYS = """
SELECT count(*) FROM accounts_apikey
WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > statement_timestamp())
  AND coalesce(last_used_at, created_at) < statement_timestamp() - interval '90 days'
"""
AGREEMENTS = """
SELECT count(*), min(review_on) FROM purposes_recipient
WHERE is_active AND deleted_at IS NULL AND review_on <= %(today)s + 60
"""
YES: Final = values(PERMITTING)
NO: Final = values(NOES)


def one(sql: str, **params: Any) -> dict[str, Any]:
    """The one row of a statement, by column."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        row = cursor.fetchone()
        return dict(zip([column.name for column in cursor.description or ()], row or (), strict=False))


def rows(sql: str, **params: Any) -> Sequence[tuple[Any, ...]]:
    """The rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def first(sql: str, **params: Any) -> tuple[Any, ...]:
    """The first row of a statement, as values."""
    found = rows(sql, **params)
    return found[0] if found else ()


def people(today: date) -> dict[str, Any]:
    """Everybody held, and who of them is still to be told. Art. 14, REQ-36."""
    return one(PEOPLE, today=today)


def answers() -> dict[str, Any]:
    """The answers that stand, and those of them that need somebody. REQ-12, 17."""
    return one(ANSWERS, permitting=YES)

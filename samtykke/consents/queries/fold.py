"""The fold: from the set of recorded events to the one answer that stands. Product rules 2–4, 8, 11.

Among the facts valid at `as_of` and known at `known_at`, voided ones left out, the latest no stands unless a later yes
is the person's own act, shown by wording and evidence; otherwise the latest answer decides; a question decides only
while there is no answer. Ties go to the stricter, then to the higher id. The order of arrival plays no part.

Expiry is read from the deciding event's own `expires_at`; `expired` and `invalidated` events never decide.
"""

from __future__ import annotations

from samtykke.consents.models import ANSWERS, NOES, NOTES, PERMITTING, SHOWS_ACT, Status, values


def listed(statuses: object) -> str:
    """Statuses as an SQL list of literals; they are our own words, never input."""
    return ", ".join(f"'{word}'" for word in values(statuses))  # type: ignore[arg-type]


NO = f"({listed(NOES)})"
YES = f"({listed(PERMITTING)})"
ANSWER = f"({listed(ANSWERS)})"
NOTE = f"({listed(NOTES)})"
OWN_KINDS = f"({listed(SHOWS_ACT)})"
SEVERITY = (
    f"CASE e.status WHEN '{Status.OBJECTED}' THEN 5 WHEN '{Status.WITHDRAWN}' THEN 4 WHEN '{Status.REFUSED}' THEN 3 "
    f"WHEN '{Status.ENDED}' THEN 2 WHEN '{Status.UNKNOWN}' THEN 1 ELSE 0 END"
)
# Rule 2: a yes that is the person's own act, shown by wording and evidence of a kind that shows it.
OWN_YES = (
    f"e.status = '{Status.GIVEN}' AND e.act_by = 'person' AND e.evidence_kind IN {OWN_KINDS} "
    "AND (e.wording_id IS NOT NULL OR e.shown_hash <> '')"
)

# Who stands for whom at the instant asked: merged → survivor (REQ-104). Written into each place that asks, so that one
# person's question looks up that person's merges and no others.
MERGED = """
merged AS NOT MATERIALIZED (
  SELECT merged_id, survivor_id FROM contacts_merge
  WHERE at <= %(as_of)s::timestamptz AND at <= %(known_at)s::timestamptz
    AND (undone_at IS NULL OR undone_at > least(%(as_of)s::timestamptz, %(known_at)s::timestamptz))
)"""

# One row per (person, purpose) with the deciding event. `{people}` limits the persons, `{purposes}` the purposes.
FOLD = f"""
told AS (
  SELECT coalesce(m.survivor_id, e.person_id) AS who, e.*,
         e.status IN {NO} AS is_no, e.status IN {ANSWER} AS is_answer, {SEVERITY} AS severity,
         {OWN_YES} AS is_own_yes
  FROM consents_consentevent e LEFT JOIN merged m ON m.merged_id = e.person_id
  WHERE e.occurred_at <= %(as_of)s::timestamptz AND e.recorded_at <= %(known_at)s::timestamptz AND e.status NOT IN {NOTE}
    AND NOT EXISTS (
      SELECT FROM consents_consentevent v
      WHERE v.person_id = e.person_id AND v.voids_id = e.id
        AND v.occurred_at <= %(as_of)s::timestamptz AND v.recorded_at <= %(known_at)s::timestamptz)
    {{people}} {{purposes}}
),
weighed AS (
  SELECT t.*,
         max(t.occurred_at) FILTER (WHERE t.is_no) OVER answers AS last_no_at,
         max(t.occurred_at) FILTER (WHERE t.is_own_yes) OVER answers AS own_yes_at,
         max(t.occurred_at) FILTER (WHERE t.is_own_yes AND t.evidence_kind = 'double_opt_in') OVER answers
           AS own_opt_in_at,
         max(t.occurred_at) FILTER (WHERE t.is_answer) OVER answers AS last_answer_at
  FROM told t WINDOW answers AS (PARTITION BY t.who, t.purpose_id)
),
ranked AS (
  SELECT w.*, row_number() OVER (
           PARTITION BY w.who, w.purpose_id
           ORDER BY w.is_answer DESC,
                    (w.last_no_at IS NOT NULL AND (w.own_yes_at IS NULL OR w.own_yes_at <= w.last_no_at)
                     AND w.is_no) DESC,
                    w.occurred_at DESC, w.severity DESC, w.id DESC) AS place,
         first_value(w.status) OVER (
           PARTITION BY w.who, w.purpose_id
           ORDER BY (w.status IN ('{Status.REQUESTED}', '{Status.PENDING_CONFIRMATION}')
                     AND (w.last_answer_at IS NULL OR w.occurred_at > w.last_answer_at)) DESC,
                    w.occurred_at DESC, w.id DESC) AS asked
  FROM weighed w
),
stood AS (
  SELECT r.*,
         CASE WHEN r.is_answer AND r.asked IN ('{Status.REQUESTED}', '{Status.PENDING_CONFIRMATION}')
              THEN r.asked ELSE '' END AS pending
  FROM ranked r WHERE r.place = 1
)"""


def fold(*, people: str = "", purposes: str = "") -> str:
    """The CTEs `merged … stood`, limited by two conditions on `e` (each begins with AND)."""
    return MERGED + "," + FOLD.format(people=people, purposes=purposes)


# People whose events together stand for the given ones: themselves, and those merged into them.
def members(people: str) -> str:
    """A condition on `e.person_id`: the people of `people` (SQL giving person_id) or merged into them."""
    return (
        f"AND e.person_id IN (SELECT person_id FROM ({people}) g UNION "
        f"SELECT m2.merged_id FROM merged m2 JOIN ({people}) g2 ON g2.person_id = m2.survivor_id)"
    )

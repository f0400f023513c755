"""The one gate: may we reach this person, for this purpose, by this channel — for one, and for everybody at once.

One list of reasons, in the order in which they speak, is the text of both: `CASE` gives a person's reason, and the same
conditions negated give everyone permitted as joins the planner can hash. Default deny: what no line allows is refused.
Product part 3; REQ-15, 16, 17, 36, 42, 44, 60, 61, 79.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from samtykke.consents.models import EXISTING_CUSTOMER, Status
from samtykke.consents.queries.fold import MERGED, NO, YES, fold, members
from samtykke.contacts.access import EVERYBODY, Sight
from samtykke.core.clock import now
from samtykke.purposes.models import Channel, PrivacySettings, Purpose

AS_OF = "%(as_of)s::timestamptz"
KNOWN_AT = "%(known_at)s::timestamptz"

# The row of a list of versions that was in force: the latest not after `as_of`, else the first there ever was.
_IN_FORCE = (
    f"ORDER BY CASE WHEN valid_from <= {AS_OF} THEN valid_from END DESC NULLS LAST, "
    f"CASE WHEN valid_from <= {AS_OF} THEN id END DESC NULLS LAST, valid_from, id LIMIT 1"
)
# The settings the gate stands on: the version in force, or one that is only thought of and stands in no table.
SAVED = f"SELECT role_addresses, existing_customers, only_consent FROM purposes_privacysettings {_IN_FORCE}"
UNSAVED = (
    "SELECT %(role_addresses)s::boolean AS role_addresses, %(existing_customers)s::boolean AS existing_customers, "
    "%(only_consent)s::bigint[] AS only_consent"
)
GROUND_COLUMNS = f"""
       p.is_marketing AS ground_is_marketing,
       coalesce((SELECT v.is_active FROM (SELECT * FROM purposes_purposeversion WHERE purpose_id = p.id {_IN_FORCE}) v),
                false) AS ground_is_active,
       coalesce((SELECT v.scope FROM (SELECT * FROM purposes_purposeversion WHERE purpose_id = p.id {_IN_FORCE}) v), 1)
         AS ground_scope,
       EXISTS (SELECT FROM purposes_assessment a
               WHERE a.purpose_id = p.id AND a.approved_at IS NOT NULL AND a.lapses_at > {AS_OF}
                 AND (a.approved_at <= {AS_OF} OR a.id = (
                   SELECT f.id FROM purposes_assessment f WHERE f.purpose_id = p.id AND f.approved_at IS NOT NULL
                   ORDER BY f.approved_at, f.id LIMIT 1))) AS ground_assessment_holds,
       coalesce(s.role_addresses, false) AS ground_role_addresses,
       coalesce(s.existing_customers, false) AS ground_existing_customers,
       coalesce(p.id = ANY(s.only_consent), false) AS ground_only_consent"""
OF_PURPOSES = "FROM purposes_purpose p LEFT JOIN LATERAL ({settings}) s ON true"
GROUND = f"SELECT {GROUND_COLUMNS} {OF_PURPOSES} WHERE p.id = %(purpose)s"

RESTRICTING = f"""
restricting AS (
  SELECT DISTINCT coalesce(m.survivor_id, l.person_id) AS who
  FROM (SELECT DISTINCT ON (person_id) person_id, kind FROM consents_restriction
        WHERE occurred_at <= {AS_OF} AND recorded_at <= {KNOWN_AT} {{concerned}}
        ORDER BY person_id, occurred_at DESC, (kind = 'set') DESC, id DESC) l
  LEFT JOIN merged m ON m.merged_id = l.person_id
  WHERE l.kind = 'set'
)"""
OBJECTING = f"""
objecting AS (
  SELECT coalesce(m.survivor_id, o.person_id) AS who, max(o.occurred_at) AS at
  FROM consents_objection o LEFT JOIN merged m ON m.merged_id = o.person_id
  WHERE o.kind = 'made' AND o.occurred_at <= {AS_OF} AND o.recorded_at <= {KNOWN_AT} {{concerned}}
    AND NOT EXISTS (SELECT FROM consents_objection v
                    WHERE v.person_id = o.person_id AND v.voids_id = o.id
                      AND v.occurred_at <= {AS_OF} AND v.recorded_at <= {KNOWN_AT})
  GROUP BY 1
)"""
SUPPRESSING = f"""
suppressing AS (
  SELECT l.fingerprint, max(l.occurred_at) AS at
  FROM (SELECT DISTINCT ON (fingerprint, reach) fingerprint, reach, kind, occurred_at FROM consents_suppression
        WHERE occurred_at <= {AS_OF} AND recorded_at <= {KNOWN_AT} {{prints}}
        ORDER BY fingerprint, reach, occurred_at DESC, (kind = 'set') DESC, id DESC) l
  WHERE l.kind = 'set' AND {{reach}}
  GROUP BY 1
)"""
# What stands beside an answer, joined once; each is unique by what it is joined on.
BESIDE = """
  LEFT JOIN restricting x_res ON x_res.who = p.id
  LEFT JOIN suppressing x_sup ON x_sup.fingerprint = a.fingerprint
  LEFT JOIN objecting x_obj ON x_obj.who = p.id
  LEFT JOIN refusing x_ref ON x_ref.normal = a.normal"""
# Of those concerned alone; of the addresses asked about alone.
CONCERNED = "AND person_id IN (SELECT person_id FROM concerned)"
PRINTS = "AND fingerprint IN (SELECT fingerprint FROM addressed WHERE fingerprint IS NOT NULL)"
# The present answers; the past is folded from events.
PRESENT = """
answer AS NOT MATERIALIZED (
  SELECT person_id AS who, event_id, status, article, permission, expires_at, scope, email_id, phone_id, channels,
         own_yes_at, own_opt_in_at
  FROM consents_consentrecord WHERE purpose_id = %(purpose)s
)"""
PAST = """
answer AS (
  SELECT who, id AS event_id, status, article, permission, expires_at, scope, email_id, phone_id, channels,
         own_yes_at, own_opt_in_at
  FROM stood
)"""


@dataclass(frozen=True, slots=True)
class Ground:
    """What the company's own texts and settings said at `as_of`; the same for every person asked about."""

    is_marketing: bool
    is_active: bool
    scope: int
    assessment_holds: bool
    role_addresses: bool
    existing_customers: bool
    only_consent: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of everybody `sight` shows: the purpose, the channel, and both times (None: now).

    `settings`: privacy settings that are not saved, to be told what they would do; left out, those in force.
    """

    purpose: Purpose
    channel: str = Channel.EMAIL
    as_of: datetime | None = None
    known_at: datetime | None = None
    sight: Sight = EVERYBODY
    settings: PrivacySettings | None = None

    @property
    def params(self) -> dict[str, Any]:
        """SQL parameters. A time left out is this instant; both left out is the present."""
        moment = now()
        names = ("role_addresses", "existing_customers", "only_consent")
        thought_of = {name: getattr(self.settings, name) for name in names} if self.settings else {}
        return {
            **thought_of,
            "as_of": self.as_of or moment,
            "known_at": self.known_at or "infinity",
            "purpose": self.purpose.pk,
            "channel": str(self.channel),
            **self.sight.params,
        }

    @property
    def is_present(self) -> bool:
        """Whether the records answer; a past time is folded from the events."""
        return self.as_of is None and self.known_at is None


def ground(asked: Asked, params: dict[str, Any]) -> Ground:
    """The ground on which the gate stands, read in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(GROUND.format(settings=UNSAVED if asked.settings else SAVED), params)
        row = cursor.fetchone()
    return Ground(*row) if row else Ground(True, False, 1, False, False, False)


def address_source(channel: str) -> tuple[str, str]:
    """The table of a channel's addresses, as (SQL giving person_id, id, normal, kind, fingerprint, is_primary), and
    the column of an answer that names the address covered. Post has no addresses yet: nothing is covered."""
    if channel == Channel.EMAIL:
        return (
            (
                "SELECT person_id, id, normal, kind, fingerprint, is_primary FROM contacts_personemail "
                "WHERE retired_at IS NULL"
            ),
            "email_id",
        )
    phones = (
        "SELECT person_id, id, number AS normal, 'personal'::text AS kind, NULL::bytea AS fingerprint, is_primary "
        "FROM contacts_personphone WHERE retired_at IS NULL"
    )
    return (phones if channel != Channel.POST else f"{phones} AND false"), "phone_id"


def address_history(channel: str) -> str:
    """The same of everybody who has, or has retired, an address: a no goes on closing the address it once came from."""
    source, _ = address_source(channel)
    return source.replace("WHERE retired_at IS NULL", "WHERE true")


def ways(on: Ground) -> tuple[str, str]:
    """Conditions for the two permissions that are no consent: a role address (REQ-60), an existing customer (REQ-61)."""
    role = (
        f"(a.id IS NOT NULL AND a.kind = 'role' AND p.first_name = '' AND p.last_name = '' "
        f"AND (r.who IS NULL OR r.status IN ('{Status.REQUESTED}', '{Status.PENDING_CONFIRMATION}', '{Status.UNKNOWN}')))"
        if on.role_addresses and on.is_marketing and not on.only_consent
        else "false"
    )
    return role, f"(r.who IS NOT NULL AND r.permission = '{EXISTING_CUSTOMER}')"


def reasons(on: Ground, covers: str) -> list[tuple[str, str]]:
    """(reason, condition) in the order in which they speak. No condition is ever NULL. Aliases: p person, a address,
    r answer. A reason is SQL text, so that a status can speak for itself."""
    role, customer = ways(on)
    holds = f"r.who IS NOT NULL AND r.status IN {YES}"
    lines = [
        ("'unknown_person'", "p.id IS NULL"),
        ("'deleted'", f"(p.deleted_at IS NOT NULL AND p.deleted_at <= {AS_OF})"),
        ("'restricted'", "x_res.who IS NOT NULL"),
        (
            "'suppressed'",
            "(x_sup.fingerprint IS NOT NULL AND (r.own_opt_in_at IS NULL OR r.own_opt_in_at <= x_sup.at))",
        ),
    ]
    if on.is_marketing:
        lines.append(
            (
                "'objected_all_marketing'",
                "(x_obj.who IS NOT NULL AND (r.own_yes_at IS NULL OR r.own_yes_at <= x_obj.at))",
            )
        )
    if not on.is_active:
        lines.append(("'purpose_inactive'", "true"))
    if not on.assessment_holds:
        lines.append(("'assessment_lapsed'", f"(r.who IS NOT NULL AND r.article = 'f' AND NOT {customer})"))
    lines += [
        ("'no_record'", f"(r.who IS NULL AND NOT {role})"),
        ("r.status", f"(r.who IS NOT NULL AND r.status NOT IN {YES} AND NOT {role})"),
        ("'expired'", f"({holds} AND r.expires_at IS NOT NULL AND r.expires_at <= {AS_OF})"),
    ]
    if on.only_consent:
        lines.append(("'consent_needed'", f"({holds} AND r.article <> 'a')"))
    elif not on.existing_customers:
        lines.append(("'no_record'", customer))
    lines += [
        ("'wording_does_not_cover'", f"({holds} AND r.article = 'a' AND r.scope < {on.scope})"),
        (
            "'address_not_covered'",
            (
                f"(a.id IS NULL OR ({holds} AND r.article = 'a' AND (r.{covers} IS DISTINCT FROM a.id "
                f"OR position(%(channel)s in r.channels) = 0)) "
                f"OR ({customer} AND (r.{covers} IS DISTINCT FROM a.id OR position(%(channel)s in r.channels) = 0)))"
            ),
        ),
        ("'shared_address'", "(x_ref.normal IS NOT NULL AND (x_ref.low <> p.id OR x_ref.high <> p.id))"),
    ]
    if on.is_marketing:
        lines.append(
            (
                "'not_informed'",
                (
                    f"(NOT p.from_person AND (p.informed_at IS NULL OR p.informed_at > {AS_OF}) "
                    f"AND NOT ({holds} AND r.article = 'a') AND NOT {role})"
                ),
            )
        )
    return lines


def reason_case(on: Ground, covers: str) -> str:
    """The reason as one CASE; what no line refuses is allowed, by its own right."""
    role, customer = ways(on)
    lines = " ".join(f"WHEN {condition} THEN {reason}" for reason, condition in reasons(on, covers))
    return f"CASE {lines} WHEN {role} THEN 'role_address' WHEN {customer} THEN 'existing_customer' ELSE 'allowed' END"


def standing(on: Ground, *, concerned: str = "", prints: str = "") -> str:
    """The CTEs of what stands beside the answers: restrictions, objections, suppressions; of those concerned alone,
    where not everybody is asked about, so that the answer costs the same at any size."""
    return ",".join(
        [
            RESTRICTING.format(concerned=concerned),
            OBJECTING.format(concerned=concerned),
            SUPPRESSING.format(reach="true" if on.is_marketing else "l.reach = 'all'", prints=prints),
        ]
    )


def refusing(on: Ground, *, of: str, at_addresses: str) -> str:
    """The CTEs of who refuses and of the addresses they live or lived at (rule 12): `refusing(normal, low, high, event_id)`.

    `of` limits who is looked at (SQL condition on `who`), `at_addresses` gives (person_id, normal) of addresses.
    """
    objecting = (
        f"UNION ALL SELECT j.who, NULL FROM objecting j LEFT JOIN answer n ON n.who = j.who "
        f"WHERE (n.own_yes_at IS NULL OR n.own_yes_at <= j.at) AND {of.format(who='j.who')}"
        if on.is_marketing
        else ""
    )
    return f"""
stopping AS MATERIALIZED (
  SELECT n.who, n.event_id FROM answer n WHERE n.status IN {NO} AND {of.format(who="n.who")}
  UNION ALL SELECT t.who, NULL FROM restricting t WHERE {of.format(who="t.who")}
  {objecting}
),
refusing AS (
  SELECT normal, min(who) AS low, max(who) AS high, max(event_id) AS event_id
  FROM (
    SELECT o.normal, s.who, s.event_id FROM stopping s JOIN ({at_addresses}) o ON o.person_id = s.who
    UNION ALL
    SELECT o.normal, s.who, s.event_id
    FROM merged m JOIN stopping s ON s.who = m.survivor_id JOIN ({at_addresses}) o ON o.person_id = m.merged_id
  ) every_one
  GROUP BY normal
)"""


def decide_these(asked: Asked, on: Ground) -> str:
    """One row per person asked about, in order: (position, person asked, reason, event id).

    Parameters besides `Asked.params`: `ids` bigint[], `addresses` text[] (an address, normalised, or NULL: primary).
    """
    source, covers = address_source(asked.channel)
    history = address_history(asked.channel)
    people = "SELECT who AS person_id FROM asked UNION SELECT who FROM sharers"
    answers = (
        PRESENT
        if asked.is_present
        else fold(people=members(people), purposes="AND e.purpose_id = %(purpose)s").removeprefix(MERGED + ",")
        + ","
        + PAST
    )
    return f"""
WITH {MERGED},
asked AS MATERIALIZED (
  SELECT q.n, q.id AS person_id, coalesce(m.survivor_id, q.id) AS who, q.address
  FROM unnest(%(ids)s::bigint[], %(addresses)s::text[]) WITH ORDINALITY q (id, address, n)
  LEFT JOIN merged m ON m.merged_id = q.id
),
addressed AS MATERIALIZED (
  SELECT k.n, k.who, a.* FROM asked k
  LEFT JOIN LATERAL (
    SELECT b.* FROM (
      SELECT 0 AS far, s.* FROM ({source} AND person_id = k.who) s
      UNION ALL
      SELECT 1, s.* FROM merged m CROSS JOIN LATERAL ({source} AND person_id = m.merged_id) s WHERE m.survivor_id = k.who
    ) b
    WHERE CASE WHEN k.address IS NULL THEN b.is_primary ELSE b.normal = k.address END
    ORDER BY b.far, b.id LIMIT 1
  ) a ON true
),
sharers AS MATERIALIZED (
  SELECT DISTINCT t.normal, o.person_id, coalesce(m.survivor_id, o.person_id) AS who
  FROM addressed t CROSS JOIN LATERAL (SELECT * FROM ({history}) z WHERE z.normal = t.normal) o
  LEFT JOIN merged m ON m.merged_id = o.person_id
  WHERE coalesce(m.survivor_id, o.person_id) <> t.who
),
concerned AS MATERIALIZED (
  SELECT who AS person_id FROM asked UNION SELECT who FROM sharers
  UNION SELECT m.merged_id FROM merged m WHERE m.survivor_id IN (SELECT who FROM asked UNION SELECT who FROM sharers)
),
{answers},
{standing(on, concerned=CONCERNED, prints=PRINTS)},
{refusing(on, of="{who} IN (SELECT who FROM sharers)", at_addresses="SELECT person_id, normal FROM sharers")},
judged AS (
  SELECT k.n, k.person_id, {reason_case(on, covers)} AS reason, r.event_id, x_ref.event_id AS other_event_id
  FROM asked k
  LEFT JOIN contacts_person p ON p.id = k.who
  LEFT JOIN addressed a ON a.n = k.n
  LEFT JOIN answer r ON r.who = k.who
  {BESIDE}
)
SELECT n, person_id, reason, CASE WHEN reason = 'shared_address' THEN other_event_id ELSE event_id END AS event_id
FROM judged ORDER BY n
"""


def everyone(asked: Asked, on: Ground) -> str:
    """The CTEs for a question about everybody: `answer`, `standing`, `refusing`, and `primary_address`."""
    source, _ = address_source(asked.channel)
    answers = (
        PRESENT
        if asked.is_present
        else fold(purposes="AND e.purpose_id = %(purpose)s").removeprefix(MERGED + ",") + "," + PAST
    )
    return f"""
{MERGED},
{answers},
{standing(on)},
{refusing(on, of="true", at_addresses=address_history(asked.channel))},
primary_address AS NOT MATERIALIZED (
  SELECT z.person_id AS who, z.id, z.normal, z.kind, z.fingerprint FROM ({source} AND is_primary) z
  UNION ALL
  SELECT * FROM (
    SELECT DISTINCT ON (m.survivor_id) m.survivor_id, z.id, z.normal, z.kind, z.fingerprint
    FROM merged m JOIN ({source} AND is_primary) z ON z.person_id = m.merged_id
    WHERE NOT EXISTS (SELECT FROM ({source} AND is_primary) own WHERE own.person_id = m.survivor_id)
    ORDER BY m.survivor_id, z.id) lent
)"""


def judge_everyone(asked: Asked, on: Ground, *, more: str = "") -> str:
    """A query giving (who, reason, event_id) for every person we hold and `asked.sight` shows; those merged away speak through the survivor.

    `more` limits the people (SQL beginning with AND, alias p).
    """
    _, covers = address_source(asked.channel)
    return f"""
WITH {everyone(asked, on)},
judged AS (
  SELECT p.id AS who, {reason_case(on, covers)} AS reason, r.event_id, x_ref.event_id AS other_event_id
  FROM contacts_person p
  LEFT JOIN primary_address a ON a.who = p.id
  LEFT JOIN answer r ON r.who = p.id
  {BESIDE}
  WHERE NOT EXISTS (SELECT FROM merged m WHERE m.merged_id = p.id) {asked.sight.sql()} {more}
)
SELECT who, reason, CASE WHEN reason = 'shared_address' THEN other_event_id ELSE event_id END AS event_id FROM judged"""


def permitted(asked: Asked, on: Ground, columns: str) -> str:
    """A query giving `columns` of everyone permitted: the same reasons, each negated. Aliases p, a, r."""
    _, covers = address_source(asked.channel)
    join = "JOIN" if ways(on)[0] == "false" else "LEFT JOIN"
    denials = " AND ".join(f"NOT {condition}" for _, condition in reasons(on, covers))
    return f"""
WITH {everyone(asked, on)}
SELECT {columns}
FROM contacts_person p
JOIN primary_address a ON a.who = p.id
{join} answer r ON r.who = p.id
{BESIDE}
WHERE NOT EXISTS (SELECT FROM merged m WHERE m.merged_id = p.id) {asked.sight.sql()} AND {denials}"""

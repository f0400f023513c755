"""A base of people who never lived: seeded by arithmetic, written by the product's own set statements."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bench.rounds import say, timed
from bench.server import EMPTY

if TYPE_CHECKING:
    from bench.server import Bench

STEP: Final = 100_000
SEED: Final = 20_180_525
FIRMS: Final = 5_000

# A number below 1000 that person `g` always draws for the trait `k`.
LOT = "mod(mod(hashint8extended(g, %(seed)s + {k}), 1000) + 1000, 1000)"
FIRST = "(ARRAY['Kari','Ola','Åse','Bjørn','Siri','Jürgen','Zoë','Łukasz','Ingrid','Øyvind','Mette','Göran','Noah'])"
LAST = "(ARRAY['Hansen','Ødegård','Åsheim','Tveit','Nowak','Müller','Øberg','Sæther','Kjær','Lien','Bø'])"

_UNMERGED = "mod(g, 2000) NOT IN (0, 1999)"

PEOPLE = f"""
SELECT g AS id, 'B-' || g AS external_id, {FIRST}[1 + mod({LOT.format(k=1)}, 13)] AS first_name,
       {LAST}[1 + mod({LOT.format(k=2)}, 11)] || '-' || mod(g, 9973) AS last_name, ''::text AS title,
       CASE WHEN mod(g, 3) = 0 THEN 'en' ELSE 'nb' END AS language, 'NO'::text AS country, NULL::bigint AS category_id,
       NULL::bigint AS company_id, NULL::bigint AS collected_how_id, %(store)s::bigint AS origin_purpose_id,
       %(61f)s::bigint AS origin_basis_id,
       CASE WHEN {LOT.format(k=3)} < 600 THEN %(webform)s::bigint ELSE %(import)s::bigint END AS origin_source_id,
       NULL::bigint AS origin_point_id, %(moment)s::timestamptz - make_interval(hours => 1000 + mod(g, 20000)::int) AS origin_at,
       'system'::text AS origin_actor_kind, 0::bigint AS origin_actor_id, 'file'::text AS origin_via,
       {LOT.format(k=3)} < 600 AS from_person,
       CASE WHEN {LOT.format(k=3)} < 600 THEN NULL ELSE %(moment)s::date END AS inform_by, NULL::bigint AS run_id
FROM generate_series(%(from)s::bigint, %(to)s::bigint) g
"""
# Three in a hundred have no address; one in a hundred lives at the address of the one before. Those who are merged
# later have one of their own, so that the shortest SQL need not look through merges twice.
EMAILS = f"""
SELECT g AS person_id, g AS id, 'p' || n || '@firm' || mod(n, {FIRMS}) || '.example' AS address,
       'p' || n || '@firm' || mod(n, {FIRMS}) || '.example' AS normal, NULL::text AS kind, NULL::text AS use,
       true AS is_primary, NULL::bigint AS run_id
FROM generate_series(%(from)s::bigint, %(to)s::bigint) g
CROSS JOIN LATERAL (SELECT CASE WHEN {LOT.format(k=4)} < 10 AND mod(g, 2000) > 1 AND {_UNMERGED} THEN g - 1 ELSE g END AS n) s
WHERE {LOT.format(k=5)} >= 30 OR NOT {_UNMERGED}
"""
_STATUS = """CASE WHEN lot < 560 THEN 'given' WHEN lot < 620 THEN 'given' WHEN lot < 720 THEN 'withdrawn'
  WHEN lot < 770 THEN 'refused' WHEN lot < 800 THEN 'objected' WHEN lot < 850 THEN 'requested' ELSE 'unknown' END"""
_COMMON = """'file'::text AS via, CASE WHEN lot < 480 THEN 'person' ELSE 'controller' END AS act_by,
  'system'::text AS actor_kind, 0::bigint AS actor_id, %(moment)s::timestamptz - make_interval(hours => 10 + mod(g, 20000)::int)
    AS occurred_at, 'instant'::text AS precision"""
_REST = """''::text AS permission, {kind} AS evidence_kind, NULL::bigint AS voids_id, NULL::bigint AS run_id,
  {reference} AS evidence_reference, ''::text AS evidence_text, NULL::timestamptz AS evidence_at, ''::text AS evidence_place,
  ''::text AS comment, ''::text AS shown_text, NULL::jsonb AS facts"""
_SALT = "sha256(%(run_key)s::bytea || int8send({id})) AS salt"
STORE_EVENTS = f"""
SELECT g AS person_id, g * 2 - 1 AS id, %(store)s::bigint AS purpose_id, 'in_force'::text AS status,
  %(61f)s::bigint AS legal_basis_id, 'f'::text AS article, %(import)s::bigint AS source_id, {_COMMON},
  NULL::bigint AS wording_id, ''::text AS shown_hash, 1 AS scope, NULL::bigint AS point_id, NULL::bigint AS email_id,
  NULL::bigint AS phone_id, ''::text AS channels, NULL::timestamptz AS expires_at,
  {_REST.format(kind="''::text", reference="''::text")}, {_SALT.format(id="g * 2 - 1")}
FROM (SELECT g, 999 AS lot FROM generate_series(%(from)s::bigint, %(to)s::bigint) g) z
"""
MARKETING_EVENTS = f"""
SELECT g AS person_id, g * 2 AS id, %(emarketing)s::bigint AS purpose_id, {_STATUS} AS status,
  %(61a)s::bigint AS legal_basis_id, 'a'::text AS article, %(webform)s::bigint AS source_id, {_COMMON},
  CASE WHEN lot < 620 THEN %(wording)s::bigint END AS wording_id, CASE WHEN lot < 620 THEN %(hash)s::text ELSE '' END AS shown_hash,
  1 AS scope, NULL::bigint AS point_id, CASE WHEN lot < 620 THEN g END AS email_id, NULL::bigint AS phone_id,
  CASE WHEN lot < 620 THEN 'email' ELSE '' END AS channels,
  CASE WHEN lot BETWEEN 560 AND 619 THEN %(moment)s::timestamptz - interval '1 hour' END AS expires_at,
  {
    _REST.format(
        kind="CASE WHEN lot < 480 THEN 'web_form' WHEN lot < 620 THEN 'import' ELSE '' END",
        reference="CASE WHEN lot < 620 THEN 'form 1' ELSE '' END",
    )
}, {_SALT.format(id="g * 2")}
FROM (SELECT g, {LOT.format(k=6)} AS lot FROM generate_series(%(from)s::bigint, %(to)s::bigint) g) z
WHERE lot < 950
"""
_STANDING = "%(moment)s::timestamptz - interval '1 day', clock_timestamp(), 'person', 'system', 0, 'staff'"
# What stands above the answers of a few in a thousand, and what else makes a base a real one.
ABOVE = (
    f"""INSERT INTO consents_restriction (person_id, kind, occurred_at, recorded_at, act_by, actor_kind, actor_id, via)
    SELECT g, 'set', {_STANDING} FROM generate_series(1, %(size)s::bigint) g WHERE {LOT.format(k=7)} < 2 AND {_UNMERGED}""",
    f"""INSERT INTO consents_objection (person_id, kind, occurred_at, recorded_at, act_by, actor_kind, actor_id, via)
    SELECT g, 'made', {_STANDING} FROM generate_series(1, %(size)s::bigint) g WHERE {LOT.format(k=8)} < 5 AND {_UNMERGED}""",
    f"""INSERT INTO consents_suppression
      (fingerprint, key_id, reach, kind, occurred_at, recorded_at, act_by, actor_kind, actor_id, via)
    SELECT fingerprint, 'bench', 'marketing', 'set', {_STANDING} FROM contacts_personemail,
      LATERAL (SELECT person_id AS g) x WHERE {LOT.format(k=9)} < 2""",
    f"""UPDATE contacts_person SET deleted_at = %(moment)s, deleted_by_kind = 'system', deleted_by_id = 0
    FROM (SELECT g FROM generate_series(1, %(size)s::bigint) g WHERE {LOT.format(k=10)} < 10) x WHERE id = g""",
    f"""UPDATE contacts_person SET informed_at = %(moment)s::timestamptz - interval '1 day'
    FROM (SELECT g FROM generate_series(1, %(size)s::bigint) g WHERE {LOT.format(k=11)} < 800) x WHERE id = g AND NOT from_person""",
    """INSERT INTO contacts_merge (survivor_id, merged_id, at, actor_kind, actor_id, undone_by_kind)
    SELECT g - 1, g, %(moment)s::timestamptz - interval '1 hour', 'system', 0, ''
    FROM generate_series(2000, %(size)s::bigint, 2000) g""",
)
SEQUENCES = (
    ("contacts_person_id_seq", 1),
    ("contacts_address_id_seq", 1),
    ("consents_consentevent_id_seq", 2),
)


def parameters() -> dict[str, object]:
    """What the statements refer to."""
    from samtykke.core.clock import now
    from samtykke.purposes.queries import basis_by_key, current_wording, purpose_by_key, source_by_key

    wording = current_wording(purpose_by_key("EMARKETING"), "nb")
    assert wording is not None
    return {
        "seed": SEED,
        "moment": now() - timedelta(seconds=5),
        "store": purpose_by_key("STORE").pk,
        "emarketing": purpose_by_key("EMARKETING").pk,
        "61f": basis_by_key("61F").pk,
        "61a": basis_by_key("61A").pk,
        "webform": source_by_key("WEBFORM").pk,
        "import": source_by_key("IMPORT").pk,
        "wording": wording.pk,
        "hash": wording.text_hash,
        "run_key": secrets.token_bytes(32),
    }


def approve_store() -> None:
    """Lets people be held for STORE on legitimate interests."""
    from samtykke.core.actors import Actor, Via
    from samtykke.core.clock import add_months, now
    from samtykke.purposes.actions import approve_assessment
    from samtykke.purposes.models import Assessment

    for draft in Assessment.objects.filter(purpose__key="STORE", approved_at__isnull=True):
        approve_assessment(draft, review_on=add_months(now(), 12).date(), by=Actor.system(), via=Via.COMMAND)


def filled(bench: Bench, size: int) -> str:
    """The name of a database with so many people and nearly twice as many answers; made where it is not there."""
    name = f"bench_{size}"
    with bench.root("postgres") as root:
        if root.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return name
    say(f"Filling a base of {size:,} people …")
    bench.clone(EMPTY, f"{name}_part")
    took = timed(lambda: fill(size))
    bench.use(EMPTY)
    with bench.root(f"{name}_part") as root:
        for sequence, times in SEQUENCES:
            root.execute("SELECT setval(%s, %s)", [sequence, size * times + 1])
    bench.settle(f"{name}_part")
    with bench.root("postgres") as root:
        root.execute(f"ALTER DATABASE {name}_part RENAME TO {name}")
    say(f"    filled in {took:.0f} s")
    return name


def fill(size: int) -> None:
    """Writes the people step by step, by the set statements of the product."""
    from django.db import connection, transaction

    from samtykke.consents.queries.append import append_first_from, refresh_where
    from samtykke.consents.queries.register import register_from
    from samtykke.contacts.queries import insert_emails_from

    approve_store()
    params = parameters()
    for first in range(1, size + 1, STEP):
        here = params | {"from": first, "to": min(first + STEP - 1, size)}
        with transaction.atomic():
            register_from(PEOPLE, here)
            insert_emails_from(EMAILS, here, first=True)
            for events in (STORE_EVENTS, MARKETING_EVENTS):
                append_first_from(events, here)
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in ABOVE:
            cursor.execute(statement, params | {"size": size})
        refresh_where(
            "SELECT person_id FROM consents_consentevent WHERE act_by = 'person' UNION SELECT survivor_id FROM contacts_merge "
            "UNION SELECT merged_id FROM contacts_merge"
        )

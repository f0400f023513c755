"""The canonical text of an event and its commitment, computed by the database for one row and for a million. REQ-84.

Immutable functions only: `convert_to`, `concat` and `to_char` are not. The version word lets the form change.
"""

from django.db import migrations

FUNCTIONS = r"""
CREATE FUNCTION consents_part(t text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN t IS NULL THEN '-' ELSE octet_length(t)::text || ':' || t END;
CREATE FUNCTION consents_micros(t timestamptz) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN ((extract(epoch FROM (t AT TIME ZONE 'UTC')) * 1000000)::bigint)::text;
CREATE FUNCTION consents_canonical(
    person_id bigint, id bigint, purpose_id bigint, status text, legal_basis_id bigint, article text,
    source_id bigint, via text, act_by text, actor_kind text, actor_id bigint, occurred_at timestamptz,
    "precision" text, recorded_at timestamptz, wording_id bigint, shown_hash text, scope integer,
    point_id bigint, email_id bigint, phone_id bigint, channels text, expires_at timestamptz, permission text,
    evidence_kind text, voids_id bigint, run_id bigint
) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN 'samtykke/event/1;' ||
    consents_part(person_id::text) || consents_part(id::text) || consents_part(purpose_id::text) ||
    consents_part(status) || consents_part(legal_basis_id::text) || consents_part(article) ||
    consents_part(source_id::text) || consents_part(via) || consents_part(act_by) ||
    consents_part(actor_kind) || consents_part(actor_id::text) ||
    consents_part(consents_micros(occurred_at)) || consents_part("precision") ||
    consents_part(consents_micros(recorded_at)) || consents_part(wording_id::text) ||
    consents_part(shown_hash) || consents_part(scope::text) || consents_part(point_id::text) ||
    consents_part(email_id::text) || consents_part(phone_id::text) || consents_part(channels) ||
    consents_part(consents_micros(expires_at)) || consents_part(permission) || consents_part(evidence_kind) ||
    consents_part(voids_id::text) || consents_part(run_id::text);
CREATE FUNCTION consents_commitment(
    salt bytea,
    person_id bigint, id bigint, purpose_id bigint, status text, legal_basis_id bigint, article text,
    source_id bigint, via text, act_by text, actor_kind text, actor_id bigint, occurred_at timestamptz,
    "precision" text, recorded_at timestamptz, wording_id bigint, shown_hash text, scope integer,
    point_id bigint, email_id bigint, phone_id bigint, channels text, expires_at timestamptz, permission text,
    evidence_kind text, voids_id bigint, run_id bigint
) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN sha256(salt || replace('samtykke/event/1;' ||
    consents_part(person_id::text) || consents_part(id::text) || consents_part(purpose_id::text) ||
    consents_part(status) || consents_part(legal_basis_id::text) || consents_part(article) ||
    consents_part(source_id::text) || consents_part(via) || consents_part(act_by) ||
    consents_part(actor_kind) || consents_part(actor_id::text) ||
    consents_part(consents_micros(occurred_at)) || consents_part("precision") ||
    consents_part(consents_micros(recorded_at)) || consents_part(wording_id::text) ||
    consents_part(shown_hash) || consents_part(scope::text) || consents_part(point_id::text) ||
    consents_part(email_id::text) || consents_part(phone_id::text) || consents_part(channels) ||
    consents_part(consents_micros(expires_at)) || consents_part(permission) || consents_part(evidence_kind) ||
    consents_part(voids_id::text) || consents_part(run_id::text),
    '\', '\\')::bytea);
CREATE SEQUENCE consents_consentevent_id_seq;
CREATE SEQUENCE consents_objection_id_seq;
CREATE SEQUENCE consents_restriction_id_seq;
"""

GONE = """
DROP SEQUENCE consents_consentevent_id_seq, consents_objection_id_seq, consents_restriction_id_seq;
DROP FUNCTION consents_commitment, consents_canonical, consents_micros, consents_part;
"""


class Migration(migrations.Migration):
    dependencies = [("contacts", "0003_search"), ("purposes", "0001_initial")]
    operations = [migrations.RunSQL(FUNCTIONS, GONE)]

from __future__ import annotations

from django.db import migrations, models

import samtykke.audit.models

TABLE = """
CREATE SEQUENCE public.audit_entry_id_seq AS bigint;
CREATE TABLE public.audit_entry (
    id bigint NOT NULL DEFAULT nextval('public.audit_entry_id_seq'::regclass),
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    deed text NOT NULL,
    subject_kind text,
    subject_id bigint,
    actor_kind text NOT NULL,
    actor_id bigint NOT NULL,
    via text NOT NULL,
    details jsonb NOT NULL,
    PRIMARY KEY (at, id),
    CONSTRAINT audit_entry_subject_whole CHECK (
        (subject_kind IS NULL AND subject_id IS NULL) OR (subject_kind IS NOT NULL AND subject_id IS NOT NULL)
    ),
    CONSTRAINT audit_entry_deed_shape CHECK (deed ~ '^[a-z_]+:[a-z_]+$')
) PARTITION BY RANGE (at);
ALTER SEQUENCE public.audit_entry_id_seq OWNED BY public.audit_entry.id;
CREATE INDEX audit_entry_subject ON public.audit_entry (subject_kind, subject_id, at, id);
CREATE INDEX audit_entry_actor ON public.audit_entry (actor_kind, actor_id, at, id);
CREATE INDEX audit_entry_deed ON public.audit_entry (deed, at, id);
CREATE TABLE public.audit_entry_default PARTITION OF public.audit_entry DEFAULT;
"""

# A statement trigger stands on one table only: the parent's does not fire for a partition reached by its own name.
APPEND_ONLY = """
CREATE FUNCTION public.audit_refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON public.audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON public.audit_entry_default
    FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_change();
"""

# The application role may ask for a month to be made or dropped; only the owner's function can do it, inside its limits.
MONTHS = """
CREATE FUNCTION public.audit_retention() RETURNS interval
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN interval '36 months';

CREATE FUNCTION public.audit_make_month(day date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    month date := date_trunc('month', day::timestamp)::date;
    part text := 'audit_entry_' || to_char(month, 'YYYY_MM');
    since timestamptz := month::timestamp AT TIME ZONE 'UTC';
    until timestamptz := (month + interval '1 month') AT TIME ZONE 'UTC';
    holder record;
BEGIN
    IF month < date '2020-01-01' OR month > now() + interval '24 months' THEN
        RAISE EXCEPTION 'no month of the audit trail is made for %', month;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('public.audit_entry'));
    IF to_regclass('public.' || part) IS NOT NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE public.%I (LIKE public.audit_entry INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part);
    IF EXISTS (SELECT FROM public.audit_entry_default WHERE at >= since AND at < until) THEN
        ALTER TABLE public.audit_entry_default DISABLE TRIGGER append_only;
        EXECUTE format(
            'WITH moved AS (DELETE FROM public.audit_entry_default WHERE at >= $1 AND at < $2 RETURNING *) '
            'INSERT INTO public.%I SELECT * FROM moved', part) USING since, until;
        ALTER TABLE public.audit_entry_default ENABLE TRIGGER append_only;
    END IF;
    EXECUTE format('ALTER TABLE public.audit_entry ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
                   part, since, until);
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON public.%I '
                   'FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_change()', part);
    -- Rights are held on the parent alone; whatever default privileges gave on the partition is taken back.
    FOR holder IN
        SELECT DISTINCT CASE given.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(given.grantee)) END AS name
        FROM pg_class AS made, aclexplode(made.relacl) AS given
        WHERE made.oid = to_regclass('public.' || part) AND given.grantee <> made.relowner
    LOOP
        EXECUTE format('REVOKE ALL ON public.%I FROM %s', part, holder.name);
    END LOOP;
    RETURN true;
END $$;

CREATE FUNCTION public.audit_drop_month(day date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    month date := date_trunc('month', day::timestamp)::date;
    part text := 'audit_entry_' || to_char(month, 'YYYY_MM');
BEGIN
    IF (month + interval '1 month' + public.audit_retention()) AT TIME ZONE 'UTC' > now() THEN
        RAISE EXCEPTION 'the month % of the audit trail is not past retention', month
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('public.audit_entry'));
    IF to_regclass('public.' || part) IS NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('DROP TABLE public.%I', part);
    RETURN true;
END $$;

SELECT public.audit_make_month((date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => ahead))::date)
FROM generate_series(0, 3) AS ahead;
"""

UNDO = """
DROP TABLE public.audit_entry;
DROP FUNCTION public.audit_make_month(date), public.audit_drop_month(date), public.audit_retention(),
    public.audit_refuse_change();
"""


class Migration(migrations.Migration):
    initial = True

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(TABLE + APPEND_ONLY + MONTHS, UNDO)],
            state_operations=[
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "at", "id", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "id",
                            models.BigIntegerField(db_default=samtykke.audit.models.NextEntry(), editable=False),
                        ),
                        (
                            "at",
                            models.DateTimeField(db_default=samtykke.audit.models.ClockTime(), editable=False),
                        ),
                        ("deed", models.TextField()),
                        ("subject_kind", models.TextField(null=True)),
                        ("subject_id", models.BigIntegerField(null=True)),
                        ("actor_kind", models.TextField()),
                        ("actor_id", models.BigIntegerField()),
                        ("via", models.TextField()),
                        ("details", models.JSONField(default=dict)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                name="audit_entry_subject_whole",
                                condition=models.Q(subject_kind__isnull=True, subject_id__isnull=True)
                                | models.Q(subject_kind__isnull=False, subject_id__isnull=False),
                            ),
                            models.CheckConstraint(
                                name="audit_entry_deed_shape",
                                condition=models.Q(deed__regex=r"^[a-z_]+:[a-z_]+$"),
                            ),
                        ],
                        "indexes": [
                            models.Index(fields=["subject_kind", "subject_id", "at", "id"], name="audit_entry_subject"),
                            models.Index(fields=["actor_kind", "actor_id", "at", "id"], name="audit_entry_actor"),
                            models.Index(fields=["deed", "at", "id"], name="audit_entry_deed"),
                        ],
                    },
                ),
            ],
        ),
    ]

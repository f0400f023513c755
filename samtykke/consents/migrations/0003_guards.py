"""Facts stay facts: no UPDATE, DELETE or TRUNCATE (the second belt after the grants), and only the database's clock."""

from django.db import migrations

FACTS = ("consents_consentevent", "consents_objection", "consents_restriction", "consents_suppression")

FUNCTIONS = """
CREATE FUNCTION consents_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'facts are append-only: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE FUNCTION consents_check_clock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM arrived WHERE recorded_at NOT BETWEEN clock_timestamp() - interval '5 minutes'
                                                       AND clock_timestamp() + interval '5 minutes') THEN
    RAISE EXCEPTION 'recorded_at must be the time of recording' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
"""

GUARDS = "".join(
    f"""
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION consents_refuse_change();
CREATE TRIGGER own_clock AFTER INSERT ON {table}
  REFERENCING NEW TABLE AS arrived FOR EACH STATEMENT EXECUTE FUNCTION consents_check_clock();
"""
    for table in FACTS
)

INDEXES = """
CREATE INDEX consents_event_run ON consents_consentevent USING brin (run_id) WITH (pages_per_range = 32);
ALTER SEQUENCE consents_consentevent_id_seq OWNED BY consents_consentevent.id;
ALTER SEQUENCE consents_objection_id_seq OWNED BY consents_objection.id;
ALTER SEQUENCE consents_restriction_id_seq OWNED BY consents_restriction.id;
"""

GONE = (
    "DROP INDEX consents_event_run;"
    + "".join(f"DROP TRIGGER own_clock ON {table}; DROP TRIGGER append_only ON {table};" for table in FACTS)
    + "DROP FUNCTION consents_refuse_change, consents_check_clock;"
)


class Migration(migrations.Migration):
    dependencies = [("consents", "0002_tables")]
    operations = [migrations.RunSQL(FUNCTIONS + GUARDS + INDEXES, GONE)]

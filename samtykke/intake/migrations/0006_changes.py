"""Whose card changed, for systems that keep up: noted by what changes a person, once for each statement."""

from django.db import migrations, models

FUNCTIONS = """
CREATE FUNCTION intake_note_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO public.intake_personchange AS c (person_id, act)
  SELECT id, pg_current_xact_id()::text::bigint FROM told ORDER BY id
  ON CONFLICT (person_id) DO UPDATE SET act = excluded.act WHERE c.act <> excluded.act;
  RETURN NULL;
END $$;
CREATE FUNCTION intake_note_theirs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO public.intake_personchange AS c (person_id, act)
  SELECT DISTINCT person_id, pg_current_xact_id()::text::bigint FROM told ORDER BY person_id
  ON CONFLICT (person_id) DO UPDATE SET act = excluded.act WHERE c.act <> excluded.act;
  RETURN NULL;
END $$;
CREATE FUNCTION intake_note_both() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO public.intake_personchange AS c (person_id, act)
  SELECT DISTINCT who, pg_current_xact_id()::text::bigint
  FROM told CROSS JOIN LATERAL (VALUES (survivor_id), (merged_id)) AS z(who) ORDER BY who
  ON CONFLICT (person_id) DO UPDATE SET act = excluded.act WHERE c.act <> excluded.act;
  RETURN NULL;
END $$;
"""
WATCHED = (
    ("contacts_person", "INSERT", "intake_note_person"),
    ("contacts_person", "UPDATE", "intake_note_person"),
    ("contacts_merge", "INSERT", "intake_note_both"),
    ("contacts_merge", "UPDATE", "intake_note_both"),
    ("consents_consentevent", "INSERT", "intake_note_theirs"),
    ("consents_objection", "INSERT", "intake_note_theirs"),
    ("consents_restriction", "INSERT", "intake_note_theirs"),
)
TRIGGERS = "".join(
    f"""
CREATE TRIGGER noted_{when.lower()} AFTER {when} ON {table}
  REFERENCING NEW TABLE AS told FOR EACH STATEMENT EXECUTE FUNCTION {function}();
"""
    for table, when, function in WATCHED
)
GONE = "".join(f"DROP TRIGGER noted_{when.lower()} ON {table};" for table, when, _ in WATCHED)
GONE += "DROP FUNCTION intake_note_person; DROP FUNCTION intake_note_theirs; DROP FUNCTION intake_note_both;"
STANDING = "INSERT INTO intake_personchange (person_id, act) SELECT id, 0 FROM contacts_person ORDER BY id"


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0005_records"),
        ("contacts", "0017_external_ids"),
        ("consents", "0004_asking"),
    ]

    operations = [
        migrations.CreateModel(
            name="PersonChange",
            fields=[
                ("person_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("act", models.BigIntegerField()),
            ],
            options={"indexes": [models.Index(fields=["act", "person_id"], name="intake_change_order")]},
        ),
        migrations.RunSQL(STANDING, migrations.RunSQL.noop),
        migrations.RunSQL(FUNCTIONS + TRIGGERS, GONE),
    ]

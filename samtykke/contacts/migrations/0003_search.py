"""Beginnings of words in any order, folded: an index on the names' words."""

from django.db import migrations

INDEX = """
CREATE INDEX contacts_person_words ON contacts_person
  USING gin (to_tsvector('simple', contacts_fold(first_name || ' ' || last_name)));
ALTER SEQUENCE contacts_fieldchange_id_seq OWNED BY contacts_fieldchange.id;
ALTER SEQUENCE contacts_personlink_id_seq OWNED BY contacts_personlink.id;
"""


class Migration(migrations.Migration):
    dependencies = [("contacts", "0002_tables")]
    operations = [migrations.RunSQL(INDEX, "DROP INDEX contacts_person_words")]

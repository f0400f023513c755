"""First names in their order, and pairs of the letters with which the words of a name begin: nobody is gathered who is not wanted."""

from django.db import migrations

# Letters and digits in a row are words of their own here: of each word as the index of words knows it the first letter is
# among them, on any server. Most names have two or three; any number of them is written out by the last line.
PAIRS = """
CREATE FUNCTION contacts_pairs(t text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
  s text COLLATE "C" := regexp_replace(t COLLATE "C",
    '[^a-z0-9]*(?:([a-z])[a-z]*|([0-9])[0-9]*)[^a-z0-9]*', '\\1\\2', 'g');
  a text COLLATE "C" := substr(s, 1, 1);
  b text COLLATE "C" := substr(s, 2, 1);
  c text COLLATE "C" := substr(s, 3, 1);
BEGIN
  IF length(s) < 2 THEN
    RETURN '{}';
  ELSIF length(s) = 2 THEN
    RETURN ARRAY[least(a, b) || greatest(a, b)];
  ELSIF length(s) = 3 THEN
    RETURN ARRAY[least(a, b) || greatest(a, b), least(a, c) || greatest(a, c), least(b, c) || greatest(b, c)];
  END IF;
  RETURN (SELECT array_agg(DISTINCT least(x, y) || greatest(x, y))
    FROM string_to_table(s, NULL) WITH ORDINALITY AS f(x, i), string_to_table(s, NULL) WITH ORDINALITY AS g(y, j) WHERE i < j);
END $$;
"""
INDEX = """
CREATE INDEX contacts_person_pairs ON contacts_person
  USING gin ((contacts_pairs(contacts_fold(first_name || ' ' || last_name)) COLLATE "C"));
CREATE INDEX contacts_person_first ON contacts_person ((contacts_fold(first_name) COLLATE "C"));
"""


class Migration(migrations.Migration):
    dependencies = [("contacts", "0015_interest_as_two")]
    operations = [
        migrations.RunSQL(PAIRS, "DROP FUNCTION contacts_pairs(text)"),
        migrations.RunSQL(INDEX, "DROP INDEX contacts_person_first, contacts_person_pairs"),
    ]

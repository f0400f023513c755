"""Phones by any four digits in a row, addresses by their domain, companies by the words of their name and their number."""

from django.db import migrations

# Four digits in a row, from each place of a number to the last that has four: written out, so that PostgreSQL puts the
# expression itself where the function stands. An extension is left out.
RUNS = """
CREATE FUNCTION contacts_phone_runs(t text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
  RETURN (ARRAY[
    substr(t, 2, 4), substr(t, 3, 4), substr(t, 4, 4), substr(t, 5, 4), substr(t, 6, 4), substr(t, 7, 4),
    substr(t, 8, 4), substr(t, 9, 4), substr(t, 10, 4), substr(t, 11, 4), substr(t, 12, 4), substr(t, 13, 4)
  ])[1:length(split_part(t, ';', 1)) - 4];
"""
# The words of a name; what is neither letter nor digit parts them, also where the parser sees a file or a host.
WORDS = """
CREATE FUNCTION contacts_words(t text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
  RETURN to_tsvector('simple'::regconfig, translate(contacts_fold(t), '-/._,&()+:;@"*', '              '));
"""
INDEXES = """
CREATE INDEX contacts_phone_runs ON contacts_personphone USING gin ((contacts_phone_runs(number) COLLATE "C"));
CREATE INDEX contacts_email_domain ON contacts_personemail (split_part(normal, '@', 2) text_pattern_ops);
CREATE INDEX contacts_company_words ON contacts_company USING gin (contacts_words(name));
CREATE INDEX contacts_company_org ON contacts_company (org_number text_pattern_ops) WHERE org_number <> '';
"""
GONE = """
DROP INDEX contacts_company_org, contacts_company_words, contacts_email_domain, contacts_phone_runs;
"""


class Migration(migrations.Migration):
    dependencies = [("contacts", "0011_companies")]
    operations = [
        migrations.RunSQL(RUNS, "DROP FUNCTION contacts_phone_runs(text)"),
        migrations.RunSQL(WORDS, "DROP FUNCTION contacts_words(text)"),
        migrations.RunSQL(INDEXES, GONE),
    ]

"""Norwegian order and folded search text, the same on any server; sequences for composite keys."""

from django.db import migrations

# Whoever has no name comes after everybody who has one. Upper-case letters are named too: with the C locale lower()
# knows ASCII only.
FUNCTIONS = """
CREATE FUNCTION contacts_sort_key(t text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
  RETURN translate(lower(t),
    'ÆæÄäØøÖöÅåÁáÀàÂâÃãÇçČčĆćÐðĎďÉéÈèÊêËëĚěĘęÍíÌìÎîÏïŁłÑñŃńŇňÓóÒòÔôÕõŐőŘřŚśŠšŤťÚúÙùÛûÜüŰűŮůÝýŹźŻżŽž',
    '{{{{||||}}aaaaaaaaccccccddddeeeeeeeeeeeeiiiiiiiillnnnnnnoooooooooorrssssttuuuuuuyyuuuuyyzzzzzz');
CREATE FUNCTION contacts_sort_key(a text, b text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
  RETURN CASE WHEN a = '' AND b = '' THEN '~' ELSE contacts_sort_key(a || ' ' || b) END;
CREATE FUNCTION contacts_fold(t text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
  RETURN replace(replace(replace(replace(translate(lower(t),
    'ÆæÄäØøÖöÅåÁáÀàÂâÃãÇçČčĆćÐðĎďÉéÈèÊêËëĚěĘęÍíÌìÎîÏïŁłÑñŃńŇňÓóÒòÔôÕõŐőŘřŚśŠšŤťÚúÙùÛûÜüŰűŮůÝýŹźŻżŽž',
    'aaaaooooaaaaaaaaaaccccccddddeeeeeeeeeeeeiiiiiiiillnnnnnnoooooooooorrssssttuuuuuuuuuuuuyyzzzzzz'),
    'aa', 'a'), 'ae', 'a'), 'oe', 'o'), '''', ' ');
CREATE SEQUENCE contacts_address_id_seq;
CREATE SEQUENCE contacts_fieldchange_id_seq;
CREATE SEQUENCE contacts_personlink_id_seq;
"""

GONE = """
DROP SEQUENCE contacts_address_id_seq, contacts_fieldchange_id_seq, contacts_personlink_id_seq;
DROP FUNCTION contacts_fold(text), contacts_sort_key(text, text), contacts_sort_key(text);
"""


class Migration(migrations.Migration):
    dependencies = []
    operations = [migrations.RunSQL(FUNCTIONS, GONE)]

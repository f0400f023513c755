"""A company's value is of the kind of its field, and of its field's own list: PostgreSQL refuses any other.

Tables of people have no foreign keys that are checked row by row (decision 0005); there whoever writes holds the field.
"""

from django.db import migrations

MADE = """
ALTER TABLE fields_companyfieldvalue
    ADD CONSTRAINT fields_ofcompany_kind FOREIGN KEY (field_id, kind) REFERENCES fields_userfield (id, kind),
    ADD CONSTRAINT fields_ofcompany_list FOREIGN KEY (field_id, option_id) REFERENCES fields_fieldoption (field_id, id);
"""
GONE = """
ALTER TABLE fields_companyfieldvalue
    DROP CONSTRAINT fields_ofcompany_kind,
    DROP CONSTRAINT fields_ofcompany_list;
"""


class Migration(migrations.Migration):
    dependencies = [("fields", "0002_tables")]

    operations = [migrations.RunSQL(MADE, GONE)]

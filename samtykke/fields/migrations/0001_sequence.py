"""The sequence that numbers what is written about people."""

from django.db import migrations


class Migration(migrations.Migration):
    initial = True

    dependencies = [("contacts", "0008_owner"), ("purposes", "0001_initial")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE fields_fieldvalue_id_seq", "DROP SEQUENCE fields_fieldvalue_id_seq")
    ]

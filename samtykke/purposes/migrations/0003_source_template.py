"""Which mail tells a person that a source brought them in (M4, check 39)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("purposes", "0002_seed")]

    operations = [
        migrations.AddField(
            model_name="source",
            name="template_key",
            field=models.CharField(blank=True, db_default="", default="", max_length=60),
        ),
    ]

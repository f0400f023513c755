"""Who last had something done with a run, and the moment by which those its undoing put into the bin are known."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0002_api_keys"),
    ]

    operations = [
        migrations.AddField(
            model_name="importrun",
            name="asked_by_kind",
            field=models.CharField(blank=True, db_default="", default="", max_length=12),
        ),
        migrations.AddField(
            model_name="importrun",
            name="asked_by_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="importrun",
            name="undoing_at",
            field=models.DateTimeField(null=True),
        ),
    ]

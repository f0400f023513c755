from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mail", "0002_seed"),
    ]

    operations = [
        migrations.AddField(
            model_name="mailrun",
            name="audience",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
        migrations.AddField(
            model_name="mailrun",
            name="filled_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="mailrun",
            name="place",
            field=models.JSONField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="mailrun",
            name="via",
            field=models.CharField(db_default="staff", default="staff", max_length=16),
        ),
        # A run of before was queued at once.
        migrations.RunSQL("UPDATE mail_mailrun SET filled_at = created_at", migrations.RunSQL.noop),
    ]

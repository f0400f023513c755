"""Attempts at the public doors: unlogged, because a crash may forget them (REQ-92)."""

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_standard_roles")]

    operations = [
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40)),
                ("key_hash", models.BinaryField(max_length=32)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "indexes": [
                    models.Index(fields=["name", "key_hash", "at"], name="accounts_attempt_of"),
                    models.Index(fields=["at"], name="accounts_attempt_at"),
                ]
            },
        ),
        migrations.RunSQL("ALTER TABLE accounts_attempt SET UNLOGGED", migrations.RunSQL.noop),
    ]

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_keys_that_read_all"),
    ]

    operations = [
        migrations.CreateModel(
            name="NamingDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("are_named", models.BooleanField()),
                ("reason", models.TextField()),
                (
                    "decided_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("decided_by_kind", models.CharField(max_length=12)),
                ("decided_by_id", models.BigIntegerField(default=0)),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="accounts_naming_has_reason"
                    )
                ],
            },
        ),
    ]

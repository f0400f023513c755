"""How long people of a category are kept, and from when it counts (REQ-24, M11)."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contacts", "0006_duty_in_order")]

    operations = [
        migrations.AddField("category", "retention_months", models.PositiveSmallIntegerField(blank=True, null=True)),
        migrations.AddField(
            "category",
            "retention_from",
            models.CharField(
                choices=[
                    ("last_contact", "The last contact"),
                    ("created", "The day they were registered"),
                    ("contract_end", "The end of the contract"),
                    ("consent_end", "The end of the consent"),
                ],
                db_default="last_contact",
                default="last_contact",
                max_length=12,
            ),
        ),
    ]

"""Why a statement was published although its text does not name something that the register holds."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("purposes", "0011_informing")]

    operations = [
        migrations.AddField(
            "statementversion", "untold_reason", models.TextField(blank=True, db_default="", default="")
        ),
    ]

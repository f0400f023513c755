"""When people are told, source by source: the yes or no of before becomes a rule, and its changes are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def carry_over(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    sources: Any = apps.get_model("purposes", "Source")
    sources.objects.filter(sends_confirmation=True).update(inform_rule="at_once")


class Migration(migrations.Migration):
    dependencies = [("purposes", "0010_more_settings")]

    operations = [
        migrations.AddField(
            "source",
            "inform_rule",
            models.CharField(
                choices=[
                    ("never", "Never by itself"),
                    ("at_once", "At once"),
                    ("after_days", "After some days, unless told already"),
                    ("first_contact", "On first contact"),
                ],
                db_default="never",
                default="never",
                max_length=16,
            ),
        ),
        migrations.AddField("source", "inform_after_days", models.PositiveSmallIntegerField(db_default=14, default=14)),
        migrations.AddField(
            "source",
            "inform_since",
            models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
        ),
        migrations.AddField(
            "source", "sender_name", models.CharField(blank=True, db_default="", default="", max_length=120)
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop, elidable=False),
        migrations.RemoveField("source", "sends_confirmation"),
        migrations.AddConstraint(
            "source",
            models.CheckConstraint(
                condition=models.Q(("inform_after_days__gte", 1), ("inform_after_days__lte", 28)),
                name="purposes_source_after_days",
            ),
        ),
        migrations.CreateModel(
            name="SourceChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("before", models.JSONField()),
                ("after", models.JSONField()),
                ("changed_by_kind", models.CharField(max_length=12)),
                ("changed_by_id", models.BigIntegerField(default=0)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="purposes.source"
                    ),
                ),
            ],
        ),
    ]

"""The standard kinds of data, and how long before its end a consent is asked for again (REQ-17, REQ-51)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations, models

from samtykke.purposes.seed_kinds import plant_kinds

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def plant(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    plant_kinds(lambda name: apps.get_model("purposes", name))


class Migration(migrations.Migration):
    dependencies = [("purposes", "0006_kinds_and_recipients")]

    operations = [
        migrations.AddField("purpose", "ask_before_days", models.PositiveSmallIntegerField(blank=True, null=True)),
        migrations.RunPython(plant, migrations.RunPython.noop, elidable=False),
    ]

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations

from samtykke.sales.seed import NAMES, plant

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def plant_lists(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    plant({name: apps.get_model("sales", name) for name in NAMES})


class Migration(migrations.Migration):
    dependencies = [("sales", "0002_guards")]

    operations = [migrations.RunPython(plant_lists, migrations.RunPython.noop, elidable=False)]

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations

from samtykke.purposes.seed import plant

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def plant_standard_lists(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    plant(lambda name: apps.get_model("purposes", name))


class Migration(migrations.Migration):
    dependencies = [("purposes", "0001_initial")]

    operations = [migrations.RunPython(plant_standard_lists, migrations.RunPython.noop, elidable=False)]

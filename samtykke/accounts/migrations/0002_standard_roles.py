from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations

from samtykke.accounts.seed import plant

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def plant_standard_rows(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    plant(apps.get_model("accounts", "Role"), apps.get_model("accounts", "Organisation"))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(plant_standard_rows, migrations.RunPython.noop, elidable=False)]

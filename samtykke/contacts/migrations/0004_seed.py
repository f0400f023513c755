from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations

from samtykke.contacts.seed import plant

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def plant_categories(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    plant(apps.get_model("contacts", "Category"), apps.get_model("contacts", "Business"))


class Migration(migrations.Migration):
    dependencies = [("contacts", "0003_search")]

    operations = [migrations.RunPython(plant_categories, migrations.RunPython.noop, elidable=False)]

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations

from samtykke.mail.seed import plant

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# The kinds that later migrations let in.
LATER = frozenset({"security", "approval", "decision", "message", "reminder", "task", "form"})


def plant_standard_templates(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    plant(apps.get_model("mail", "Template"), apps.get_model("mail", "TemplateVersion"), without=LATER)


class Migration(migrations.Migration):
    dependencies = [("mail", "0001_tables")]

    operations = [migrations.RunPython(plant_standard_templates, migrations.RunPython.noop, elidable=False)]

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SEES, READS_ALONE, RIGHT = "people:view", "auditor", "consents:withdraw"


def give_right(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Whoever sees people may record their no, but for the auditor, who reads everything and changes nothing."""
    for role in apps.get_model("accounts", "Role").objects.exclude(key=READS_ALONE).filter(rights__contains=[SEES]):
        if RIGHT not in role.rights:
            role.rights = [*role.rights, RIGHT]
            role.save(update_fields=["rights"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_four_eyes")]

    operations = [migrations.RunPython(give_right, migrations.RunPython.noop, elidable=False)]

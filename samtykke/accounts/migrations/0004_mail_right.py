from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

HOLDERS = ("administrator", "privacy_officer")
RIGHT = "mail:manage"


def give_right(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """An installation from before the outbox: the standard roles that start with the right get it, once."""
    for role in apps.get_model("accounts", "Role").objects.filter(key__in=HOLDERS):
        if RIGHT not in role.rights:
            role.rights = [*role.rights, RIGHT]
            role.save(update_fields=["rights"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_attempts")]

    operations = [migrations.RunPython(give_right, migrations.RunPython.noop, elidable=False)]

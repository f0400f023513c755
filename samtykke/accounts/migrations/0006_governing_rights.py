from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

OFFICER = (
    "subscriptions:manage",
    "requests:manage",
    "breaches:manage",
    "people:sensitive",
    "audit:export",
    "governance:view",
    "governance:manage",
)
GIVEN = {
    "administrator": (*OFFICER, "bulk:delete", "mailings:override"),
    "privacy_officer": OFFICER,
    "auditor": ("people:sensitive", "audit:export", "governance:view"),
}


def give_rights(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """An installation from before the guide: the standard roles that start with these rights get them, once."""
    for role in apps.get_model("accounts", "Role").objects.filter(key__in=GIVEN):
        role.rights = [*role.rights, *(right for right in GIVEN[role.key] if right not in role.rights)]
        role.save(update_fields=["rights"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_keyboard_shortcuts")]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop, elidable=False)]

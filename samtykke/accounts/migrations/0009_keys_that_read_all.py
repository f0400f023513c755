from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SENSITIVE = "persons:sensitive"


def keep_what_they_could(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A key from before fields could be marked as sensitive goes on reading and writing what it could."""
    for key in apps.get_model("accounts", "ApiKey").objects.all():
        if {"persons:read", "persons:write"} & set(key.scopes) and SENSITIVE not in key.scopes:
            key.scopes = [*key.scopes, SENSITIVE]
            key.save(update_fields=["scopes"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_signing_in")]

    operations = [migrations.RunPython(keep_what_they_could, migrations.RunPython.noop, elidable=False)]

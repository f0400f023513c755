"""What a person is told of where their data came from, in words meant for them (Art. 14(2)(f))."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations, models

from samtykke.purposes.seed import say_sources_to_people

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def say(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    say_sources_to_people(apps.get_model("purposes", "Source"))


class Migration(migrations.Migration):
    dependencies = [("purposes", "0004_link_days")]

    operations = [
        migrations.AddField(
            "source",
            "public_names",
            models.JSONField(blank=True, db_default=models.Value({}, models.JSONField()), default=dict),
        ),
        migrations.RunPython(say, migrations.RunPython.noop, elidable=False),
    ]

"""Django's migrate, and what every database needs after it: grants and reference rows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from samtykke.config.grants import apply_grants, seed_all


class Command(migrate.Command):
    """Brings the database up to this version, as its owner."""

    help = "Bring the database up to this version: tables, grants, reference rows. Runs as the owner."

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuses a database that a newer version has written; else migrates, grants and seeds."""
        partial = options["plan"] or options["check_unapplied"] or options["app_label"] or options["fake"]
        if not partial:
            refuse_newer()
            self._be_patient_but_not_for_ever()
        super().handle(*args, **{**options, "skip_checks": True})  # a test asks them: code is checked before it ships
        if not partial:
            apply_grants()
            seed_all()

    def _be_patient_but_not_for_ever(self) -> None:
        """A migration that waits for a lock keeps everyone waiting behind it."""
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '10s'")
            cursor.execute("SET statement_timeout = '1h'")


def refuse_newer() -> None:
    """Applied migrations we do not know were made by a newer Samtykke: going on could lose what it wrote."""
    loader = MigrationLoader(connection)
    ours = {name.rpartition(".")[2] for name in settings.INSTALLED_APPS if name.startswith("samtykke.")}
    unknown = sorted(
        f"{app}.{name}"
        for app, name in loader.applied_migrations
        if app in ours and (app, name) not in loader.disk_migrations
    )
    replaced = {key for m in loader.disk_migrations.values() for key in m.replaces}
    unknown = [u for u in unknown if tuple(u.split(".", 1)) not in replaced]
    if unknown:
        raise CommandError(
            f"This database was written by a newer version of Samtykke ({unknown[-1]}): start that version, "
            "or restore a backup made by this one (docs/operate/upgrade.md)."
        )

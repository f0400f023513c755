"""What each migration would do to a large table that people are using."""

from __future__ import annotations

import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

# `samtykke migrate` sets the time limits itself; a table of the same migration is empty.
LEFT_OUT = ",".join(
    (
        "require-timeout-settings",
        "require-lock-timeout",
        "require-statement-timeout",
        "prefer-robust-stmts",
        "adding-foreign-key-constraint",
        "constraint-missing-not-valid",
        "require-concurrent-index-creation",
        "disallowed-unique-constraint",
        "ban-concurrent-index-creation-in-transaction",
    )
)


@pytest.mark.django_db
def test_squawk_finds_nothing_in_the_sql_of_our_migrations(tmp_path):
    own = {a.label for a in apps.get_app_configs() if a.name.startswith("samtykke.")}
    wanted = sorted(key for key in MigrationLoader(connection).disk_migrations if key[0] in own)
    assert wanted
    for app, name in wanted:
        sql = StringIO()
        call_command("sqlmigrate", app, name, stdout=sql, no_color=True)
        (tmp_path / f"{app}.{name}.sql").write_text(sql.getvalue())
    squawk = Path(sys.executable).parent / "squawk"
    files = sorted(map(str, tmp_path.glob("*.sql")))
    told = subprocess.run(
        [squawk, "--pg-version=15.0", f"--exclude={LEFT_OUT}", *files], capture_output=True, text=True, cwd=tmp_path
    )
    assert told.returncode == 0, told.stdout + told.stderr

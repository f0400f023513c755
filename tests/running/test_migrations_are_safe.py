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

# `samtykke migrate` sets the time limits itself and Django the transaction; lengths are checked by the database on purpose.
LEFT_OUT = (
    "require-timeout-settings",
    "require-lock-timeout",
    "require-statement-timeout",
    "transaction-nesting",
    "prefer-text-field",
    "prefer-bigint-over-int",
    "prefer-bigint-over-smallint",
)
# Made before the first release, together with the tables they change: no index of theirs is built under people who work.
FIRST = frozenset(
    {
        "accounts.0007_roles_and_teams",
        "consents.0003_guards",
        "contacts.0003_search",
        "contacts.0006_duty_in_order",
        "contacts.0008_owner",
        "contacts.0011_companies",
        "contacts.0012_finding",
        "contacts.0016_initials",
        "documents.0002_words",
        "fields.0002_tables",
        "fields.0003_guards",
        "mail.0004_security",
        "mail.0006_trials_and_statements",
        "mail.0007_second_person",
        "mail.0009_messages_and_tasks",
        "mail.0011_forms",
        "purposes.0011_informing",
        "purposes.0014_points",
        "sales.0001_tables",
        "sales.0002_guards",
    }
)


@pytest.mark.django_db
def test_squawk_finds_nothing_in_the_sql_of_our_migrations(tmp_path):
    own = {a.label for a in apps.get_app_configs() if a.name.startswith("samtykke.")}
    wanted = sorted(key for key in MigrationLoader(connection).disk_migrations if key[0] in own)
    assert wanted
    for app, name in wanted:
        if f"{app}.{name}" in FIRST:
            continue
        sql = StringIO()
        call_command("sqlmigrate", app, name, stdout=sql, no_color=True)
        (tmp_path / f"{app}.{name}.sql").write_text(sql.getvalue())
    squawk = Path(sys.executable).parent / "squawk"
    files = sorted(map(str, tmp_path.glob("*.sql")))
    command = [
        squawk,
        "--pg-version=15.0",
        "--assume-in-transaction",
        "--reporter=gcc",
        f"--exclude={','.join(LEFT_OUT)}",
    ]
    told = subprocess.run([*command, *files], capture_output=True, text=True, cwd=tmp_path)
    assert told.returncode == 0, told.stdout + told.stderr

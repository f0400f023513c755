"""A run killed at any step goes on where its last batch ended: nobody twice, nobody lost, nobody without a record."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest
from django.db import connection

from samtykke.consents.models import ConsentEvent, ConsentRecord
from samtykke.contacts.models import Person
from samtykke.intake.models import ImportRun, RunState
from tests.factories import approve_store
from tests.intake.file.exports import export

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PROGRAM = """
import sys, django
django.setup()
from django.core.management import call_command
from samtykke.intake.channels.file import engine
engine.BATCH = 40
call_command("import_file", sys.argv[1], "--json")
"""
ROWS = 300


def start(path) -> subprocess.Popen[str]:
    name = connection.settings_dict["NAME"]
    url = os.environ["SAMTYKKE_DATABASE_URL"].replace("/samtykke?", f"/{name}?")
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(path)],
        env={**os.environ, "SAMTYKKE_DATABASE_URL": url, "_SAMTYKKE_ROLE": "app"},
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def kill_after(process: subprocess.Popen[str], batches: int) -> None:
    seen = 0
    while seen < batches:
        line = process.stderr.readline()
        assert line, process.stdout.read()
        seen += " of 300 rows" in line
    process.kill()
    process.wait()
    process.stderr.close()
    process.stdout.close()


def kill_while_reading(process: subprocess.Popen[str]) -> None:
    while not ImportRun.objects.filter(state=RunState.RUNNING).exists():
        assert process.poll() is None
        time.sleep(0.02)
    process.kill()
    process.wait()
    process.stderr.close()
    process.stdout.close()


def test_a_run_killed_at_every_step_ends_as_if_nothing_had_been(tmp_path):
    approve_store()
    file = tmp_path / "people.csv"
    file.write_bytes(export("own", ROWS))
    kill_while_reading(start(file))
    assert Person.objects.count() == 0
    kill_after(start(file), 1)
    kill_after(start(file), 2)
    held = Person.objects.count()
    assert 3 * 40 <= held < ROWS
    out, err = start(file).communicate(timeout=120)
    assert "stopped after row" in err
    assert '"created": 300' in out
    run = ImportRun.objects.get()
    assert (run.state, Person.objects.count()) == (RunState.DONE, ROWS)
    assert ConsentEvent.objects.count() == ConsentRecord.objects.filter(status="in_force").count() == ROWS
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relnamespace = 'staging'::regnamespace")
        assert cursor.fetchone()[0] == 0

"""The example in docs/develop/integrate-an-erp.md does what it says, against a server that runs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from samtykke.contacts.models import Person, PersonExternalId
from tests.factories import approve_store
from tests.house.code import ROOT
from tests.intake.api.calls import Caller

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.django_db(transaction=True)
def test_the_example_runs_and_again_adds_nothing(live_server: Any, tmp_path: Path) -> None:
    approve_store()
    text = (ROOT / "docs" / "develop" / "integrate-an-erp.md").read_text(encoding="utf-8")
    code = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert code is not None
    told = {"BASE": live_server.url, "KEY": Caller().readable, "PLACE": str(tmp_path / "cursor.txt")}
    env = {name: os.environ[name] for name in ("PATH",) if name in os.environ} | told

    def run() -> list[str]:
        done = subprocess.run(
            [sys.executable, "-c", code[1]], env=env, capture_output=True, text=True, timeout=60, check=True
        )
        return done.stdout.splitlines()

    first, again = run(), run()
    ids = dict(PersonExternalId.objects.values_list("external_id", "person_id"))
    assert [line.split()[:3] for line in first[:3]] == [
        ["10023", "created"], ["10024", "refused", "invalid_email"], ["10025", "created"],
    ]  # fmt: skip
    assert first[3:] == [
        f"changed: {ids['10023']} changed STORE=in_force",
        f"changed: {ids['10025']} changed STORE=in_force EMARKETING=objected",
    ]
    assert again == first[:3]
    assert Person.objects.count() == 2

"""The main job, by the shell alone: from a file of people to a lawful list of recipients, with the reason for the rest."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.running import started
from tests.story.conftest import shell
from tests.story.exports import EXPORTS

pytestmark = pytest.mark.slow


def told_by(demo: started.Served, *words: str) -> dict[str, object]:
    """The last line of a word, which is JSON."""
    answer: dict[str, object] = json.loads(shell(demo, *words).strip().splitlines()[-1])
    return answer


def test_from_exports_of_five_systems_to_who_may_receive_and_why_the_others_may_not(
    demo: started.Served, tmp_path: Path
) -> None:
    before = told_by(demo, "may", "--purpose", "EMARKETING", "--channel", "email", "--json")
    expected: dict[str, str] = {}
    for export in EXPORTS:
        path, reasons = export.write(tmp_path, rows=10_000 if export.preset == "own" else 2_000)
        expected |= reasons
        told = told_by(demo, "import", str(path), "--preset", export.preset, "--json", *export.words)
        assert told["created"] == len(reasons), (path.name, told)
        assert (told["refused"], told["held_for_review"]) == (0, 0), (path.name, told)
        if export.preset in {"own", "mailchimp"}:
            again = told_by(demo, "import", str(path), "--preset", export.preset, "--json", *export.words)
            assert again["unchanged"] == len(reasons), (path.name, again)
    answer = told_by(demo, "may", "--purpose", "EMARKETING", "--channel", "email", "--json")
    allowed = {row["email"] for row in answer["allowed"]} - {row["email"] for row in before["allowed"]}
    assert allowed == {address for address, reason in expected.items() if reason == "allowed"}
    refused = Counter(row["reason"] for row in answer["refused"])
    refused.subtract(Counter(row["reason"] for row in before["refused"]))
    assert {reason: n for reason, n in refused.items() if n} == Counter(r for r in expected.values() if r != "allowed")
    assert "All is as it was recorded." in shell(demo, "ledger", "verify")

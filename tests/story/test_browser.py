"""The main job, in the browser and by the API: a file of ten thousand people becomes a lawful list of recipients."""

from __future__ import annotations

import json
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.running import started
from tests.story.conftest import KEY, PASSWORD
from tests.story.exports import EXPORTS, WORDING

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture
def siri(chromium: Any, demo: started.Served) -> Iterator[Any]:
    """The privacy officer, signed in; the demo speaks Norwegian."""
    base = f"http://127.0.0.1:{demo.port}"
    context = chromium.new_context(base_url=base, viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.goto("/sign-in/")
    page.fill("[name=login]", "siri@fjordlys.example")
    page.fill("[name=password]", PASSWORD)
    page.click("form button.primary")
    page.wait_for_url("**/")
    yield page
    context.close()


def api(demo: started.Served, path: str, body: object = None) -> Any:
    """What the API answers an integration."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{demo.port}/api/v1{path}",
        data=json.dumps(body).encode() if body is not None else None,
        headers={"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def imported(page: Any, path: Path) -> None:
    """Upload, columns as found, a dry run, the import, and its report."""
    page.goto("/imports/new/")
    page.set_input_files("[name=file]", str(path))
    page.click("main button.primary")
    page.wait_for_url("**/columns/")
    page.fill("[name=wording]", WORDING)
    page.click("main button.primary")
    page.locator("#would-h").wait_for(timeout=120_000)
    page.click("main .save-bar button.primary")
    page.locator("#did-h").wait_for(timeout=180_000)


def test_a_file_in_the_browser_becomes_a_list_with_a_reason_for_everybody(
    siri: Any, demo: started.Served, tmp_path: Path
) -> None:
    export = next(export for export in EXPORTS if export.preset == "mailchimp")
    before = siri_count(siri)
    path, expected = renamed(export, tmp_path)
    imported(siri, path)
    allowed = [address for address, reason in expected.items() if reason == "allowed"]
    assert siri_count(siri) - before == len(allowed)
    answers: list[dict[str, Any]] = []
    for start in range(0, len(expected), 5000):
        batch = list(expected)[start : start + 5000]
        answers += api(demo, "/may", {"emails": batch, "purpose": "EMARKETING", "channel": "email"})["results"]
    assert {answer["email"]: answer["reason"] for answer in answers} == expected
    assert Counter(answer["allowed"] for answer in answers)[True] == len(allowed)
    person = next(answer["person"] for answer in answers if answer["allowed"])
    siri.goto(f"/people/{person}/privacy/")
    told = siri.inner_text("main")
    for word in ("Salg og tjenester", "61F", "Import", "Siri", "E-markedsføring", "61A"):
        assert word in told, f"the card does not say {word}"


def renamed(export: Any, folder: Path) -> tuple[Path, dict[str, str]]:
    """The same export with people of its own."""
    from dataclasses import replace

    written: tuple[Path, dict[str, str]] = replace(export, name="browser").write(folder)
    return written


def siri_count(page: Any) -> int:
    """How many may receive, as the page says."""
    page.goto("/may/?purpose=EMARKETING&channel=email")
    figure: str = page.inner_text("#answer")
    return int("".join(letter for letter in figure if letter.isdigit()))

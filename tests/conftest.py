"""What every test may ask for: the database, and a browser. The people of the tests stand in tests/people.py."""

from __future__ import annotations

import importlib.util
import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from tests.plugin_database import django_db_setup  # noqa: F401 - must stand here to be stronger than pytest-django's own

if TYPE_CHECKING:
    from collections.abc import Iterator

if importlib.util.find_spec("tests.people"):
    from tests.people import *  # noqa: F403 - kari, ola, siri and per


# The same examples in every run, so that a run says something about the change; EXPLORE=1 draws new ones.
settings.register_profile("the same", derandomize=True)
if not os.environ.get("EXPLORE"):
    settings.load_profile("the same")


@pytest.fixture(autouse=True)
def everyday_language() -> None:
    """What a request of another test left active in this thread, its language and zone, is not this test's."""
    from django.utils import timezone, translation

    translation.deactivate()
    timezone.deactivate()


def chromium_path() -> str:
    """The browser to test with: SAMTYKKE_TEST_BROWSER, else Chromium where Debian puts it."""
    named = os.environ.get("SAMTYKKE_TEST_BROWSER")
    return named or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome") or ""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser for the session of this worker."""
    from playwright.sync_api import expect, sync_playwright

    path = chromium_path()
    if not path:
        pytest.fail("No Chromium: install it, or name one with SAMTYKKE_TEST_BROWSER. Tests marked `browser` need it.")
    expect.set_options(timeout=10_000)  # milliseconds; a busy machine is no fault of the page
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Any, live_server: Any) -> Iterator[Any]:
    """A fresh page at 1280 x 800 in English; `page.goto("/…")` goes to the test server."""
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 1280, "height": 800}, locale="en-GB", service_workers="block"
    )
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()

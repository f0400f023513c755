"""A browser that opens every link of every mail, runs what stands there, waits and moves, and presses nothing. REQ-72.

The other scanners, which run nothing, are in tests/preferences/test_scanners.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from samtykke.consents.models import Confirmation
from samtykke.consents.one_click import make_token
from tests.house.tables import changed, digests
from tests.mail.conftest import describe_sender
from tests.mail.every_kind import every_kind
from tests.mail.servers import Receiver

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.browser, pytest.mark.slow]
EVENTS = """() => { for (const name of ["visibilitychange", "pagehide", "blur", "mouseleave", "beforeunload"])
    { document.dispatchEvent(new Event(name)); window.dispatchEvent(new Event(name)); } }"""


@pytest.fixture
def receiver(transactional_db: None, settings: Any, live_server: Any) -> Iterator[Receiver]:
    """A mail server, and an organisation whose links lead to the server of the test."""
    describe_sender()
    settings.BASE_URL = live_server.url
    with Receiver().running() as running:
        settings.EMAIL_URL = running.url
        yield running


def test_a_browser_that_runs_scripts_and_does_not_press_changes_nothing(
    chromium: Any, live_server: Any, receiver: Receiver
) -> None:
    """Breaks when a mail or a page acts by itself: a picture that tells, a form that submits itself, a script that calls."""
    kari, arrived = every_kind(receiver)
    links = {path for mail in arrived for path in mail.ours} | {f"/u/{make_token(kari.pk, 'EMARKETING')}/", "/privacy/"}
    context = chromium.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 800})
    context.set_default_timeout(10_000)
    page, sent = context.new_page(), []
    page.on("request", lambda request: sent.append((request.method, request.url)))
    before = digests(spared=frozenset())
    for mail in arrived:
        page.set_content(mail.html, wait_until="load")
    assert sent == [], "a mail that is read asks for nothing"
    for link in sorted(links) * 2:
        page.goto(link)
        look_around(page)
    assert changed(before) == []
    assert {method for method, _ in sent} == {"GET"}
    assert all(url.startswith(live_server.url) for _, url in sent), "nothing is asked of another host"
    assert context.cookies() == []
    context.close()
    assert Confirmation.objects.get().confirmed_at is None


def look_around(page: Any) -> None:
    """Reads to the end, points at everything, goes through it by Tab, waits, and leaves."""
    for control in page.locator("main a, main button, main summary").all():
        control.hover(force=True)
        control.focus()
    page.mouse.wheel(0, 4000)
    page.keyboard.press("Tab")
    page.wait_for_timeout(150)
    page.evaluate(EVENTS)

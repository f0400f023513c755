"""A form on a page of another origin, as its visitor meets it, until the card of the person. Done when 2; M15; REQ-12, 14, 18."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from samtykke.consents.models import ConsentEvent
from samtykke.contacts.models import Person
from tests.accounts.factories import make_user
from tests.browser.looks import NARROW, WIDE
from tests.browser.test_public_pages import window
from tests.webforms.forms import make_form
from tests.webforms.sending import link_in, mails, work

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.browser.looks import Reader

__all__ = ["window"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Fjordlys</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"></head>
<body><main><h1>News from us</h1>
<script src="{ours}/f/newsletter/embed.js" async></script>
<noscript><a href="{ours}/f/newsletter/">Open the form</a></noscript></main></body></html>"""
# What a strict website allows: our script, and asking us.
POLICY = "default-src 'none'; script-src {ours}; connect-src {ours}; img-src data:; require-trusted-types-for 'script'"


@pytest.fixture
def website(live_server: Any) -> Iterator[str]:
    """A page of somebody else, with a strict policy, that holds what the builder says to copy."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", POLICY.format(ours=live_server.url))
            self.end_headers()
            self.wfile.write(PAGE.format(ours=live_server.url).encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def both_sizes(window: Reader, picture: str) -> None:
    """Held to axe and to its width, at 390 and at 1280."""
    for size in (NARROW, WIDE):
        window.page.set_viewport_size(size)
        window.examine(picture, str(size["width"]))


def test_a_form_on_another_website_leads_to_a_yes_with_its_proof(
    transactional_db: None, window: Reader, website: str
) -> None:
    """Breaks when an embedded form asks for more than a strict policy allows, sets a cookie, loses the focus, or when the
    yes lacks its words, version or times, or a box that was not ticked left anything.
    """
    form = make_form(allowed_origins=[website])
    page = window.page
    page.goto(website)
    send = page.get_by_role("button", name="Sign me up")
    expect(send).to_be_visible()
    both_sizes(window, "embedded")
    page.get_by_label("E-mail address").fill("kari@tenktbygg")
    send.click()
    expect(page.locator("[aria-invalid=true]")).to_be_focused()
    both_sizes(window, "embedded-wrong")
    page.get_by_label("E-mail address").fill("kari@tenktbygg.example")
    page.get_by_label("Yes, send me news by e-mail").check()
    send.click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_focused()
    both_sizes(window, "embedded-sent")
    assert page.context.cookies() == []
    work()
    page.goto(f"{window.address}/c/{link_in(mails()[0])}/")
    page.locator("main form button.primary").click()
    expect(page.locator("main form")).to_have_count(0)
    kari = Person.objects.get()
    event = ConsentEvent.objects.of(kari).get(status="given")
    assert list(ConsentEvent.objects.of(kari).filter(purpose__key="CLUB")) == []
    window.enter(make_user("Siri Innsyn", "privacy_officer", language="en"))
    page.goto(f"{window.address}/people/{kari.pk}/privacy/")
    card = page.locator("main")
    for words in (
        "Yes, send me news by e-mail (en).",
        f"words version {event.wording.version}",
        "Asked for",
        "Button pressed",
    ):
        expect(card).to_contain_text(words)
    expect(page.locator("section", has_text="Club").last).to_contain_text("Nothing recorded")
    page.goto(f"{window.address}/f/{form.slug}/")
    both_sizes(window, "hosted")
    # The browser says of the refused address that it was refused: nothing else may go wrong.
    window.troubles[:] = [one for one in window.troubles if "status of 422" not in one]

"""A passkey in a real browser with a key of its own: made, used to sign in, and asked for again."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.accounts.factories import PASSWORD, make_user

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_made_and_signs_in_without_the_password(chromium: Any, live_server: Any) -> None:
    """Under the policy on scripts, with our own script and nothing else (REQ-90, REQ-99)."""
    make_user("Ola", language="en")
    context = chromium.new_context(base_url=live_server.url.replace("127.0.0.1", "localhost"), locale="en-GB")
    context.set_default_timeout(10_000)
    page, wrong = context.new_page(), []
    page.on("console", lambda told: wrong.append(told.text) if told.type == "error" else None)
    keys = context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})

    page.goto("/sign-in/?next=/profile/second-factor/passkeys/")
    page.get_by_label("E-mail").fill("ola@fjordlys.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Name").fill("Work laptop")
    page.get_by_role("button", name="Add the passkey").click()
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    page.get_by_role("link", name="I have them").click()
    expect(page.get_by_text("Work laptop").first).to_be_visible()

    page.locator("details.me summary").first.click()
    page.get_by_role("button", name="Sign out").first.click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda address: "/sign-in/" not in address)
    page.goto("/profile/sessions/")
    expect(page.get_by_text("This one")).to_be_visible()
    assert wrong == []
    context.close()

"""A form in a browser, as a visitor meets it: both lights, three widths, large type, by keyboard, without JavaScript. REQ-110."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from samtykke.consents.queries.decisions import may
from samtykke.contacts.models import Person
from tests.browser.test_public_pages import hold, in_every_way, window
from tests.factories import get_purpose
from tests.webforms.forms import make_form
from tests.webforms.sending import link_in, mails, work

if TYPE_CHECKING:
    from tests.browser.looks import Reader

__all__ = ["window"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_form_is_filled_in_mended_sent_and_confirmed_by_one_tap(transactional_db: None, window: Reader) -> None:
    """Done when 7; check 33. Breaks when a form cannot be read or sent by everybody, or confirming takes more than one tap."""
    make_form()
    page = window.page
    in_every_way(window, "/f/newsletter/", "form")
    page.locator("input[type=email]").evaluate("field => { field.type = 'text'; field.value = 'kari@tenktbygg' }")
    page.locator("main form button.primary").click()
    expect(page.locator("[aria-invalid=true]")).to_have_count(1)
    hold(window, "form-wrong")
    page.locator("input[type=email]").fill("kari@tenktbygg.example")
    page.locator("input[type=checkbox]").first.check()
    page.locator("main form button.primary").click()
    expect(page.locator("form#web-form")).to_have_count(0)
    hold(window, "form-sent")
    work()
    in_every_way(window, f"/c/{link_in(mails()[0])}/", "form-confirm")
    page.locator("main form button.primary").click()
    expect(page.locator("main form")).to_have_count(0)
    hold(window, "form-confirmed")
    assert may(Person.objects.get(), get_purpose()).allowed

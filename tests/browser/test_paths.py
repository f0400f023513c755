"""The paths that matter, walked with the keyboard and the mouse; and again in a browser without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from samtykke.accounts.models import Role
from samtykke.documents.models import DocumentVersion
from tests.accounts.factories import make_user
from tests.browser.looks import LOOKS, Reader, reader
from tests.factories import approve_store, make_consent, make_person

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def window(chromium: Any, live_server: Any, transactional_db: None) -> Iterator[Reader]:
    """A wide window in English where an administrator has signed in."""
    opened = reader(chromium, live_server.url, LOOKS[0])
    opened.sign_in(make_user("Ada Alt", *Role.objects.values_list("key", flat=True), language="en"))
    yield opened
    opened.page.context.close()
    assert opened.troubles == []


def test_a_search_narrows_while_typing_and_the_address_carries_it(window: Reader) -> None:
    make_person("Kari", "Nordfiktiv")
    make_person("Bjørn", "Fjellfiktiv")
    page = window.page
    page.goto("/people/")
    page.get_by_label("Search people").focus()
    page.keyboard.type("fjell")
    page.get_by_role("link", name="Kari Nordfiktiv").first.wait_for(state="hidden")
    expect(page.get_by_role("link", name="Bjørn Fjellfiktiv").first).to_be_visible()
    page.wait_for_url("**q=fjell**")
    assert page.evaluate("document.activeElement.id") == "q"


def test_a_person_is_registered_asked_withdrawn_and_says_why(window: Reader) -> None:
    approve_store()
    page = window.page
    page.goto("/people/new/")
    page.get_by_label("First name").fill("Åse")
    page.get_by_label("Last name").fill("Tenkt-Sørensen")
    page.get_by_label("E-mail").fill("ase@havbris.example")
    page.get_by_role("button", name="Register the person").click()
    page.wait_for_url("**/people/*/")
    expect(page.get_by_role("heading", name="Åse Tenkt-Sørensen", level=1)).to_be_visible()
    page.get_by_role("link", name="Privacy", exact=True).click()
    page.locator("#purpose-EMARKETING").get_by_role("link", name="Register an answer").click()
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("Other words, exactly as shown or read out").fill("Yes, send me news by e-mail.")
    page.get_by_label("What shows it").select_option("paper")
    page.get_by_role("button", name="Register the answer").click()
    page.wait_for_url("**/people/*/privacy/**")
    expect(page.get_by_text("Yes: E-marketing")).to_be_visible()
    page.get_by_role("link", name="Withdraw the consent").click()
    page.get_by_role("button", name="Withdraw it").click()
    page.wait_for_url("**/people/*/privacy/**")
    expect(page.get_by_text("No: E-marketing")).to_be_visible()


def test_a_refused_form_moves_the_focus_to_what_is_wrong(window: Reader) -> None:
    approve_store()
    page = window.page
    page.goto("/people/new/")
    page.get_by_label("Last name").fill("Nordfiktiv")
    page.locator("#id_email").evaluate("field => { field.type = 'text' }")
    page.locator("#id_email").fill("kari@")
    with page.expect_response(lambda answer: answer.status == 422):
        page.get_by_role("button", name="Register the person").click()
    page.wait_for_function("document.activeElement.matches('[data-focus]')")
    window.troubles.clear()  # a 422 is written to the console


def test_an_item_moves_up_without_leaving_the_page(window: Reader) -> None:
    page = window.page
    page.goto("/sources/")
    names = page.locator("#items tbody tr td:first-child a").all_inner_texts()
    page.get_by_role("button", name=f"Move {names[1]} up").click()
    page.locator("#items tbody tr").first.get_by_role("link", name=names[1]).wait_for()


A_FILE = """() => { const held = new DataTransfer();
    held.items.add(new File(["Kaia fikk tilbud."], "tilbud.txt", { type: "text/plain" })); return held; }"""
A_PICTURE = """async () => { const canvas = document.createElement("canvas"); canvas.width = canvas.height = 4;
    const picture = await new Promise((done) => canvas.toBlob(done, "image/png"));
    await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]); }"""


def test_a_file_is_dropped_and_a_picture_pasted(window: Reader, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    page, address = window.page, f"/people/{make_person('Kari', 'Nordfiktiv').pk}/documents/"
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(address)
    page.dispatch_event("[data-drop]", "drop", {"dataTransfer": page.evaluate_handle(A_FILE)})
    expect(page.locator("[data-said]")).to_have_text("tilbud.txt")
    page.get_by_role("button", name="Keep the document").click()
    page.wait_for_url("**/documents/*/")
    expect(page.get_by_text("Kaia fikk tilbud.")).to_be_visible()
    page.goto(address)
    page.evaluate(A_PICTURE)
    page.keyboard.press("Control+v")
    expect(page.locator("[data-said]")).to_have_text("image.png")
    page.get_by_role("button", name="Keep the document").click()
    page.wait_for_url("**/documents/*/")
    kinds = DocumentVersion.objects.order_by("pk").values_list("media_type", flat=True)
    assert list(kinds) == ["text/plain", "image/png"]


def test_everything_works_without_javascript(chromium: Any, live_server: Any, transactional_db: None) -> None:
    person = make_person("Kari", "Nordfiktiv")
    make_consent(person)
    user = make_user("Ada Alt", *Role.objects.values_list("key", flat=True), language="en")
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False, locale="en-GB")
    context.set_default_timeout(10_000)
    opened = Reader(context.new_page(), "no-script")
    opened.sign_in(user)
    page = opened.page
    page.get_by_role("link", name="Find anything").first.click()
    page.get_by_role("searchbox", name="Find anything").fill("nordf")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("link", name="Kari Nordfiktiv")).to_be_visible()
    page.goto("/people/")
    page.get_by_label("Search people").fill("nordf")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Kari Nordfiktiv").first.click()
    page.get_by_role("link", name="Privacy", exact=True).click()
    page.get_by_role("link", name="Withdraw the consent").click()
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.get_by_text("No: E-marketing")).to_be_visible()
    page.goto("/sources/")
    first = page.locator("#items tbody tr td:first-child a").first.inner_text()
    page.get_by_role("button", name=f"Move {first} down").click()
    expect(page.locator("#items tbody tr td:first-child a").first).not_to_have_text(first)
    context.close()

"""The frame of staff pages with a keyboard and a mouse: palette, keys, toasts, what stays still while a page changes."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from samtykke.accounts.models import Role, User
from samtykke.contacts.models import Person
from samtykke.core.templatetags.look import STATUSES
from tests.accounts.factories import make_user
from tests.browser.looks import LOOKS, Reader, reader
from tests.factories import make_consent, make_person, withdraw

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# Which share of the points of two pictures differ in lightness by a quarter and more.
APART = """async (pictures) => { const grey = await Promise.all(pictures.map(async (told) => {
    const bytes = Uint8Array.from(atob(told), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const pen = new OffscreenCanvas(36, 36).getContext("2d"); pen.drawImage(bitmap, 0, 0, 36, 36);
    const data = pen.getImageData(0, 0, 36, 36).data;
    return Array.from({ length: 36 * 36 }, (_, n) => .3 * data[4 * n] + .59 * data[4 * n + 1] + .11 * data[4 * n + 2]); }));
    return grey.map((one) => grey.map((other) => one.filter((light, n) => Math.abs(light - other[n]) > 64).length / one.length)); }"""
LEAST_APART = 0.03
# How far anything that was there before is moved, input or not; 0.1 is what counts as good.
WATCH = """() => { window.shifted = 0; new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
    window.shifted += entry.value; })).observe({ type: "layout-shift", buffered: false }); }"""
PLACES = """() => ["#q", ".filters", ".count-line strong", ".people-table thead"].map((name) => {
    const box = document.querySelector(name).getBoundingClientRect(); return [name, box.x, box.y, box.height]; })"""


@pytest.fixture
def user(transactional_db: None) -> User:
    """An administrator who reads English."""
    return make_user("Ada Alt", *Role.objects.values_list("key", flat=True), language="en")


@pytest.fixture
def window(chromium: Any, live_server: Any, user: User) -> Iterator[Reader]:
    """A wide window where the administrator has signed in."""
    opened = reader(chromium, live_server.url, LOOKS[0])
    opened.enter(user)
    yield opened
    opened.page.context.close()
    assert opened.troubles == []


def focused(page: Any, what: str = "textContent.trim()") -> Any:
    """Something of what has the focus."""
    return page.evaluate(f"document.activeElement.{what}")


def test_the_palette_finds_and_opens_by_keyboard_alone(window: Reader) -> None:
    person = make_person("Åse", "Tenkt-Sørensen")
    make_person("Aasmund", "Tenkeli")
    page = window.page
    page.goto("/")
    page.locator("#main").focus()
    page.keyboard.press("/")
    page.keyboard.type("sor aas")
    page.get_by_role("option", name="Åse Tenkt-Sørensen").wait_for()
    assert page.locator("#found [aria-selected=true]").get_attribute("id") == page.locator("#palette-q").get_attribute(
        "aria-activedescendant"
    )
    window.judge("palette")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/people/{person.pk}/")
    page.keyboard.press("Control+k")
    page.locator("#palette[open]").wait_for()
    page.keyboard.type("who")
    page.get_by_role("option", name="Who may receive").wait_for()
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()


def test_the_keys_go_where_they_say_and_never_while_typing(window: Reader) -> None:
    first, second = make_person("Kari", "Aune"), make_person("Kari", "Berg")
    page = window.page
    page.goto("/")
    page.keyboard.press("g")
    page.keyboard.press("p")
    page.wait_for_url("**/people/")
    page.keyboard.press("j")
    assert focused(page) == "Kari Aune"
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert focused(page) == first.full_name
    page.get_by_label("Search people").fill("Kari")
    page.keyboard.type(" n?gp/")
    assert page.get_by_label("Search people").input_value() == "Kari n?gp/"
    page.goto(f"/people/{second.pk}/")
    page.keyboard.press("e")
    expect(page.get_by_label("First name")).to_be_focused()
    page.get_by_label("First name").fill("Karin")
    page.keyboard.press("Enter")
    expect(page.locator("#person-who h1")).to_have_text("Karin Berg")
    expect(page.locator("#toasts").get_by_role("button", name="Undo")).to_be_visible()
    page.keyboard.press("e")
    expect(page.get_by_label("First name")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#fact-name a")).to_be_focused()
    page.locator("h1").click()
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Keys").wait_for()
    window.judge("keys")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.wait_for_url("**/people/new/")


def test_who_has_switched_the_keys_off_is_left_alone(window: Reader, user: User) -> None:
    page = window.page
    page.goto("/profile/")
    page.get_by_label("Keyboard shortcuts").uncheck()
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()
    assert User.objects.get(pk=user.pk).has_shortcuts is False
    page.goto("/")
    for key in ("/", "?", "n", "g", "p"):
        page.keyboard.press(key)
    assert page.url.endswith("/")
    assert page.locator("dialog[open]").count() == 0
    page.get_by_role("link", name="Find anything").first.click()
    expect(page.locator("#palette-q")).to_be_visible()


def test_a_person_in_the_bin_comes_back_by_undo(window: Reader) -> None:
    person = make_person("Kari", "Nordfiktiv")
    page = window.page
    page.goto(f"/people/{person.pk}/")
    page.locator(".person-head summary").click()
    page.get_by_role("button", name="Move to the recycle bin").click()
    page.wait_for_url("**/people/")
    assert Person.objects.deleted().filter(pk=person.pk).exists()
    page.get_by_role("button", name="Undo").click()
    page.wait_for_url(f"**/people/{person.pk}/")
    assert not Person.objects.deleted().filter(pk=person.pk).exists()


def test_nothing_above_moves_while_a_search_narrows(window: Reader) -> None:
    for number in range(12):
        make_person("Kari", f"Nordfiktiv{number}")
    make_person("Bjørn", "Fjellfiktiv")
    page = window.page
    page.goto("/people/")
    before = page.evaluate(PLACES)
    page.evaluate(WATCH)
    page.get_by_label("Search people").fill("fjell")
    page.get_by_text("1 person", exact=True).first.wait_for()
    page.wait_for_timeout(200)
    assert page.evaluate(PLACES) == before
    assert page.evaluate("window.shifted") < 0.1
    assert focused(page, "id") == "q"
    page.get_by_label("Status", exact=True).select_option("given")
    page.get_by_text("0 people", exact=True).first.wait_for()
    page.get_by_label("Remove the filter Status").click()
    page.get_by_text("1 person", exact=True).first.wait_for()
    page.wait_for_url(lambda address: "status=given" not in address)


def test_nothing_above_moves_while_another_question_is_answered(window: Reader) -> None:
    for number in range(3):
        make_consent(make_person("Kari", f"Nordfiktiv{number}"))
    withdraw(make_person("Åse", "Tenkt"))
    page = window.page
    page.goto("/may/")
    before = page.locator("main form.card").bounding_box()
    page.evaluate(WATCH)
    page.get_by_label("Purpose").select_option("STORE")
    page.wait_for_url("**purpose=STORE**")
    page.wait_for_timeout(200)
    assert page.locator("main form.card").bounding_box() == before
    assert page.evaluate("window.shifted") < 0.1
    expect(page.locator("#live")).to_contain_text("may receive")


def test_a_server_that_is_silent_is_told_and_nothing_is_lost(window: Reader) -> None:
    page = window.page
    page.goto("/people/")
    page.route("**/people/?*", lambda route: route.abort())
    page.get_by_label("Search people").fill("kari")
    page.get_by_text("No answer came.").wait_for()
    assert page.get_by_label("Search people").input_value() == "kari"
    page.unroute("**/people/?*")
    page.get_by_label("Search people").fill("kari n")
    page.get_by_text("No answer came.").wait_for(state="hidden")
    window.troubles.clear()  # the failed request is written to the console


def test_every_status_is_told_apart_without_colour(window: Reader, settings: Any) -> None:
    """Look 4, WCAG 1.4.1. Breaks when two statuses look alike in grey, in print, or to who sees no red."""
    settings.DEMO = True
    page, pictures = window.page, []
    page.emulate_media(forced_colors="none", color_scheme="light")
    page.goto("/components/")
    for name in STATUSES:
        drawn = page.locator(f'svg:has(use[href$="#g-{name}"])').first
        drawn.evaluate("e => { e.style.cssText = 'color:#000;inline-size:36px;block-size:36px;background:#fff' }")
        pictures.append(b64encode(drawn.screenshot()).decode())
    blank = page.context.new_page()
    apart = blank.evaluate(APART, pictures)
    alike = [
        (one, other, round(apart[a][b], 3))
        for a, one in enumerate(STATUSES)
        for b, other in enumerate(STATUSES)
        if a < b and apart[a][b] < LEAST_APART
    ]
    assert alike == []


def test_the_menu_scrolls_inside_and_shows_where_one_is(window: Reader) -> None:
    """Breaks when the menu is taller than the window, or the place where one is lies out of view."""
    for wide, high in ((1280, 800), (1280, 500)):
        window.page.set_viewport_size({"width": wide, "height": high})
        window.page.goto("/keys/")
        here = window.page.locator(".side [aria-current=page]")
        box, user = here.bounding_box(), window.page.locator(".side .me").bounding_box()
        assert box
        assert user
        assert box["y"] + box["height"] <= user["y"] + 1
        assert user["y"] + user["height"] <= high
    window.page.set_viewport_size({"width": 390, "height": 844})
    window.page.goto("/keys/")
    window.page.locator(".top-menu > summary").click()
    expect(window.page.locator(".top-menu [aria-current=page]")).to_be_in_viewport(ratio=1)
    window.page.goto("/people/")
    expect(window.page.locator(".top-menu nav a", has_text="Users")).to_be_hidden()

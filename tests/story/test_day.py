"""A salesperson's day, in a browser: "done when" 1 and 2 of the CRM to work in.

Played twice: in Norwegian at 1280 px with the mouse, and in English at 390 px with nothing but the keyboard. The page is
never opened anew by hand: after signing in, only links, keys and forms of the product lead from one page to the next.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from samtykke.accounts.queries import today
from samtykke.contacts import actions as contacts
from samtykke.contacts.models import Category, PersonEmail
from samtykke.core.clock import now
from samtykke.selections.models import Selection
from tests.accounts.factories import make_user
from tests.activities.made import BY, make_activity
from tests.browser.looks import NARROW, WIDE, Reader, reader
from tests.factories import approve_store, make_consent, make_person, withdraw
from tests.mail.conftest import describe_sender
from tests.sales.made import make_company, make_sale

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samtykke.contacts.models import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DAYS = [("nb", WIDE, False), ("en", NARROW, True)]
WORDS = {
    "nb": {
        "blocked": "Skal ikke ha e-post: E-markedsføring",
        "why": "Trukket tilbake",
        "saved": "Lagret.",
        "undone": "Angret.",
        "logged": "Samtalen er ført inn.",
    },
    "en": {
        "blocked": "Not to be mailed: E-marketing",
        "why": "Withdrawn",
        "saved": "Saved.",
        "undone": "Undone.",
        "logged": "The call is written down.",
    },
}
# Every use of the mouse, and every page that was asked for by hand, as the window itself sees it.
WATCH = """
  window.addEventListener("pointerdown", (event) => { if (event.isTrusted) sessionStorage.mouse = "used"; }, true);
  const how = performance.getEntriesByType("navigation")[0]?.type;
  if (how === "reload") sessionStorage.reloaded = location.href;
"""


@dataclass
class Day:
    """The window of a salesperson, and how things are done in it: with the mouse, or by keys alone."""

    reader: Reader
    is_keys: bool
    caller: Person
    opened: list[str] = field(default_factory=list)

    @property
    def page(self) -> Any:
        return self.reader.page

    @property
    def words(self) -> dict[str, str]:
        return WORDS[self.reader.language]

    def judge(self, picture: str) -> None:
        """Holds the page that is open to the rules of axe, and to its width; each size is played by a day of its own."""
        self.reader.examine(f"day-{picture}", self.reader.name)

    def press(self, place: Any, key: str = "Enter") -> None:
        """Presses what a selector or locator names: with the mouse, or by going to it with Tab and a key."""
        if self.is_keys:
            self.reach(place)
            self.page.keyboard.press(key)
        else:
            self.find(place).click()

    def find(self, place: Any) -> Any:
        return self.page.locator(place).first if isinstance(place, str) else place

    def reach(self, place: Any) -> None:
        """Goes to something with Tab, as somebody without a mouse does; fails where Tab does not lead there."""
        found = self.find(place)
        expect(found).to_be_visible()
        for way in ("Tab", "Shift+Tab"):
            for _ in range(90):
                if found.evaluate("one => one === document.activeElement"):
                    return
                self.page.keyboard.press(way)
        raise AssertionError(f"Tab does not lead to {place}")

    def tab(self, address: str) -> None:
        """Opens another tab of the card."""
        self.press(f'.tabs a[href="{address}"]')
        self.page.wait_for_url(f"**{address}")

    def write(self, place: Any, text: str) -> None:
        """Writes in a field in the place of what stands there."""
        if self.is_keys:
            self.reach(place)
            self.page.keyboard.press("ControlOrMeta+a")
            self.page.keyboard.type(text)
        else:
            self.find(place).fill(text)

    def choose(self, place: Any, value: str) -> None:
        """Chooses in a list: by the first letters of the word, or with the mouse."""
        found = self.find(place)
        if self.is_keys:
            word = found.locator(f'option[value="{value}"]').inner_text().strip()
            self.reach(found)
            self.page.keyboard.type(word)
            expect(self.find(place)).to_have_value(value)
        else:
            found.select_option(value)

    def key(self, keys: str, address: str) -> None:
        """Goes somewhere by the keys of the product; with the mouse by the menu."""
        if self.is_keys:
            self.page.keyboard.press("Escape")
            for one in keys.split():
                self.page.keyboard.press(one)
        else:
            self.page.locator(f'.side .places a[href="{address}"]').first.click()
        self.page.wait_for_url(f"**{address}**")

    def toast(self, text: str) -> None:
        expect(self.page.locator(".toasts .toast").get_by_text(text)).to_be_visible()

    def take_back(self) -> None:
        """Undoes what was just done, by the toast's button or its key."""
        if self.is_keys:
            self.page.keyboard.press("z")
        else:
            self.page.locator(".toasts .toast form button").first.click()
        self.toast(self.words["undone"])

    def blocked(self) -> None:
        """That this person may not be mailed, and why, is seen on the tab that is open without scrolling."""
        line = self.page.locator(".mailing li").filter(has_text=self.words["blocked"])
        expect(line).to_be_in_viewport()
        expect(line).to_contain_text(self.words["why"])


@pytest.fixture(params=DAYS, ids=lambda p: f"{p[0]}-{p[1]['width']}-{'keys' if p[2] else 'mouse'}")
def day(
    request: pytest.FixtureRequest, chromium: Any, live_server: Any, transactional_db: None, settings: Any
) -> Iterator[Day]:
    """The company with its people, and the salesperson signed in on the first page."""
    language, size, is_keys = request.param
    settings.BASE_URL = live_server.url
    describe_sender()
    approve_store()
    ola = make_user("Ola Salg", "sales", language=language)
    caller = make_caller()
    window = reader(chromium, live_server.url, (size, "light", language))
    window.page.add_init_script(WATCH)
    window.enter(ola)
    window.page.goto("/")
    played = Day(window, is_keys, caller)
    window.page.on("framenavigated", lambda frame: played.opened.append(frame.url))
    yield played
    used = window.page.evaluate("[sessionStorage.mouse, sessionStorage.reloaded]")
    window.page.context.close()
    assert used == [None if is_keys else "used", None], "a mouse was used, or a page reloaded"
    assert not window.troubles, "\n".join(window.troubles)


def make_caller() -> Person:
    """Åse of Fjord Kabel, whose address has a slip in it, who took her yes back; her colleague, and a sale with her."""
    company = make_company("Fjord Kabel AS")
    caller = make_person("Åse", "Havbris", email="ase@havbriss.example", phone="+47 98 76 54 32", company=company)
    make_person("Nora", "Vik", email="nora@havbris.example")
    make_consent(caller)
    withdraw(caller)
    make_sale(caller, title="Kabel til Sotra", amount="120000", company=company)
    return caller


def make_people_of_bergen() -> list[str]:
    """Two whom the selection means, and one for each condition that leaves them out."""

    def one(name: str, *, city: str = "Bergen", category: str = "CUSTOMER", yes: bool = True, days: int = 500) -> str:
        found = make_person(name, "Test", category=Category.objects.get(key=category))
        contacts.set_postal(found, city=city, **BY)
        if yes:
            make_consent(found)
        if days:
            make_activity("call", found, starts_at=now() - timedelta(days=days))
        return name

    one("Oslo", city="Oslo")
    one("Leverandør", category="SUPPLIER")
    one("Nylig", days=30)
    one("Uspurt", yes=False)
    return [one("Anders"), one("Berit", days=0)]


def test_a_day_of_selling(day: Day) -> None:
    """Breaks where the day needs a second window, a reload, a manual or, without a mouse, a mouse."""
    finds_the_caller(day)
    logs_the_call(day)
    corrects_the_address(day)
    adds_a_meeting(day)
    moves_a_sale(day)
    builds_the_selection(day)


def finds_the_caller(day: Day) -> None:
    """Four digits of the number on the display are enough."""
    day.page.keyboard.press("/")
    expect(day.page.locator("#palette-q")).to_be_focused()
    day.page.keyboard.type("7654")
    expect(day.page.locator('#found a[aria-selected="true"]')).to_contain_text("Havbris")
    day.page.keyboard.press("Enter")
    day.page.wait_for_url(f"**/people/{day.caller.pk}/")
    expect(day.page.get_by_role("heading", level=1)).to_have_text("Åse Havbris")
    day.blocked()
    day.judge("card")


def logs_the_call(day: Day) -> None:
    """One key or press from the card, a few words, Enter."""
    if day.is_keys:
        day.page.keyboard.press("c")
    else:
        day.page.locator(".acts a[data-key=c]").click()
    expect(day.page.locator("#call_text")).to_be_focused()
    day.page.keyboard.type("Vil ha tilbud på kabel")
    day.page.keyboard.press("Enter")
    day.toast(day.words["logged"])
    expect(day.page.locator("#past-h").locator("xpath=ancestor::section")).to_contain_text("Vil ha tilbud på kabel")
    day.blocked()


def corrects_the_address(day: Day) -> None:
    """The slip is mended where it stands: a row of its own, and back again by undo, and once more."""
    day.tab(f"/people/{day.caller.pk}/")
    wrong = PersonEmail.objects.get(person=day.caller)
    for is_last in (False, True):
        day.press(day.page.locator(".fact-value").filter(has_text="ase@havbriss.example"))
        expect(day.page.locator("#id_address")).to_be_focused()
        day.page.keyboard.press("ControlOrMeta+a")
        day.page.keyboard.type("ase@havbris.example")
        day.page.keyboard.press("Enter")
        expect(day.page.locator(".fact-value").filter(has_text="ase@havbris.example")).to_be_focused()
        day.toast(day.words["saved"])
        if not is_last:
            day.take_back()
            expect(day.page.locator(".fact-value").filter(has_text="ase@havbriss.example")).to_be_visible()
    living = PersonEmail.objects.get(person=day.caller, retired_at=None)
    assert (living.address, living.is_primary) == ("ase@havbris.example", True)
    assert living.id != wrong.id


def adds_a_meeting(day: Day) -> None:
    """With a second person, and it stands in the calendar."""
    day.tab(f"/people/{day.caller.pk}/activities/")
    if day.is_keys:
        day.page.keyboard.press("n")
    else:
        day.page.locator("#activities a[data-key=n]").click()
    day.page.wait_for_url("**/activities/new/**")
    day.write("#id_title", "Befaring på Sotra")
    sets_the_day(day)
    day.write("#find", "nora")
    day.press(day.page.locator("#choice label", has_text="Nora Vik").locator("input"), "Space")
    day.judge("meeting")
    day.press(".save-bar button.primary")
    day.page.wait_for_url(re.compile(r"/(activities|people)/\d+/"))
    day.key("g c", "/calendar/")
    entry = day.page.locator("#calendar li", has_text="Befaring på Sotra").last
    expect(entry).to_be_visible()
    expect(entry).to_contain_text("Åse Havbris")
    expect(entry).to_contain_text("Nora Vik")
    day.judge("calendar")


def sets_the_day(day: Day) -> None:
    """A new activity is today's until it is said otherwise; at ten."""
    expect(day.page.locator("#id_day")).to_have_value(today().isoformat())
    if day.is_keys:  # a field of a time is written part by part, in the browser's own way
        day.reach("#id_begins")
        day.page.keyboard.type("1000a")
    else:
        day.write("#id_begins", "10:00")
    expect(day.page.locator("#id_begins")).to_have_value("10:00")


def moves_a_sale(day: Day) -> None:
    """From one stage to the next, and the sums follow."""
    day.key("g s", "/sales/")
    columns = day.page.locator(".board-column")
    expect(columns.nth(0).locator(".sums")).to_contain_text(re.compile(r"120\D?000"))
    if day.is_keys:
        day.reach(day.page.locator(".board-card a.line-name"))
        day.page.keyboard.press("ArrowRight")
    else:
        day.page.locator(".board-card").drag_to(columns.nth(1).locator("ul"))
    expect(columns.nth(1).locator(".board-card")).to_contain_text("Kabel til Sotra")
    expect(columns.nth(1).locator(".sums")).to_contain_text(re.compile(r"120\D?000"))
    expect(columns.nth(0).locator(".sums")).not_to_contain_text(re.compile(r"120\D?000"))
    if day.is_keys:
        expect(day.page.locator(".board-card a.line-name")).to_be_focused()
    day.judge("board")


def builds_the_selection(day: Day) -> None:
    """Customers in Bergen without contact for a year who said yes: the count follows, and the right people stand in it."""
    meant = make_people_of_bergen()
    day.key("g l", "/selections/")
    day.press('a.primary[href="/selections/new/"]')
    day.page.wait_for_url("**/selections/new/")
    count = day.page.locator("#count .figure")
    before = len(day.opened)
    asks(day, 0, "category", "any_of", tick="CUSTOMER")
    expect(count).to_contain_text("5")
    asks(day, 1, "city", "is", text="Bergen")
    expect(count).to_contain_text("4")
    asks(day, 2, "last_contact", "not_for", span="12")
    expect(count).to_contain_text("3")
    asks(day, 3, "consent.EMARKETING.status", "any_of", tick="given")
    expect(count).to_contain_text("2")
    assert len(day.opened) == before, "the builder opened another page"
    day.judge("builder")
    day.write("#id_name", "Bergen, lenge siden sist")
    day.press(".save-bar button.primary")
    day.page.wait_for_url(re.compile(r"/selections/\d+/$"))
    expect(day.page.get_by_role("heading", level=1)).to_have_text("Bergen, lenge siden sist")
    expect(day.page.locator("#people .line-name")).to_have_text([f"{name} Test" for name in meant])
    assert Selection.objects.get().name == "Bergen, lenge siden sist"
    day.judge("selection")


def asks(day: Day, at: int, known: str, how: str, *, tick: str = "", text: str = "", span: str = "") -> None:
    """One condition more."""
    if at:
        day.press("#add-r")
    row = f"r\\.{at}"
    expect(day.page.locator(f"#{row}-field")).to_be_visible()
    # Quicker than any hand: the answer that is on its way comes in first.
    expect(day.page.locator(".htmx-added, .htmx-settling, .htmx-swapping, .htmx-request")).to_have_count(0)
    day.choose(f"#{row}-field", known)
    expect(day.page.locator(f"#{row}-operator")).to_be_visible()
    if day.page.locator(f"#{row}-operator").input_value() != how:
        day.choose(f"#{row}-operator", how)
    if tick:
        day.press(f'input[name="n.r.{at}.value"][value="{tick}"]', "Space")
    if text:
        day.write(f"#{row}-value", text)
    if span:
        day.write(f"#{row}-n", span)

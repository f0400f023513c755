"""What every page is held to in a real browser: axe finds nothing, nothing overflows, the policy stops nothing."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from axe_playwright_python.sync_playwright import Axe

from tests.accounts.factories import PASSWORD, signed_in

if TYPE_CHECKING:
    from samtykke.accounts.models import User

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
# Two windows to read every page in; each is then turned to the other size and the other light.
LOOKS = [(WIDE, "light", "en"), (NARROW, "dark", "nb")]
SIGHT = {"runOnly": ["color-contrast", "target-size"]}
STICKS_OUT = """() => [...document.querySelectorAll('body *')].filter((e) => !e.childElementCount
    && e.getBoundingClientRect().right > document.documentElement.clientWidth + 1).map((e) => e.outerHTML.slice(0, 100))
    .slice(0, 3)"""
# Where pictures are kept when somebody wants to look at them; unset, none are taken.
PICTURES = os.environ.get("PICTURES", "")


@dataclass
class Reader:
    """A browser window with one look, which collects what goes wrong in it."""

    page: Any
    name: str
    address: str = ""
    size: dict[str, int] = field(default_factory=lambda: WIDE)
    scheme: str = "light"
    language: str = "en"
    troubles: list[str] = field(default_factory=list)

    def sign_in(self, user: User) -> None:
        """Signs in as people do."""
        self.page.goto("/sign-in/")
        self.page.locator("input[name=login]").fill(user.email)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.locator("main form button[type=submit], main form button.primary").first.click()
        self.page.wait_for_url(lambda url: "/sign-in/" not in url)

    def see(self, address: str, picture: str) -> None:
        """Opens a page and holds it to the rules; the window of the other look judges its colours by the other light."""
        self.page.goto(address)
        self.judge(picture, colours_twice=False)

    def enter(self, user: User) -> None:
        """The same without the form, for the pages behind it."""
        session = signed_in(user).cookies["session"].value
        self.page.context.add_cookies([{"name": "session", "value": session, "url": self.address}])

    def judge(self, picture: str, *, colours_twice: bool = True) -> None:
        """Holds the page that is open to the rules: as it is, by the other light, at the other size. Without `colours_twice`
        colours and targets are judged the first time alone; the width is measured both times.
        """
        self._show_whole(self.size)
        self.examine(picture, self.name)
        other_light = "light" if self.scheme == "dark" else "dark"
        other_size = NARROW if self.size == WIDE else WIDE
        self.page.emulate_media(color_scheme=other_light)
        self._show_whole(other_size)
        look = f"{other_size['width']}-{other_light}"
        if colours_twice:
            self.examine(picture, look, SIGHT)
        else:
            self.measure(picture, look)
        self.page.emulate_media(color_scheme=self.scheme)
        self.page.set_viewport_size(self.size)

    def _show_whole(self, size: dict[str, int]) -> None:
        """The window as high as the page, so that what stays at its edge covers nothing."""
        self.page.set_viewport_size(size)
        height = self.page.evaluate("document.documentElement.scrollHeight") + 160
        self.page.set_viewport_size({"width": size["width"], "height": min(max(height, size["height"]), 12_000)})

    def _violations(self, rules: dict[str, Any] | None) -> list[dict[str, Any]]:
        """What axe finds; the script goes into a page once, and only what is wrong comes back."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(Axe().axe_script)
        options = {"resultTypes": ["violations"], **(rules or {})}
        found: list[dict[str, Any]] = self.page.evaluate(
            "options => axe.run(document, options).then(results => results.violations)", options
        )
        return found

    def examine(self, picture: str, look: str, rules: dict[str, Any] | None = None) -> None:
        """Holds the page to the rules of axe, all or those named, and to the width of its window."""
        where = f"{picture} {look}"
        for violation in self._violations(rules):
            targets = [node["html"][:160] for node in violation["nodes"][:3]]
            self.troubles.append(f"{where}: {violation['id']} {targets}")
        self.measure(picture, look)

    def measure(self, picture: str, look: str) -> None:
        """Holds the page to the width of its window, and takes its picture where somebody wants to look."""
        where = f"{picture} {look}"
        wider = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wider > 0:
            self.troubles.append(f"{where}: {wider} px wider than the window: {self.page.evaluate(STICKS_OUT)}")
        if PICTURES:
            Path(PICTURES).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=f"{PICTURES}/{picture}-{look}.png", full_page=True)


def reader(chromium: Any, address: str, look: tuple[dict[str, int], str, str]) -> Reader:
    """A window of a size, by day or by night, whose user reads a language."""
    size, scheme, language = look
    context = chromium.new_context(
        base_url=address,
        viewport=size,
        color_scheme=scheme,
        locale="nb-NO" if language == "nb" else "en-GB",
        reduced_motion="reduce",  # else a colour is measured on its way from day to night
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    made = Reader(page, f"{size['width']}-{scheme}-{language}", address, size, scheme, language)
    page.on("console", lambda said: made.troubles.append(f"{said.text} {page.url}") if said.type == "error" else None)
    page.on("pageerror", lambda error: made.troubles.append(f"{error} {page.url}"))
    return made

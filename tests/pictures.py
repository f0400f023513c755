"""Pictures of the product for its help pages and documents, taken from the demo in Chromium: `make pictures`.

python -m tests.pictures http://127.0.0.1:8000 password [slug …]
"""

from __future__ import annotations

import sys
from typing import Any

import django
from playwright.sync_api import sync_playwright

from tests.conftest import chromium_path
from tests.house.code import PACKAGE, ROOT

SIZE = {"width": 1280, "height": 800}
QUALITY = 60
WHO = "{}@fjordlys.example"


def main() -> int:
    """Takes each topic's picture in both languages; answers 0 when every page opened."""
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings_for_types")
    django.setup()
    from samtykke.web.help import TOPICS

    address, password, *asked = sys.argv[1:]
    wanted = [topic for topic in TOPICS if not asked or topic.slug in asked]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        for language in ("nb", "en"):
            for reader in sorted({topic.reader for topic in wanted}):
                page = signed_in(browser, address, WHO.format(reader), password, language)
                for topic in wanted:
                    if topic.reader == reader:
                        take(page, topic, language)
        browser.close()
    return 0


def signed_in(browser: Any, address: str, who: str, password: str, language: str) -> Any:
    """A window of somebody in the demo, reading a language."""
    context = browser.new_context(
        base_url=address, viewport=SIZE, locale="nb-NO" if language == "nb" else "en-GB", reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto("/sign-in/")
    page.locator("input[name=login]").fill(who)
    page.locator("input[name=password]").fill(password)
    page.locator("main form button.primary").first.click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    context.request.post(
        "/language/",
        form={"language": language, "csrfmiddlewaretoken": token(context)},
        headers={"Referer": address},
    )
    return page


def token(context: Any) -> str:
    """The token that forms carry."""
    return next(str(cookie["value"]) for cookie in context.cookies() if cookie["name"].endswith("csrf"))


def take(page: Any, topic: Any, language: str) -> None:
    """One picture, as light as it may be read."""
    from django.urls import reverse

    where = reverse(topic.pages[0], args=[topic.example] if topic.example else None)
    answer = page.goto(where)
    if answer.status != 200:
        raise SystemExit(f"{where}: {answer.status}")
    file = PACKAGE / "static" / "help" / language / f"{topic.slug}.jpg"
    page.screenshot(path=file, type="jpeg", quality=QUALITY)
    sys.stdout.write(f"{file.relative_to(ROOT)}\n")


if __name__ == "__main__":
    sys.exit(main())

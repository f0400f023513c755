"""The pages of the data subject in a browser: both lights, three widths, large type, by keyboard, without JavaScript.

REQ-110, WCAG 2.2 AA.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from samtykke.accounts.models import Organisation
from samtykke.consents import actions as consents
from samtykke.consents.one_click import make_token
from samtykke.consents.queries.people import record_of
from samtykke.contacts.models import PersonLink
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.purposes import actions as lists
from samtykke.purposes.models import Purpose
from samtykke.purposes.queries import basis_by_key
from tests.browser.looks import LOOKS, NARROW, Reader, reader
from tests.factories import get_purpose, make_consent, make_person, make_wording
from tests.preferences.pages import confirmation_of, link_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samtykke.contacts.models import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SMALLEST = {"width": 320, "height": 640}
SYSTEM = Actor.system()
PURPOSES = (
    ("Kurs og åpne dager", "Courses and open days", "Invitasjoner til kurs og arrangementer i Bergen og på nett."),
    (
        "Kundetilfredshetsundersøkelser",
        "Customer satisfaction surveys",
        "Korte spørreskjemaer, høyst to ganger i året.",
    ),
)


@pytest.fixture
def kari(transactional_db: None) -> Person:
    """Somebody whose page has every kind of row."""
    Organisation.objects.update_or_create(
        pk=1,
        defaults={
            "legal_name": "Fjordlys AS",
            "number": "000 000 000",
            "address_line": "Tenktgata 1",
            "postal_code": "5003",
            "city": "Bergen",
            "privacy_contact_name": "Siri Vernøy",
            "privacy_contact_email": "personvern@fjordlys.example",
        },
    )
    person = make_person("Kari", "Nordfiktiv", email="kari@tenktbygg.example")
    for nb, en, text in PURPOSES:
        fields = {"names": {"nb": nb, "en": en}, "is_marketing": True, "public_texts": {"nb": text, "en": text}}
        made = lists.create_item(Purpose, by=SYSTEM, via=Via.STAFF, **fields)
        lists.allow_basis(made, basis_by_key("61A"), is_default=True, by=SYSTEM, via=Via.STAFF)
        make_wording(made, language="nb", text="Ja, send meg dette på e-post. Jeg kan trekke samtykket når som helst.")
        lists.change_item(made, changes={"is_active": True, "retention_months": 12}, by=SYSTEM, via=Via.STAFF)
        made.refresh_from_db()
        if "Kurs" in nb:
            make_consent(person, made)
    return person


@pytest.fixture(params=LOOKS, ids=["wide-light-en", "narrow-dark-nb"])
def window(request: Any, chromium: Any, live_server: Any) -> Iterator[Reader]:
    """A window with each look in turn; nothing may have gone wrong in it."""
    opened = reader(chromium, live_server.url, request.param)
    yield opened
    opened.page.context.close()
    assert [trouble for trouble in opened.troubles if "status of 4" not in trouble] == []


def said(window: Reader) -> str:
    return f"?language={window.language}"


def in_every_way(window: Reader, path: str, picture: str) -> None:
    """As it is, by the other light, at the other size; then at 320 px, and with type twice as large."""
    window.see(path + said(window), picture)
    narrow_and_large(window, picture)


def narrow_and_large(window: Reader, picture: str) -> None:
    page = window.page
    for look, size, zoom in (("320", SMALLEST, "100%"), ("390-large", NARROW, "200%")):
        page.set_viewport_size(size)
        page.evaluate("zoom => { document.documentElement.style.fontSize = zoom }", zoom)
        window._examine(picture, f"{look}-{window.scheme}", {"runOnly": ["target-size", "color-contrast"]})
        smallest = page.evaluate(
            "Math.min(...[...document.querySelectorAll('main .button')].map(b => b.getBoundingClientRect().height), 999)"
        )
        assert smallest >= 44, f"{picture} {look}: a control is {smallest} px high"
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size(window.size)


def test_the_own_page_before_and_after_each_act(window: Reader, kari: Person) -> None:
    path = f"/p/{link_of(kari)}/"
    in_every_way(window, path, "preferences")
    page = window.page
    page.locator(
        "article", has=page.locator("h2", has_text="Kurs" if window.language == "nb" else "Courses")
    ).get_by_role("button").click()
    page.locator("[role=status] strong").wait_for()
    window.judge("preferences-saved")
    narrow_and_large(window, "preferences-saved")
    page.get_by_role(
        "button", name="Send meg en kvittering" if window.language == "nb" else "Send me a receipt"
    ).click()
    page.get_by_text("@tenktbygg.example.").wait_for()
    window.judge("preferences-receipt")
    page.locator(".acts button").first.click()
    page.locator("[role=status] [class*=glyph]").wait_for()
    window.judge("preferences-asked")
    page.get_by_role(
        "button", name="Stopp all markedsføring" if window.language == "nb" else "Stop all marketing"
    ).click()
    page.get_by_text(
        "All markedsføring er stoppet" if window.language == "nb" else "All marketing is stopped"
    ).wait_for()
    window.judge("preferences-stopped")
    consents.restrict(kari, by=SYSTEM, via=Via.STAFF)
    window.see(path + said(window), "preferences-restricted")


def test_the_page_that_confirms(window: Reader, kari: Person) -> None:
    path = f"/c/{confirmation_of(kari)}/"
    in_every_way(window, path, "confirm")
    window.page.locator("main form button.primary").click()
    window.page.wait_for_load_state()
    window.judge("confirmed")
    window.see(path + said(window), "confirmed-already")
    narrow_and_large(window, "confirmed")


def test_the_other_pages(window: Reader, kari: Person) -> None:
    """Privacy, its errors, one-click, links that are old or unknown."""
    in_every_way(window, "/privacy/", "privacy")
    window.page.locator("input[name=email]").fill("kari")
    window.page.locator("main form button.primary").click()
    window.page.wait_for_load_state()
    window.judge("privacy-refused")
    in_every_way(window, "/privacy/link/", "link-sent")
    in_every_way(window, f"/u/{make_token(kari.pk, 'EMARKETING')}/", "one-click")
    window.page.locator("main form button.primary").click()
    window.page.wait_for_load_state()
    window.judge("one-click-done")
    in_every_way(window, "/p/nosuch/", "unknown-link")
    old = f"/p/{link_of(kari)}/"
    PersonLink.objects.update(expires_at=now())
    in_every_way(window, old, "old-link")


def test_by_keyboard_alone(window: Reader, kari: Person) -> None:
    """REQ-110. Breaks when a control cannot be reached, its focus not be seen, or what was done is not announced."""
    page = window.page
    page.goto(f"/p/{link_of(kari)}/{said(window)}")
    stop = "Stopp all markedsføring" if window.language == "nb" else "Stop all marketing"
    for _ in range(30):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            "() => { const e = document.activeElement, s = getComputedStyle(e);"
            " return [e.innerText || '', s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2] }"
        )
        assert seen[1], f"the focus on “{seen[0]}” is not seen"
        if stop in seen[0]:
            break
    page.keyboard.press("Enter")
    page.locator("[role=status]").first.wait_for()
    assert page.evaluate("document.activeElement.getAttribute('role')") == "status"


def test_without_javascript(chromium: Any, live_server: Any, kari: Person) -> None:
    """REQ-15, REQ-110. Breaks when a browser without scripts cannot say no, ask for a yes, or say it."""
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False, viewport=NARROW)
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto(f"/p/{link_of(kari)}/?language=en")
    page.get_by_role("article", name="Courses and open days").get_by_role("button", name="No, stop this").click()
    assert page.get_by_text("You no longer get “Courses and open days”.").is_visible()
    page.get_by_role("article", name="E-marketing").get_by_role("button", name="Yes, I want this").click()
    assert page.get_by_text("We have sent you a mail.").is_visible()
    assert "language=en" in page.url
    page.goto(f"/c/{confirmation_of(kari)}/?language=en")
    page.get_by_role("button", name="Yes, I confirm").click()
    assert page.get_by_text("Thank you. It is saved").is_visible()
    assert context.cookies() == []
    context.close()
    assert record_of(kari.pk, get_purpose()).status == "given"  # type: ignore[union-attr]

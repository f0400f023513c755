"""The pages of the data subject in a browser: both lights, three widths, large type, by keyboard, without JavaScript.

REQ-110, WCAG 2.2 AA.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from samtykke.accounts import actions as accounts
from samtykke.accounts import limits
from samtykke.accounts.models import Organisation, PasswordLink
from samtykke.consents import actions as consents
from samtykke.consents.models import Confirmation
from samtykke.consents.one_click import make_token
from samtykke.consents.queries.people import record_of
from samtykke.contacts.models import PersonLink
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.preferences import actions
from samtykke.purposes import actions as lists
from samtykke.purposes.models import Purpose
from samtykke.purposes.queries import basis_by_key
from tests.accounts.factories import PASSWORD, make_user
from tests.browser.looks import LOOKS, NARROW, Reader, reader
from tests.factories import get_purpose, make_consent, make_person, make_wording, withdraw
from tests.preferences.pages import confirmation_of, link_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samtykke.contacts.models import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SMALLEST = {"width": 320, "height": 640}
SYSTEM = Actor.system()
LETTER = "parseFloat(getComputedStyle(document.querySelector('main h1')).fontSize)"
# States that a press or a row brings about, by their headings: else another page might be looked at unseen.
STATES = {
    "too-many-tries": ("For mange forsøk", "Too many tries"),
    "from-elsewhere": ("Ingenting ble gjort", "Nothing was done"),
    "no-since": ("Du har sagt nei etterpå", "You have said no since"),
    "confirmed-and-no-since": ("Du har sagt nei etterpå", "You have said no since"),
    "confirmed-already": ("Allerede bekreftet", "Already confirmed"),
    "old-confirmation": ("Lenken er for gammel", "This link is too old"),
    "old-link": ("Lenken er for gammel", "This link is too old"),
    "unknown-link": ("Denne lenken virker ikke lenger", "This link no longer works"),
    "one-click-done": ("Du er meldt av", "You are unsubscribed"),
}
# Words that stand outside a box that cuts them off.
CUT = """() => [...document.querySelectorAll('main *')].filter((e) => getComputedStyle(e).overflow !== 'visible'
    && !e.matches('.only-programs, .only-heard, .only-programs *, svg, svg *, input, textarea, .table-wrap')
    && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1).map((e) => e.outerHTML.slice(0, 120))"""
# What a keyboard must reach, in the order of the page; a group of radio buttons is one stop.
CONTROLS = """() => { const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter(
    (e) => e.tabIndex >= 0 && !e.disabled && e.type !== 'hidden' && e.checkVisibility({ visibilityProperty: true }));
    all.forEach((e, number) => { e.dataset.stop = number }); return all.map((e) => e.innerText || e.name || e.href); }"""
FOCUS = """() => { const e = document.activeElement, s = getComputedStyle(e), box = e.getBoundingClientRect();
    const drawn = (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2) || s.boxShadow !== 'none';
    return [e.dataset.stop === undefined ? -1 : Number(e.dataset.stop),
      drawn && box.height > 0 && box.bottom > 0 && box.top < innerHeight, e.innerText || e.name || '']; }"""
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
    """Opens a page and holds it to everything."""
    window.page.goto(path + said(window))
    hold(window, picture)


def hold(window: Reader, picture: str) -> None:
    """The page that is meant, as it is, by the other light, at the other size; then at 320 px, with type twice as large, by keyboard alone."""
    if picture in STATES:
        assert window.page.locator("h1").inner_text() == words(window, *STATES[picture])
    window.judge(picture)
    narrow_and_large(window, picture)
    by_keyboard(window, picture)


def narrow_and_large(window: Reader, picture: str) -> None:
    page = window.page
    for look, size, zoom in (("320", SMALLEST, "100%"), ("390-large", NARROW, "200%")):
        page.set_viewport_size(size)
        before = page.evaluate(LETTER)
        page.evaluate("zoom => { document.documentElement.style.fontSize = zoom }", zoom)
        assert page.evaluate(LETTER) == (before * 2 if zoom == "200%" else before), "the text follows the reader's size"
        window.examine(picture, f"{look}-{window.scheme}", {"runOnly": ["target-size"]})
        smallest = page.evaluate(
            "Math.min(...[...document.querySelectorAll('main .button')].map(b => b.getBoundingClientRect().height), 999)"
        )
        least = 44 if page.locator("body.roomy").count() else 24  # her pages; those of staff
        assert smallest >= least, f"{picture} {look}: a control is {smallest} px high"
        assert page.evaluate(CUT) == [], f"{picture} {look}: words are cut off"
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size(window.size)


def by_keyboard(window: Reader, picture: str) -> None:
    """Every control is reached by Tab, in the order of reading, with a focus that is seen and not covered."""
    page = window.page
    expected = page.evaluate(CONTROLS)
    page.evaluate("document.activeElement.blur(); getSelection().removeAllRanges(); scrollTo(0, 0)")
    reached: list[int] = []
    for _ in range(len(expected) + 3):
        page.keyboard.press("Tab")
        number, is_seen, words = page.evaluate(FOCUS)
        if number in reached or number < 0:
            if len(reached) == len(expected):
                break
            continue
        assert is_seen, f"{picture}: the focus on “{words}” is not seen"
        reached.append(number)
    assert sorted(reached) == list(range(len(expected))), f"{picture}: not all of {expected} is reached: {reached}"
    turn = reached.index(0)
    assert reached[turn:] + reached[:turn] == sorted(reached), f"{picture}: the order is not the order of reading"


def words(window: Reader, nb: str, en: str) -> str:
    return nb if window.language == "nb" else en


def test_the_own_page_before_and_after_each_act(window: Reader, kari: Person) -> None:
    path = f"/p/{link_of(kari)}/"
    in_every_way(window, path, "preferences")
    page = window.page
    page.locator("article", has=page.locator("h2", has_text=words(window, "Kurs", "Courses"))).get_by_role(
        "button"
    ).click()
    page.locator("[role=status] strong").wait_for()
    hold(window, "preferences-saved")
    page.get_by_role("button", name=words(window, "Send meg en kvittering", "Send me a receipt")).click()
    page.get_by_text(words(window, "En kvittering er på vei", "A receipt is on its way")).wait_for()
    window.judge("preferences-receipt")
    page.locator(".acts button").first.click()
    page.locator("[role=status] [class*=glyph]").wait_for()
    window.judge("preferences-asked")
    page.get_by_role("button", name=words(window, "Stopp all markedsføring", "Stop all marketing")).click()
    page.get_by_text(words(window, "All markedsføring er stoppet", "All marketing is stopped")).wait_for()
    hold(window, "preferences-stopped")
    page.reload()
    consents.restrict(kari, by=SYSTEM, via=Via.STAFF)
    page.locator(".acts button").first.click()
    page.locator("[role=alert]").wait_for()
    hold(window, "preferences-refused")
    in_every_way(window, path, "preferences-restricted")


def test_the_page_that_confirms(window: Reader, kari: Person) -> None:
    """Before, after, again; old; after a no."""
    path = f"/c/{confirmation_of(kari)}/"
    in_every_way(window, path, "confirm")
    window.page.locator("main form button.primary").click()
    window.page.wait_for_load_state()
    window.judge("confirmed")
    in_every_way(window, path, "confirmed-already")
    withdraw(kari)
    in_every_way(window, path, "confirmed-and-no-since")
    path = f"/c/{confirmation_of(kari)}/"
    withdraw(kari)
    consents.object_to_marketing(kari, by=Actor.data_subject(kari.pk), via=Via.PREFERENCE_PAGE)
    in_every_way(window, path, "no-since")
    Confirmation.objects.update(expires_at=now())
    in_every_way(window, path, "old-confirmation")


def test_the_other_pages(window: Reader, kari: Person, live_server: Any) -> None:
    """Privacy, its errors, one-click, links that are old or unknown, a form from elsewhere, too many tries."""
    in_every_way(window, "/privacy/", "privacy")
    window.page.locator("input[name=email]").fill("kari")
    window.page.locator("main form button.primary").click()
    window.page.wait_for_load_state()
    hold(window, "privacy-refused")
    in_every_way(window, "/privacy/link/", "link-sent")
    in_every_way(window, f"/u/{make_token(kari.pk, 'EMARKETING')}/", "one-click")
    window.page.locator("main form button.primary").click()
    window.page.wait_for_load_state()
    hold(window, "one-click-done")
    in_every_way(window, "/p/nosuch/", "unknown-link")
    in_every_way(window, "/source/", "source")
    old = f"/p/{link_of(kari)}/"
    PersonLink.objects.update(expires_at=now())
    in_every_way(window, old, "old-link")
    for _ in range(actions.OF_A_NETWORK):
        limits.allow("link-network", limits.key_of("127.0.0.1"), actions.OF_A_NETWORK, limits.HOUR)
    window.page.locator("main form button.primary").click()
    window.page.wait_for_load_state()
    hold(window, "too-many-tries")
    window.page.goto("about:blank")
    window.page.set_content(f'<form method="post" action="{live_server.url}{old}objection/"><button>x</button></form>')
    window.page.get_by_role("button").click()
    window.page.wait_for_url(f"**{old}objection/")
    hold(window, "from-elsewhere")


def test_the_pages_before_the_sign_in(window: Reader, kari: Person, settings: Any) -> None:
    """A forgotten password in each state, a link for a new one, and an old one."""
    settings.EMAIL_URL = ""
    in_every_way(window, "/forgotten/", "forgotten-no-mail")
    settings.EMAIL_URL = "smtp://127.0.0.1:9"
    Organisation.objects.update(sender_name="Fjordlys", sender_address="post@fjordlys.example")
    in_every_way(window, "/sign-in/", "sign-in")
    in_every_way(window, "/forgotten/", "forgotten")
    window.page.locator("input[name=email]").evaluate("field => { field.type = 'text'; field.value = 'ola' }")
    window.page.locator("main form button.primary").click()
    window.page.locator("[aria-invalid=true]").wait_for()
    hold(window, "forgotten-refused")
    window.page.goto("/forgotten/")
    window.page.locator("input[name=email]").fill("ola@fjordlys.example")
    window.page.locator("main form button.primary").click()
    window.page.wait_for_load_state()
    hold(window, "forgotten-sent")
    path = f"/password/{accounts.make_password_link(make_user('Ola Salg'), by=SYSTEM, via=Via.COMMAND)}/"
    in_every_way(window, path, "password-link")
    window.page.locator("input[name=new_password]").fill("kort")
    window.page.locator("main form button.primary").click()
    window.page.locator("[aria-invalid=true]").wait_for()
    hold(window, "password-refused")
    PasswordLink.objects.update(expires_at=now())
    in_every_way(window, path, "password-link-old")


def test_the_first_pages_of_an_empty_installation(window: Reader, transactional_db: None) -> None:
    """The administrator, the organisation."""
    in_every_way(window, f"/setup/{accounts.make_setup_link()}/", "setup")
    page = window.page
    for field, told in (("name", "Anne Alt"), ("email", "anne@fjordlys.example"), ("password", PASSWORD)):
        page.locator(f"input[name={field}]").fill(told)
    page.locator("main form button.primary").click()
    page.wait_for_url("**/setup/organisation/profile/")
    hold(window, "setup-organisation")


def test_what_was_done_is_announced(window: Reader, kari: Person) -> None:
    """REQ-110, WCAG 4.1.3. Breaks when what was done by the keyboard alone is not told, or the focus is lost."""
    page = window.page
    page.goto(f"/p/{link_of(kari)}/{said(window)}")
    page.get_by_role("button", name=words(window, "Stopp all markedsføring", "Stop all marketing")).focus()
    page.keyboard.press("Enter")
    page.locator("[role=status]").first.wait_for()
    page.wait_for_function("document.activeElement.getAttribute('role') === 'status'")


def test_without_javascript(chromium: Any, live_server: Any, kari: Person) -> None:
    """REQ-15, REQ-110. Breaks when a browser without scripts cannot say no, ask for a yes, or say it."""
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False, viewport=NARROW)
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto(f"/p/{link_of(kari)}/?language=en")
    page.get_by_role("article", name="Courses and open days").get_by_role("button", name="No, stop this").click()
    expect(page.get_by_text("You no longer get “Courses and open days”.")).to_be_visible()
    page.get_by_role("article", name="E-marketing").get_by_role("button", name="Yes, gladly").click()
    expect(page.get_by_text("We have sent you a mail.")).to_be_visible()
    assert "language=en" in page.url
    page.goto(f"/c/{confirmation_of(kari)}/?language=en")
    page.get_by_role("button", name="Yes, I confirm").click()
    expect(page.get_by_text("Thank you. It is saved")).to_be_visible()
    assert context.cookies() == []
    context.close()
    assert record_of(kari.pk, get_purpose()).status == "given"  # type: ignore[union-attr]

"""The pages staff live in, in both languages, wide and narrow, by day and by night: accessible, and nothing sticks out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from samtykke.accounts.models import Role
from samtykke.contacts import actions as contacts
from samtykke.core.actors import Via
from tests.accounts.factories import make_user
from tests.browser.looks import LOOKS, Reader, reader
from tests.factories import make_consent, make_person, withdraw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samtykke.accounts.models import User
    from samtykke.contacts.models import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LONG = "Ingeborg", "Eksempelsen-Liksomhaugen"


@pytest.fixture
def people(transactional_db: None) -> list[Person]:
    """A few people with every kind of standing, and the longest name there is."""
    names = [LONG, ("Kari", "Nordfiktiv"), ("Åse", "Tenkt-Sørensen"), ("Bjørn", "Fjellfiktiv"), ("Zoë", "Példa")]
    made = [make_person(first, last, phone=f"+479123450{n}") for n, (first, last) in enumerate(names)]
    ingeborg, kari, ase, bjorn, _zoe = made
    for person in (ingeborg, kari, ase):
        make_consent(person)
    withdraw(ase)
    make_consent(bjorn, status="refused")
    return made


def named(looks: list[Any]) -> dict[str, Any]:
    """The parameters of a window, with a name for each look."""
    return {"argvalues": looks, "ids": [f"{size['width']}-{scheme}-{language}" for size, scheme, language in looks]}


@pytest.fixture
def window(request: Any, chromium: Any, live_server: Any) -> Iterator[Reader]:
    """A window with each look in turn; nothing may have gone wrong in it."""
    opened = reader(chromium, live_server.url, request.param)
    opened.language = request.param[2]  # type: ignore[attr-defined]
    yield opened
    opened.page.context.close()
    assert opened.troubles == []


@pytest.fixture
def admin_at(window: Reader, transactional_db: None) -> User:
    """An administrator who reads the window's language and has signed in."""
    keys = Role.objects.values_list("key", flat=True)
    user = make_user("Ada Alt", *keys, language=window.language)  # type: ignore[attr-defined]
    window.sign_in(user)
    return user


@pytest.mark.parametrize("window", **named(LOOKS), indirect=True)
def test_the_sign_in(window: Reader, transactional_db: None) -> None:
    """Empty, and after a wrong password."""
    window.see("/sign-in/", "sign-in")
    window.page.locator("input[name=login]").fill("nobody@fjordlys.example")
    window.page.locator("input[name=password]").fill("not-the-right-one-at-all")
    window.page.locator("main form button.primary").first.click()
    window.page.wait_for_load_state()
    window.judge("sign-in-refused")


@pytest.mark.parametrize("window", **named(LOOKS), indirect=True)
def test_people_and_a_card(window: Reader, people: list[Person], admin_at: User) -> None:
    """The list, a search without result, a card, its forms."""
    ase = people[2]
    contacts.change_person(
        ase,
        changes={
            "title": "Administrasjons- og personvernrådgiver",
            "company": contacts.find_or_create_company(
                "Vestland Oppdiktede Eiendomsforvaltning SA", by=admin_at.actor, via=Via.STAFF
            ),
        },
        by=admin_at.actor,
        via=Via.STAFF,
    )
    window.see("/", "home")
    window.see("/people/", "people")
    window.see("/people/?purpose=EMARKETING&status=given", "people-filtered")
    window.see("/people/?q=zzz", "people-nobody")
    window.see(f"/people/{ase.pk}/", "person")
    window.page.locator("article details.disclose > summary").first.click()
    window.judge("person-history")
    window.see(f"/people/{ase.pk}/details/", "person-details")
    window.see(f"/people/{ase.pk}/purposes/EMARKETING/answer/", "answer")
    window.see(f"/people/{people[1].pk}/purposes/EMARKETING/withdrawal/", "withdrawal")
    window.see("/people/new/", "person-new")
    window.see("/companies/", "companies")


@pytest.mark.parametrize("window", **named(LOOKS), indirect=True)
def test_who_may_receive(window: Reader, people: list[Person], admin_at: User) -> None:
    """The number, the reasons, the people behind one."""
    window.see("/may/", "may")
    window.see("/may/people/withdrawn/?purpose=EMARKETING&channel=email", "may-people")


@pytest.mark.parametrize("window", **named([LOOKS[0], LOOKS[2]]), indirect=True)
def test_the_lists_and_the_trail(window: Reader, people: list[Person], admin_at: User) -> None:
    """Purposes and what belongs to one, the other lists, the trail, and the pages of trouble."""
    for slug in ("purposes", "legal-bases", "sources", "categories"):
        window.see(f"/{slug}/", slug)
    for page in ("", "bases/", "wordings/", "assessment/", "assessment/draft/"):
        window.see(f"/purposes/STORE/{page}", f"purpose-{page.replace('/', '-') or 'item'}")
    window.see("/purposes/new/", "purpose-new")
    window.see("/audit/", "audit")
    window.see("/source/", "source")

"""Every page of the address list, so that a page nobody thought of is held to the rules as well. REQ-110; Done when 4.

Each staff page is opened once, by turns in English by day at 1280 px and in Norwegian by night at 390 px, where axe judges
all of it; then by the other light at the other width, where it judges colours and targets of every fifth (the pages are made
of the same components). Nothing may stick out at either width. States that need more than a row stand in test_looks.py and test_public_pages.py, where pages are opened in both ways.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from samtykke.accounts.models import Role, User
from tests.accounts.factories import make_user, signed_in
from tests.browser.looks import LOOKS, Reader, reader
from tests.factories import make_consent
from tests.house.addresses import Address, addresses
from tests.house.test_rights import body, values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samtykke.contacts.models import Person

__all__ = ["values"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]
PARTS = 4
# Addresses that read and are no page of their own: why.
NO_PAGE = {
    "companies/names/": "names for a field",
    "activities/people/": "people to choose from",
    "imports/<int:run_id>/rows/": "a file",
    "people/<int:person_id>/files/<int:file_id>/": "a file",
    "documents/<int:document_id>/versions/": "leads on to the document",
    "documents/<int:document_id>/versions/<int:number>/content/": "a file",
    "documents/<int:document_id>/versions/<int:number>/pages/<int:page>/": "a picture",
    "people/<int:person_id>/photo/picture/": "a picture",
    "outbox/<int:pk>/message/": "a mail, in a frame of its own",
    "templates/<str:key>/sample/<str:language>/": "a mail, in a frame of its own",
    "access/file/": "a file",
    "people/selection/": "leads back to the list where nobody is ticked",
    "start/": "leads on to where one begins",
    "data-map/file/": "a workbook",
    "guide/reports/<int:report_id>/": "a document",
    "guide/<slug:key>/evidence/<int:evidence_id>/": "a file",
    "measures/<slug:key>/evidence/<int:evidence_id>/": "a file",
    "record/document/<str:language>/": "a document",
    "record/workbook/": "a workbook",
    "record/copies/<int:number>/document/<str:language>/": "a document",
    "assessments/<str:key>/impact/document/<str:language>/": "a document",
    "assessments/<str:key>/interests/document/<str:language>/": "a document",
}
# Pages that lead on to another while the row is as the walk has it: the test that opens them.
IN_A_STATE = {
    "imports/<int:run_id>/columns/": "test_looks.py, a file on its way in",
    "setup/organisation/profile/": "test_public_pages.py, the first pages",
}


def pages() -> list[Address]:
    """The staff addresses that show something."""
    staff = [a for a in addresses() if not a.is_public and not a.is_api and "reads" in a.ways]
    return [a for a in staff if a.pattern not in NO_PAGE | IN_A_STATE]


@pytest.fixture
def windows(chromium: Any, live_server: Any, kari: Person, settings: Any) -> Iterator[list[Reader]]:
    """A wide window by day in English, a narrow one by night in Norwegian, each with somebody who may see everything."""
    settings.DEMO = True
    make_consent(kari)
    opened = [reader(chromium, live_server.url, look) for look in LOOKS]
    for window in opened:
        everything = Role.objects.values_list("key", flat=True)
        user = make_user(f"{window.language.title()} Alt", *everything, language=window.language)
        window.enter(user)
    yield opened
    troubles = [trouble for window in opened for trouble in window.troubles]
    for window in opened:
        window.page.context.close()
    assert troubles == []


@pytest.mark.parametrize("part", range(PARTS))
def test_every_staff_page_is_accessible(windows: list[Reader], values: dict[str, Any], part: int) -> None:
    """Breaks when axe finds anything on any page, or anything is wider than its window, by day or night."""
    for number, address in enumerate(pages()[part::PARTS]):
        window = windows[number % 2]
        answer = window.page.goto(address.at(values))
        assert (answer.status, answer.request.redirected_from) == (200, None), address.pattern
        name = "walk-" + address.pattern.strip("/").replace("/", "-")
        window.judge(name, colours_twice=number % 5 == 0)


def test_what_is_no_page_is_none(client: Any, admin: User, kari: Person, values: dict[str, Any]) -> None:
    """Breaks when an address that is left out above has become a page, or is no longer there."""
    known = {a.pattern: a for a in addresses()}
    for pattern in NO_PAGE:
        answer = signed_in(admin).get(known[pattern].at(values))
        assert b"css/tokens" not in body(answer), pattern
    assert set(IN_A_STATE) <= set(known)

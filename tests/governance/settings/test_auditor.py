"""The auditor reads everything and changes nothing: the pages of the settings (issue 4, REQ-93)."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.http import HttpResponse

from samtykke.accounts.access import needs, needs_any
from samtykke.accounts.models import User
from samtykke.accounts.rights import Right
from samtykke.core.actors import Actor, Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.governance.settings.catalogue import SETTINGS
from samtykke.purposes import actions as purposes
from samtykke.web.navigation import sections_for
from tests.accounts.factories import make_user, signed_in

pytestmark = pytest.mark.django_db
CALENDAR, LAW = "/settings/calendar/", "/settings/law/NO/child_age/"
CHANGED = (
    *(f"/settings/privacy/{name}/" for name in SETTINGS),
    "/settings/informing/IMPORT/",
    LAW,
    CALENDAR,
    "/organisation/",
)
READ = ("/settings/", "/settings/privacy/", "/settings/informing/", "/settings/law/", *CHANGED)
BY = {"by": Actor.system(), "via": Via.STAFF}
MAIN = re.compile(r"<main.*?</main>", re.DOTALL)


@pytest.fixture
def reads(db: None) -> User:
    """An auditor, reading English."""
    return make_user("Åse Revisjon", "auditor", language="en")


def main(answer: object) -> str:
    """What stands on a page beside its frame."""
    found = MAIN.search(answer.content.decode())  # type: ignore[attr-defined]
    assert found
    return found.group()


def test_the_auditor_reads_every_page_of_the_settings_and_finds_nothing_to_press(reads: User) -> None:
    """Breaks when a page is closed to the auditor, or shows a form or a save bar that would be refused."""
    purposes.mark_day(date(2031, 5, 2), name="Inneklemt", is_off=True, **BY)
    purposes.add_law("child_age", country="NO", value=14, valid_from=date(2031, 1, 1), source="Lov 1", **BY)
    client = signed_in(reads)
    for address in READ:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert 'method="post"' not in main(answer), address
        assert "save-bar" not in main(answer), address


def test_every_link_on_a_page_of_the_settings_opens_to_the_auditor(reads: User) -> None:
    """Breaks when a page leads the auditor to a closed door."""
    client = signed_in(reads)
    pages = [main(client.get(address)) for address in READ]
    links = {link.replace("&amp;", "&") for page in pages for link in re.findall(r'href="(/[^"#]*)"', page)}
    assert len(links) > len(SETTINGS)
    assert [link for link in sorted(links) if client.get(link).status_code == 403] == []


def test_the_auditor_changes_none_of_the_settings(reads: User) -> None:
    """Breaks when what may be read may be written as well."""
    client = signed_in(reads)
    pressed = (*CHANGED, f"{CALENDAR}2031-05-02/removal/", f"{LAW}2031-01-01/withdrawal/")
    assert {address: client.post(address).status_code for address in pressed} == dict.fromkeys(pressed, 403)


def test_who_keeps_the_settings_still_finds_the_form() -> None:
    """Breaks when the form is left out for those who may change it; a locked setting has none for anybody."""
    client = signed_in(make_user("Ada Alt", "administrator", language="en"))
    locked = {f"/settings/privacy/{name}/" for name, setting in SETTINGS.items() if setting.field is None}
    assert {address for address in CHANGED if 'method="post"' not in main(client.get(address))} == locked


def test_the_menu_leads_the_auditor_to_the_settings(reads: User) -> None:
    """Breaks when the pages open and nothing leads there."""
    found = {entry.address for section in sections_for(reads, "/") for entry in section.entries}
    assert {"/settings/", "/organisation/"} <= found


def test_the_organisation_is_shown_to_the_auditor_with_every_field_closed(reads: User) -> None:
    """Breaks when a field looks as if it could be changed."""
    form = signed_in(reads).get("/organisation/").context["form"]
    assert all(field.disabled for field in form.fields.values())


def test_an_address_where_more_may_read_never_writes_for_more() -> None:
    """Breaks when a page can be built whose press opens to somebody whom reading does not, or without saying so."""
    reads_more = needs_any(Right.SETTINGS_MANAGE, Right.GOVERNANCE_VIEW)(read_only(lambda request: HttpResponse()))
    acts = needs(Right.SETTINGS_MANAGE)(writes(lambda request: HttpResponse()))
    other = needs(Right.KEYS_MANAGE)(writes(lambda request: HttpResponse()))
    at_one_address(show=reads_more, act=acts, more_read=True)
    for act, more_read in ((acts, False), (other, True)):
        with pytest.raises(TypeError):
            at_one_address(show=reads_more, act=act, more_read=more_read)

"""The own page as somebody who does not exist would see it: nothing acts, nothing is kept. M6; check 47; REQ-73."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from samtykke.contacts.models import Person, PersonLink
from samtykke.purposes.models import Purpose
from tests.house.tables import changed, digests
from tests.pages import browse
from tests.preferences.pages import text_of

if TYPE_CHECKING:
    from samtykke.accounts.models import User

pytestmark = pytest.mark.django_db
PAGE = "/own-page-preview/"


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("nothing", "You have not answered"),
        ("yes", "You said yes"),
        ("no", "You said no"),
        ("restricted", "The use of your data is restricted"),
        ("bogus", "You have not answered"),
    ],
)
def test_each_state_is_shown_and_nothing_is_kept(siri: User, state: str, said: str) -> None:
    """Breaks when a state shows another's words, or looking makes a person, a link or an entry."""
    client = browse(siri)
    before = digests()
    seen = client.get(f"{PAGE}?state={state}&language=en")
    assert said in text_of(seen)
    assert changed(before) == []
    assert not PersonLink.objects.exists()
    assert not Person.objects.exists()


def test_nothing_on_it_acts(siri: User) -> None:
    """Breaks when a button of the preview can be pressed, or an address with a token stands in it."""
    page = browse(siri).get(f"{PAGE}?state=yes").content.decode()
    assert not re.search(r"/[pcu]/[A-Za-z0-9_-]", page)
    start = page.index("<fieldset")
    assert "disabled" in page[start : start + 60]
    assert page.rindex("<form") < page.index("</fieldset>")
    assert "<script" not in page


def test_it_speaks_both_languages_and_follows_the_settings(siri: User) -> None:
    """Breaks when the preview shows other texts than those that count now."""
    Purpose.objects.filter(key="EMARKETING").update(public_texts={"nb": "Helt nye ord.", "en": "Brand new words."})
    assert "Helt nye ord." in text_of(browse(siri).get(f"{PAGE}?language=nb"))
    assert "Brand new words." in text_of(browse(siri).get(f"{PAGE}?language=en"))


def test_wide_and_narrow_light_and_dark(siri: User) -> None:
    """Breaks when the page cannot be looked at as on a phone, or by night."""
    page = browse(siri).get(f"{PAGE}?width=phone&light=dark").content.decode()
    assert "as-phone" in page
    assert 'data-theme="dark"' in page
    assert "as-phone" not in browse(siri).get(f"{PAGE}?width=<script>&light=x").content.decode()


def test_per_may_not_see_it(per: User) -> None:
    """Breaks when a staff page is open to who has no right."""
    assert browse(per).get(PAGE).status_code == 403

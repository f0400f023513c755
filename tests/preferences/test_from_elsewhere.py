"""Acts opened by a GET, and forms from other sites. REQ-72; product rule 9."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from samtykke.consents.queries.people import record_of
from tests.factories import get_purpose, make_consent
from tests.house.tables import changed, digests
from tests.preferences.pages import confirmation_of, link_of, stranger

if TYPE_CHECKING:
    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db
ELSEWHERE = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"origin": "https://evil.example"},
    {"sec-fetch-site": "cross-site", "origin": "null"},
]
HERE = [{}, {"origin": "null"}, {"origin": "http://testserver"}, {"sec-fetch-site": "same-origin", "origin": "null"}]


def test_acts_are_not_done_by_opening_them(kari: Person) -> None:
    """REQ-72. Breaks when the address of an act answers a GET."""
    make_consent(kari)
    page = f"/p/{link_of(kari)}"
    before = digests()
    for act in ("consents/EMARKETING/withdrawal/", "consents/EMARKETING/confirmation/", "objection/", "link/"):
        for method in ("get", "head", "options", "put", "delete", "patch"):
            assert getattr(stranger(), method)(f"{page}/{act}").status_code == 405
    assert changed(before) == []


@pytest.mark.parametrize("headers", ELSEWHERE)
def test_a_form_from_another_site_is_refused(kari: Person, headers: dict[str, str]) -> None:
    """Rule 9, ASVS 3.5. Breaks when another site can press a button for whoever has a link open."""
    make_consent(kari)
    page, confirm = f"/p/{link_of(kari)}", f"/c/{confirmation_of(kari)}/"
    before = digests()
    acts = [f"{page}/consents/EMARKETING/withdrawal/", f"{page}/objection/", f"{page}/link/", confirm, "/privacy/link/"]
    for act in acts:
        answer = stranger(**headers).post(act, {"email": "kari.testvik@example.org"})
        assert answer.status_code == 403, act
        assert answer["Referrer-Policy"] == "no-referrer"
        assert not answer.cookies
    assert changed(before) == []


@pytest.mark.parametrize("headers", HERE)
def test_a_form_of_ours_needs_no_cookie(kari: Person, headers: dict[str, str]) -> None:
    """REQ-15: as easy as giving. Breaks when a browser that keeps no cookies, or sends no origin, cannot say no."""
    make_consent(kari)
    answer = stranger(**headers).post(f"/p/{link_of(kari)}/consents/EMARKETING/withdrawal/")
    assert answer.status_code == 302
    assert record_of(kari.pk, get_purpose()).status == "withdrawn"  # type: ignore[union-attr]


def test_a_member_of_staff_who_opens_a_link_acts_as_nobody_else(kari: Person, ola, signed_in) -> None:
    """Rule 2. Breaks when a session of staff turns the person's page into a staff page."""
    ola.language = "nb"
    ola.save(update_fields=["language"])
    make_consent(kari)
    token = link_of(kari)
    client = signed_in(ola)
    assert "Your choices" in client.get(f"/p/{token}/").content.decode()
    client.post(f"/p/{token}/consents/EMARKETING/withdrawal/")
    record = record_of(kari.pk, get_purpose())
    assert (record.actor_kind, record.actor_id, record.act_by) == ("person", kari.pk, "person")  # type: ignore[union-attr]

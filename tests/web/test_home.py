"""The front page: figures, first steps, and calm for who may do nothing."""

from __future__ import annotations

import pytest

from tests.factories import approve_store
from tests.pages import browse, text_of

pytestmark = pytest.mark.django_db


def test_a_new_installation_shows_its_first_steps(admin):
    page = text_of(browse(admin).get("/"))
    for step in (
        "First steps",
        "Write down who you are",
        "Read and approve the assessment",
        "Bring in the first people",
    ):
        assert step in page


def test_figures_open_their_people(kari, ola):
    page = text_of(browse(ola).get("/"))
    assert "Not yet told" in page
    assert 'href="/informing/"' in page


def test_per_finds_a_calm_page_and_an_empty_menu(kari, per):
    page = text_of(browse(per).get("/"))
    assert "Nothing here needs you" in page
    assert "/people/" not in page


def test_the_menu_holds_what_the_rights_open(siri, ola, admin):
    approve_store()
    assert "Audit trail" in text_of(browse(siri).get("/"))
    assert "Audit trail" not in text_of(browse(ola).get("/"))
    everything = text_of(browse(admin).get("/"))
    for place in ("People", "Companies", "Who may receive", "Purposes and bases", "Organisation", "Users", "API keys"):
        assert place in everything


def test_the_mail_server_is_among_the_first_steps(admin, settings):
    """Breaks when a new installation lets people wait to be told, and nobody is told why."""
    settings.EMAIL_URL = ""
    home = text_of(browse(admin).get("/"))
    assert "Name the mail server, so that people can be told" in home
    assert "SAMTYKKE_EMAIL_URL=smtp://" in text_of(browse(admin).get("/outbox/"))

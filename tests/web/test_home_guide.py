"""How far the set-up guide is, on the front page of who reads governance. M7."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from samtykke.governance.guide.book import GUIDE
from samtykke.governance.models import Answer
from tests.pages import browse, text_of

if TYPE_CHECKING:
    from samtykke.accounts.models import User

pytestmark = pytest.mark.django_db


def test_the_front_page_says_how_far_the_guide_is_and_what_comes_next(siri: User) -> None:
    """Breaks when the guide is forgotten after the first day."""
    shown = text_of(browse(siri).get("/"))
    assert f"of {len(GUIDE.questions)} answered" in shown
    assert 'href="/guide/strategy/"' in shown
    Answer.objects.create(register="guide", key="strategy", state="done", due_on="2020-01-01")
    Answer.objects.create(register="guide", key="officer", due_on="2020-01-01")
    shown = text_of(browse(siri).get("/"))
    assert ('href="/guide/officer/"' in shown, "1 point is late" in shown) == (True, True)


def test_who_does_not_read_governance_sees_no_guide(ola: User) -> None:
    """Breaks when the front page tells of gaps to everybody."""
    assert "/guide/" not in text_of(browse(ola).get("/"))

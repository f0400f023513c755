"""The balancing test: three parts, approval of what was read, two who write at once. REQ-22."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.purposes import actions
from samtykke.purposes.balancing import NEEDED, PARTS, STEPS, answers_digest
from samtykke.purposes.models import Assessment, Purpose
from tests.pages import browse, text_of

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": Actor.system(), "via": Via.STAFF}


def store() -> Purpose:
    """Sales and service, with its complete draft."""
    found: Purpose = Purpose.objects.get(key="STORE")
    return found


def newest() -> Assessment:
    """The newest assessment of sales and service."""
    found = Assessment.objects.filter(purpose=store()).order_by("-version").first()
    assert found
    return found


def form(**told: str) -> dict[str, str]:
    """What a browser sends for a draft."""
    return {f"{part}_{language}": "Fordi." for part in PARTS for language in ("nb", "en")} | told


def approve() -> Assessment:
    """Approves the newest draft."""
    return actions.approve_assessment(newest(), review_on=(now() + timedelta(days=300)).date(), **BY)


def test_the_draft_that_is_shipped_answers_every_part_in_both_languages():
    for language in ("nb", "en"):
        assert [part for part in NEEDED if not newest().texts[language].get(part)] == []
    assert [step.key for step in STEPS[:3]] == ["purpose", "necessity", "balance"]


def test_the_form_has_the_three_parts_with_what_to_think_of(siri):
    page = text_of(browse(siri).get("/purposes/STORE/assessment/draft/"))
    for words in ("1. The interest", "2. Whether it is necessary", "3. What weighs more", "Useful is not enough."):
        assert words in page


def test_the_officers_opinion_may_be_left_empty_and_nothing_else(siri):
    client = browse(siri)
    seen = answers_digest(newest())
    missing = client.post("/purposes/STORE/assessment/draft/", form(seen=seen, opt_out_nb=""))
    assert missing.status_code == 422
    assert "opt_out_nb" in missing.context["form"].errors
    assert (
        client.post("/purposes/STORE/assessment/draft/", form(seen=seen, opinion_nb="", opinion_en="")).status_code
        == 302
    )


def test_whoever_writes_second_is_told_and_keeps_what_was_written(siri):
    client, seen = browse(siri), answers_digest(newest())
    client.post("/purposes/STORE/assessment/draft/", form(seen=seen, interest_en="The first"))
    answer = client.post("/purposes/STORE/assessment/draft/", form(seen=seen, interest_en="The second"))
    assert answer.status_code == 409
    assert "The first" in text_of(answer)
    assert "The second" in text_of(answer)
    assert newest().texts["en"]["interest"] == "The first"


def test_what_is_approved_is_what_was_read():
    draft = newest()
    seen = answers_digest(draft)
    actions.draft_assessment(store(), texts={"en": dict.fromkeys(PARTS, "Otherwise.")}, **BY)
    with pytest.raises(Refused) as refused:
        actions.approve_assessment(draft, review_on=(now() + timedelta(days=300)).date(), seen=seen, **BY)
    assert refused.value.code == "changed_since"
    assert newest().approved_at is None


def test_a_new_draft_shows_what_it_changes(siri):
    approve()
    texts = {language: dict(said) for language, said in newest().texts.items()}
    texts["en"]["impact"] = "More than we thought."
    actions.draft_assessment(store(), texts=texts, **BY)
    page = text_of(browse(siri).get("/purposes/STORE/assessment/"))
    assert "What the draft changes" in page
    assert "<ins>More than we thought.</ins>" in page

"""Assessing the consequences for privacy: screening, draft, approval, and what waits for it. Art. 35, 36; REQ-57."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.governance.assessments import actions, queries
from samtykke.governance.assessments.criteria import highest_left, level, suggests
from samtykke.governance.models import ImpactAssessment, Screening
from samtykke.purposes import actions as purposes
from samtykke.purposes.models import Purpose
from tests.pages import browse, text_of

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": Actor.system(), "via": Via.STAFF}
TEXTS = {"description": "a", "necessity": "b", "measures": "c", "opinion": "d", "views": "e"}
SLIGHT = {
    "risk": "Data get out",
    "measure": "Roles",
    "likelihood": 3,
    "severity": 3,
    "likelihood_after": 1,
    "severity_after": 3,
}


def later(days: int = 300) -> date:
    """A day for the review."""
    return (now() + timedelta(days=days)).date()


def emarketing(*, active: bool = False) -> Purpose:
    """E-marketing, switched off so that it can be switched on."""
    purpose: Purpose = Purpose.objects.get(key="EMARKETING")
    return purposes.change_item(purpose, changes={"is_active": active}, **BY)


def drafted(purpose: Purpose, **told: Any) -> ImpactAssessment:
    """A complete draft, or what is said instead."""
    return actions.draft_impact(
        purpose, **{"seen": 0, "texts": TEXTS, "risks": [SLIGHT], "conclusion": "proceed", **told}, **BY
    )


def test_a_purpose_with_scoring_on_a_large_scale_waits_for_its_assessment():
    """REQ-57: scoring + large scale → assessment needed; it blocks switching on until it is decided."""
    purpose = emarketing()
    actions.screen(purpose, criteria=["scoring", "large_scale"], listed=[], needs_assessment=True, **BY)
    with pytest.raises(Refused) as refused:
        purposes.change_item(purpose, changes={"is_active": True}, **BY)
    assert refused.value.code == "impact_missing"
    draft = drafted(purpose)
    with pytest.raises(Refused):
        purposes.change_item(purpose, changes={"is_active": True}, **BY)
    actions.approve_impact(draft, seen=1, review_on=later(), **BY)
    assert purposes.change_item(purpose, changes={"is_active": True}, **BY).is_active


@pytest.mark.parametrize("conclusion", ["stop", "consult"])
def test_an_assessment_that_says_no_or_not_yet_lets_nothing_begin(conclusion):
    purpose = emarketing()
    actions.screen(purpose, criteria=[], listed=["location"], needs_assessment=True, **BY)
    actions.approve_impact(drafted(purpose, conclusion=conclusion), seen=1, review_on=later(), **BY)
    with pytest.raises(Refused):
        purposes.change_item(purpose, changes={"is_active": True}, **BY)


def test_two_criteria_or_one_of_the_list_suggest_it_and_a_no_needs_its_reason():
    assert not suggests(["scoring"], [])
    assert suggests(["scoring", "large_scale"], [])
    assert suggests([], ["biometric"])
    purpose = emarketing(active=True)
    with pytest.raises(Refused) as refused:
        actions.screen(purpose, criteria=["scoring", "large_scale"], listed=[], needs_assessment=False, **BY)
    assert refused.value.field == "reason"
    made = actions.screen(
        purpose, criteria=["scoring", "large_scale"], listed=[], needs_assessment=False, reason="Few", **BY
    )
    assert made.version == 1
    assert queries.impact_gaps(purpose) == []


def test_risks_are_weighed_by_likelihood_and_severity():
    assert [level(1, 3), level(2, 4), level(3, 3)] == ["low", "medium", "high"]
    assert highest_left([SLIGHT]) == "low"
    assert highest_left([SLIGHT, {**SLIGHT, "likelihood_after": 4}]) == "high"


def test_a_high_risk_that_is_left_needs_the_authority():
    """Art. 36(1)."""
    purpose = emarketing(active=True)
    high = {**SLIGHT, "likelihood_after": 4, "severity_after": 4}
    draft = drafted(purpose, risks=[high])
    with pytest.raises(Refused) as refused:
        actions.approve_impact(draft, seen=1, review_on=later(), **BY)
    assert refused.value.code == "consultation_missing"
    asked = drafted(purpose, seen=1, risks=[high], texts={**TEXTS, "consultation": "Case 26/1, answered in May"})
    assert actions.approve_impact(asked, seen=2, review_on=later(), **BY).approved_at


@pytest.mark.parametrize(
    ("told", "code"),
    [({"texts": {**TEXTS, "views": ""}}, "impact_incomplete"), ({"risks": []}, "risks_missing")],
)
def test_a_draft_that_lacks_something_is_not_approved(told, code):
    draft = drafted(emarketing(active=True), **told)
    with pytest.raises(Refused) as refused:
        actions.approve_impact(draft, seen=1, review_on=later(), **BY)
    assert refused.value.code == code


def test_a_risk_without_its_figures_is_refused():
    with pytest.raises(Refused) as refused:
        drafted(emarketing(active=True), risks=[{**SLIGHT, "severity": 0}])
    assert refused.value.code == "risk_incomplete"


def test_the_review_lies_within_24_months():
    draft = drafted(emarketing(active=True))
    for days in (0, 740):
        with pytest.raises(Refused) as refused:
            actions.approve_impact(draft, seen=1, review_on=later(days), **BY)
        assert refused.value.field == "review_on"


def test_what_is_approved_is_what_was_read_and_an_approved_one_stays():
    purpose = emarketing(active=True)
    draft = drafted(purpose)
    drafted(purpose, seen=1, texts={**TEXTS, "views": "Other"})
    with pytest.raises(Refused) as refused:
        actions.approve_impact(draft, seen=1, review_on=later(), **BY)
    assert refused.value.code == "changed_since"
    actions.approve_impact(draft, seen=2, review_on=later(), **BY)
    assert drafted(purpose, texts={**TEXTS, "views": "Newer"}).version == 2
    assert ImpactAssessment.objects.get(version=1).texts["views"] == "Other"


def test_an_approved_one_lapses_and_stands_in_the_list_of_what_does():
    purpose = emarketing(active=True)
    actions.screen(purpose, criteria=["scoring", "large_scale"], listed=[], needs_assessment=True, **BY)
    actions.approve_impact(drafted(purpose), seen=1, review_on=later(20), **BY)
    assert [(lapse.purpose.key, lapse.kind) for lapse in queries.lapsing(later(30))] == [("EMARKETING", "impact")]
    assert queries.lapsing(later(10)) == []
    ImpactAssessment.objects.update(review_on=now().date() - timedelta(days=1))
    assert [gap.code for gap in queries.impact_gaps(purpose)] == ["impact_missing"]


def form(**told: Any) -> dict[str, Any]:
    """What a browser sends for a draft with one risk."""
    return {
        **TEXTS,
        "consultation": "",
        "conclusion": "proceed",
        **{f"{name}_0": said for name, said in SLIGHT.items()},
        **told,
    }


def test_from_screening_to_approval_on_the_pages(siri):
    client = browse(siri)
    ticked = {"criteria": ["scoring", "large_scale"], "needs_assessment": "yes"}
    assert client.post("/assessments/EMARKETING/screening/", ticked)["Location"].endswith("/impact/")
    page = text_of(client.get("/assessments/EMARKETING/impact/draft/"))
    assert "Somebody reads more than their work needs." in page
    assert client.post("/assessments/EMARKETING/impact/draft/", form(seen=0)).status_code == 302
    late = client.post("/assessments/EMARKETING/impact/draft/", form(seen=0, views="Mine"))
    assert late.status_code == 409
    assert "Mine" in text_of(late)
    client.post("/assessments/EMARKETING/impact/1/approval/", {"seen": 1, "review_on": later().isoformat()})
    assert "The processing can begin" in text_of(client.get("/assessments/EMARKETING/impact/"))
    assert client.get("/assessments/EMARKETING/impact/document/nb/").content.startswith(b"%PDF")
    assert "Needed" in text_of(client.get("/assessments/"))


def test_the_balancing_test_is_a_document_too(siri):
    assert browse(siri).get("/assessments/STORE/interests/document/en/").content.startswith(b"%PDF")
    assert browse(siri).get("/assessments/EMARKETING/impact/document/nb/").status_code == 404


def test_per_reads_none_and_only_who_may_approves(per, auditor):
    drafted(emarketing(active=True))
    assert browse(per).get("/assessments/").status_code == 403
    client = browse(auditor)
    assert client.get("/assessments/EMARKETING/impact/").status_code == 200
    assert client.post("/assessments/EMARKETING/impact/1/approval/", {"seen": 1}).status_code == 403
    assert client.post("/assessments/EMARKETING/screening/", {}).status_code == 403
    assert not Screening.objects.exists()

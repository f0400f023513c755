"""The audit trail searched by person and taken out as a file; what each role sees of it. M23, REQ-94, REQ-98."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from samtykke.accounts.models import Role
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.audit.models import Entry
from samtykke.consents import actions as consents
from samtykke.contacts.models import Person
from samtykke.core.actors import Actor, Ref, Via
from tests.accounts.factories import make_user
from tests.factories import make_person
from tests.house.test_rights import body
from tests.pages import browse

if TYPE_CHECKING:
    from samtykke.accounts.models import User

pytestmark = pytest.mark.django_db

BY = {"by": Actor.system(), "via": Via.STAFF}


def found(user: User, **asked: object) -> list[Entry]:
    return [row["entry"] for row in browse(user).get("/audit/", asked).context["rows"]]


def subjects(entries: list[Entry]) -> set[int | None]:
    return {entry.subject_id for entry in entries}


def test_the_trail_is_searched_by_name_address_and_number(kari: Person, siri: User) -> None:
    """Breaks when only the number of a person finds their entries."""
    make_person("Nora")
    for text in ("Ødegård", "kari.testvik@example.org", "+47 912 34 567", str(kari.pk)):
        assert subjects(found(siri, person=text)) == {kari.pk}, text
    assert found(siri, person="Nobody Atall") == []
    assert found(siri, person="99999999999999999999999") == []


def test_whoever_searches_finds_those_they_see_alone(kari: Person, siri: User) -> None:
    """REQ-93. Breaks when the trail tells of people who are not shown to the role."""
    Role.objects.create(key="narrow", names={"en": "Narrow"}, rights=["people:view", "audit:view"], visibility="own")
    nils = make_user("Nils", "narrow")
    mine = make_person("Nora", by=nils.actor)
    audit.record(Deed.SETTINGS_CHANGED, subject=None, **BY)
    seen = found(nils)
    assert subjects([entry for entry in seen if entry.subject_kind == "person"]) == {mine.pk}
    assert "settings:changed" in {entry.deed for entry in seen}
    assert found(nils, person=kari.pk) == found(nils, person="Ødegård") == []


def test_the_trail_goes_on_saying_who_looked_at_somebody_restricted(kari: Person, auditor: User) -> None:
    """Art. 5(2), 18. Breaks when a restriction hides who looked, or the trail names who is restricted."""
    consents.restrict(kari, **BY)
    page = browse(auditor).get("/audit/", {"person": kari.pk})
    assert len(page.context["rows"]) == 2
    assert "Testvik" not in page.content.decode()
    assert found(auditor, person="Ødegård") == []


def test_quick_filters_show_looks_and_what_was_taken_out(kari: Person, siri: User, ola: User) -> None:
    """Breaks when exports hide among changes."""
    browse(ola).get(f"/people/{kari.pk}/")
    audit.record(Deed.PEOPLE_EXPORTED, subject=None, **BY)
    assert {entry.deed for entry in found(siri, only_exports="on")} == {"people:exported"}
    assert "person:viewed" in {entry.deed for entry in found(siri, only_looks="on")}
    assert "person:created" not in {entry.deed for entry in found(siri, only_looks="on", only_exports="on")}


def test_the_file_holds_what_the_filter_shows_and_runs_nothing(kari: Person, siri: User, auditor: User) -> None:
    """REQ-94. Breaks when the file holds more than was asked, or a cell that a spreadsheet would run."""
    audit.record(Deed.PEOPLE_EXPORTED, subject=Ref.person(kari.pk), by=siri.actor, via=Via.STAFF, reason="=1+1")
    type(siri).objects.filter(pk=siri.pk).update(name="=SUM(A1)")
    answer = browse(auditor).post(f"/audit/file/?only_exports=on&person={kari.pk}", {"reason": "The yearly audit"})
    lines = body(answer).decode().splitlines()
    assert lines[0].removeprefix("\ufeff").startswith("at,who_kind,who_id,who,deed")
    assert "'=SUM(A1)" in lines[1]
    assert "people:exported" in lines[1]
    assert "person:created" not in "".join(lines)


def test_taking_the_trail_out_is_in_the_trail_with_its_filter(kari: Person, auditor: User) -> None:
    """Breaks when the file leaves without a trace, or the trace keeps what was searched for."""
    client = browse(auditor)
    client.post("/audit/file/?person=kari.testvik@example.org&deed=person:created", {"reason": "A dispute"})
    entry = Entry.objects.get(deed="audit:exported")
    assert entry.details == {"reason": "A dispute", "by_fields": ["person", "deed"], "of_deed": "person:created"}
    client.post(f"/audit/file/?person={kari.pk}", {"reason": "A dispute"})
    assert Entry.objects.filter(deed="audit:exported").latest("id").details["person"] == kari.pk


def test_the_file_asks_for_the_right_the_password_and_a_reason(siri: User, ola: User, auditor: User) -> None:
    """REQ-94, REQ-99. Breaks when any of the three is not asked."""
    reading = Role.objects.create(key="reading", names={"en": "Reading"}, rights=["people:view", "audit:view"])
    nils = make_user("Nils", reading.key)
    assert browse(nils).get("/audit/").status_code == 200
    assert browse(nils).get("/audit/file/").status_code == 403
    assert browse(auditor, confirmed=False).post("/audit/file/", {"reason": "A"}).status_code == 302
    assert browse(auditor).post("/audit/file/", {"reason": ""}).status_code == 422
    assert not Entry.objects.filter(deed="audit:exported").exists()
    assert browse(auditor).get("/audit/file/?deed=person:eaten").status_code == 404


def test_a_long_trail_leaves_in_batches(siri: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Breaks when the file ends with the first batch."""
    from samtykke.governance.views import audit as view

    monkeypatch.setattr(view, "BATCH", 3)
    for _number in range(8):
        audit.record(Deed.SETTINGS_CHANGED, subject=None, **BY)
    answer = browse(siri).post("/audit/file/?deed=settings:changed", {"reason": "A"})
    assert body(answer).decode().count("settings:changed") == 8

"""`/persons/{id}/consents`: where a person stands, what is written, and what is only ever added to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from samtykke.accounts.rights import Scope
from samtykke.consents import actions as consents
from samtykke.consents.models import ConsentEvent
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from tests.consents.clubs import club
from tests.factories import Clock, get_purpose, make_consent, make_person, make_wording, withdraw
from tests.intake.api.calls import PROOF, YES, Caller, own_yes, pointers

if TYPE_CHECKING:
    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db


def at(person: Person, rest: str = "/EMARKETING") -> str:
    return f"/persons/{person.pk}/consents{rest}"


def test_an_own_yes_is_given_and_reads_back(erp: Caller, kari: Person) -> None:
    response = erp.put(at(kari), own_yes(comment="At the fair", occurred_at="2026-05-01T12:00:00+02:00"))
    assert response.status_code == 200
    told = response.json()
    assert set(told) == {
        "purpose", "status", "pending", "legal_basis", "source", "occurred_at", "recorded_at", "act_by", "actor",
        "comment", "wording", "expires_at",
    }  # fmt: skip
    assert (told["status"], told["act_by"], told["comment"]) == ("given", "person", "At the fair")
    assert (told["wording"], told["occurred_at"], told["pending"]) == (YES, "2026-05-01T10:00:00Z", None)
    assert erp.get(at(kari)).json() == told
    assert told in erp.get(at(kari, "")).json()["items"]
    assert told in erp.get(f"/persons/{kari.pk}").json()["consents"]


def test_the_purposes_nothing_was_said_for_are_missing(erp: Caller, kari: Person) -> None:
    assert erp.get(at(kari)).status_code == 404
    assert [one["purpose"] for one in erp.get(at(kari, "")).json()["items"]] == ["STORE"]


def test_unknown_keys_are_named(erp: Caller, kari: Person) -> None:
    for response, pointer in (
        (erp.put(at(kari, "/NOPE"), own_yes()), "#/purpose"),
        (erp.get(at(kari, "/NOPE")), "#/purpose"),
        (erp.delete(at(kari, "/NOPE")), "#/purpose"),
        (erp.put(at(kari), own_yes(source="NOPE")), "#/source"),
        (erp.put(at(kari), own_yes(legal_basis="NOPE")), "#/legal_basis"),
        (erp.put(at(kari), own_yes(purpose="STORE")), "#/purpose"),
        (erp.put(at(kari), own_yes(channel="fax")), "#/channel"),
        (erp.put(at(kari), own_yes(channel=["email", "fax"])), "#/channel/1"),
        (erp.put(at(kari), own_yes(occurred_at="2026-05-01T12:00:00")), "#/occurred_at"),
        (erp.put(at(kari), own_yes(occurred_at="31.02.2026")), "#/occurred_at"),
        (erp.put(at(kari), own_yes(occurred_at="2026-02-31")), "#/occurred_at"),
        (erp.put(at(kari), own_yes(occurred_at="2999-01-01")), "#/occurred_at"),
        (erp.put(at(kari), own_yes(occurred_at=1)), "#/occurred_at"),
        (erp.put(at(kari), own_yes(expires_at="2001-01-01")), "#/expires_at"),
        (erp.put(at(kari), own_yes(wording=10**30)), "#/wording"),
        (erp.put(at(kari), own_yes(address="other@example.org")), "#/address"),
    ):
        assert response.status_code == 422, response.content
        assert pointer in pointers(response)
    assert not ConsentEvent.objects.filter(person=kari, purpose__key="EMARKETING").exists()


def test_a_code_names_a_time_without_a_zone(erp: Caller, kari: Person) -> None:
    assert erp.put(at(kari), own_yes(occurred_at="2026-05-01T12:00:00")).json()["code"] == "zone_missing"


def test_a_date_alone_is_a_day_of_the_company(erp: Caller, kari: Person) -> None:
    told = erp.put(at(kari), own_yes(occurred_at="2026-05-01", expires_at="2030-05-01")).json()
    assert (told["occurred_at"], told["expires_at"]) == ("2026-04-30T22:00:00Z", "2030-05-01T21:59:59.999999Z")
    assert erp.get(at(kari, "/EMARKETING/events")).json()["items"][0]["precision"] == "day"


def test_without_evidence_a_yes_is_unknown(erp: Caller, kari: Person) -> None:
    told = erp.put(at(kari), {"legal_basis": "61A", "source": "API"}).json()
    assert (told["status"], told["act_by"]) == ("unknown", "controller")
    assert erp.get(f"/may?person={kari.pk}&purpose=EMARKETING").json()["allowed"] is False


def test_a_version_kept_here_is_named_by_its_id(erp: Caller, kari: Person) -> None:
    wording = make_wording()
    told = erp.put(at(kari), own_yes(wording=wording.pk)).json()
    assert (told["status"], told["wording"]) == ("given", wording.pk)


def test_a_consent_may_cover_another_address(erp: Caller, kari: Person) -> None:
    erp.patch(
        f"/persons/{kari.pk}", {"emails": [{"address": "kari.testvik@example.org"}, {"address": "k2@example.org"}]}
    )
    erp.put(at(kari), own_yes(address="K2@example.org"))
    may = f"/may?person={kari.pk}&purpose=EMARKETING"
    assert erp.get(may).json()["reason"] == "address_not_covered"
    assert erp.get(f"{may}&address=k2%40example.org").json()["allowed"] is True


def test_legitimate_interest_for_marketing_is_refused(erp: Caller, kari: Person) -> None:
    response = erp.put(at(kari), {"legal_basis": "61F", "source": "API"})
    assert (response.status_code, response.json()["code"]) == (409, "marketing_needs_consent")
    assert pointers(response) == ["#/legal_basis"]


def test_withdrawing_a_consent(erp: Caller, kari: Person) -> None:
    make_consent(kari)
    response = erp.delete(at(kari))
    assert (response.status_code, response.content) == (204, b"")
    told = erp.get(at(kari)).json()
    assert (told["status"], told["legal_basis"], told["source"]) == ("withdrawn", "61A", "API")
    assert erp.delete(at(kari)).status_code == 204
    assert ConsentEvent.objects.filter(person=kari, purpose__key="EMARKETING").count() == 2


def test_withdrawing_marketing_without_an_answer_objects(erp: Caller, kari: Person) -> None:
    assert erp.delete(at(kari) + "?source=REQUEST&comment=By+phone").status_code == 204
    told = erp.get(at(kari)).json()
    assert (told["status"], told["source"], told["comment"]) == ("objected", "REQUEST", "By phone")


def test_what_is_no_consent_is_objected_to_instead(erp: Caller, kari: Person) -> None:
    response = erp.delete(at(kari, "/STORE"))
    assert (response.status_code, response.json()["code"]) == (409, "object_instead")


def test_a_withdrawn_person_written_again_stays_withdrawn(erp: Caller, kari: Person, clock: Clock) -> None:
    """Done-when 4: without an own act nothing lifts a no, whatever is sent."""
    make_consent(kari, given_at=clock.days_ago(10))
    withdraw(kari)
    without = Caller(Scope.CONSENTS_WRITE, Scope.CONSENTS_READ, name="ERP 2")
    for caller, told in (
        (erp, {"legal_basis": "61A", "wording": YES, "evidence": {"kind": "import", "reference": "row 7"}}),
        (erp, own_yes(act_by="controller")),
        (without, own_yes()),
    ):
        response = caller.put(at(kari), told)
        assert (response.status_code, response.json()["code"]) == (409, "no_stands")
    assert erp.put(at(kari), {"legal_basis": "61A"}).json()["status"] == "withdrawn"  # no evidence: only asked
    assert without.put(at(kari), own_yes(act_by="person")).status_code == 403
    for late in (clock.days_ago(5), clock.days_ago(20)):
        told = erp.put(at(kari), own_yes(occurred_at=late.isoformat())).json()  # before the no: history
        assert told["status"] == "withdrawn"
    assert erp.get(f"/may?person={kari.pk}&purpose=EMARKETING").json()["allowed"] is False


def test_the_own_later_act_with_evidence_and_scope_lifts_it(erp: Caller, kari: Person) -> None:
    make_consent(kari)
    withdraw(kari)
    told = erp.put(at(kari), own_yes()).json()
    assert (told["status"], told["act_by"]) == ("given", "person")
    assert erp.get(f"/may?person={kari.pk}&purpose=EMARKETING").json()["allowed"] is True


def test_only_the_scope_may_say_it_was_the_person(erp: Caller, kari: Person) -> None:
    plain = Caller(Scope.CONSENTS_WRITE, Scope.CONSENTS_READ, name="Plain")
    refused = plain.put(at(kari), own_yes(act_by="person"))
    assert (refused.status_code, refused.json()["code"]) == (403, "own_act")
    assert plain.delete(at(kari) + "?act_by=person").status_code == 403
    assert plain.put(at(kari), own_yes()).json()["act_by"] == "controller"
    assert erp.delete(at(kari) + "?act_by=person").status_code == 204
    assert erp.get(at(kari)).json()["act_by"] == "person"


def test_the_history_only_grows(erp: Caller, kari: Person) -> None:
    erp.put(at(kari), own_yes())
    erp.delete(at(kari))
    erp.put(at(kari), own_yes(comment="Again"))
    erp.delete(at(kari))
    events = erp.get(at(kari, "/EMARKETING/events")).json()
    assert [one["status"] for one in events["items"]] == ["withdrawn", "given", "withdrawn", "given"]
    assert events["next"] is None
    first = events["items"][-1]
    assert first["evidence"] == {**PROOF, "text": "", "at": None, "place": ""}
    assert (first["via"], first["channels"], first["voided"], first["wording"]) == ("api", ["email"], False, YES)
    page = erp.get(at(kari, "/EMARKETING/events?limit=3")).json()
    rest = erp.get(at(kari, f"/EMARKETING/events?limit=3&cursor={page['next']}")).json()
    assert [one["id"] for one in page["items"] + rest["items"]] == [one["id"] for one in events["items"]]


def test_who_was_merged_away_is_written_through_the_survivor(erp: Caller, kari: Person) -> None:
    other = make_person("Karin", email="karin@example.org")
    consents.merge(kari, other, by=Actor.system(), via=Via.STAFF)
    moved = erp.get(f"/persons/{other.pk}")
    assert (moved.status_code, moved["Location"]) == (301, f"/api/v1/persons/{kari.pk}")
    assert erp.put(at(other), own_yes()).status_code == 200
    assert erp.get(at(kari)).json()["status"] == "given"
    assert erp.patch(f"/persons/{other.pk}", {"title": "CEO"}).json()["id"] == kari.pk
    assert erp.delete(at(other)).status_code == 204
    assert erp.get(at(kari)).json()["status"] == "withdrawn"
    assert other.pk not in [one["id"] for one in erp.get("/persons").json()["items"]]
    assert erp.delete(f"/persons/{other.pk}").status_code == 204
    assert erp.get(f"/persons/{kari.pk}").status_code == 404


def test_another_basis_for_a_given_consent_needs_a_reason(erp: Caller, kari: Person) -> None:
    from samtykke.purposes import actions
    from samtykke.purposes.queries import basis_by_key

    store = get_purpose("STORE")
    by: dict[str, Any] = {"by": Actor.system(), "via": Via.STAFF}
    for key in ("61A", "61B"):
        actions.allow_basis(store, basis_by_key(key), **by)
    erp.put(at(kari, "/STORE"), own_yes())
    refused = erp.put(at(kari, "/STORE"), {"legal_basis": "61B"})
    assert (refused.status_code, refused.json()["code"]) == (409, "consent_stands")
    assert pointers(refused) == ["#/reason"]
    told = erp.put(at(kari, "/STORE"), {"legal_basis": "61B", "reason": "A contract", "informed": True})
    assert told.json()["legal_basis"] == "61B"


def test_writing_costs_few_statements(erp: Caller, kari: Person, django_assert_max_num_queries: Any) -> None:
    erp.put(at(kari), own_yes())
    with django_assert_max_num_queries(20):
        erp.put(at(kari), own_yes(comment="Again"))


def test_a_yes_to_what_is_offered_to_children_needs_the_age(erp: Caller, kari: Person) -> None:
    """Art. 8, REQ-19. Breaks when an integration brings a child's yes, or cannot say which parent approved."""
    club()
    refused = erp.put(at(kari, "/CLUB"), own_yes())
    assert (refused.status_code, refused.json()["code"], pointers(refused)) == (
        422,
        "age_missing",
        ["#/age/birth_year"],
    )
    young = now().year - 12
    refused = erp.put(at(kari, "/CLUB"), own_yes(age={"birth_year": young}))
    assert (refused.status_code, refused.json()["code"]) == (409, "guardian_missing")
    told = erp.put(at(kari, "/CLUB"), own_yes(age={"birth_year": young, "guardian": "Ola Ås, own double opt-in"}))
    assert (told.status_code, told.json()["status"]) == (200, "given")
    assert erp.put(at(kari, "/CLUB"), own_yes(age={"born": 2000})).status_code == 422

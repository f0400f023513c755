from __future__ import annotations

import datetime as dt

import pytest

from samtykke.consents import actions as consents
from samtykke.consents.models import ConsentEvent, ConsentEvidence, ConsentRecord, Suppression
from samtykke.contacts.models import Person
from samtykke.core.actors import Actor, Via
from samtykke.intake.models import HeldAnswer
from tests.consents.clubs import club
from tests.factories import approve_store, make_consent, make_person, make_wording, withdraw
from tests.house.tables import changed, digests
from tests.intake.file.runs import counts, imported, problems, tried

pytestmark = pytest.mark.django_db

HEAD = "email,first_name,last_name,purpose,legal_basis,status,occurred_at,evidence,comment\n"


def row(status: str = "given", at: str = "2024-03-01 10:00", evidence: str = "form 7", basis: str = "61A") -> str:
    return HEAD + f"kari@example.org,Kari,Ås,EMARKETING,{basis},{status},{at},{evidence},said so\n"


def record(purpose: str = "EMARKETING") -> ConsentRecord:
    return ConsentRecord.objects.with_names().get(purpose__key=purpose)


def events() -> list[str]:
    return list(ConsentEvent.objects.filter(purpose__key="EMARKETING").order_by("id").values_list("status", flat=True))


def kari(**fields) -> Person:
    return make_person("Kari", "Ås", email="kari@example.org", **fields)


def test_a_consent_with_wording_time_and_evidence_is_given():
    wording = make_wording()
    imported(row(), wording=str(wording.pk))
    found = record()
    assert (found.status, found.legal_basis.key, found.wording, found.act_by) == ("given", "61A", wording, "controller")
    assert found.occurred_at == dt.datetime(2024, 3, 1, 9, tzinfo=dt.UTC)
    assert (found.channels, found.email_id) == ("email", found.person.emails.get().id)
    evidence = ConsentEvidence.objects.get(event_id=found.event_id)
    assert (evidence.kind, evidence.reference, evidence.comment) == ("import", "form 7", "said so")
    assert record("STORE").status == "in_force"


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        (row(), {}),
        (row(evidence=""), {"wording": "Yes, write to me."}),
        (row(at=""), {"wording": "Yes, write to me."}),
    ],
)
def test_a_yes_without_wording_evidence_or_time_is_unknown(text, chosen):
    """REQ-12. Breaks when a column that says yes is taken for a consent that can be shown."""
    imported(text, **chosen)
    assert record().status == "unknown"


def test_a_text_from_elsewhere_is_kept_and_hashed():
    imported(row(), wording="Yes, write to me.")
    found = record()
    assert (found.status, found.wording, len(found.shown_hash)) == ("given", None, 64)
    assert ConsentEvidence.objects.get(event_id=found.event_id).shown_text == "Yes, write to me."


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (row(basis="61Z"), "unknown_legal_basis"),
        (row().replace("EMARKETING", "NOSUCH"), "unknown_purpose"),
        (row(status="maybe"), "unknown_status"),
        (row(at="31.02.2024"), "invalid_date"),
        (row(at="2999-01-01"), "in_the_future"),
        (row(basis="61F", status=""), "marketing_needs_consent"),
        (row(basis="61F").replace("EMARKETING", "STORE").replace("given", "withdrawn"), "object_instead"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(text, code):
    run = imported(text)
    assert problems(run) == [(2, "refused", code)]
    assert not Person.objects.exists()


def test_a_yes_dated_after_a_no_is_held_for_review():
    person = kari()
    withdraw(person, at=dt.datetime(2024, 1, 1, tzinfo=dt.UTC))
    run = imported(row(), wording="Yes, write to me.")
    assert counts(run) == {"held_for_review": 1}
    assert problems(run) == [(2, "held", "no_stands")]
    assert record().status == "objected"
    held = HeldAnswer.objects.get()
    assert (held.person_id, held.status, held.purpose.key, held.evidence) == (
        person.pk,
        "given",
        "EMARKETING",
        "form 7",
    )


def test_a_yes_dated_before_a_no_is_history():
    withdraw(kari(), at=dt.datetime(2025, 1, 1, tzinfo=dt.UTC))
    run = imported(row(), wording="Yes, write to me.")
    assert counts(run) == {"updated": 1}
    assert events() == ["objected", "given"]
    assert record().status == "objected"


def test_a_no_in_a_file_always_wins():
    make_consent(kari(), given_at=dt.datetime(2024, 1, 1, tzinfo=dt.UTC))
    run = imported(row(status="no", evidence=""))
    assert counts(run) == {"updated": 1}
    assert record().status == "withdrawn"
    assert counts(imported(row(status="no", evidence=""))) == {"unchanged": 1}


def test_a_no_without_a_time_counts_from_the_import():
    make_consent(kari(), given_at=dt.datetime(2024, 1, 1, tzinfo=dt.UTC))
    run = imported(row(status="withdrawn", at=""))
    assert record().status == "withdrawn"
    assert record().occurred_at >= run.started_at
    assert counts(imported(row(status="withdrawn", at=""))) == {"unchanged": 1}


def test_a_no_of_a_day_counts_at_its_end_and_beats_a_yes_of_that_day():
    make_consent(kari(), given_at=dt.datetime(2024, 3, 1, 12, tzinfo=dt.UTC))
    imported(row(status="withdrawn", at="01.03.2024"))
    found = record()
    assert found.status == "withdrawn"
    assert found.occurred_at == dt.datetime(2024, 3, 1, 22, 59, 59, 999999, tzinfo=dt.UTC)


def test_a_yes_over_a_standing_yes_changes_nothing():
    make_consent(kari(), given_at=dt.datetime(2023, 1, 1, tzinfo=dt.UTC))
    assert counts(imported(row(), wording="Yes, write to me.")) == {"unchanged": 1}
    assert events() == ["given"]


def test_a_yes_fills_a_gap():
    kari()
    assert counts(imported(row(), wording="Yes, write to me.")) == {"updated": 1}
    assert record().status == "given"


def test_a_yes_and_a_no_in_one_file_end_as_a_no_whatever_their_order():
    lines = row().splitlines()
    no = lines[1].replace("given", "withdrawn").replace("2024-03-01", "2024-02-01")
    for text in (f"{lines[0]}\n{lines[1]}\n{no}\n", f"{lines[0]}\n{no}\n{lines[1]}\n"):
        run = imported(text.replace("kari@", f"kari{text.index('given')}@"), wording="Yes, write to me.")
        assert run.counts["created"] == 1
        person = Person.objects.order_by("-id").first()
        assert ConsentRecord.objects.get(person=person, purpose__key="EMARKETING").status == "withdrawn"


def test_restricted_and_deleted_people_are_held():
    person = kari()
    consents.restrict(person.pk, by=Actor.system(), via=Via.STAFF)
    run = imported(HEAD + "kari@example.org,Kari,Ås,,,,,,\n")
    assert (counts(run), problems(run)) == ({"held_for_review": 1}, [(2, "held", "restricted")])
    consents.lift_restriction(person.pk, by=Actor.system(), via=Via.STAFF)
    Person.objects.update(deleted_at=dt.datetime.now(dt.UTC))
    run = imported(HEAD + "kari@example.org,Kari,Ås,,,,,,\n")
    assert problems(run) == [(2, "held", "deleted")]


def test_a_suppressed_address_is_held_and_nobody_is_made():
    consents.suppress("Kari@example.org", reach="all", by=Actor.system(), via=Via.STAFF)
    run = imported(row())
    assert (counts(run), problems(run)) == ({"held_for_review": 1}, [(2, "held", "suppressed")])
    assert not Person.objects.exists()


def test_a_suppressed_address_comes_to_nobody_we_hold_either():
    consents.suppress("gone@example.org", reach="all", by=Actor.system(), via=Via.STAFF)
    kari = make_person("Kari", "Ås", email="kari@example.org", external_id="5")
    run = imported("external_id,email,first_name\n5,gone@example.org,Kari\n", strategy="replace")
    assert problems(run) == [(2, "warning", "suppressed")]
    assert list(kari.emails.filter(retired_at=None).values_list("normal", flat=True)) == ["kari@example.org"]


def test_an_address_suppressed_for_marketing_gets_a_person_without_the_yes():
    consents.suppress("kari@example.org", reach="marketing", by=Actor.system(), via=Via.STAFF)
    run = imported(row(), wording="Yes, write to me.")
    assert counts(run) == {"created": 1, "held_for_review": 1}
    assert not ConsentRecord.objects.filter(purpose__key="EMARKETING").exists()


def test_a_trial_under_a_new_secret_key_writes_nothing_and_the_run_does(settings):
    """REQ-101. Breaks when trying a file out adds a suppression, or carrying it out forgets one of an earlier key."""
    consents.suppress("kari@example.org", reach="marketing", by=Actor.system(), via=Via.STAFF)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key-" + "y" * 40, [settings.SECRET_KEY]
    approve_store()
    before = digests()
    run = tried(row(), wording="Yes, write to me.")
    assert counts(run) == {"created": 1}
    assert {*changed(before)} - {"intake_importrun", "intake_importproblem"} == set()
    assert counts(imported(row(), wording="Yes, write to me.")) == {"created": 1, "held_for_review": 1}
    assert Suppression.objects.count() == 2


def test_an_objection_to_all_marketing_holds_a_yes():
    consents.object_to_marketing(kari().pk, by=Actor.system(), via=Via.STAFF)
    run = imported(row(), wording="Yes, write to me.")
    assert problems(run) == [(2, "held", "objected_all_marketing")]


def test_the_ledger_verifies_what_a_file_wrote():
    from samtykke.consents.canonical import commitment

    kari()
    imported(row() + "ola@example.org,Ola,Vik,EMARKETING,61A,given,2024-03-01,x,y\n", wording="Yes.")
    for event in ConsentEvent.objects.all():
        evidence = ConsentEvidence.objects.get(person_id=event.person_id, event_id=event.id)
        assert commitment(event, bytes(evidence.salt)) == bytes(event.commitment)


def test_records_are_what_the_fold_says():
    from samtykke.consents.queries.append import refresh_where

    kari()
    text = row() + "".join(
        f"p{n}@example.org,P{n},Å,EMARKETING,61A,{s},2024-03-01,x,y\n" for n, s in enumerate(["given", "no", "unknown"])
    )
    imported(text, wording="Yes.")
    assert refresh_where("SELECT id AS person_id FROM contacts_person") == 0


@pytest.mark.parametrize("told", [",", "2024-03-01,", ",form 7"])
def test_nobody_new_is_held_on_a_consent_without_time_or_proof(told):
    head = "email,first_name,last_name,purpose,legal_basis,wording,occurred_at,evidence\n"
    text = head + f"x@example.org,X,Y,STORE,61A,Yes please,{told}\n"
    assert counts(tried(text)) == {"refused": 1}
    assert problems(imported(text)) == [(2, "refused", "no_basis")]
    assert not Person.objects.exists()


def test_somebody_new_is_held_on_a_consent_with_time_and_proof():
    head = "email,first_name,last_name,purpose,legal_basis,wording,occurred_at,evidence\n"
    imported(head + "x@example.org,X,Y,STORE,61A,Yes please,2024-03-01 10:00,form 7\n")
    assert record("STORE").status == "given"


@pytest.mark.parametrize("strategy", ["add", "fill", "replace", "skip"])
@pytest.mark.parametrize("external_id", ["5", ""])
def test_a_no_counts_against_who_is_meant_under_every_strategy(strategy, external_id):
    make_consent(kari(external_id="5"), given_at=dt.datetime(2024, 1, 1, tzinfo=dt.UTC))
    text = "external_id," + HEAD + f"{external_id},kari@example.org,Kari,Ås,EMARKETING,61A,withdrawn,,,\n"
    assert counts(tried(text, strategy=strategy)) == {"updated": 1}
    assert counts(imported(text, strategy=strategy)) == {"updated": 1}
    assert record().status == "withdrawn"
    assert Person.objects.count() == 1


def test_a_file_brings_no_yes_to_what_is_offered_to_children():
    """Art. 8, REQ-19. Breaks when a row without an age becomes a child's consent, or its no is refused."""
    purpose = club()
    wording = make_wording(purpose)
    run = imported(row().replace("EMARKETING", "CLUB"), wording=str(wording.pk))
    assert problems(run) == [(2, "refused", "age_missing")]
    assert not ConsentRecord.objects.filter(purpose=purpose).exists()
    assert counts(imported(row("refused").replace("EMARKETING", "CLUB"))) == {"created": 1}
    assert record("CLUB").status == "refused"

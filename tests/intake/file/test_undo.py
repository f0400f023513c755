"""Taking an import back, and what came in between."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from samtykke.accounts.rights import Right
from samtykke.audit.models import Entry
from samtykke.consents.models import ConsentRecord
from samtykke.consents.queries.append import refresh_where
from samtykke.consents.queries.decisions import may
from samtykke.contacts import actions as contacts
from samtykke.contacts.models import Person
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.intake.channels.file import actions, engine, undo
from samtykke.intake.channels.file.queries import runs, stage
from samtykke.intake.models import RunState
from tests.accounts.factories import make_user
from tests.factories import approve_store, get_purpose, make_consent, make_person
from tests.intake.file.runs import counts, imported, problems, received, tried
from tests.pages import browse

pytestmark = pytest.mark.django_db

STAFF = {"by": Actor.user(7), "via": Via.STAFF}
PEOPLE = "email,first_name,last_name\n" + "".join(f"q{n}@example.org,Q{n},Å\n" for n in range(5))
NO = "email,first_name,last_name,purpose,status\nkari@example.org,Kari,Ås,EMARKETING,withdrawn\n"


def test_undoing_lets_a_no_of_the_file_stand():
    kari = make_person("Kari", "Ås", email="kari@example.org")
    make_consent(kari, given_at=now() - dt.timedelta(days=30))
    importer = make_user("Mia M", "marketing")
    assert not importer.has_right(Right.CONSENTS_CORRECT)
    undo.undo(imported(NO), by=importer.actor)
    assert may(kari, get_purpose()).reason in {"objected", "withdrawn"}


def test_who_may_correct_events_takes_a_no_of_the_file_back():
    kari = make_person("Kari", "Ås", email="kari@example.org")
    make_consent(kari, given_at=now() - dt.timedelta(days=30))
    undo.undo(imported(NO), by=make_user("Siri V", "administrator").actor)
    assert may(kari, get_purpose()).allowed


def test_a_file_comes_in_again_after_it_was_undone():
    undo.undo(imported(PEOPLE))
    assert counts(tried(PEOPLE)) == {"updated": 5}
    run = imported(PEOPLE)
    assert (counts(run), run.counts["restored"], problems(run)) == ({"updated": 5}, 5, [])
    assert Person.objects.held().count() == Person.objects.count() == 5
    assert Entry.objects.filter(deed="people:imported").last().details["restored"] == 5
    assert undo.undo(run) == {"deleted": 5, "put_back": 0, "kept": 0}
    assert counts(imported(PEOPLE)) == {"updated": 5}


def test_what_an_undone_file_said_does_not_come_back_with_its_people():
    head = "email,first_name,last_name,purpose,legal_basis,status,occurred_at,evidence\n"
    undo.undo(imported(head + "q0@example.org,Q0,Å,EMARKETING,61A,given,2024-03-01 10:00,form 7\n", wording="Yes."))
    imported(PEOPLE)
    person = Person.objects.get(emails__normal="q0@example.org")
    assert may(person, get_purpose()).reason == "no_record"
    assert ConsentRecord.objects.get(person=person, purpose__key="STORE").status == "in_force"
    assert refresh_where("SELECT id AS person_id FROM contacts_person") == 0


def test_who_was_deleted_by_somebody_stays_in_the_bin():
    run = imported(PEOPLE)
    contacts.delete_person(Person.objects.order_by("id").first(), **STAFF)
    undo.undo(run)
    assert counts(imported(PEOPLE)) == {"updated": 4, "held_for_review": 1}


def test_an_address_at_which_somebody_consented_since_stays():
    kari = make_person("Kari", "Ås", email=None, external_id="5")
    run = imported("external_id,email\n5,kari@example.org\n")
    make_consent(kari)
    undo.undo(run)
    assert may(kari, get_purpose()).allowed


def test_an_address_that_somebody_made_primary_since_stays():
    kari = make_person("Kari", "Ås", email="old@example.org", external_id="5")
    run = imported("external_id,email\n5,kari@example.org\n", strategy="replace")
    contacts.add_email(kari, "old@example.org", primary=True, **STAFF)
    contacts.make_email_primary(kari.emails.get(normal="kari@example.org"), **STAFF)
    undo.undo(run)
    assert kari.emails.get(normal="kari@example.org").retired_at is None


def test_what_two_batches_changed_goes_back_to_what_stood_before_the_first(monkeypatch):
    """Breaks when only one batch is taken back; and when what somebody else wrote, between them or since, is lost."""
    monkeypatch.setattr(engine, "BATCH", 1)
    kari, ola, siri = (
        make_person(name, "Ås", email=f"{name}@example.org", external_id=name, title="")
        for name in ("Kari", "Ola", "Siri")
    )
    kari = contacts.change_person(kari, changes={"title": "Before"}, **STAFF)
    rows = "".join(f"{name},{n}{name}@example.org,{n}\n" for n in ("One", "Two") for name in ("Kari", "Ola", "Siri"))
    run = received("external_id,email,title\n" + rows, strategy="replace")

    def between(run: engine.ImportRun) -> None:
        if run.position == 3:
            contacts.change_person(Person.objects.get(pk=siri.pk), changes={"title": "Between"}, **STAFF)

    actions.carry_out(run, progress=between)
    run.refresh_from_db()
    assert run.failure is None
    assert set(Person.objects.values_list("title", flat=True)) == {"Two"}
    contacts.change_person(Person.objects.get(pk=ola.pk), changes={"title": "Since"}, **STAFF)
    undo.undo(run)
    assert list(Person.objects.order_by("id").values_list("title", flat=True)) == ["Before", "Since", "Between"]
    assert [row.normal for row in kari.emails.filter(retired_at=None)] == ["kari@example.org"]


def test_the_undoing_is_the_act_of_who_asked_for_it():
    ada, siri = make_user("Ada A", "administrator"), make_user("Siri V", "administrator")
    approve_store()
    run = actions.carry_out(actions.receive([PEOPLE.encode()], "people.csv", by=ada.actor, via=Via.FILE))
    browse(siri).post(f"/imports/{run.pk}/undoing/")
    run.refresh_from_db()
    undo.undo(run)
    entry = Entry.objects.get(deed="import:undone")
    assert (entry.actor_kind, entry.actor_id) == ("user", siri.pk)
    assert set(Person.objects.values_list("deleted_by_id", flat=True)) == {siri.pk}


def killed(monkeypatch: pytest.MonkeyPatch) -> engine.ImportRun:
    """A run that was killed after its first batch."""
    monkeypatch.setattr(engine, "BATCH", 2)

    def kill(_run: engine.ImportRun) -> None:
        raise KeyboardInterrupt

    run = received(PEOPLE)
    with pytest.raises(KeyboardInterrupt):
        actions.carry_out(run, progress=kill)
    run.refresh_from_db()
    assert run.state == RunState.RUNNING
    return run


def test_a_killed_run_can_be_undone(monkeypatch):
    run = killed(monkeypatch)
    assert actions.ask_to_undo(run).state == RunState.UNDOING


def test_a_killed_run_ends_when_it_is_stopped_and_goes_on(monkeypatch):
    run = killed(monkeypatch)
    actions.cancel(run)
    run.refresh_from_db()
    assert (run.state, run.failure["code"]) == (RunState.CANCELLED, "interrupted")
    actions.ask_to_run(run)
    run.refresh_from_db()
    assert counts(actions.carry_out(run)) == {"created": 5}


def test_the_stage_of_a_killed_run_is_dropped_at_the_next_tidying(monkeypatch):
    run = killed(monkeypatch)
    assert actions.tidy(now() - dt.timedelta(days=1)) == 0
    run.refresh_from_db()
    assert run.state == RunState.CANCELLED
    assert stage.counted(stage.name_of(run.pk)) == -1


def test_a_run_that_somebody_is_at_is_not_dead():
    run = received(PEOPLE)
    assert runs.is_dead(run.pk)
    with runs.alive(run.pk):
        assert not runs.is_dead(run.pk)
    assert runs.is_dead(run.pk)


def test_the_rows_of_a_file_that_is_gone_are_not_found(tmp_path: Path):
    approve_store()
    file = tmp_path / "people.csv"
    file.write_text("email,first_name\nnot-an-address,Q\n")
    run = actions.carry_out(actions.receive_path(file, by=Actor.system(), via=Via.COMMAND))
    file.unlink()
    assert browse(make_user("Ada A", "administrator")).get(f"/imports/{run.pk}/rows/").status_code == 404


def test_looking_at_columns_and_problems_leaves_a_trace():
    ada = make_user("Ada A", "administrator")
    run = tried("email,first_name\nnot an address kari,K\n")
    for page in (f"/imports/{run.pk}/columns/", f"/imports/{run.pk}/"):
        before = Entry.objects.filter(subject_kind="import", deed="people:listed").count()
        browse(ada).get(page)
        assert Entry.objects.filter(subject_kind="import", deed="people:listed").count() == before + 1

from __future__ import annotations

import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from samtykke.audit.models import Entry
from samtykke.consents.models import ConsentEvent, ConsentRecord
from samtykke.contacts.models import Company, FieldChange, Person, PersonEmail
from samtykke.core.actors import Actor
from samtykke.core.refused import Refused
from samtykke.intake.channels.file import actions, engine, report, undo
from samtykke.intake.models import HeldAnswer, ImportRun, RunState
from tests.factories import approve_store, make_person, withdraw
from tests.intake.file.runs import counts, imported, problems, received, stored, tried

pytestmark = pytest.mark.django_db

HEAD = "external_id,first_name,last_name,email,mobile,company,purpose,status\n"


def people(count: int, first: int = 0) -> str:
    return HEAD + "".join(f"{n},P{n},Å{n},p{n}@x.no,9123{n:04},Fjord {n % 3},,\n" for n in range(first, first + count))


MIXED = (
    people(5)
    + "2,P2,Å2,p2@x.no,,,,\n"
    + "77,Kari,Ås,kari@example.org,,New AS,EMARKETING,yes\n"
    + ",Bad,Row,nowhere,,,,\n"
    + ",Other,Person,p1@x.no,,,,\n"
)


def test_trying_out_tells_what_running_does_and_writes_nothing():
    withdraw(make_person("Kari", "Ås", email="kari@example.org"))
    before = ConsentEvent.objects.count()
    run = tried(MIXED, legal_basis="61A", purpose="EMARKETING", wording="Yes.")
    assert (Person.objects.count(), ConsentEvent.objects.count(), Company.objects.count()) == (1, before, 0)
    assert run.state == RunState.TRIED
    foreseen, told = counts(run), problems(run)
    run = actions.carry_out(run)
    assert (
        counts(run) == foreseen == {"created": 6, "updated": 1, "unchanged": 1, "refused": 1, "possible_duplicates": 1}
    )
    assert problems(run) == told


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_batches_of_any_size_end_alike(monkeypatch, size):
    monkeypatch.setattr(engine, "BATCH", size)
    seen = []
    run = actions.carry_out(received(MIXED), progress=lambda run: seen.append(run.position))
    assert counts(run) == {"created": 7, "unchanged": 1, "refused": 1, "possible_duplicates": 1}
    assert seen == [*range(size, 9, size), 9] if size < 9 else [9]
    assert Person.objects.count() == 7


def test_a_run_goes_on_where_it_ended(monkeypatch):
    monkeypatch.setattr(engine, "BATCH", 2)
    run = received(people(7))

    class FellOver(Exception):
        pass

    def fall(run):
        if run.position == 4:
            raise FellOver

    with pytest.raises(FellOver):
        actions.carry_out(run, progress=fall)
    assert Person.objects.count() == 4
    run = actions.carry_out(ImportRun.objects.get(pk=run.pk))
    assert (counts(run), Person.objects.count()) == ({"created": 7}, 7)


def test_a_run_goes_on_after_its_stage_was_lost(monkeypatch):
    from samtykke.intake.channels.file.queries import stage

    monkeypatch.setattr(engine, "BATCH", 2)
    run = received(people(4) + "0,P0,Å0,p0@x.no,,,,\n1,P1,Å1,p1@x.no,,,,\n")
    with pytest.raises(RuntimeError):
        actions.carry_out(run, progress=lambda run: (_ for _ in ()).throw(RuntimeError))
    stage.drop(stage.name_of(run.pk))
    run = actions.carry_out(ImportRun.objects.get(pk=run.pk))
    assert counts(run) == {"created": 4, "unchanged": 2}


def test_a_run_stops_between_batches_when_asked_to(monkeypatch):
    monkeypatch.setattr(engine, "BATCH", 2)
    run = actions.carry_out(received(people(6)), progress=actions.cancel)
    assert (run.state, run.position, Person.objects.count()) == (RunState.CANCELLED, 2, 2)


@pytest.mark.parametrize(
    ("strategy", "told", "problem"),
    [
        ("fill", {"created": 5, "updated": 1}, []),
        ("add", {"created": 5, "refused": 1}, [(6, "refused", "external_id_taken")]),
    ],
)
def test_an_external_id_that_somebody_took_meanwhile_means_them(monkeypatch, strategy, told, problem):
    monkeypatch.setattr(engine, "BATCH", 2)

    def meanwhile(run):
        if run.position == 2:
            make_person("Other", "Person", external_id="4")

    run = actions.carry_out(received(people(6), strategy=strategy), progress=meanwhile)
    assert (counts(run), problems(run)) == (told, problem)


def test_a_whole_run_is_everything_or_nothing(monkeypatch):
    monkeypatch.setattr(engine, "BATCH", 2)
    run = actions.carry_out(received(people(6), whole=True), progress=actions.cancel)
    assert (run.state, Person.objects.count()) == (RunState.CANCELLED, 0)
    assert counts(imported(people(6), whole=True)) == {"created": 6}


def test_undoing_brings_everybody_back_to_where_they_were():
    kari = make_person("Kari", "Ås", email="kari@example.org", language="nb")
    text = HEAD + "5,Kari,Ås,kari@example.org,91234567,Fjord,EMARKETING,withdrawn\n6,Ola,Vik,ola@x.no,,Fjord,,\n"
    run = imported(text)
    assert counts(run) == {"created": 1, "updated": 1}
    undone = undo.undo(run, by=Actor.user(1))
    kari.refresh_from_db()
    assert undone == {"deleted": 1, "put_back": 1, "kept": 0}
    assert (kari.external_id, kari.company_id, kari.phones.filter(retired_at__isnull=True).count()) == (None, None, 0)
    assert ConsentRecord.objects.get(person=kari, purpose__key="EMARKETING").status == "withdrawn"
    assert Person.objects.held().get() == kari
    assert Company.objects.get().deleted_at
    assert FieldChange.objects.filter(person=kari, field="external_id").order_by("id").last().after is None
    assert undo.undo(run) == undone
    assert Entry.objects.filter(deed="import:undone").count() == 1


def test_undoing_a_replacement_puts_the_old_address_back():
    kari = make_person("Kari", "Ås", email="kari@example.org", external_id="5")
    run = imported(HEAD + "5,Kari,Berg,new@example.org,,,,\n", strategy="replace")
    assert PersonEmail.objects.get(person=kari, is_primary=True).normal == "new@example.org"
    undo.undo(run)
    kari.refresh_from_db()
    assert kari.last_name == "Ås"
    assert PersonEmail.objects.get(person=kari, is_primary=True, retired_at__isnull=True).normal == "kari@example.org"


def test_who_was_touched_since_is_kept():
    run = imported(people(2))
    first = Person.objects.order_by("id").first()
    withdraw(first)
    assert undo.undo(run) == {"deleted": 1, "put_back": 0, "kept": 1}
    assert Person.objects.held().get() == first


def test_the_report_has_the_rows_as_they_stood_with_the_reason():
    run = imported(HEAD + "1,=cmd(),Ås,nowhere,+4791234567,,,\n2,Ola,Vik,o@x.no,,,,\n")
    lines = "".join(report.problem_lines(run)).splitlines()
    assert lines[0].startswith("\ufeffline,outcome,reason,external_id")
    assert lines[1] == "2,refused,“nowhere” is not an e-mail address.,1,'=cmd(),Ås,nowhere,'+4791234567,,,"
    assert len(lines) == 2


def test_a_mended_report_can_be_imported_again():
    run = imported(HEAD + "1,=cmd(),Ås,nowhere,+4791234567,,,\n")
    mended = "".join(report.problem_lines(run)).replace("nowhere,", "k@x.no,")
    assert counts(imported(mended)) == {"created": 1}
    person = Person.objects.get()
    assert (person.first_name, person.phones.get().number) == ("=cmd()", "+4791234567")


def test_the_run_leaves_an_entry_and_the_duty_to_inform():
    run = imported(people(3))
    entry = Entry.objects.get(deed="people:imported")
    assert (entry.subject_kind, entry.subject_id, entry.details["created"]) == ("import", run.pk, 3)
    assert (run.counts["to_inform"], Person.objects.filter(inform_by=run.inform_by).count()) == (3, 3)


def test_a_draft_assessment_stops_the_run_before_it_begins():
    run = actions.receive([people(1).encode()], "people.csv", by=Actor.system(), via=engine.Via.FILE)
    with pytest.raises(Refused) as refusal:
        actions.ask_to_run(run)
    assert refusal.value.code == "assessment_missing"
    assert problems(actions.carry_out(run)) == [(2, "refused", "assessment_missing")]


def test_a_draft_assessment_does_not_stop_who_has_a_basis_of_their_own():
    head, row = people(1).splitlines()[:2]
    file = f"{head},legal_basis\n{row},61B\n"
    run = actions.try_out(actions.receive([file.encode()], "people.csv", by=Actor.system(), via=engine.Via.FILE))
    assert run.counts["created"] == 1
    assert actions.ask_to_run(run).state == "running"


def test_a_refused_file_tells_why_in_the_language_of_who_handed_it_over(ola):
    from samtykke.accounts.models import User

    User.objects.filter(pk=ola.pk).update(language="en")
    run = actions.receive([people(1).encode()], "people.csv", by=Actor.user(ola.pk), via=engine.Via.FILE)
    ImportRun.objects.filter(pk=run.pk).update(choices={"purpose": "NOSUCH"})
    run = actions.try_out(ImportRun.objects.get(pk=run.pk))
    assert run.state == RunState.FAILED
    assert run.failure == {"code": "unknown_purpose", "reason": "There is no purpose with the key “NOSUCH”."}


def test_the_worker_does_what_was_asked_for(ola):
    from procrastinate.contrib.django.models import ProcrastinateJob

    from samtykke.intake import jobs

    run = actions.ask_to_try(received(people(3)))
    assert (run.state, ProcrastinateJob.objects.get().task_name) == (RunState.TRYING, "samtykke.intake.jobs.try_import")
    with pytest.raises(Refused):
        actions.ask_to_run(run)
    jobs.try_import(run.pk)
    run.refresh_from_db()
    assert (run.state, run.counts["created"], Person.objects.count()) == (RunState.TRIED, 3, 0)


def test_old_files_and_what_refused_rows_said_are_deleted():
    from samtykke.core.clock import now

    run = imported(MIXED)
    path = run.path
    assert stored(path)
    assert actions.tidy(now()) == 1
    assert not stored(path)
    assert not run.problems.exists()


def test_an_answer_held_is_looked_at_once():
    withdraw(make_person("Kari", "Ås", email="kari@example.org"))
    imported(
        "email,first_name,last_name,purpose,legal_basis,occurred_at,evidence,status\n"
        "kari@example.org,Kari,Ås,EMARKETING,61A,2999,,\n"
    )
    imported(HEAD + "1,Kari,Ås,kari@example.org,,,EMARKETING,in_force\n", purpose="EMARKETING")
    for held in HeldAnswer.objects.open():
        actions.settle_held(held.person_id, held.id, by=Actor.user(1))
    assert not HeldAnswer.objects.open().exists()


def run_command(tmp_path, text: str, *options: str, capsys) -> tuple[dict[str, object], str]:
    approve_store()
    file = tmp_path / "people.csv"
    file.write_text(text)
    call_command("import_file", str(file), "--json", *options)
    said = capsys.readouterr()
    return json.loads(said.out.splitlines()[-1]), said.err


def test_the_command_says_what_it_did(tmp_path, capsys):
    out = tmp_path / "out.csv"
    said, warned = run_command(tmp_path, MIXED, "--report", str(out), capsys=capsys)
    assert said | {"run": 0} == {
        "created": 7, "updated": 0, "unchanged": 1, "refused": 1, "possible_duplicates": 1, "held_for_review": 0,
        "rows": 9, "run": 0, "dry_run": False,
    }  # fmt: skip
    assert "“nowhere” is not an e-mail address." in warned
    assert "nowhere" in out.read_text()


def test_the_command_tries_out(tmp_path, capsys):
    said, _warned = run_command(tmp_path, people(2), "--dry-run", capsys=capsys)
    assert (said["created"], said["dry_run"], Person.objects.count()) == (2, True, 0)


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [
        (people(1), ["--purpose", "NOSUCH"], 2),
        (people(1), ["--legal-basis", "61Z"], 2),
        (people(1), ["--wording", "999", "--purpose", "EMARKETING"], 2),
        (people(1), ["--preset", "nosuch"], 2),
        ("", [], 1),
        (HEAD, [], 1),
        ("a,a\n1,2\n", [], 1),
        ("shoe,size\n1,2\n", [], 1),
        (HEAD + ",Bad,Row,nowhere,,,,\n", [], 1),
    ],
)
def test_the_command_ends_with_the_right_code(tmp_path, capsys, text, options, code):
    try:
        run_command(tmp_path, text, *options, capsys=capsys)
    except CommandError as error:
        ended = 2 if "argument" in str(error) else error.returncode
    except SystemExit as error:
        ended = error.code
    assert ended == code


def test_the_command_without_a_file_is_bad_usage(tmp_path):
    with pytest.raises(CommandError) as error:
        call_command("import_file", str(tmp_path / "nothing.csv"))
    assert error.value.returncode == 2


def test_the_command_goes_on_with_what_fell_over(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(engine, "BATCH", 2)
    says = "samtykke.intake.management.commands.import_file.Command._say"
    monkeypatch.setattr(says, lambda *_: (_ for _ in ()).throw(RuntimeError))
    with pytest.raises(RuntimeError):
        run_command(tmp_path, people(5), capsys=capsys)
    monkeypatch.undo()
    said, warned = run_command(tmp_path, people(5), capsys=capsys)
    assert (said["created"], Person.objects.count()) == (5, 5)
    assert "stopped after row 2" in warned

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from samtykke.audit import actions, queries
from samtykke.audit.deeds import LOOKS, SENTENCES, Deed
from samtykke.audit.middleware import write_afterwards
from samtykke.audit.models import Entry
from samtykke.audit.personal_data import export
from samtykke.core.actors import Actor, Ref, Via
from samtykke.core.http import read_only

pytestmark = pytest.mark.django_db

KARI = Ref.person(42)
OLA = Actor.user(7)


def note(deed: Deed = Deed.PERSON_CHANGED, **details: object) -> Entry:
    actions.record(deed, subject=KARI, by=OLA, via=Via.STAFF, **details)  # type: ignore[arg-type]
    return queries.trail()[0]


def test_an_entry_says_who_did_what_to_whom_by_which_door() -> None:
    entry = note(fields=["first_name"], count=2)
    assert (entry.deed, entry.subject, entry.actor, entry.door) == ("person:changed", KARI, OLA, Via.STAFF)
    assert entry.details == {"fields": ["first_name"], "count": 2}


def test_an_entry_belongs_to_the_callers_transaction() -> None:
    with transaction.atomic():
        note()
        transaction.set_rollback(True)
    assert not Entry.objects.exists()


def test_an_entry_in_a_past_transaction_has_the_time_of_its_writing() -> None:
    first, second = note(), note()
    assert second.at > first.at


@pytest.mark.parametrize("value", ["kari@example.org", ["x", "kari@example.org"], "a" * 201])
def test_a_value_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="names fields only"):
        note(field=value)


@pytest.mark.parametrize("value", [None, {"a": 1}, 1.5])
def test_a_detail_of_another_kind_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        note(field=value)


def test_every_deed_has_a_sentence_and_a_shape() -> None:
    assert set(SENTENCES) == set(Deed)
    for deed in Deed:
        actions.record(deed, subject=None, by=OLA, via=Via.STAFF)
    assert Entry.objects.count() == len(Deed)


def test_a_look_from_a_view_that_only_reads_is_written_when_the_view_has_ended(rf: RequestFactory) -> None:
    seen = []

    @read_only
    def view(request: HttpRequest) -> HttpResponse:
        actions.look(Deed.PERSON_VIEWED, subject=KARI, by=OLA, via=Via.STAFF)
        seen.append(Entry.objects.count())
        return HttpResponse()

    write_afterwards(view)(rf.get("/"))  # type: ignore[arg-type]
    assert seen == [0]
    assert [entry.deed for entry in queries.trail()] == ["person:viewed"]


def test_a_look_outside_of_a_view_is_written_at_once() -> None:
    actions.look(Deed.PEOPLE_SEARCHED, subject=None, by=Actor.integration(3), via=Via.API, count=3)
    assert queries.trail()[0].actor == Actor.integration(3)


def test_a_look_that_cannot_be_written_takes_the_answer_with_it(rf: RequestFactory) -> None:
    @read_only
    def view(request: HttpRequest) -> HttpResponse:
        actions.look(Deed.PERSON_VIEWED, subject=Ref("person", 2**70), by=OLA, via=Via.STAFF)
        return HttpResponse("Kari")

    with pytest.raises(Exception), transaction.atomic():  # noqa: B017, PT011 - whatever PostgreSQL says
        write_afterwards(view)(rf.get("/"))  # type: ignore[arg-type]


def test_a_record_in_a_view_that_only_reads_is_refused_by_postgresql(rf: RequestFactory) -> None:
    @read_only
    def view(request: HttpRequest) -> HttpResponse:
        note()
        return HttpResponse()

    with pytest.raises(Exception, match="read-only transaction"), transaction.atomic():
        view(rf.get("/"))


def test_the_person_is_told_times_and_purposes_of_looks_and_not_who_looked() -> None:
    note(Deed.PERSON_VIEWED)
    note(Deed.PERSON_CHANGED)
    actions.record(Deed.PERSON_VIEWED, subject=Ref.person(43), by=OLA, via=Via.STAFF)
    told = export(42)
    assert [line["what"] for line in told["looks"]] == ["person:viewed"]
    assert [line["purpose"] for line in told["changes"]] == ["Changed a person"]
    assert "7" not in str([list(line) for line in told["looks"]])
    assert [set(line) for line in told["looks"]] == [{"at", "what", "purpose", "via"}]


def test_a_long_trail_is_told_batch_by_batch(
    monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    """Breaks when every entry about a person is read before the first is told, or one is lost between two batches."""
    monkeypatch.setattr("samtykke.audit.personal_data.BATCH", 2)
    for _number in range(5):
        note(Deed.PERSON_VIEWED)
        note(Deed.PERSON_CHANGED)
    looks = export(42)["looks"]
    with django_assert_max_num_queries(3):
        next(iter(looks))
    told = list(looks)
    assert len(told) == 5
    assert [line["at"] for line in told] == sorted(line["at"] for line in told)
    assert list(looks) == told
    assert len(list(export(42)["changes"])) == 5


def test_looks_are_looks_and_not_changes() -> None:
    assert Deed.PERSON_VIEWED in LOOKS
    assert Deed.PERSON_CHANGED not in LOOKS


def test_the_connection_is_not_left_read_only(rf: RequestFactory) -> None:
    @read_only
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    view(rf.get("/"))
    with connection.cursor() as cursor:
        cursor.execute("SHOW transaction_read_only")
        assert cursor.fetchone() == ("off",)

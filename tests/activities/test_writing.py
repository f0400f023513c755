"""Activities are written down, changed, finished and thrown away; what cannot be is refused by name."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction

from samtykke.activities import actions, queries
from samtykke.activities.models import Activity, Participant
from samtykke.audit.models import Entry
from samtykke.consents import actions as consents
from samtykke.contacts import actions as contacts
from samtykke.contacts.models import Person
from samtykke.core.actors import Via
from samtykke.core.refused import Refused
from tests.activities.made import BY, make_activity, make_task
from tests.factories import make_person

if TYPE_CHECKING:
    from samtykke.accounts.models import User
    from tests.factories import Clock

pytestmark = pytest.mark.django_db


def standing(activity: Activity) -> list[tuple[str, bool]]:
    """Where the rows of its participants stand, and whether they count as contact."""
    rows = Participant.objects.filter(activity_id=activity.pk).order_by("person_id")
    return list(rows.values_list("standing", "is_contact"))


def test_a_call_that_was_made_is_a_contact(kari: Person, ola: User) -> None:
    call = make_activity("call", kari, text="Wants a price", outcome="reached", owner_id=ola.pk)
    assert (call.status, call.name, standing(call)) == ("done", "Call", [("past", True)])
    assert queries.last_contact([kari.pk]) == {kari.pk: call.at}
    assert Entry.objects.get(deed="activity:logged").subject_id == call.pk


def test_what_is_planned_cancelled_or_deleted_is_no_contact(kari: Person, clock: Clock) -> None:
    meeting = make_activity("meeting", kari, status="planned", starts_at=clock.in_days(1))
    assert (standing(meeting), queries.last_contact([kari.pk])) == ([("planned", False)], {})
    actions.cancel(meeting, **BY)
    assert standing(meeting) == [("past", False)]
    actions.reopen(meeting, **BY)
    done = actions.finish(meeting, **BY)
    assert standing(meeting) == [("past", True)]
    assert done.at == done.done_at  # it was done before the time it was planned for
    assert actions.finish(meeting, **BY).version == done.version
    actions.delete(meeting, **BY)
    assert (standing(meeting), queries.last_contact([kari.pk])) == ([("gone", False)], {})
    assert actions.restore(meeting, **BY).deleted_at is None
    assert standing(meeting) == [("past", True)]


def test_a_meeting_lasts_an_hour_and_a_company_is_taken_from_who_takes_part(kari: Person, clock: Clock) -> None:
    company = contacts.create_company(name="Testvik AS", org_number="", country="NO", **BY)
    contacts.change_person(kari, changes={"company": company}, **BY)
    meeting = make_activity("meeting", kari, status="planned", starts_at=clock.now)
    assert (meeting.ends_at, meeting.company_id) == (clock.now + timedelta(hours=1), company.pk)


@pytest.mark.parametrize(
    ("kind", "told", "field"),
    [
        ("meeting", {}, "starts_at"),
        ("meeting", {"starts_at": datetime(1899, 12, 31, tzinfo=UTC)}, "starts_at"),
        ("task", {"due_on": date(1899, 1, 1)}, "due_on"),
        ("call", {"title": "x" * 301}, "title"),
        ("note", {"text": "x" * 20_001}, "text"),
        ("note", {"outcome": "reached"}, "outcome"),
        ("call", {"due_on": date(2026, 1, 1)}, "due_on"),
        ("fishing", {}, "kind"),
        ("task", {"owner_id": 999_999}, "owner"),
    ],
)
def test_what_cannot_be_is_refused_by_name(kind: str, told: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as no:
        make_activity(kind, status="planned", **told)
    assert (no.value.field, no.value.status) == (field, 422)


def test_it_does_not_end_before_it_begins_and_lasts_a_month_at_most(clock: Clock) -> None:
    for days, code in ((-1, "ends_before"), (32, "too_long_time")):
        with pytest.raises(Refused) as no:
            make_activity("meeting", status="planned", starts_at=clock.now, ends_at=clock.in_days(days))
        assert no.value.code == code


@pytest.mark.parametrize(
    "broken",
    [
        {"kind": "x"},
        {"status": "done"},
        {"starts_at": datetime(1899, 1, 1, tzinfo=UTC)},
        {"starts_at": datetime(2026, 1, 2, tzinfo=UTC), "ends_at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"due_on": date(1899, 1, 1)},
        {"kind": "meeting"},
        {"kind": "note", "outcome": "reached"},
    ],
)
def test_postgresql_refuses_what_python_let_through(broken: dict[str, Any]) -> None:
    task = make_task()
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.filter(pk=task.pk).update(**broken)


def test_a_change_names_its_fields_and_who_comes_second_is_refused(ola: User) -> None:
    task = make_task()
    changed = actions.change(task, {"title": "Write instead"}, version=1, by=ola.actor, via=Via.STAFF)
    assert (changed.version, changed.title) == (2, "Write instead")
    assert Entry.objects.get(deed="activity:changed").details == {"fields": ["title"]}
    with pytest.raises(Refused) as no:
        actions.change(task, {"title": "Mine"}, version=1, **BY)
    assert no.value.code == "changed_meanwhile"
    assert actions.change(task, {"title": "Write instead"}, version=1, **BY).version == 2


def test_who_is_restricted_cannot_be_added_and_nothing_of_theirs_changes(kari: Person) -> None:
    call = make_activity("call", kari)
    consents.restrict(kari, **BY)
    with pytest.raises(Refused):
        make_activity("call", kari)
    for act in (actions.delete, actions.reopen):
        with pytest.raises(Refused):
            act(call, **BY)
    with pytest.raises(Refused):
        actions.change(call, {"text": "More"}, **BY)


def test_who_takes_part_is_set_as_a_whole_but_for_whom_one_does_not_see(kari: Person) -> None:
    nils, berit = make_person("Nils"), make_person("Berit")
    call = make_activity("call", kari, nils)
    others = Person.objects.held().exclude(pk=nils.pk)
    actions.set_people(call, [berit.pk], among=others, **BY)
    assert queries.people_ids(call.pk) == sorted([nils.pk, berit.pk])
    with pytest.raises(Refused) as no:
        actions.set_people(call, [kari.pk], among=others.exclude(pk=kari.pk), **BY)
    assert no.value.code == "unknown_person"


def test_who_was_merged_away_is_the_survivor_and_a_split_gives_both_back(kari: Person) -> None:
    twin = make_person("Kari", "Testvik")
    before = make_activity("call", twin)
    merge = consents.merge(kari, twin, **BY)
    together = make_activity("meeting", twin, starts_at=before.at)
    assert queries.people_ids(together.pk) == [kari.pk]
    members = [kari.pk, twin.pk]
    assert {one.pk for one in queries.planned_and_past(members, None)[1].items} == {before.pk, together.pk}
    assert queries.last_contact([kari.pk])[kari.pk] >= before.at
    consents.split(merge, **BY)
    assert queries.people_ids(before.pk) == [twin.pk]
    assert set(queries.last_contact([kari.pk, twin.pk])) == {kari.pk, twin.pk}


def test_an_activity_of_two_who_are_one_is_shown_once(kari: Person) -> None:
    twin = make_person("Kari", "Testvik")
    call = make_activity("call", kari, twin)
    consents.merge(kari, twin, **BY)
    assert [one.pk for one in queries.planned_and_past([kari.pk, twin.pk], None)[1].items] == [call.pk]


def test_pages_of_a_person_follow_each_other(kari: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE_SIZE", 2)
    calls = [make_activity("call", kari).pk for _one in range(5)]
    shown, cursor = [], None
    for _page in range(3):
        part = queries.planned_and_past([kari.pk], cursor)[1]
        shown, cursor = shown + [one.pk for one in part.items], part.next
    assert (shown, cursor) == (calls[::-1], None)

"""The pages of activities: the tabs, a call in one line, the form, the page of one, the tasks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from samtykke.accounts.queries import today
from samtykke.activities import actions
from samtykke.activities.models import Activity
from samtykke.consents import actions as consents
from samtykke.contacts import actions as contacts
from samtykke.core.actors import Via
from tests.activities.made import BY, make_activity, make_task
from tests.factories import make_person

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from samtykke.accounts.models import User
    from samtykke.contacts.models import Person
    from tests.factories import Clock

pytestmark = pytest.mark.django_db
HX = {"HTTP_HX_REQUEST": "true"}
NEW: dict[str, Any] = {"kind": "meeting", "title": "Price", "day": "2026-12-08", "begins": "10:00", "ends": "11:30"}


@pytest.fixture
def client(ola: User, signed_in: Callable[..., Client]) -> Client:
    """Ola has signed in."""
    return signed_in(ola)


def test_a_call_is_logged_in_one_line_shown_in_place_and_taken_back(client: Client, kari: Person, ola: User) -> None:
    told = {"outcome": "message", "direction": "out", "text": "Rings back"}
    shown = client.post(f"/people/{kari.pk}/activities/call/", told, **HX).content.decode()
    call = Activity.objects.get()
    assert (call.owner_id, call.outcome, call.status) == (ola.pk, "message", "done")
    assert "Rings back" in shown
    assert "hx-swap-oob" in shown
    assert f"/activities/{call.pk}/taking-back/" in shown
    answer = client.post(f"/activities/{call.pk}/taking-back/?next=/people/{kari.pk}/activities/")
    assert answer["Location"] == f"/people/{kari.pk}/activities/"
    assert "Rings back" not in client.get(f"/people/{kari.pk}/activities/").content.decode()


def test_a_wrong_call_shows_the_form_again(client: Client, kari: Person) -> None:
    for text in ("\x00", "x" * 20_001):
        told = {"outcome": "reached", "direction": "out", "text": text}
        assert client.post(f"/people/{kari.pk}/activities/call/", told, **HX).status_code == 422
    assert client.post(f"/people/{kari.pk}/activities/call/", {"outcome": "x"}).status_code == 422
    assert not Activity.objects.exists()


def test_only_who_wrote_it_takes_it_back(client: Client, kari: Person) -> None:
    call = make_activity("call", kari)
    assert client.post(f"/activities/{call.pk}/taking-back/").status_code == 404


def test_a_new_activity_with_people_chosen_by_search(client: Client, kari: Person, ola: User) -> None:
    nils = make_person("Nils", "Testvik")
    found = client.get("/activities/people/", {"find": "nils", "people": [kari.pk]}).content.decode()
    assert f'value="{kari.pk}" checked' in found
    assert f'value="{nils.pk}"' in found
    page = client.post("/activities/new/", NEW | {"find": "nils", "find_people": "1", "people": [kari.pk]})
    assert (page.status_code, "Nils" in page.content.decode()) == (200, True)
    answer = client.post("/activities/new/", NEW | {"people": [kari.pk, nils.pk], "owner": ola.pk, "remind": "60"})
    meeting = Activity.objects.get()
    assert answer["Location"] == f"/activities/{meeting.pk}/"
    assert meeting.starts_at is not None
    assert meeting.ends_at is not None
    assert meeting.remind_at is not None
    assert meeting.ends_at - meeting.starts_at == timedelta(minutes=90)
    assert meeting.starts_at - meeting.remind_at == timedelta(hours=1)
    shown = client.get(answer["Location"]).content.decode()
    assert "Price" in shown
    assert "Nils Testvik" in shown


@pytest.mark.parametrize(
    "told",
    [
        {"day": "1899-01-01"},
        {"day": ""},
        {"ends": "09:00"},
        {"people": ["999999"]},
        {"people": ["x" * 30]},
        {"title": "\x00"},
        {"kind": "mail"},
        {"company_name": "Nobody AS"},
        {"remind": "15", "day": "", "begins": ""},
    ],
)
def test_a_refused_form_writes_nothing(client: Client, told: dict[str, Any]) -> None:
    assert client.post("/activities/new/", NEW | told).status_code == 422
    assert not Activity.objects.exists()


def test_two_who_change_at_once_lose_nothing(client: Client, ola: User, clock: Clock) -> None:
    meeting = make_activity("meeting", status="planned", title="Price", starts_at=clock.now)
    page = client.get(f"/activities/{meeting.pk}/change/").content.decode()
    assert 'name="version" value="1"' in page
    actions.change(meeting, {"title": "Terms"}, **BY)
    answer = client.post(f"/activities/{meeting.pk}/change/", NEW | {"title": "Offer", "version": "1"})
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Terms" in shown
    assert "Offer" in shown
    assert 'name="version" value="2"' in shown
    answer = client.post(f"/activities/{meeting.pk}/change/", NEW | {"title": "Offer", "version": "2"})
    assert answer.status_code == 302
    assert Activity.objects.get().title == "Offer"


def test_done_open_again_cancelled_deleted_and_restored(
    signed_in: Callable[..., Client], admin: User, kari: Person
) -> None:
    client, task = signed_in(admin), make_task("Ring", kari)
    for act, status in (("completion", "done"), ("reopening", "planned"), ("cancellation", "cancelled")):
        assert client.post(f"/activities/{task.pk}/{act}/").status_code == 302
        assert Activity.objects.get().status == status
    assert client.post(f"/activities/{task.pk}/completion/", {"next": "//evil.example/"})["Location"].startswith("/act")
    client.post(f"/activities/{task.pk}/deletion/")
    assert client.get(f"/activities/{task.pk}/").status_code == 404
    assert client.post(f"/activities/{task.pk}/restoration/")["Location"] == f"/activities/{task.pk}/"
    assert client.get(f"/activities/{task.pk}/").status_code == 200


def test_the_tab_costs_the_same_however_much_was_done(
    client: Client, kari: Person, django_assert_max_num_queries: Any
) -> None:
    for _one in range(6):
        make_activity("call", kari, make_person("Nils"))
    with django_assert_max_num_queries(32):
        assert client.get(f"/people/{kari.pk}/activities/").status_code == 200


def test_the_tab_of_a_company(client: Client, kari: Person) -> None:
    company = contacts.create_company(name="Testvik AS", org_number="", country="NO", **BY)
    make_activity("note", kari, title="Likes fish", company=company)
    assert "Likes fish" in client.get(f"/companies/{company.pk}/activities/").content.decode()
    assert client.get("/companies/999999/activities/").status_code == 404


def test_my_tasks_are_late_of_today_and_to_come(client: Client, ola: User, siri: User) -> None:
    day = today()
    late = make_task("Late one", owner_id=ola.pk, due_on=day - timedelta(days=1))
    make_task("Of today", owner_id=ola.pk, due_on=day)
    make_task("To come", owner_id=ola.pk, due_on=day + timedelta(days=1))
    make_task("Without", owner_id=ola.pk)
    make_task("Of another", owner_id=siri.pk, due_on=day)
    shown = client.get("/tasks/").content.decode()
    order = [shown.index(title) for title in ("Late one", "Of today", "To come", "Without")]
    assert order == sorted(order)
    assert "Of another" not in shown
    assert '<span class="count">2</span>' in shown or ">2<" in shown
    shown = client.post(f"/tasks/{late.pk}/completion/", **HX).content.decode()
    assert "hx-swap-oob" in shown
    assert f"/activities/{late.pk}/reopening/?next=%2Ftasks%2F" in shown
    assert client.post("/tasks/new/", {"title": "Fresh", "due_on": day}, **HX).content.decode().count("Fresh") >= 1
    assert client.post("/tasks/new/", {"title": "", "due_on": "x"}).status_code == 422


def test_per_is_shown_nothing(per: User, kari: Person, signed_in: Callable[..., Client]) -> None:
    client, call = signed_in(per), make_activity("call", kari)
    for address in (f"/people/{kari.pk}/activities/", f"/activities/{call.pk}/", "/tasks/", "/calendar/"):
        assert client.get(address).status_code == 403


def test_of_who_is_restricted_nothing_is_shown_or_counted(client: Client, kari: Person, ola: User) -> None:
    task = make_task("Ring Kari", kari, owner_id=ola.pk, due_on=today())
    consents.restrict(kari, by=ola.actor, via=Via.STAFF)
    assert client.get(f"/activities/{task.pk}/").status_code == 404
    shown = client.get("/tasks/").content.decode()
    assert "Ring Kari" not in shown
    assert '<span class="count">1</span>' not in shown
    assert client.post(f"/tasks/{task.pk}/completion/").status_code == 404

"""Who may not see a person never learns of them through an activity, the calendar or a feed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from samtykke.accounts import actions as accounts
from samtykke.accounts.models import Role
from samtykke.accounts.queries import today
from samtykke.accounts.rights import Right
from samtykke.activities import actions
from samtykke.activities.access import activities_visible_to
from samtykke.activities.calendar import Span, days_for
from samtykke.activities.feed import escaped, folded
from samtykke.activities.models import CalendarFeed
from samtykke.consents import actions as consents
from samtykke.contacts import actions as contacts
from samtykke.core.actors import Via
from samtykke.core.clock import now
from tests.accounts.factories import make_user
from tests.activities.made import BY, make_activity, make_task
from tests.factories import make_person

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from samtykke.accounts.models import User
    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(kari: Person, ola: User) -> Any:
    """Ola meets Kari today."""
    return make_activity(
        "meeting", kari, status="planned", title="Kari wants out", starts_at=now(), owner_id=ola.pk, text="She is ill"
    )


def feed_of(user: User, client: Client, *, with_names: bool = True) -> str:
    """What the user's feed says."""
    token = actions.make_feed(user, with_names=with_names, by=user.actor, via=Via.STAFF)
    return client.get(f"/calendar/feed/{token}.ics").content.decode()


@pytest.mark.parametrize("gone", ["restricted", "deleted"])
def test_an_activity_with_somebody_out_of_sight_is_absent_everywhere(
    gone: str, kari: Person, ola: User, meeting: Any, signed_in: Callable[..., Client], client: Client
) -> None:
    mine = signed_in(ola)
    assert "Kari wants out" in mine.get("/calendar/").content.decode()
    if gone == "restricted":
        consents.restrict(kari, **BY)
    else:
        contacts.delete_person(kari, **BY)
    assert not activities_visible_to(ola).exists()
    assert mine.get(f"/activities/{meeting.pk}/").status_code == 404
    for query in ("", "?whose=all", "?view=month", "?view=day"):
        assert "Kari" not in mine.get(f"/calendar/{query}").content.decode()
    assert "VEVENT" not in feed_of(ola, client)


def test_the_words_are_covered_where_one_of_two_is_out_of_sight(
    kari: Person, ola: User, signed_in: Callable[..., Client], client: Client
) -> None:
    nils = make_person("Nils", "Testvik")
    both = make_activity(
        "meeting",
        kari,
        nils,
        status="planned",
        title="Kari and Nils",
        text="Kari is ill",
        starts_at=now(),
        owner_id=ola.pk,
    )
    consents.restrict(kari, **BY)
    mine = signed_in(ola)
    for address in (
        f"/activities/{both.pk}/",
        f"/people/{nils.pk}/activities/",
        f"/people/{nils.pk}/timeline/",
        "/calendar/",
        f"/activities/{both.pk}/change/",
    ):
        shown = mine.get(address).content.decode()
        assert "Kari" not in shown
    assert "Kari" not in feed_of(ola, client)
    told = {"title": "Mine", "day": today(), "begins": "10:00"}
    assert "Kari" not in mine.post(f"/activities/{both.pk}/change/", told).content.decode()
    both.refresh_from_db()
    assert both.title == "Kari and Nils"


def test_who_sees_their_own_people_alone_sees_their_activities_alone(kari: Person, siri: User) -> None:
    Role.objects.create(key="own", names={"en": "Own"}, rights=[r.value for r in Right], visibility="own")
    ola = make_user("Ola Egne", "own")
    nils = make_person("Nils")
    contacts.change_person(nils, changes={"owner_id": ola.pk}, **BY)
    his, task = make_activity("call", nils), make_task(owner_id=ola.pk)
    make_activity("call", kari), make_task(owner_id=siri.pk)
    assert set(activities_visible_to(ola)) == {his, task}


def test_a_calendar_asks_the_same_number_of_times_and_shows_each_day(ola: User, kari: Person) -> None:
    day = today()
    for number in range(3):
        make_activity("meeting", kari, status="planned", starts_at=now(), owner_id=ola.pk, title=f"M{number}")
    make_task("Due", owner_id=ola.pk, due_on=day)
    long = make_activity(
        "meeting",
        status="planned",
        starts_at=now() - timedelta(days=2),
        ends_at=now() + timedelta(days=2),
        owner_id=ola.pk,
    )
    for view, length in (("day", 1), ("week", 7)):
        days, is_cut = days_for(ola, Span.of(view, day), everybody=False, today=day)
        here = next(one for one in days if one.day == day)
        assert (len(days), len(here.entries), is_cut) == (length, 5, False)
        assert long in [entry.line.activity for entry in here.entries]
    month = Span.of("month", day)
    assert len(month.days) % 7 == 0
    assert month.before < day.replace(day=1) <= month.after


def test_a_calendar_of_nonsense_is_this_week(ola: User, signed_in: Callable[..., Client]) -> None:
    client = signed_in(ola)
    for query in ("day=0001-01-01", "day=9999-12-31", "day=x", "view=year", "day=%00&whose=%00"):
        for view in ("week", "month"):
            assert client.get(f"/calendar/?{query}&view={view}").status_code == 200


def test_a_feed_holds_no_names_unless_its_user_wants_them(ola: User, meeting: Any, client: Client) -> None:
    bare = feed_of(ola, client, with_names=False)
    assert "Kari" not in bare
    assert "SUMMARY:" in bare
    assert bare.endswith("END:VCALENDAR\r\n")
    named = feed_of(ola, client)
    assert "Kari wants out" in named.replace("\r\n ", "")
    assert "She is ill" not in named
    assert all(len(line.encode()) <= 75 for line in named.split("\r\n"))


def test_a_feed_ends_when_it_is_revoked_made_anew_or_its_user_is_gone(
    ola: User, siri: User, client: Client, signed_in: Callable[..., Client]
) -> None:
    mine = signed_in(ola)
    page = mine.post("/calendar/feed/", {"with_names": "on"}).content.decode()
    address = page.partition('value="http')[2].partition('"')[0]
    path = address[address.index("/calendar/") :]
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert not answer.cookies
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405
    mine.post("/calendar/feed/revocation/")
    assert client.get(path).status_code == 404
    token = actions.make_feed(ola, with_names=False, by=ola.actor, via=Via.STAFF)
    make_user("Bodil Ber", "administrator")
    accounts.deactivate_user(ola, by=siri.actor, via=Via.STAFF)
    assert client.get(f"/calendar/feed/{token}.ics").status_code == 404
    assert client.get("/calendar/feed/a.ics").status_code == 404
    assert token.encode() not in bytes(CalendarFeed.objects.first().token_hash)  # type: ignore[union-attr]


def test_lines_of_a_feed_are_escaped_and_folded() -> None:
    assert escaped("a,b;c\\d\r\ne\x07") == "a\\,b\\;c\\\\d\\ne"
    line = folded("SUMMARY:" + "æøå" * 40)
    assert all(len(part.encode()) <= 75 for part in line.split("\r\n"))
    assert line.replace("\r\n ", "") == "SUMMARY:" + "æøå" * 40


def test_the_timeline_of_a_person_tells_what_was_done(
    kari: Person, ola: User, signed_in: Callable[..., Client]
) -> None:
    nils = make_person("Nils", "Testvik")
    make_activity("call", nils, text="Asked about fish")
    make_activity("call", nils, kari, text="About Kari")
    consents.restrict(kari, **BY)
    shown = signed_in(ola).get(f"/people/{nils.pk}/timeline/").content.decode()
    assert "Asked about fish" in shown
    assert "About Kari" not in shown

"""Who is still to be told, as a page; telling all of them; the file. REQ-35, 36; checks 37–38."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from samtykke.accounts.models import Role, User
from samtykke.accounts.rights import Right
from samtykke.audit.deeds import Deed
from samtykke.audit.models import Entry
from samtykke.consents import actions as consents
from samtykke.consents.models import Suppression
from samtykke.consents.queries import duty
from samtykke.consents.queries.duty import Asked, Why
from samtykke.contacts.models import Person
from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused
from samtykke.intake.models import ImportRun
from samtykke.mail.actions import runs
from samtykke.mail.models import Delivery, MailRun, State, Template
from samtykke.purposes.queries import source_by_key
from tests.accounts.factories import make_user
from tests.accounts.factories import signed_in as sign_in
from tests.consents.test_inform import from_

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from tests.factories import Clock

pytestmark = pytest.mark.django_db
BY = {"by": Actor.system(), "via": Via.STAFF}


@pytest.fixture
def siri_in(siri: User) -> Client:
    """Siri, signed in, reading English."""
    User.objects.filter(pk=siri.pk).update(language="en")
    return sign_in(siri)


def due(person: Person, days: int, clock: Clock) -> Person:
    """The person, to be told so many days from today."""
    Person.objects.filter(pk=person.pk).update(inform_by=clock.day() + timedelta(days=days))
    return person


def shown(client: Client, address: str = "/informing/") -> list[int]:
    """The people a page lists, in its order."""
    page = client.get(address).content.decode()
    assert "</html>" in page
    return list(dict.fromkeys(map(int, re.findall(r'href="/people/(\d+)/"', page))))


def everyone(clock: Clock) -> dict[Why, Person]:
    """One person for each reason."""
    people = {
        Why.READY: from_("API"),
        Why.NO_ADDRESS: from_("API", email=None, phone="+4791234567"),
        Why.RESTRICTED: from_("API"),
        Why.SUPPRESSED: from_("API"),
        Why.ON_ITS_WAY: from_("USER"),
        Why.FAILED: from_("USER"),
    }
    consents.restrict(people[Why.RESTRICTED], **BY)
    consents.suppress(people[Why.SUPPRESSED].emails.get().address, reach=Suppression.Reach.ALL, **BY)
    failed = Delivery.objects.filter(mail__person_id=people[Why.FAILED].pk)
    failed.update(state=State.FAILED, reason="recipient", code=550)
    for days, person in enumerate(people.values(), start=-2):
        due(person, days, clock)
    return people


def test_each_figure_opens_its_people(siri_in: Client, clock: Clock) -> None:
    """REQ-36. Breaks when a reason is counted and its people cannot be seen, or somebody stands under two."""
    people = everyone(clock)
    assert shown(siri_in) == [person.pk for person in people.values()]
    for why, person in people.items():
        if why != Why.READY:
            assert shown(siri_in, f"/informing/?why={why}") == [person.pk]
    told = shown(siri_in, "/informing/?why=informable")
    assert told == [people[Why.READY].pk, people[Why.FAILED].pk]
    assert shown(siri_in, "/informing/?late=on") == [people[Why.READY].pk, people[Why.NO_ADDRESS].pk]
    page = siri_in.get("/informing/").content.decode()
    assert re.findall(r"<b>([\d+]+)</b>", page) == ["6", "2", "2", "1", "1", "1", "1", "1"]


def test_late_is_said_in_words_and_the_mail_is_one_press_away(siri_in: Client, clock: Clock) -> None:
    """Breaks when lateness is a colour alone, or a failed mail cannot be found from here."""
    people = everyone(clock)
    page = siri_in.get("/informing/").content.decode()
    assert "2 days late" in page
    assert "1 day late" in page
    failed = Delivery.objects.get(mail__person_id=people[Why.FAILED].pk)
    assert f'href="/outbox/{failed.pk}/"' in page


def test_whoever_was_told_or_gave_the_data_is_not_on_it(siri_in: Client) -> None:
    """Checks 37–38. Breaks when the duty outlives the telling, or people who came by themselves are listed."""
    told, own, binned, merged, stays = (from_("API"), from_("WEBFORM"), from_("API"), from_("API"), from_("API"))
    consents.record_notice(told, **BY)
    consents.merge(stays, merged, **BY)
    from samtykke.contacts import actions as contacts

    contacts.delete_person(binned, **BY)
    assert own.inform_by is None
    assert shown(siri_in) == [stays.pk]


def test_everybody_told_is_said(siri_in: Client) -> None:
    """Breaks when an empty list is a blank page, or offers a run to nobody."""
    page = siri_in.get("/informing/").content.decode()
    assert "Everybody has been told" in page
    assert "/informing/all/" not in page
    assert "Nobody matches" in siri_in.get("/informing/?late=on").content.decode()


def test_pages_go_both_ways_by_day_and_person(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Breaks when a page repeats or skips somebody where many have the same day."""
    monkeypatch.setattr(duty, "LOOKED_THROUGH", 3)
    people = [due(from_("API"), days, clock).pk for days in (1, 1, 1, 1, 2, 2, 3)]
    for asked in (Asked(), Asked(why=(Why.READY,))):
        first = duty.not_informed(asked, size=3)
        second = duty.not_informed(asked, cursor=first.next, size=3)
        third = duty.not_informed(asked, cursor=second.next, size=3)
        seen = [[row.person for row in one.items] for one in (first, second, third)]
        assert [person for page in seen for person in page] == people, asked
        assert (first.previous, third.next) == (None, None)
        back = duty.not_informed(asked, cursor=third.previous, size=3)
        assert [row.person for row in back.items] == seen[1]
        assert [row.person for row in duty.not_informed(asked, cursor=back.previous, size=3).items] == seen[0]


def test_a_narrow_filter_goes_on_where_it_stopped_looking(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Breaks when a rare reason reads the whole list for one page, or those far down cannot be reached."""
    monkeypatch.setattr(duty, "LOOKED_THROUGH", 4)
    for _ in range(9):
        due(from_("API"), 1, clock)
    without = due(from_("API", email=None, phone="+4791234567"), 1, clock)
    asked, cursor, found, pages = Asked(why=(Why.NO_ADDRESS,)), None, [], 0
    while True:
        page = duty.not_informed(asked, cursor=cursor)
        found += [row.person for row in page.items]
        pages += 1
        if page.next is None:
            break
        cursor = page.next
    assert (found, pages) == ([without.pk], 3)
    assert page.previous is not None


def test_figures_count_no_further_than_they_say(clock: Clock) -> None:
    """Breaks when the page counts millions, or says a number that is not so."""
    for _ in range(3):
        due(from_("API"), -1, clock)
    few = duty.figures(clock.day(), most=2)
    assert (few.is_capped, few.total) == (True, 3)
    assert (duty.figures(clock.day()).is_capped, duty.figures(clock.day()).late) == (False, 3)


@pytest.mark.parametrize("cursor", ["x", "WzFd", "~WzFd", "WyJhIiwxXQ", "WyIyMDI2LTAxLTAxIiwiYSJd"])
def test_a_cursor_we_did_not_make_is_refused(cursor: str) -> None:
    """Breaks when a made-up address breaks the page."""
    with pytest.raises(Refused):
        duty.not_informed(cursor=cursor)


def test_the_people_of_one_file_are_found(siri_in: Client, clock: Clock) -> None:
    """Breaks when the report of an import cannot lead to those it left to be told."""
    run = ImportRun.objects.create(
        name="kunder.csv", size=1, sha256="a", actor_kind="system", actor_id=0, via="file",
        inform_by=clock.day() + timedelta(days=30),
    )  # fmt: skip
    of_file, other = from_("IMPORT"), due(from_("API"), 30, clock)
    due(of_file, 30, clock)
    Person.objects.filter(pk=of_file.pk).update(run_id=run.pk)
    assert shown(siri_in, f"/informing/?run={run.pk}") == [of_file.pk]
    assert shown(siri_in, f"/informing/?source={source_by_key('API').key}") == [other.pk]
    assert "kunder.csv" in siri_in.get(f"/informing/?run={run.pk}").content.decode()


@pytest.mark.parametrize("query", ["why=nonsense", "source=NOSUCH", "run=x", "late=maybe&why=x"])
def test_a_filter_that_does_not_exist_shows_nobody(siri_in: Client, query: str) -> None:
    """Breaks when an unknown filter shows everybody, or is an error nobody understands."""
    from_("API")
    answer = siri_in.get(f"/informing/?{query}")
    assert answer.status_code == 422
    assert not re.search(r'href="/people/\d', answer.content.decode())


def test_the_page_asks_the_database_a_fixed_number_of_times(
    siri_in: Client, clock: Clock, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    """Breaks when each line asks for its person, company or mail."""
    for _ in range(12):
        from_("USER")
    with django_assert_max_num_queries(20):
        assert len(shown(siri_in)) == 12


def test_a_fragment_counts_nobody_again(siri_in: Client) -> None:
    """Breaks when turning a page costs the figures too."""
    from_("API")
    answer = siri_in.get("/informing/", headers={"hx-request": "true"}).content.decode()
    assert answer.strip().startswith('<div id="informing"')


def test_the_run_says_before_it_begins_what_it_will_do(siri_in: Client, clock: Clock) -> None:
    """Breaks when the number, the words or those left out are not shown first."""
    everyone(clock)
    page = siri_in.get("/informing/all/").content.decode()
    assert "2 mails" in page
    assert "Inform 2 people" in page
    assert "1 of them had a mail that did not arrive" in page
    assert all(f"/informing/?why={why}" in page for why in ("no_address", "restricted", "suppressed", "on_its_way"))
    assert "Vi har lagret opplysninger om deg" in page
    assert "We have stored information about you" in page
    assert "ASKCONSENT" not in page


def test_the_run_begins_and_its_progress_is_shown(siri_in: Client, siri: User, clock: Clock) -> None:
    """REQ-36. Breaks when it tells somebody it should not, or nobody can follow it."""
    people = everyone(clock)
    Template.objects.create(key="WELCOME", kind="privacy", names={"en": "Welcome"})
    answer = siri_in.post("/informing/all/", {"template": "WELCOME"})
    run = MailRun.objects.get()
    assert answer.headers["Location"] == f"/outbox/runs/{run.pk}/"
    assert (run.total, run.template.key, run.actor) == (2, "WELCOME", siri.actor)
    told = set(Delivery.objects.filter(run=run).values_list("mail__person_id", flat=True))
    assert told == {people[Why.READY].pk, people[Why.FAILED].pk}
    assert siri_in.get(answer.headers["Location"]).status_code == 200
    assert f"/outbox/runs/{run.pk}/" in siri_in.get("/informing/").content.decode()
    assert siri_in.post("/informing/all/", {"template": "WELCOME"}).headers["Location"] == "/informing/"


@pytest.mark.parametrize("template", ["ASKCONSENT", "PASSWORD", "NOSUCH", ""])
def test_a_template_that_does_not_inform_is_refused(siri_in: Client, template: str) -> None:
    """Check 39, K2. Breaks when everybody can be asked for consent by a run that informs."""
    from_("API")
    assert siri_in.post("/informing/all/", {"template": template}).status_code == 422
    assert not MailRun.objects.exists()


def test_pressed_twice_it_is_one_run(siri_in: Client, monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    """Breaks when a second press while people are looked for begins a second run."""
    monkeypatch.setattr(runs, "PIECE", 2)
    for _ in range(3):
        from_("API")
    Template.objects.create(key="WELCOME", kind="privacy", names={"en": "Welcome"})
    first = siri_in.post("/informing/all/", {"template": "CONTACTADDED"})
    assert (
        siri_in.post("/informing/all/", {"template": "CONTACTADDED"}).headers["Location"] == first.headers["Location"]
    )
    assert siri_in.post("/informing/all/", {"template": "WELCOME"}).status_code == 422
    run = MailRun.objects.get()
    assert "so far" in siri_in.get(f"/outbox/runs/{run.pk}/").content.decode()


def test_the_earliest_day_goes_first(clock: Clock) -> None:
    """Breaks when those who are late wait behind those who have weeks."""
    people = [due(from_("API"), days, clock).pk for days in (20, -3, 5)]
    run = consents.inform_all(**BY)
    order = Delivery.objects.filter(run=run).order_by("mail_id").values_list("mail__person_id", flat=True)
    assert list(order) == [people[1], people[2], people[0]]


def test_who_may_see_and_who_may_start(per: User, ola: User, clock: Clock) -> None:
    """Breaks when people are shown to anybody, or whoever may look can write to everybody."""
    from_("API")
    assert sign_in(per).get("/informing/").status_code == 403
    client = sign_in(ola)
    page = client.get("/informing/").content.decode()
    assert "/informing/all/" not in page
    assert client.get("/informing/all/").status_code == 403
    assert client.post("/informing/all/", {"template": "CONTACTADDED"}).status_code == 403
    assert client.get("/informing/file/").status_code in {302, 403}
    role = Role.objects.create(key="post", names={"en": "Post"}, rights=[Right.MAIL_MANAGE])
    assert sign_in(make_user("Post Mester", role.key)).get("/informing/all/").status_code == 403


def test_the_file_has_those_the_filter_names(siri_in: Client, clock: Clock) -> None:
    """REQ-94. Breaks when the file holds somebody else, or nobody knows who took it."""
    people = everyone(clock)
    assert "1 people" in siri_in.get("/informing/file/?why=no_address").content.decode()
    answer = siri_in.post("/informing/file/?why=no_address", {"reason": "Letters by post"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").strip().splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 2
    assert str(people[Why.NO_ADDRESS].pk) in lines[1]
    assert Entry.objects.get(deed=Deed.PEOPLE_EXPORTED).details["count"] == 1
    assert siri_in.post("/informing/file/?why=no_address", {"reason": ""}).status_code == 422
    assert siri_in.get("/informing/file/?why=nonsense").status_code == 404


def test_the_front_page_leads_here(siri_in: Client, clock: Clock) -> None:
    """Breaks when somebody must be told and the front page has no way to it."""
    due(from_("API"), -1, clock)
    page = siri_in.get("/").content.decode()
    assert 'href="/informing/?late=on"' in page
    assert 'href="/informing/"' in page

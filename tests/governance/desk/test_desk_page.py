"""The compliance desk as a page: who may, how dear it is, what it says when all is well and when it is not. M26."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from samtykke.accounts.models import User
from samtykke.accounts.queries import today
from samtykke.consents.models import ConsentRecord
from samtykke.contacts.models import Person
from samtykke.core.clock import now
from samtykke.governance.desk import actions as desk
from samtykke.governance.models import Figure
from samtykke.purposes.models import Assessment, PurposeVersion
from tests.accounts.factories import signed_in as sign_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


@pytest.fixture
def siri_in(siri: User) -> Client:
    """Siri, signed in, reading English."""
    User.objects.filter(pk=siri.pk).update(language="en")
    return sign_in(siri)


@pytest.fixture
def late(kari: Person) -> Person:
    """Somebody who should have been told yesterday."""
    Person.objects.filter(pk=kari.pk).update(from_person=False, informed_at=None, inform_by=today() - timedelta(days=1))
    return kari


def test_per_may_not(per: User, signed_in: Callable[..., Client]) -> None:
    """Breaks when the desk asks for no right."""
    assert signed_in(per).get("/desk/").status_code == 403
    assert signed_in(per).post("/desk/counting/").status_code == 403


def test_a_line_says_the_number_opens_the_list_and_has_the_button(siri_in: Client, late: Person) -> None:
    """Breaks when a figure does not open its people, or the button that mends it is missing."""
    desk.count_figures()
    page = siri_in.get("/desk/").content.decode()
    assert "Duty to inform that is late" in page
    assert 'href="/informing/?late=on"' in page
    assert 'href="/informing/all/"' in page
    assert "A month had passed on" in page


def test_what_is_unusual_opens_what_was_counted(siri_in: Client, kari: Person, siri: User) -> None:
    """Breaks when files of one kind alone stand in the list behind all of them, or those of years ago stand there too."""
    from samtykke.audit.actions import record
    from samtykke.audit.deeds import Deed
    from samtykke.core.actors import Via

    for deed in (Deed.PEOPLE_EXPORTED, Deed.AUDIT_EXPORTED, Deed.ACCESS_EXPORTED):
        record(deed, subject=None, by=siri.actor, via=Via.STAFF)
    desk.count_figures()
    page = siri_in.get("/desk/").content.decode()
    address = re.search(r'href="(/audit/\?only_exports=on[^"]*)" class="line-name">Files taken out', page)
    assert address is not None
    listed = siri_in.get(html.unescape(address[1]))
    assert listed.status_code == 200
    assert len(listed.context["rows"]) == Figure.objects.get(key="exports").count == 3
    Figure.objects.update(counted_at=now() + timedelta(days=8))
    later = html.unescape(
        re.findall(r'href="(/audit/\?only_exports=on[^"]*)"', siri_in.get("/desk/").content.decode())[0]
    )
    assert siri_in.get(later).context["rows"] == []


def test_who_said_yes_to_less_is_asked_again_by_the_button(siri_in: Client, kari: Person) -> None:
    """REQ-17. Breaks when the button beside them only shows them, or asks about another purpose."""
    record = ConsentRecord.objects.filter(person=kari, purpose__key="STORE")
    record.update(status="given", article="a", scope=1)
    PurposeVersion.objects.create(purpose=record.get().purpose, is_active=True, scope=2, changed_by_kind="system")
    desk.count_figures()
    page = siri_in.get("/desk/").content.decode()
    assert "Sales and service has grown since." in page
    assert 'href="/people/?attention=narrow"' in page
    assert 'href="/purposes/STORE/asking/"' in page
    Figure.objects.filter(key="consents_narrow").update(details={})
    page = siri_in.get("/desk/").content.decode()
    assert page.count('href="/people/?attention=narrow"') == 2, "a figure of an earlier version names no purpose"
    assert "/purposes//" not in page


def test_who_lacks_the_right_sees_the_line_without_its_button(admin: User, late: Person) -> None:
    """Breaks when a button leads somebody to a page that is closed to them."""
    from tests.accounts.factories import make_user

    desk.count_figures()
    auditor = make_user("Revisor", "auditor", language="en")
    page = sign_in(auditor).get("/desk/").content.decode()
    assert 'href="/informing/?late=on"' in page
    assert 'href="/informing/all/"' not in page


def test_before_anybody_is_held_the_desk_draws_nothing(siri_in: Client) -> None:
    """Breaks when an installation without people shows charts without a line."""
    desk.count_figures()
    page = siri_in.get("/desk/").content.decode()
    assert "No people yet" in page
    assert "Age of data by category" not in page
    assert "Show as table" not in page


def test_nobody_s_basis_is_not_the_same_as_no_basis_for_one_purpose(siri_in: Client, kari: Person) -> None:
    """Breaks when the chart of one purpose and the line about all of them cannot be told apart."""
    ConsentRecord.objects.filter(person=kari).delete()
    desk.count_figures()
    page = siri_in.get("/desk/").content.decode()
    assert "Person without a basis for any purpose" in page
    assert "Legal basis for “Sales and service”" in page
    assert "No basis for this purpose" in page


def test_the_desk_costs_twelve_queries_at_most(
    siri_in: Client, late: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Breaks when a line or a chart asks the database by itself. Done when 6."""
    desk.count_figures()
    siri_in.get("/desk/")
    with django_assert_max_num_queries(MOST_QUERIES):
        assert siri_in.get("/desk/").status_code == 200


def test_before_the_first_count_the_desk_says_so(siri_in: Client) -> None:
    """Breaks when a new installation shows noughts that nobody counted."""
    Figure.objects.all().delete()
    page = siri_in.get("/desk/").content.decode()
    assert "counted for the first time" in page
    assert "Counted " not in page


def test_old_figures_say_that_they_are_old(siri_in: Client, kari: Person) -> None:
    """Breaks when a worker that stopped leaves figures that look fresh."""
    desk.count_figures()
    assert "more than five minutes ago" not in siri_in.get("/desk/").content.decode()
    Figure.objects.update(counted_at=now() - timedelta(minutes=6))
    assert "more than five minutes ago" in siri_in.get("/desk/").content.decode()


def test_counting_again_is_asked_of_the_worker_once(siri_in: Client) -> None:
    """Breaks when two presses queue two counts."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    for _ in range(2):
        assert siri_in.post("/desk/counting/").status_code == 302
    assert ProcrastinateJob.objects.filter(task_name="samtykke.governance.jobs.count_figures").count() == 1


def test_the_chart_is_of_the_purpose_that_is_asked_for(siri_in: Client, kari: Person) -> None:
    """Breaks when the choice of purpose is not heard, or an unknown one fails."""
    desk.count_figures()
    assert '<option value="STORE" selected>' in siri_in.get("/desk/?purpose=STORE").content.decode()
    assert siri_in.get("/desk/?purpose=NOSUCH").status_code == 200


def test_the_desk_is_norwegian_for_who_reads_norwegian(siri: User, late: Person) -> None:
    """Breaks when the desk's words are English alone. Check 86."""
    User.objects.filter(pk=siri.pk).update(language="nb")
    desk.count_figures()
    page = sign_in(siri).get("/desk/").content.decode()
    assert "Personvernbord" in page
    assert "Informasjonsplikt som er oversittet" in page


@pytest.mark.parametrize(("name", "begins"), [("siri", "/desk/"), ("ola", "/")])
def test_who_governs_begins_at_the_desk(name: str, begins: str, kari: Person, request: pytest.FixtureRequest) -> None:
    """Breaks when signing in leads the privacy officer past the desk, or a salesperson to it. M26."""
    user: User = request.getfixturevalue(name)
    assert sign_in(user).get("/start/").headers["Location"] == begins


def test_before_the_first_person_may_be_held_signing_in_leads_to_the_first_steps(siri: User) -> None:
    """Breaks when a new installation opens on an empty desk instead of its first step."""
    Assessment.objects.update(lapses_at=None, approved_at=None)
    assert sign_in(siri).get("/start/").headers["Location"] == "/"

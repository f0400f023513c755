"""The guide as pages: the overview, a point, answering, handing out. M7."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samtykke.audit.deeds import Deed
from samtykke.audit.models import Entry
from samtykke.core.clock import now
from samtykke.governance.answers.queries import standings
from samtykke.governance.guide.book import GUIDE
from samtykke.governance.models import Answer, AnswerChange, State
from tests.accounts.factories import make_user
from tests.pages import browse, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from samtykke.accounts.models import User

pytestmark = pytest.mark.django_db
MANUAL = "strategy"


@pytest.fixture
def officer(siri: User) -> Client:
    """The privacy officer, reading English."""
    return browse(siri)


def decided(**told: Any) -> dict[str, Any]:
    """What the form of a point sends."""
    return {"state": "done", "note": "The board decided it on 3 May.", "owner": "", "version": "0"} | told


@contextmanager
def at_most(most: int) -> Iterator[None]:
    """So many questions to the database, not counting where a transaction begins and ends."""
    with CaptureQueriesContext(connection) as found:
        yield
    asked = [one["sql"] for one in found if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "SET TRANSACTION"))]
    assert len(asked) <= most, "\n".join(asked)


def test_every_key_of_the_guide_is_its_own() -> None:
    """Breaks when two points share an answer, or a point stands in no part."""
    assert len(GUIDE.by_key) == len(GUIDE.questions)
    assert {question.group for question in GUIDE.questions} == {group.key for group in GUIDE.groups}
    assert {group.step for group in GUIDE.groups} == set(GUIDE.steps)


def test_the_overview_shows_every_point_and_how_far_it_is(officer: Client) -> None:
    """Breaks when a point is missing, or the checks are asked one by one."""
    with at_most(12):
        shown = text_of(officer.get("/guide/"))
    assert all(f"/guide/{key}/" in shown for key in GUIDE.by_key)
    closed = sum(one.is_closed for one in standings(GUIDE))
    assert f"{closed} of {len(GUIDE.questions)} answered" in shown


@pytest.mark.parametrize("key", list(GUIDE.by_key))
def test_every_point_has_its_page_in_few_queries(officer: Client, key: str) -> None:
    """Breaks when a point cannot be opened, or asks for each row on its own."""
    with at_most(13):
        answer = officer.get(f"/guide/{key}/")
    assert (answer.status_code, str(GUIDE.by_key[key].text) in text_of(answer)) == (200, True)


def test_a_point_that_does_not_exist_is_not_found(officer: Client) -> None:
    """Breaks when any word makes a point."""
    assert officer.get("/guide/nothing/").status_code == 404
    assert officer.post("/guide/nothing/answer/", decided()).status_code == 404


def test_a_decision_is_kept_with_who_when_and_what_stood_before(officer: Client, siri: User) -> None:
    """Breaks when an answer leaves no history, or the trail does not know of it. Art. 5(2)."""
    officer.post(f"/guide/{MANUAL}/answer/", decided(owner=siri.pk, due_on="2027-01-15"))
    answer = officer.post(f"/guide/{MANUAL}/answer/", decided(state="in_work", note="Again.", version="1"))
    assert answer.status_code == 302
    kept = Answer.objects.get(key=MANUAL)
    assert (kept.state, kept.note, kept.owner, kept.version) == (State.IN_WORK, "Again.", None, 2)
    change = AnswerChange.objects.filter(key=MANUAL).latest("id")
    assert change.before["note"] == "The board decided it on 3 May."
    assert (change.before["owner"], change.after["state"], change.by) == (siri.pk, "in_work", siri.actor)
    assert Entry.objects.filter(deed=Deed.GUIDE_ANSWERED, details__key=MANUAL).count() == 2
    shown = text_of(officer.get(f"/guide/{MANUAL}/"))
    assert "<del>The board decided it on 3 May.</del>" in shown
    assert siri.name in shown


def test_the_same_answer_again_is_no_change(officer: Client) -> None:
    """Breaks when saving without a change fills the history."""
    officer.post(f"/guide/{MANUAL}/answer/", decided())
    officer.post(f"/guide/{MANUAL}/answer/", decided(version="1"))
    assert (AnswerChange.objects.count(), Answer.objects.get(key=MANUAL).version) == (1, 1)


def test_saving_and_going_on_leads_to_the_next_point(officer: Client) -> None:
    """Breaks when the way through the guide ends at each point."""
    keys = list(GUIDE.by_key)
    answer = officer.post(f"/guide/{keys[0]}/answer/", decided(onwards="1"))
    assert answer["Location"] == f"/guide/{keys[1]}/"
    last = officer.post(f"/guide/{keys[-1]}/answer/", decided(onwards="1"))
    assert last["Location"] == "/guide/"


def test_not_relevant_needs_its_reason(officer: Client) -> None:
    """Breaks when a point can be pushed aside without a word."""
    refused = officer.post(f"/guide/{MANUAL}/answer/", decided(state="not_relevant"))
    assert (refused.status_code, "Say why this is not relevant" in text_of(refused)) == (422, True)
    assert not Answer.objects.filter(state=State.NOT_RELEVANT).exists()
    officer.post(f"/guide/{MANUAL}/answer/", decided(state="not_relevant", reason="We are two people."))
    assert Answer.objects.get(key=MANUAL).state == State.NOT_RELEVANT


def test_the_second_of_two_is_told_and_loses_nothing(officer: Client) -> None:
    """Breaks when one overwrites the other unseen, or has to type again."""
    other = browse(make_user("Astrid Andre", "privacy_officer"))
    other.post(f"/guide/{MANUAL}/answer/", decided(note="Astrid was first."))
    told = officer.post(f"/guide/{MANUAL}/answer/", decided(note="My own long thoughts."))
    shown = text_of(told)
    assert (told.status_code, "Somebody else has changed this meanwhile" in shown) == (422, True)
    assert "My own long thoughts." in shown
    assert "Astrid was first." in shown
    assert 'name="version" value="1"' in shown
    assert Answer.objects.get(key=MANUAL).note == "Astrid was first."
    assert officer.post(f"/guide/{MANUAL}/answer/", decided(note="After reading.", version="1")).status_code == 302


def test_a_point_that_answers_itself_cannot_be_ticked(officer: Client) -> None:
    """Breaks when somebody can say done where the database says no."""
    assert GUIDE.by_key["organisation"].answers_itself
    refused = officer.post("/guide/organisation/answer/", decided())
    assert refused.status_code == 422
    assert not Answer.objects.filter(key="organisation", state=State.DONE).exists()


def test_a_decision_opens_again_after_its_day(officer: Client) -> None:
    """Breaks when a review date does nothing: compliance is an ongoing project."""
    day = (now() - timedelta(days=3)).date().isoformat()
    officer.post(f"/guide/{MANUAL}/answer/", decided(review_on=day))
    standing = next(one for one in standings(GUIDE) if one.question.key == MANUAL)
    assert (standing.is_due_again, standing.is_closed) == (True, False)
    assert "To be looked at again" in text_of(officer.get("/guide/"))


def test_many_points_are_given_to_one_owner_at_once(officer: Client, ola: User) -> None:
    """Breaks when owners can only be named one by one."""
    keys = ["strategy", "training", "access"]
    answer = officer.post("/guide/owners/", {"keys": keys, "owner": ola.pk, "due_on": "2020-01-31"})
    assert answer.status_code == 302
    assert set(Answer.objects.filter(owner=ola).values_list("key", flat=True)) == set(keys)
    assert "/guide/strategy/" in text_of(browse(_viewer(ola)).get("/guide/?show=mine"))
    late = text_of(officer.get("/guide/?show=late"))
    assert ("/guide/strategy/" in late, "/guide/organisation/" in late) == (True, False)


def _viewer(user: User) -> User:
    from samtykke.accounts.models import Role

    user.roles.add(Role.objects.get(key="auditor"))
    return user


@pytest.mark.parametrize(
    ("sent", "said"),
    [({"keys": []}, "Choose at least one point"), ({"keys": ["x"]}, "x"), ({"owner": "999999"}, "valid choice")],
)
def test_handing_out_what_is_not_there_is_refused(officer: Client, ola: User, sent: dict[str, Any], said: str) -> None:
    """Breaks when a missing choice is an error page or is taken for all."""
    answer = officer.post("/guide/owners/", {"keys": ["strategy"], "owner": ola.pk} | sent)
    assert (answer.status_code, said in text_of(answer)) == (422, True)
    assert not Answer.objects.exclude(owner=None).exists()


def test_the_open_tab_leaves_out_what_is_closed(officer: Client) -> None:
    """Breaks when the filter shows everything."""
    officer.post(f"/guide/{MANUAL}/answer/", decided())
    shown = text_of(officer.get("/guide/?show=open"))
    assert (f'href="/guide/{MANUAL}/"' in shown, 'href="/guide/training/"' in shown) == (False, True)


def test_the_page_for_paper_holds_every_decision(officer: Client, siri: User) -> None:
    """Breaks when what was decided, or by whom, is left off the paper."""
    officer.post(f"/guide/{MANUAL}/answer/", decided())
    shown = text_of(officer.get("/guide/print/"))
    assert "The board decided it on 3 May." in shown
    assert f"Answered by {siri.name}" in shown


def test_an_auditor_reads_and_changes_nothing(auditor: User, per: User, ola: User) -> None:
    """Breaks when the right to read lets somebody write, or staff without it read."""
    reader = browse(auditor)
    shown = text_of(reader.get(f"/guide/{MANUAL}/"))
    assert ("What was decided" in shown, "Save and go on" in shown) == (True, False)
    assert reader.post(f"/guide/{MANUAL}/answer/", decided()).status_code == 403
    assert reader.post("/guide/owners/", {"keys": [MANUAL], "owner": auditor.pk}).status_code == 403
    assert [browse(user).get("/guide/").status_code for user in (per, ola)] == [403, 403]


def test_the_guide_is_read_in_norwegian(siri: User) -> None:
    """Breaks when a point was left untranslated."""
    shown = text_of(browse(siri, language="nb").get("/guide/"))
    assert "Har ledelsen bestemt" in shown

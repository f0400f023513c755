"""The desk's figures: each counts whom its list shows, and goes away when it is mended. M26; REQ-10, 17, 22, 25, 36, 98."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError

from samtykke.accounts.models import FourEyesChange, Role, User
from samtykke.accounts.queries import today
from samtykke.consents.models import ConsentRecord, Status
from samtykke.contacts.masking import NOTHING
from samtykke.contacts.models import Person
from samtykke.core.clock import now
from samtykke.governance.answers.books import book_of
from samtykke.governance.desk import actions as desk
from samtykke.governance.desk import counting
from samtykke.governance.desk.lines import LINES
from samtykke.governance.models import Answer, Figure, Register
from samtykke.purposes.models import (
    EMARKETING,
    STORE,
    Assessment,
    Purpose,
    PurposeVersion,
    Recipient,
    Source,
    StatementVersion,
)
from samtykke.web.queries import ATTENTION, matching
from tests.accounts.factories import make_user
from tests.factories import make_consent, make_person

if TYPE_CHECKING:
    from tests.factories import Clock

pytestmark = pytest.mark.django_db
SAME = {
    "no_basis": "without_basis",
    "source_unknown": "source_unknown",
    "unproven": "consent_unproven",
    "ending": "consents_ending",
    "narrow": "consents_narrow",
}


def counted() -> dict[str, int]:
    """Every figure, counted now."""
    desk.count_figures()
    return dict(Figure.objects.values_list("key", "count"))


def record_of(person: Person, purpose: str, **told: object) -> None:
    """Puts the person's record where a story would have put it."""
    ConsentRecord.objects.filter(person=person, purpose__key=purpose).update(**told)


@pytest.fixture
def needy(kari: Person) -> dict[str, Person]:
    """One person for each line of the list, and Kari, of whom all is well but what her own fixture says."""
    people = {name: make_person() for name in SAME}
    store = Purpose.objects.get(key=STORE)
    record_of(people["no_basis"], STORE, status=Status.ENDED)
    Person.objects.filter(pk=people["source_unknown"].pk).update(origin_source=Source.objects.get(key="UNKNOWN"))
    record_of(people["unproven"], STORE, status=Status.UNKNOWN, article="a")
    record_of(people["ending"], STORE, expires_at=now() + timedelta(days=3))
    record_of(people["narrow"], STORE, status=Status.GIVEN, article="a", scope=1)
    PurposeVersion.objects.create(purpose=store, is_active=True, scope=2, changed_by_kind="system")
    return people


@pytest.mark.parametrize("name", sorted(SAME))
def test_a_figure_counts_whom_its_list_shows(name: str, needy: dict[str, Person]) -> None:
    """Breaks when the desk counts by another rule than the list it opens: a figure without its people."""
    people = matching({"attention": name}, among=Person.objects.held(), mask=NOTHING)
    listed = set(people.values_list("pk", flat=True))
    assert needy[name].pk in listed
    assert counted()[SAME[name]] == len(listed)


@pytest.mark.parametrize("name", sorted(SAME))
def test_who_is_in_the_bin_is_counted_nowhere(name: str, needy: dict[str, Person]) -> None:
    """Breaks when a figure counts deleted people."""
    before = counted()[SAME[name]]
    Person.objects.filter(pk=needy[name].pk).update(deleted_at=now())
    assert counted()[SAME[name]] == before - 1


def test_the_duty_to_inform_is_late_soon_or_open(kari: Person, clock: Clock) -> None:
    """Breaks when a day is compared in another zone, or who was told stays. REQ-36."""
    late, soon, later = make_person(), make_person(), make_person()
    Person.objects.exclude(pk__in=[late.pk, soon.pk, later.pk]).update(informed_at=now())
    for person, days in ((late, -1), (soon, 2), (later, 20)):
        Person.objects.filter(pk=person.pk).update(
            from_person=False, informed_at=None, inform_by=today() + timedelta(days=days)
        )
    found = counted()
    assert (found["inform_late"], found["inform_soon"], found["not_informed"]) == (1, 1, 3)
    assert Figure.objects.get(key="inform_late").details["day"] == str(today() - timedelta(days=1))
    Person.objects.filter(pk=late.pk).update(informed_at=now())
    assert counted()["inform_late"] == 0


def test_assessments_and_agreements_whose_day_comes(kari: Person) -> None:
    """Breaks when a review or an agreement lapses in silence. REQ-22, 52."""
    before = counted()
    Assessment.objects.filter(purpose__key=STORE).update(review_on=today() + timedelta(days=30))
    Recipient.objects.create(names={"en": "Skyfiktiv"}, review_on=today() + timedelta(days=5))
    after = counted()
    assert after["assessments_lapsing"] == before["assessments_lapsing"] + 1
    assert after["agreements_lapsing"] == before["agreements_lapsing"] + 1
    assert after["agreements_missing"] == before["agreements_missing"] + 1


def test_a_purpose_in_use_that_lacks_something_is_named(kari: Person) -> None:
    """Breaks when a purpose in use without a period, or without words in a language, is not told."""
    Purpose.objects.filter(key=STORE).update(
        retention_months=None, statement_urls={"nb": "https://fjordlys.example/"}, public_texts={"nb": "Hei"}
    )
    desk.count_figures()
    for key in ("purposes_lacking", "purposes_without_statement", "purposes_without_text"):
        assert STORE in Figure.objects.get(key=key).details["keys"], key


def test_a_published_statement_does_where_no_address_is_named(kari: Person) -> None:
    """REQ-35. Breaks when the desk asks for an address that the guide no longer asks for."""
    told = {
        "version": 1,
        "sections": [{"key": "controller", "text": "x"}],
        "text_hash": "x",
        "published_by_kind": "system",
    }
    Purpose.objects.update(statement_urls={"nb": "https://fjordlys.example/"})
    assert counted()["purposes_without_statement"]
    StatementVersion.objects.create(language="en", **told)
    assert counted()["purposes_without_statement"] == 0


def test_a_counter_that_fails_leaves_its_figures_with_their_time(
    kari: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Breaks when one failing statement takes the others with it, or a stale figure gets a new time."""
    desk.count_figures()
    old = now() - timedelta(hours=1)
    Figure.objects.update(counted_at=old)

    def broken() -> counting.Counts:
        raise DatabaseError("no")

    monkeypatch.setattr(desk, "COUNTERS", (broken, counting.answers))
    desk.count_figures()
    assert Figure.objects.get(key="people").counted_at == old
    assert Figure.objects.get(key="consent_unproven").counted_at > old
    assert "could not count" in caplog.text


def test_every_line_has_a_figure_and_every_list_a_line(kari: Person) -> None:
    """Breaks when a line names a figure nobody counts, or a filter of the list has no line."""
    assert {line.key for line in LINES} <= set(counted())
    assert set(ATTENTION) == {*SAME, "noes"}


def test_answers_by_month_are_those_of_the_log(kari: Person) -> None:
    """Breaks when the chart counts questions, other purposes, or more than a year."""
    desk.count_figures()
    rows = Figure.objects.get(key="by_month").details["rows"]
    assert all(purpose in {STORE, EMARKETING} for purpose, *_ in rows)
    assert all(isinstance(count, int) for row in rows for count in row[2:])


def test_what_the_other_parts_know_stands_on_the_desk(kari: Person, admin: User) -> None:
    """Breaks when switching four eyes off, a late point, a missing factor or an unpublished statement is not told. REQ-99."""
    before = counted()
    assert before["statement_behind"] > 0
    assert before["fields_without_purpose"] >= 0
    assert before["without_factor"] == 1, "whoever gives access, also where the role does not ask"
    Role.objects.filter(key="sales").update(needs_second_factor=True)
    make_user("Ola", "sales")
    FourEyesChange.objects.create(is_on=False, reason="Testvik", by=admin)
    Answer.objects.create(register=Register.GUIDE, key=late_point(), due_on=today() - timedelta(days=1))
    after = counted()
    assert after["four_eyes_off"] == 1
    assert after["without_factor"] == before["without_factor"] + 1
    assert after["guide_late"] == before["guide_late"] + 1
    assert Figure.objects.get(key="guide").details["total"] > after["guide"]


def test_the_age_of_data_is_since_a_person_came_or_was_changed(kari: Person) -> None:
    """Breaks when a file of old customers, brought in today, looks a day old; or a change does not count."""
    Person.objects.update(origin_at=now() - timedelta(days=900), version=1)

    def ages() -> list[int]:
        desk.count_figures()
        return [age for _category, age, _count in Figure.objects.get(key="by_age").details["rows"]]

    assert ages() == [2]
    Person.objects.update(version=2, updated_at=now())
    assert ages() == [0]


def test_what_was_said_long_ago_and_recorded_today_is_not_sudden(kari: Person) -> None:
    """Breaks when a file of old refusals, brought in today, stands on the desk as sudden withdrawals."""
    for number in range(counting.MANY_NOES + 1):
        make_consent(make_person(), status="refused", given_at=now() - timedelta(days=40 + number))
    assert counted()["noes"] == 0


def test_many_noes_in_a_week_count_the_people_their_list_shows(kari: Person) -> None:
    """Breaks when sudden noes open a list of somebody else, or of fewer: one person may say no to two purposes."""
    told = [make_person() for _number in range(counting.MANY_NOES)]
    for person in told:
        make_consent(person, status="refused", given_at=now() - timedelta(days=2))
    make_consent(told[0], Purpose.objects.get(key=EMARKETING), status="withdrawn", given_at=now() - timedelta(days=1))
    Person.objects.filter(pk=told[1].pk).update(deleted_at=now())
    assert counted()["noes"] == 0, "nineteen are not many"
    make_consent(make_person(), status="refused", given_at=now() - timedelta(days=3))
    found = matching({"attention": "noes"}, among=Person.objects.held(), mask=NOTHING)
    assert counted()["noes"] == found.count() == counting.MANY_NOES


def test_whom_to_ask_again_is_said_by_purpose(needy: dict[str, Person]) -> None:
    """Breaks when the button to ask again leads to a purpose where nobody is to be asked."""
    desk.count_figures()
    for key in ("consents_narrow", "consents_ending"):
        assert Figure.objects.get(key=key).details["keys"] == [STORE]


def late_point() -> str:
    """A point of the guide that somebody answers by hand."""
    return next(question.key for question in book_of(Register.GUIDE).questions if question.check is None)

"""When people are told by the rule of their source: some days later, on first contact, or never by itself. M21; REQ-36."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from samtykke.consents import actions as consents
from samtykke.consents.models import Suppression
from samtykke.consents.queries import duty
from samtykke.consents.queries.duty import Why
from samtykke.contacts.models import Person
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.mail import actions as mail
from samtykke.mail import hand_over
from samtykke.mail.models import Mail
from samtykke.purposes import actions as lists
from samtykke.purposes.models import Source, SourceChange
from samtykke.purposes.queries import source_by_key
from tests.consents.mails import queued
from tests.consents.test_inform import from_
from tests.mail.conftest import *  # noqa: F403 - the receiver and the organisation that writes

if TYPE_CHECKING:
    from tests.mail.servers import Receiver

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": Actor.system(), "via": Via.STAFF}


def rule(key: str, rule: str, **more: Any) -> Source:
    """Gives a source its rule."""
    return lists.change_item(source_by_key(key), changes={"inform_rule": rule, **more}, **BY)


def go_by(days: float) -> None:
    """Lets days go by for everybody who is here, and for the rules."""
    for row in Person.objects.all():
        Person.objects.filter(pk=row.pk).update(created_at=row.created_at - timedelta(days=days))
    for source in Source.objects.all():
        Source.objects.filter(pk=source.pk).update(inform_since=source.inform_since - timedelta(days=days))


def due() -> int:
    """What the job queues now."""
    return consents.inform_due(by=Actor.system(), via=Via.SYSTEM)


def test_after_its_days_somebody_is_told_once() -> None:
    """Breaks when the mail goes at once, too early, not at all, or every hour anew."""
    rule("IMPORT", "after_days", inform_after_days=5)
    person = from_("IMPORT")
    assert (queued(person), due()) == ([], 0)
    go_by(4.9)
    assert due() == 0
    go_by(0.2)
    assert (due(), due()) == (1, 0)
    assert [m.kind for m in queued(person)] == ["privacy"]


def test_the_day_of_the_law_wins_over_the_days_of_the_rule() -> None:
    """Art. 14(3)(a), REQ-36. Breaks when data got long before they came here wait for days the month no longer has."""
    rule("IMPORT", "after_days", inform_after_days=28)
    soon, later = from_("IMPORT"), from_("IMPORT")
    Person.objects.filter(pk=soon.pk).update(inform_by=now().date() + timedelta(days=2))
    Person.objects.filter(pk=later.pk).update(inform_by=now().date() + timedelta(days=4))
    assert (due(), due()) == (1, 0)
    assert [m.kind for m in queued(soon)] == ["privacy"]
    assert queued(later) == []


def test_whoever_was_told_in_the_meantime_gets_no_mail() -> None:
    """“Unless already informed”. Breaks when a person told by phone is told again by mail."""
    rule("IMPORT", "after_days", inform_after_days=5)
    told, sent = from_("IMPORT"), from_("IMPORT")
    consents.record_notice(told, **BY)
    consents.inform(sent, **BY)
    go_by(6)
    assert due() == 0


def test_whom_no_mail_may_reach_is_left_out_and_stays_on_the_list() -> None:
    """REQ-42, 79. Breaks when the rule writes to somebody restricted, suppressed, in the bin or without an address."""
    rule("IMPORT", "after_days", inform_after_days=5)
    none, restricted, stopped, gone = from_("IMPORT", email=None), from_("IMPORT"), from_("IMPORT"), from_("IMPORT")
    consents.restrict(restricted, **BY)
    consents.suppress(stopped.emails.get().address, reach=Suppression.Reach.ALL, **BY)
    Person.objects.filter(pk=gone.pk).update(deleted_at=now())
    go_by(6)
    assert due() == 0
    shown = {row.person: row.why for row in duty.not_informed().items}
    assert shown == {none.pk: Why.NO_ADDRESS, restricted.pk: Why.RESTRICTED, stopped.pk: Why.SUPPRESSED}


def test_a_rule_chosen_instead_of_never_does_not_reach_back() -> None:
    """Breaks when choosing a rule mails everybody who ever came by the source."""
    early = from_("IMPORT")
    go_by(60)
    rule("IMPORT", "after_days", inform_after_days=1)
    go_by(3)
    assert (due(), queued(early)) == (0, [])


@pytest.mark.parametrize("new", [{"inform_rule": "at_once"}, {"inform_rule": "after_days", "inform_after_days": 9}])
def test_who_waits_by_a_rule_is_told_by_the_one_that_takes_its_place(new: dict[str, Any]) -> None:
    """Art. 14(3)(a). Breaks when a change of the rule, or of its days alone, forgets who waits."""
    rule("IMPORT", "after_days", inform_after_days=5)
    waiting = from_("IMPORT")
    go_by(4)
    lists.change_item(source_by_key("IMPORT"), changes=new, **BY)
    go_by(5.5)
    assert (due(), due(), len(queued(waiting))) == (1, 0, 1)


def test_who_is_not_contacted_is_told_before_the_month_is_over() -> None:
    """Art. 14(3)(a), REQ-36. Breaks when “on first contact” lets the month go by, or tells long before it ends."""
    rule("API", "first_contact")
    late, early = from_("API"), from_("API")
    today = now().date()
    Person.objects.filter(pk=early.pk).update(inform_by=today + timedelta(days=3))
    Person.objects.filter(pk=late.pk).update(inform_by=today + timedelta(days=2))
    assert (due(), due()) == (1, 0)
    assert [m.kind for m in queued(late)] == ["privacy"]
    assert queued(early) == []


def test_never_leaves_the_duty_in_sight() -> None:
    """Check 38, Art. 14. Breaks when “never” makes somebody disappear from those to be told."""
    rule("IMPORT", "never")
    person = from_("IMPORT")
    go_by(20)
    assert (due(), queued(person)) == (0, [])
    assert [row.person for row in duty.not_informed().items] == [person.pk]


def test_on_first_contact_the_confirmation_follows_the_first_mail(receiver: Receiver) -> None:
    """Art. 14(3)(b). Breaks when the first mail tells nothing, or each mail tells again."""
    rule("API", "first_contact")
    person = from_("API")
    assert queued(person) == []
    mail.queue("OWNLINK", person=person.pk, **BY)
    hand_over.drain()
    assert sorted(m.kind for m in Mail.objects.filter(person_id=person.pk)) == ["link", "privacy"]
    hand_over.drain()
    assert Person.objects.get(pk=person.pk).informed_at is not None
    mail.queue("OWNLINK", person=person.pk, **BY)
    hand_over.drain()
    assert Mail.objects.filter(person_id=person.pk, kind="privacy").count() == 1
    assert len(receiver.messages) == 3


def test_the_confirmation_is_from_the_name_of_the_source(receiver: Receiver) -> None:
    """Breaks when the sender of a source is not used, or is used for another kind of mail."""
    rule("USER", "at_once", sender_name="  Kari   in Sales ")
    person = from_("USER")
    mail.queue("OWNLINK", person=person.pk, **BY)
    hand_over.drain()
    names = {m["Subject"]: m["From"].addresses[0].display_name for m in receiver.messages}
    assert sorted(names.values()).count("Kari in Sales") == 1
    assert len(names) == 2


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"inform_rule": "sometimes"}, ("invalid_choice", "inform_rule")),
        ({"inform_after_days": 0}, ("invalid_number", "inform_after_days")),
        ({"inform_after_days": 29}, ("invalid_number", "inform_after_days")),
        ({"inform_after_days": None}, ("invalid_number", "inform_after_days")),
        ({"sender_name": "x" * 121}, ("too_long", "sender_name")),
        ({"sender_name": "a\x00"}, ("too_long", "sender_name")),
    ],
)
def test_a_rule_that_cannot_be_is_refused(told: dict[str, Any], said: tuple[str, str]) -> None:
    """Breaks when the month of Art. 14 could go by before the mail does."""
    with pytest.raises(Refused) as refused:
        lists.change_item(source_by_key("API"), changes=told, **BY)
    assert (refused.value.code, refused.value.field) == said


def test_each_change_of_a_rule_is_kept_with_before_and_after() -> None:
    """Breaks when nobody can say what the rule was, or changing a name counts as a change of the rule."""
    rule("API", "after_days", inform_after_days=3)
    lists.change_item(source_by_key("API"), changes={"names": {"en": "The shop"}}, **BY)
    (change,) = SourceChange.objects.all()
    assert (change.before["inform_rule"], change.after["inform_rule"]) == ("never", "after_days")
    assert change.after["inform_after_days"] == 3


def test_the_apis_yes_and_no_keep_their_meaning() -> None:
    """Breaks when an integration that sends `sends_confirmation` loses the rule somebody chose."""
    rule("API", "after_days")
    api = lists.change_item(source_by_key("API"), changes={"sends_confirmation": True}, **BY)
    assert (api.inform_rule, api.sends_confirmation) == ("after_days", True)
    api = lists.change_item(api, changes={"sends_confirmation": False}, **BY)
    assert (api.inform_rule, api.sends_confirmation) == ("never", False)
    assert lists.change_item(api, changes={"sends_confirmation": True}, **BY).inform_rule == "at_once"

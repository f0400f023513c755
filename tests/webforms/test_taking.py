"""What becomes of a submission: the five facts, the two times, and that no no becomes a yes. M1, M12; REQ-14, 18, 92; Done when 1."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from samtykke.consents import actions as consents
from samtykke.consents.models import ConsentEvent, ConsentEvidence, ConsentRecord
from samtykke.consents.queries.decisions import may
from samtykke.contacts import actions as contacts
from samtykke.contacts.models import Person
from samtykke.core import personal_data
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.intake import actions
from samtykke.intake.models import IntakeLink, IntakeRecord, IntakeTally
from samtykke.mail.hand_over import drain
from samtykke.mail.models import Mail
from samtykke.purposes import actions as purposes
from samtykke.webforms import actions as webforms
from tests.factories import get_purpose, make_person, withdraw
from tests.house.tables import changed, digests
from tests.mail.conftest import receiver, sender
from tests.preferences.pages import stranger, text_of
from tests.webforms.forms import BY, CLUB, definition, make_form, with_fields
from tests.webforms.sending import link_in, mails, pressed, sent, subscribed, work

if TYPE_CHECKING:
    from samtykke.webforms.models import WebForm
    from tests.mail.servers import Receiver

__all__ = ["receiver", "sender"]
pytestmark = pytest.mark.django_db
EMAIL = "nina@tenktbygg.example"


def events(person: Person, key: str = "EMARKETING") -> list[str]:
    return list(
        ConsentEvent.objects.of(person).filter(purpose__key=key).order_by("id").values_list("status", flat=True)
    )


def person() -> Person:
    return Person.objects.held().get(emails__normal=EMAIL)


def stand(state: str) -> None:
    """Who has the address before the form is sent."""
    if state == "suppressed":
        consents.suppress(EMAIL, reach="all", act_by="person", **BY)
    elif state != "new":
        kari = make_person("Nina", "Nordfiktiv", email=EMAIL)
        if state == "withdrawn":
            withdraw(kari)
        elif state == "objected":
            consents.object_to_marketing(kari, act_by="person", **BY)


@pytest.mark.parametrize("state", ["new", "known", "withdrawn", "objected", "suppressed"])
@pytest.mark.parametrize("opt_in", [True, False])
def test_whoever_sends_it_the_five_facts_stand_and_no_no_becomes_a_yes(state: str, opt_in: bool) -> None:
    """Done when 1; rules 2, 10, 11; checks 15–17, 32, 33. Breaks when a form lifts a no without the button in the mail."""
    stand(state)
    form = make_form(double_opt_in=opt_in)
    sent(form, "EMARKETING", email=EMAIL)
    work()
    waits = opt_in or state not in {"new", "known"}
    held = Person.objects.held().filter(emails__normal=EMAIL).first()
    if waits:
        assert held is None or not may(held, get_purpose()).allowed
        assert (held is None) == (state in {"new", "suppressed"}), "an unknown address is only a record before"
        assert pressed(mails()[0]).status_code == 200
    kari = person()
    assert may(kari, get_purpose()).allowed
    assert may(kari, get_purpose()).reason != "suppressed"
    if state in {"new", "suppressed"}:
        assert (kari.origin_purpose.key, kari.origin_basis.article) == ("STORE", "f")
        assert (kari.origin_source.key, str(kari.origin_point)) == ("WEBFORM", "form:newsletter")
        assert (kari.origin_actor_kind, kari.origin_actor_id, kari.origin_via) == ("person", kari.pk, "web_form")
        assert abs(now() - kari.origin_at) < timedelta(minutes=1)
    event = ConsentEvent.objects.of(kari).get(purpose__key="EMARKETING", status="given")
    assert (event.act_by, event.source.key, str(event.point), event.via) == (
        "person",
        "WEBFORM",
        "form:newsletter",
        "web_form",
    )
    assert ConsentEvidence.objects.get(event_id=event.id).kind == ("double_opt_in" if waits else "web_form")
    assert events(kari, CLUB) == [], "an unticked box says nothing at all"


def test_the_proof_has_both_times_the_version_and_the_link() -> None:
    """REQ-14, REQ-18. Breaks when the evidence leaves out when it was sent, mailed or confirmed, or what was shown."""
    form = make_form()
    sent(form, "EMARKETING", email=EMAIL)
    work()
    drain()
    mail = mails()[0]
    token = link_in(mail)
    assert stranger().post(f"/c/{token}/").status_code == 200
    record = IntakeRecord.objects.get()
    event = ConsentEvent.objects.of(person()).get(status="given")
    proof = ConsentEvidence.objects.get(event_id=event.id)
    facts: dict[str, Any] = proof.facts or {}
    assert (event.wording_id, event.occurred_at) == (_wording(form), record.confirmed_at)
    assert (proof.at, facts["sent_at"]) == (record.at, record.at.isoformat())
    assert facts["confirmed_at"] == record.confirmed_at.isoformat()  # type: ignore[union-attr]
    assert facts["form_version"] == form.versions.get().pk
    assert facts["link_sha256"] == bytes(record.pressed_hash or b"").hex()
    assert "submission" in proof.reference


def _wording(form: WebForm) -> int:
    boxes = [one for one in form.versions.get().definition["fields"] if one["kind"] == "consent"]
    return int(boxes[0]["wordings"]["en"])


def test_a_scanner_that_opens_the_link_confirms_nothing() -> None:
    """REQ-72; check 45. Breaks when GET or HEAD at /c/ creates a person or a yes."""
    sent(make_form(), "EMARKETING")
    work()
    token = link_in(mails()[0])
    before = digests()
    for method in ("get", "head", "options") * 5:
        getattr(stranger(), method)(f"/c/{token}/")
    assert changed(before) == []
    assert "ni•••@tenktbygg.example" in text_of(stranger().get(f"/c/{token}/"))
    assert stranger(**{"sec-fetch-site": "cross-site"}).post(f"/c/{token}/").status_code == 403
    assert Person.objects.count() == 0


def test_pressed_twice_it_is_confirmed_once() -> None:
    """REQ-18. Breaks when a second press makes a second person or event, or an error."""
    sent(make_form(), "EMARKETING", CLUB)
    work()
    token = link_in(mails()[0])
    for words in ("Thank you. It is confirmed", "We have what you sent"):
        assert words in text_of(stranger().post(f"/c/{token}/"))
    assert "Already confirmed" in text_of(stranger().get(f"/c/{token}/"))
    assert events(person()) == events(person(), CLUB) == ["given"]
    assert person().language == "en"


def test_the_link_ends_and_another_address_voids_it() -> None:
    """REQ-18, REQ-91; check 33. Breaks when an old link, or one that went to an address that is gone, says yes."""
    kari = make_person("Nina", email=EMAIL)
    form = make_form(link_days=2)
    sent(form, "EMARKETING")
    work()
    token = link_in(mails()[0])
    IntakeRecord.objects.update(expires_at=now() - timedelta(seconds=1))
    assert [getattr(stranger(), how)(f"/c/{token}/").status_code for how in ("get", "post")] == [410, 410]
    IntakeRecord.objects.update(expires_at=now() + timedelta(days=1))
    contacts.retire_email(kari.emails.get(), **BY)
    assert stranger().post(f"/c/{token}/").status_code == 410
    assert events(kari) == ["pending_confirmation"]
    assert stranger().get(f"/c/{'x' * 43}/").status_code == 404


def test_a_no_after_it_was_sent_stands() -> None:
    """Rule 2. Breaks when an older yes is confirmed over a newer no."""
    kari = make_person("Nina", email=EMAIL)
    sent(make_form(), "EMARKETING", CLUB)
    work()
    withdraw(kari)
    page = pressed(mails()[0])
    assert "That no stands" in text_of(page)
    assert not may(kari, get_purpose()).allowed
    assert may(kari, get_purpose(CLUB)).allowed


def test_one_mail_waits_at_a_time_and_what_stands_behind_it_follows() -> None:
    """REQ-18: no mail bombing. Breaks when sending again mails again, or the second is forgotten."""
    form = make_form()
    for ticked in (("EMARKETING",), ("EMARKETING",), (CLUB,)):
        sent(form, *ticked)
    assert work() == 3
    assert len(mails()) == 1
    pressed(mails()[0])
    assert list(IntakeRecord.objects.order_by("id").values_list("state", "why")) == [
        ("accepted", ""),
        ("accepted", "same_again"),
        ("pending_confirmation", ""),
    ]
    assert len(mails()) == 2
    pressed(mails()[1])
    assert (events(person()), events(person(), CLUB)) == (["given"], ["given"]) or events(person(), CLUB)[-1] == "given"


def test_what_differs_is_never_overwritten_and_what_was_empty_is_filled() -> None:
    """Art. 5(1)(d). Breaks when a form overwrites a name or a number, or a human cannot take over field by field."""
    fields = [
        {"kind": "person", "name": "email", "required": True},
        *({"kind": "person", "name": name} for name in ("name", "phone", "title")),
    ]
    kari = make_person("Nina", "Nordfiktiv", email=EMAIL, phone="+4722334455")
    form = make_form(told=definition(fields=fields))
    told = {"name": "Nina Sørfiktiv", "phone": "22 33 44 66", "title": "Elektriker"}
    record = subscribed(form, **told)
    kari.refresh_from_db()
    assert (record.state, record.why, record.person_id) == ("held", "differs", kari.pk)
    assert (kari.full_name, kari.title) == ("Nina Nordfiktiv", "Elektriker")
    siri = Actor.user(1)
    with pytest.raises(Refused) as refused:
        actions.take_over(record, ["phone"], version=record.version - 1, by=siri)
    assert refused.value.code == "changed_meanwhile"
    record = actions.take_over(record, ["phone"], version=record.version, by=siri)
    kari.refresh_from_db()
    assert record.state == "accepted"
    assert kari.full_name == "Nina Nordfiktiv"
    assert set(kari.phones.values_list("number", flat=True)) == {"+4722334455", "+4722334466"}


def test_without_the_button_nothing_of_a_known_person_is_filled_in() -> None:
    """Breaks when anybody who knows an address can write on its owner's card."""
    kari = make_person("Nina", "Nordfiktiv", email=EMAIL)
    form = make_form(told=with_fields({"kind": "person", "name": "title"}), double_opt_in=False)
    sent(form, name="Nina Sørfiktiv", title="Elektriker")
    work()
    kari.refresh_from_db()
    assert (kari.full_name, kari.title, IntakeRecord.objects.get().why) == ("Nina Nordfiktiv", "", "differs")


@pytest.mark.parametrize(("unknown", "state"), [("hold", "held"), ("refuse", "refused")])
def test_who_is_not_held_may_be_held_back(unknown: str, state: str) -> None:
    """Check 34. Breaks when a person is created before a human said so."""
    form = make_form(unknown=unknown, double_opt_in=False)
    assert "received what you sent" in text_of(sent(form))
    work()
    record = IntakeRecord.objects.get()
    assert (record.state, record.why, Person.objects.count()) == (state, "unknown_submitter", 0)
    record = actions.accept(record, by=Actor.user(1))
    assert (record.state, Person.objects.count()) == ("accepted", 1)


def test_held_after_the_button_keeps_the_proof() -> None:
    """Breaks when accepting later loses that the person confirmed, and when."""
    form = make_form(unknown="hold")
    record = subscribed(form, "EMARKETING")
    assert (record.state, Person.objects.count()) == ("held", 0)
    actions.accept(record, by=Actor.user(1))
    event = ConsentEvent.objects.of(person()).get(status="given")
    assert event.occurred_at == record.confirmed_at
    assert ConsentEvidence.objects.get(event_id=event.id).kind == "double_opt_in"


def test_two_at_one_address_wait_for_a_human_unless_the_name_says_who() -> None:
    """Breaks when one of two people gets the other's consent."""
    anna, bo = (make_person(name, "Par", email=EMAIL) for name in ("Anna", "Bo"))
    form = make_form()
    subscribed(form, "EMARKETING", name="bo  PAR")
    assert (events(anna), events(bo)[-1]) == ([], "given")
    record = subscribed(form, CLUB)
    assert record.why == "several_people"
    with pytest.raises(Refused):
        actions.accept(record, person=make_person("Cato").pk, by=Actor.user(1))
    actions.accept(record, person=anna.pk, by=Actor.user(1))
    assert (events(anna, CLUB)[-1], events(bo, CLUB)) == ("given", [])


def test_who_is_restricted_is_neither_mailed_nor_changed() -> None:
    """Art. 18. Breaks when a form reaches past a restriction, before the mail or after it."""
    kari = make_person("Nina", email=EMAIL)
    form = make_form()
    sent(form, "EMARKETING")
    work()
    consents.restrict(kari, **BY)
    assert "restricted" in text_of(pressed(mails()[0]))
    sent(form, "EMARKETING", email=EMAIL.upper())
    work()
    assert IntakeRecord.objects.latest("id").why == "restricted"
    assert len(mails()) == 1
    assert "given" not in events(kari)


def test_a_suppressed_address_that_says_yes_to_nothing_stays_away() -> None:
    """Rule 10, REQ-101. Breaks when somebody who was never to be held again is held by an empty form."""
    stand("suppressed")
    sent(make_form())
    work()
    assert IntakeRecord.objects.values_list("state", "why").get() == ("refused", "suppressed")
    assert (mails(), Person.objects.count()) == ([], 0)


def test_a_suppression_opens_for_the_purpose_said_yes_to_and_for_no_other() -> None:
    """Rule 10. Breaks when one yes lifts the suppression as a whole."""
    stand("suppressed")
    subscribed(make_form(), "EMARKETING")
    assert may(person(), get_purpose()).allowed
    assert may(person(), get_purpose(CLUB)).reason == "suppressed"


def test_a_purpose_that_is_gone_is_left_out() -> None:
    """Breaks when a yes to a purpose out of use is recorded, or keeps the others from being."""
    form = make_form()
    sent(form, "EMARKETING", CLUB)
    work()
    purposes.change_item(get_purpose(CLUB), changes={"is_active": False}, **BY)
    pressed(mails()[0])
    assert (events(person()), events(person(), CLUB)) == (["given"], [])
    assert IntakeRecord.objects.get().why == "purpose_inactive"


def test_without_an_assessment_it_is_held_and_nobody_is_registered() -> None:
    """Breaks when a confirming visitor sees an error of ours, or a person is held without a basis."""
    from samtykke.purposes.models import Assessment

    form = make_form()
    sent(form, "EMARKETING")
    work()
    Assessment.objects.update(lapses_at=now() - timedelta(days=1), approved_at=now() - timedelta(days=900))
    assert pressed(mails()[0]).status_code == 200
    assert (IntakeRecord.objects.get().why, Person.objects.count()) == ("assessment_missing", 0)


def test_one_reminder_and_after_thirty_days_only_the_count_is_left() -> None:
    """REQ-18. Breaks when somebody is reminded twice, or an address nobody confirmed is kept."""
    form = make_form()
    sent(form, "EMARKETING")
    work()
    assert actions.remind() == 0
    IntakeRecord.objects.update(asked_at=now() - timedelta(days=3))
    assert [actions.remind() for _ in range(2)] == [1, 0]
    assert [mail.template.key for mail in mails()] == ["CONFIRMFORM", "REMINDFORM"]
    drain()
    IntakeRecord.objects.update(expires_at=now() - timedelta(days=1))
    assert (actions.end_unconfirmed(), IntakeRecord.objects.get().state) == (1, "expired")
    assert actions.forget() == 0
    IntakeRecord.objects.update(at=now() - timedelta(days=31))
    assert actions.forget() == 1
    assert not IntakeRecord.objects.exists()
    assert not IntakeLink.objects.exists()
    assert not Mail.objects.filter(kind="form").exists()
    assert dict(IntakeTally.objects.values_list("what", "count")) == {"received": 1, "expired": 1}


def test_the_mail_says_which_form_and_which_words_and_nothing_else(receiver: Receiver) -> None:
    """REQ-18: no advertising. Breaks when the words are missing, or the mail names who is held."""
    make_person("Hemmelig", email=EMAIL)
    sent(make_form(), "EMARKETING", name="Nina")
    work()
    while drain():
        pass
    mail = Mail.objects.get(kind="form")
    assert "Newsletter" in mail.subject
    assert "Yes, send me news by e-mail (en)." in mail.text
    assert "Hemmelig" not in mail.text
    assert "{confirm_form}" in mail.text, "the archive keeps no link"
    assert "/c/" in receiver.messages[-1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert mail.sent_to == EMAIL


def test_it_is_exported_and_erased_with_the_person() -> None:
    """Art. 15, 17. Breaks when what somebody sent is left out of their report, or stays behind."""
    subscribed(make_form(), "EMARKETING", name="Nina Nordfiktiv")
    kari = person()
    part = next(part for part in personal_data.registered() if part.name == "intake")
    told = part.export(kari.pk)["submissions"]
    assert [(one["state"], one["said"]["ticked"]) for one in told] == [("accepted", ("EMARKETING",))]
    assert part.erase(kari.pk)["intake_intakerecord"] == 1
    assert not Mail.objects.filter(kind="form").exists()


def test_a_form_that_retired_while_it_waited_takes_nothing() -> None:
    """M17. Breaks when a retired place takes in what a job had not looked at yet, or staff accept it past that."""
    form = make_form()
    sent(form)
    webforms.retire_form(form, **BY)
    work()
    record = IntakeRecord.objects.get()
    assert (record.state, record.why) == ("refused", "point_retired")
    with pytest.raises(Refused) as refused:
        actions.accept(record, by=Actor.user(1))
    assert refused.value.code == "point_retired"


def test_refused_and_spam_can_be_taken_back() -> None:
    """Breaks when a slip of the hand loses a submission."""
    form = make_form(unknown="hold", double_opt_in=False)
    sent(form)
    work()
    record, siri = IntakeRecord.objects.get(), Actor.user(1)
    for act, state in ((actions.refuse, "refused"), (actions.call_spam, "spam"), (actions.open_again, "held")):
        record = act(record, by=siri)
        assert (record.state, record.settled_by_id) == (state, 1)
    assert actions.accept(record, by=siri).state == "accepted"
    with pytest.raises(Refused):
        actions.refuse(record, by=siri)
    assert ConsentRecord.objects.of(person().pk).count() == 1
    assert person().origin_via == Via.WEB_FORM

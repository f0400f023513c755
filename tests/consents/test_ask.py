"""Asking for a consent, and the person's own yes by double opt-in. REQ-17, 18, 73; product rules 2, 10, 11, 12."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction

from samtykke.consents import actions as consents
from samtykke.consents import letters
from samtykke.consents.models import (
    Confirmation,
    ConfirmationLink,
    ConsentEvent,
    ConsentEvidence,
    Status,
    Suppression,
)
from samtykke.consents.queries import asking
from samtykke.consents.queries.decisions import may
from samtykke.consents.queries.people import record_of
from samtykke.contacts import actions as contacts
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.mail.models import Mail
from samtykke.purposes import actions as lists
from samtykke.purposes.models import Purpose
from samtykke.purposes.queries import basis_by_key
from tests.consents.mails import judged, queued, recipient, token_of
from tests.factories import get_purpose, make_consent, make_person, make_wording, withdraw

if TYPE_CHECKING:
    from samtykke.consents.models import ConsentRecord
    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
OWN_PAGE = Via.PREFERENCE_PAGE


def asks(person: Person, **fields: object) -> Confirmation:
    """Kari presses “yes” on her own page."""
    told = {"by": Actor.data_subject(person.pk), "via": OWN_PAGE, **fields}
    return consents.ask_confirmation(person, get_purpose(), person.emails.get(), **told)


def press(confirmation: Confirmation) -> ConsentRecord:
    """Kari presses the button in the mail."""
    return consents.confirm(confirmation, token=token_of(Mail.objects.get(pk=confirmation.mail_id)))


def stands(person: Person) -> ConsentRecord | None:
    return record_of(person.pk, get_purpose())


def surveys() -> Purpose:
    """A purpose that is no marketing and rests on consent."""
    made = lists.create_item(Purpose, names={"en": "Photos", "nb": "Bilder"}, by=SYSTEM, via=Via.STAFF)
    lists.allow_basis(made, basis_by_key("61A"), is_default=True, by=SYSTEM, via=Via.STAFF)
    make_wording(made, text="Yes, you may use photos of me. I can say no again at any time.")
    lists.change_item(made, changes={"is_active": True, "retention_months": 12}, by=SYSTEM, via=Via.STAFF)
    made.refresh_from_db()
    return made


def test_asking_answers_nothing_and_mails_the_button(kari: Person) -> None:
    """REQ-18, rule 11. Breaks when pressing “yes” on the page already is a yes."""
    confirmation = asks(kari)
    record = stands(kari)
    assert record is not None
    assert record.status == Status.PENDING_CONFIRMATION
    assert not may(kari, get_purpose()).allowed
    (mail,) = queued(kari, "confirmation")
    assert (mail.about_id, mail.address_id, mail.pk) == (confirmation.id, kari.emails.get().id, confirmation.mail_id)
    assert confirmation.expires_at - confirmation.created_at == timedelta(days=7)


def test_the_button_is_the_persons_own_yes_with_words_and_proof(kari: Person) -> None:
    """REQ-14, REQ-18, rule 2. Breaks when the yes lacks the words, the address, both times or whose act it was."""
    confirmation = asks(kari)
    record = press(confirmation)
    assert (record.status, record.act_by, record.evidence_kind, record.via) == (
        "given",
        "person",
        "double_opt_in",
        "preference_page",
    )
    assert (record.wording_id, record.email_id) == (confirmation.wording_id, kari.emails.get().id)
    proof = kari.events.model.objects.of(kari).get(status="given")
    assert may(kari, get_purpose()).allowed
    evidence = ConsentEvidence.objects.get(person=kari, event_id=proof.id)
    assert evidence.at == confirmation.created_at < proof.occurred_at
    assert str(confirmation.id) in evidence.reference


def test_pressed_twice_is_pressed_once(kari: Person) -> None:
    """REQ-18: single use. Breaks when a second press adds an event, or fails."""
    confirmation = asks(kari)
    press(confirmation)
    press(confirmation)
    assert ConsentEvent.objects.of(kari).filter(status="given").count() == 1


def test_a_later_withdrawal_is_not_undone_by_the_old_button(kari: Person) -> None:
    """Rule 2, REQ-73. Breaks when a used link gives the consent anew after it was withdrawn."""
    confirmation = asks(kari)
    press(confirmation)
    withdraw(kari)
    assert press(confirmation).status == "withdrawn"


def test_a_no_said_meanwhile_beats_the_button(kari: Person) -> None:
    """Rule 2. Breaks when a mail from before the no lifts it."""
    confirmation = asks(kari)
    withdraw(kari)
    with pytest.raises(Refused) as refused:
        press(confirmation)
    assert refused.value.code == "no_since"
    fresh = asks(kari)
    assert press(fresh).status == "given", "asked for anew it is hers to give"


def test_an_objection_to_all_marketing_meanwhile_beats_the_button(kari: Person) -> None:
    """Art. 21(3). Breaks when only a no to the one purpose is looked for."""
    confirmation = asks(kari)
    consents.object_to_marketing(kari, by=Actor.data_subject(kari.pk), via=OWN_PAGE, act_by="person")
    with pytest.raises(Refused):
        press(confirmation)
    press(asks(kari))
    assert may(kari, get_purpose()).allowed, "a later own yes opens that purpose again"


def test_waiting_never_turns_a_yes_into_a_no_or_a_no_into_a_yes(kari: Person) -> None:
    """Rule 11. Breaks when a question decides beside an answer: nobody is switched off by typing an address."""
    make_consent(kari)
    asks(kari, via=Via.WEB_FORM)
    assert may(kari, get_purpose()).allowed
    assert stands(kari).pending == "pending_confirmation"  # type: ignore[union-attr]
    withdraw(kari)
    asks(kari)
    assert stands(kari).status == "withdrawn"  # type: ignore[union-attr]
    assert not may(kari, get_purpose()).allowed


def test_too_old_is_too_old(kari: Person) -> None:
    """REQ-91: seven days. Breaks when an old mail still says yes."""
    confirmation = asks(kari)
    Confirmation.objects.filter(pk=confirmation.pk).update(expires_at=now() - timedelta(seconds=1))
    with pytest.raises(Refused) as refused:
        press(confirmation)
    assert (refused.value.code, refused.value.status) == ("expired", 410)


def test_a_retired_address_confirms_nothing(kari: Person) -> None:
    """Rule 12, REQ-91: revoked on change of address. Breaks when whoever reads the old mailbox can say yes."""
    confirmation = asks(kari)
    contacts.add_email(kari, "new@example.org", primary=True, by=SYSTEM, via=Via.STAFF)
    contacts.retire_email(kari.emails.get(id=confirmation.email_id), by=SYSTEM, via=Via.STAFF)
    with pytest.raises(Refused) as refused:
        press(confirmation)
    assert refused.value.code == "address_gone"


def test_a_restricted_person_neither_asks_nor_confirms(kari: Person) -> None:
    """Art. 18. Breaks when something is recorded as a yes while only storage is allowed."""
    confirmation = asks(kari)
    consents.restrict(kari, by=SYSTEM, via=Via.STAFF)
    for act in (lambda: press(confirmation), lambda: asks(kari)):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "restricted"


def test_three_mails_an_hour_and_no_more(kari: Person) -> None:
    """REQ-18: no mail bombing. Breaks when a mailbox can be filled by pressing a button."""
    for _ in range(3):
        asks(kari)
    with pytest.raises(Refused) as refused:
        asks(kari)
    assert (refused.value.code, refused.value.status) == ("asked_too_often", 429)
    Confirmation.objects.update(created_at=now() - timedelta(minutes=61))
    asks(kari)


def test_a_purpose_that_is_off_or_takes_no_consent_is_not_asked_about(kari: Person) -> None:
    """REQ-10, 12. Breaks when a question is mailed that no answer could be recorded to."""
    off = surveys()
    lists.change_item(off, changes={"is_active": False}, by=SYSTEM, via=Via.STAFF)
    off.refresh_from_db()
    by = {"by": Actor.data_subject(kari.pk), "via": OWN_PAGE}
    with pytest.raises(Refused) as refused:
        consents.ask_confirmation(kari, off, kari.emails.get(), **by)
    assert refused.value.code == "purpose_inactive"
    lists.change_item(off, changes={"is_active": True}, by=SYSTEM, via=Via.STAFF)
    off.refresh_from_db()
    lists.allow_basis(off, basis_by_key("61B"), is_default=True, by=SYSTEM, via=Via.STAFF)
    lists.disallow_basis(off, basis_by_key("61A"), by=SYSTEM, via=Via.STAFF)
    with pytest.raises(Refused) as refused:
        consents.ask_confirmation(kari, off, kari.emails.get(), **by)
    assert refused.value.code == "basis_not_allowed"


@pytest.mark.parametrize("what", ["said_no", "objected", "restricted", "answered", "expired", "purpose_inactive"])
def test_what_happens_while_the_mail_waits_stops_it(kari: Person, what: str) -> None:
    """Product part 3: rules win every race. Breaks when the hand-over does not ask again."""
    confirmation = asks(kari)
    (mail,) = queued(kari, "confirmation")
    assert judged(mail) is None
    match what:
        case "said_no":
            withdraw(kari)
        case "objected":
            consents.object_to_marketing(kari, by=SYSTEM, via=Via.STAFF)
        case "restricted":
            consents.restrict(kari, by=SYSTEM, via=Via.STAFF)
        case "answered":
            press(confirmation)
        case "expired":
            Confirmation.objects.update(expires_at=now())
        case "purpose_inactive":
            lists.change_item(get_purpose(), changes={"is_active": False}, by=SYSTEM, via=Via.STAFF)
    assert judged(mail) == ("said_no" if what == "objected" else what)


def test_the_persons_own_form_opens_what_is_closed_to_everybody_else(kari: Person) -> None:
    """Rule 10. Breaks when somebody who asked never to be held cannot come back by their own double opt-in."""
    asks(kari)
    address = kari.emails.get().address
    consents.suppress(address, reach=Suppression.Reach.ALL, by=SYSTEM, via=Via.STAFF)
    (mail,) = queued(kari, "confirmation")
    assert judged(mail) is None
    Confirmation.objects.update(act_by="controller")
    assert judged(mail) == "suppressed"


def test_each_hand_over_has_a_token_of_its_own_and_all_open_the_same(kari: Person) -> None:
    """REQ-91. Breaks when a mail sent once more kills the link in the first, or a readable token is kept."""
    confirmation = asks(kari)
    (mail,) = queued(kari, "confirmation")
    first, second = token_of(mail), token_of(mail)
    assert first != second
    assert {asking.confirmation_behind(token).pk for token in (first, second)} == {confirmation.pk}  # type: ignore[union-attr]
    assert asking.confirmation_behind(first[:-1] + ("A" if first[-1] != "A" else "B")) is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(to_jsonb(l)::text, '') FROM consents_confirmationlink l")
        assert first not in cursor.fetchone()[0]
    made = letters.confirm_link(mail)
    made.revoke()
    assert asking.confirmation_behind(made.url.rstrip("/").rpartition("/")[2]) is None
    assert made.shown.endswith("/c/")


def test_what_nobody_confirmed_is_forgotten_after_thirty_days(kari: Person) -> None:
    """REQ-18. Breaks when unconfirmed questions stay for ever, or a confirmed one goes."""
    old, kept = asks(kari), asks(kari)
    token_of(queued(kari, "confirmation")[0])
    press(kept)
    Confirmation.objects.update(created_at=now() - timedelta(days=31))
    assert consents.forget_unconfirmed() == 1
    assert not Confirmation.objects.filter(pk=old.pk).exists()
    assert Confirmation.objects.filter(pk=kept.pk).exists()
    assert set(ConfirmationLink.objects.values_list("confirmation_id", flat=True)) == {kept.id}


# --- May we ask ---------------------------------------------------------------------------------------------------


def test_a_mail_that_asks_for_marketing_is_marketing(kari: Person) -> None:
    """REQ-17 (Flybe, Honda). Breaks when somebody without permission can be asked for one by mail."""
    decision = asking.may_ask(kari, get_purpose())
    assert (decision.allowed, decision.reason) == (False, "no_record")
    with pytest.raises(Refused) as refused:
        consents.ask(kari, get_purpose(), by=SYSTEM, via=Via.STAFF)
    assert refused.value.code == "no_record"
    with pytest.raises(Refused):
        asks(kari, by=SYSTEM, via=Via.STAFF)
    assert queued(kari, "confirmation") == queued(kari, "request") == []


def test_a_yes_may_be_renewed(kari: Person) -> None:
    """REQ-17: at intervals. Breaks when whom we may write to may not be asked to go on."""
    make_consent(kari)
    consents.record_notice(kari, by=SYSTEM, via=Via.STAFF)
    mail = consents.ask(kari, get_purpose(), by=SYSTEM, via=Via.STAFF)
    assert (mail.kind, mail.purpose_key) == ("request", "EMARKETING")
    record = stands(kari)
    assert (record.status, record.pending) == ("given", "requested")  # type: ignore[union-attr]
    assert judged(mail) is None
    withdraw(kari)
    assert judged(mail) == "said_no"


def test_what_is_no_marketing_may_be_asked_of_whom_we_hold_and_have_told(kari: Person) -> None:
    """REQ-17, REQ-36. Breaks when a question goes to somebody who does not know that we hold them."""
    purpose = surveys()
    assert asking.may_ask(kari, purpose).reason == "not_informed"
    consents.record_notice(kari, by=SYSTEM, via=Via.STAFF)
    assert asking.may_ask(kari, purpose).allowed
    mail = consents.ask(kari, purpose, by=SYSTEM, via=Via.STAFF)
    assert judged(mail) is None, "its own question in the log does not stop it"
    assert asking.may_ask(kari, purpose).reason == "requested", "nobody is asked twice in half a year"


@pytest.mark.parametrize("what", ["no", "objected_all_marketing", "restricted", "suppressed", "address_not_covered"])
def test_a_no_an_objection_and_what_stands_above_forbid_the_question(kari: Person, what: str) -> None:
    """REQ-17, Art. 18, 21. Breaks when a condition of asking is gone."""
    purpose = surveys()
    consents.record_notice(kari, by=SYSTEM, via=Via.STAFF)
    mail = consents.ask(kari, purpose, by=SYSTEM, via=Via.STAFF)
    to = recipient(mail)
    match what:
        case "no":
            make_consent(kari, purpose, status="refused")
        case "objected_all_marketing":
            consents.object_to_marketing(kari, by=SYSTEM, via=Via.STAFF)
        case "restricted":
            consents.restrict(kari, by=SYSTEM, via=Via.STAFF)
        case "suppressed":
            address = kari.emails.get().address
            consents.suppress(address, reach=Suppression.Reach.ALL, by=SYSTEM, via=Via.STAFF)
        case "address_not_covered":
            contacts.retire_email(kari.emails.get(), by=SYSTEM, via=Via.STAFF)
    decision = asking.may_ask(kari, purpose, this_ask=True)
    assert (decision.allowed, decision.reason) == (False, "refused" if what == "no" else what)
    from samtykke.consents.actions import hand_over

    assert hand_over.judge(mail, to) is not None


def test_a_no_is_left_in_peace_for_six_months(kari: Person) -> None:
    """REQ-17: cool-down. Breaks when the person is asked again sooner, or never."""
    purpose = surveys()
    consents.record_notice(kari, by=SYSTEM, via=Via.STAFF)
    make_consent(kari, purpose, status="refused", given_at=now() - timedelta(days=100))
    assert not asking.may_ask(kari, purpose).allowed
    other = make_person("Ola")
    consents.record_notice(other, by=SYSTEM, via=Via.STAFF)
    make_consent(other, purpose, status="refused", given_at=now() - timedelta(days=200))
    assert asking.may_ask(other, purpose).allowed


def test_an_answer_while_the_question_waits_stops_it(kari: Person) -> None:
    """Breaks when somebody who has said yes on paper meanwhile is still asked by mail."""
    purpose = surveys()
    consents.record_notice(kari, by=SYSTEM, via=Via.STAFF)
    mail = consents.ask(kari, purpose, by=SYSTEM, via=Via.STAFF)
    make_consent(kari, purpose)
    assert judged(mail) == "answered"


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_waits_for_the_hand_over_and_never_slips_in_between() -> None:
    """Product part 3, locks. Breaks when the hand-over does not hold the person's row."""
    person = make_person()
    asks(person)
    (mail,) = queued(person, "confirmation")
    order: list[str] = []

    def says_no() -> None:
        try:
            withdraw(person)
            order.append("no")
        finally:
            connection.close()

    with transaction.atomic():
        assert judged(mail) is None
        thread = threading.Thread(target=says_no)
        thread.start()
        thread.join(0.5)
        assert thread.is_alive(), "the no waits for the mail server's answer"
        order.append("handed over")
    thread.join()
    assert order == ["handed over", "no"]
    assert judged(mail) == "said_no"

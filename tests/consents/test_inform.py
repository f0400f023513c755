"""Telling people that we hold them: checks 37–41; REQ-35, 36; Art. 13–14."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from samtykke.consents import actions as consents
from samtykke.consents import letters
from samtykke.consents.answers import Answer
from samtykke.consents.models import Suppression
from samtykke.consents.queries import duty
from samtykke.consents.queries.duty import Why
from samtykke.contacts import actions as contacts
from samtykke.contacts.models import Category
from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused
from samtykke.mail import registry
from samtykke.mail.models import Delivery, Mail, State, Template
from samtykke.purposes import actions as lists
from samtykke.purposes.models import CollectedHow, Source
from samtykke.purposes.queries import source_by_key
from tests.consents.mails import handed_over, judged, queued, recipient
from tests.factories import get_purpose, make_consent, make_person

if TYPE_CHECKING:
    from samtykke.accounts.models import User
    from samtykke.contacts.models import Person
    from tests.factories import Clock

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()


def from_(source: str, **fields: object) -> Person:
    store = Answer(purpose=get_purpose("STORE"), source=source_by_key(source))
    return make_person(answers=[store], **fields)


def change(key: str, **changes: object) -> Source:
    return lists.change_item(source_by_key(key), changes=changes, by=SYSTEM, via=Via.STAFF)


def another(key: str = "WELCOME", kind: str = "privacy") -> Template:
    return Template.objects.create(key=key, kind=kind, names={"en": key})


def test_a_source_that_confirms_queues_exactly_one_mail() -> None:
    """Check 37, REQ-36. Breaks when registering a person does not ask the rule of the source."""
    person = from_("USER")
    (mail,) = queued(person)
    assert (mail.kind, mail.template.key, mail.delivery.state) == ("privacy", "CONTACTADDED", State.QUEUED)
    assert person.informed_at is None, "queued is not told"


def test_without_an_address_nothing_is_queued_and_the_duty_stays() -> None:
    """Check 37. Breaks when a mail without an address is queued, or the person leaves the list of those to be told."""
    person = from_("USER", email=None, phone="+4791234567")
    assert queued(person) == []
    assert [(row.person, row.why) for row in duty.not_informed().items] == [(person.pk, Why.NO_ADDRESS)]


def test_a_source_that_does_not_confirm_queues_none() -> None:
    """Check 38. Breaks when the source is not asked."""
    assert queued(from_("API")) == []
    change("USER", sends_confirmation=False)
    assert queued(from_("USER")) == []


def test_the_template_of_the_source_is_used() -> None:
    """M16. Breaks when a source cannot have a template of its own, or a retired one stops the mail."""
    template = another()
    change("USER", template_key="WELCOME")
    assert queued(from_("USER"))[0].template == template
    Template.objects.filter(pk=template.pk).update(is_active=False)
    assert queued(from_("USER"))[0].template.key == "CONTACTADDED"


def test_a_template_that_does_not_inform_cannot_be_chosen_for_a_source() -> None:
    """Check 39. Breaks when any mail can be chosen as the confirmation."""
    for key in ("ASKCONSENT", "PASSWORD", "NOSUCH"):
        with pytest.raises(Refused) as refused:
            change("USER", template_key=key)
        assert refused.value.code == "template_kind"


def test_a_template_that_was_retired_stays_with_its_source_and_is_not_chosen_anew() -> None:
    """Check 39. Breaks when saving a source for another reason is refused, or quietly changes what it sends."""
    template = another()
    change("USER", template_key="WELCOME")
    Template.objects.filter(pk=template.pk).update(is_active=False)
    assert change("USER", template_key="WELCOME", sends_confirmation=True).template_key == "WELCOME"
    with pytest.raises(Refused):
        change("API", template_key="WELCOME")


def test_by_hand_everything_can_be_chosen(ola: User) -> None:
    """Check 41. Breaks when address, template, language or subject of a mail by hand are lost."""
    person = from_("API")
    other = contacts.add_email(person, "second@example.org", by=SYSTEM, via=Via.STAFF)
    mail = consents.inform(
        person,
        template=another(),
        address_id=other.id,
        language="en",
        subject="A word from us",
        by=ola.actor,
        via=Via.STAFF,
    )
    assert (mail.address_id, mail.language_wanted, mail.subject_override) == (other.id, "en", "A word from us")
    assert (mail.template.key, mail.actor_id, mail.via) == ("WELCOME", ola.pk, "staff")


@pytest.mark.parametrize(
    ("what", "code"),
    [("restrict", "restricted"), ("suppress", "suppressed"), ("retire", "address_missing"), ("kind", "template_kind")],
)
def test_by_hand_refuses_what_may_not_be(what: str, code: str) -> None:
    """REQ-42, REQ-100. Breaks when a mail is queued to somebody restricted, suppressed or without an address."""
    person = from_("API")
    email = person.emails.get()
    template = None
    if what == "restrict":
        consents.restrict(person, by=SYSTEM, via=Via.STAFF)
    if what == "suppress":
        consents.suppress(email.address, reach=Suppression.Reach.ALL, by=SYSTEM, via=Via.STAFF)
    if what == "retire":
        contacts.retire_email(email, by=SYSTEM, via=Via.STAFF)
    if what == "kind":
        template = Template.objects.get(key="ASKCONSENT")
    with pytest.raises(Refused) as refused:
        consents.inform(person, template=template, by=SYSTEM, via=Via.STAFF)
    assert refused.value.code == code


def test_an_address_of_somebody_else_is_refused() -> None:
    """REQ-93. Breaks when a mail about one person can be sent to the address of another."""
    person, other = from_("API"), from_("API")
    with pytest.raises(Refused) as refused:
        consents.inform(person, address_id=other.emails.get().id, by=SYSTEM, via=Via.STAFF)
    assert refused.value.code == "address_missing"


def test_the_duty_is_done_when_the_mail_was_handed_over() -> None:
    """REQ-36. Breaks when the hand-over does not end the duty, or queueing does."""
    person = from_("USER")
    (mail,) = queued(person)
    assert handed_over(mail) is None
    person.refresh_from_db()
    assert person.informed_at is not None
    assert duty.not_informed().items == []


@pytest.mark.parametrize("what", ["restricted", "deleted", "address_gone", "suppressed", "unknown_person"])
def test_what_happens_while_a_mail_waits_stops_it(what: str) -> None:
    """Product part 3 (locks), REQ-42. Breaks when the hand-over does not look again."""
    person = from_("USER")
    (mail,) = queued(person)
    to, email = recipient(mail), person.emails.get()
    match what:
        case "restricted":
            consents.restrict(person, by=SYSTEM, via=Via.STAFF)
        case "deleted":
            contacts.delete_person(person, by=SYSTEM, via=Via.STAFF)
        case "address_gone":
            contacts.retire_email(email, by=SYSTEM, via=Via.STAFF)
        case "suppressed":
            consents.suppress(email.address, reach=Suppression.Reach.ALL, by=SYSTEM, via=Via.STAFF)
        case "unknown_person":
            mail.person_id = 0
    from samtykke.consents.actions import hand_over

    assert hand_over.judge(mail, to) == what


def test_an_objection_to_marketing_does_not_stop_what_informs() -> None:
    """Art. 14: the duty to inform is no marketing. Breaks when a no to marketing keeps people from being told."""
    person = from_("USER")
    consents.object_to_marketing(person, by=SYSTEM, via=Via.STAFF)
    assert judged(queued(person)[0]) is None


def test_everybody_who_may_be_informed_is_in_one_run(ola: User, clock: Clock) -> None:
    """REQ-36. Breaks when the run takes somebody too many, leaves somebody out, or takes anybody twice."""
    told, without = from_("API"), from_("API", email=None, phone="+4791234567")
    restricted, binned, never = from_("API"), from_("API"), from_("API")
    consents.restrict(restricted, by=SYSTEM, via=Via.STAFF)
    contacts.delete_person(binned, by=SYSTEM, via=Via.STAFF)
    consents.suppress(never.emails.get().address, reach=Suppression.Reach.ALL, by=SYSTEM, via=Via.STAFF)
    objecting, waiting, own = from_("API"), from_("USER"), from_("WEBFORM")
    consents.object_to_marketing(objecting, by=SYSTEM, via=Via.STAFF)
    done, merged = from_("API"), from_("API")
    consents.record_notice(done, by=SYSTEM, via=Via.STAFF)
    consents.merge(told, merged, by=SYSTEM, via=Via.STAFF)
    assert duty.figures(clock.day()).informable == 2
    before = set(Mail.objects.values_list("person_id", flat=True))
    assert before == {waiting.pk, own.pk}
    run = consents.inform_all(by=ola.actor, via=Via.STAFF)
    queued_now = set(Delivery.objects.filter(run=run).values_list("mail__person_id", flat=True))
    assert (run.total, queued_now) == (2, {told.pk, objecting.pk})
    assert consents.inform_all(by=ola.actor, via=Via.STAFF).total == 0
    assert duty.figures(clock.day()).total == 6
    on_their_way = {row.person for row in duty.not_informed().items if row.why == Why.ON_ITS_WAY}
    assert on_their_way == {told.pk, objecting.pk, waiting.pk}
    assert without.pk not in queued_now


def test_whoever_was_told_while_the_run_waited_for_them_is_left_out(ola: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """REQ-36. Breaks when the run goes by the list it read before it held the people on it."""
    told, waiting = from_("API"), from_("API")
    found = registry.audiences["not_informed"]

    def after(place: list[Any] | None, limit: int) -> registry.Piece:
        piece = found.after(place, limit)
        consents.record_notice(told, by=SYSTEM, via=Via.STAFF)
        return piece

    monkeypatch.setitem(registry.audiences, "not_informed", registry.Audience(after, found.members))
    run = consents.inform_all(by=ola.actor, via=Via.STAFF)
    assert list(Delivery.objects.filter(run=run).values_list("mail__person_id", flat=True)) == [waiting.pk]


def test_a_mail_that_failed_is_tried_again_by_the_next_run(ola: User) -> None:
    """Breaks when one mail that could not be delivered keeps a person from ever being told."""
    person = from_("USER")
    Delivery.objects.filter(mail__person_id=person.pk).update(state=State.FAILED)
    assert consents.inform_all(by=ola.actor, via=Via.STAFF).total == 1


def test_only_what_informs_goes_to_everybody() -> None:
    """REQ-17, K2. Breaks when a run that informs can carry a question."""
    with pytest.raises(Refused):
        consents.inform_all(template=Template.objects.get(key="ASKCONSENT"), by=SYSTEM, via=Via.STAFF)


def test_the_letter_says_why_by_what_right_what_from_where_and_how_long() -> None:
    """REQ-35, REQ-36 (Art. 14(1)(c)–(d), 14(2)(a), (f)). Breaks when a fact is missing, or in the wrong language."""
    how = CollectedHow.objects.get(key="PHONE")
    person = make_person("Kari", phone="+4791234567", collected_how=how, title="Leder")
    make_consent(person)
    told = letters.values(queued(person)[0], "nb")
    assert told["purposes"] == "Salg og tjenester, E-markedsføring"
    assert told["legal_basis"] == "Berettiget interesse, GDPR art. 6 nr. 1 f; Samtykke, GDPR art. 6 nr. 1 a"
    assert told["held"] == "navn, e-postadresse, telefonnummer, stilling, valgene dine"
    assert told["source"] == "En av våre ansatte (Telefon)"
    assert told["kept_for"] == "36 måneder etter siste kontakt"
    assert str(person.origin_at.year) in told["held_since"]
    assert letters.values(queued(person)[0], "en")["purposes"] == "Sales and service, E-marketing"


def test_the_letter_says_the_shorter_of_the_two_periods() -> None:
    """M11, Art. 14(2)(a). Breaks when somebody is told the purpose's months where their category's are shorter."""
    prospect = Category.objects.get(key="PROSPECT")
    Category.objects.filter(pk=prospect.pk).update(retention_months=6, retention_from="created")
    person = make_person("Kari", category=prospect)
    assert letters.values(queued(person)[0], "nb")["kept_for"] == "6 måneder etter at du ble registrert"
    Category.objects.filter(pk=prospect.pk).update(retention_months=60)
    assert letters.values(queued(person)[0], "nb")["kept_for"] == "36 måneder etter siste kontakt"

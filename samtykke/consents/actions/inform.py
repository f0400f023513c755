"""Telling people that we hold them: by hand, by the rule of their source, and all at once. Art. 13, 14; REQ-35, 36; M16.

The mail informs and asks nothing. The duty is done when the mail server has taken it over, not before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.consents.actions.record import locked
from samtykke.consents.models import Suppression
from samtykke.consents.queries import duty, telling
from samtykke.consents.queries import inform as queries
from samtykke.consents.queries.standing import is_restricted, is_suppressed
from samtykke.core.actors import Actor, Ref, Via
from samtykke.core.refused import Refused
from samtykke.mail import actions as mail
from samtykke.mail.models import Template, TemplateKind
from samtykke.purposes.models import InformRule, Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from samtykke.contacts.models import Person, PersonEmail
    from samtykke.mail.models import Mail, MailRun

STANDARD = "CONTACTADDED"
AUDIENCE = "not_informed"


@transaction.atomic
def inform(
    person: Person | int,
    *,
    template: Template | None = None,
    address_id: int | None = None,
    language: str = "",
    subject: str = "",
    by: Actor,
    via: Via,
) -> Mail:
    """Queues the privacy confirmation to one person, by hand: address, template, language and subject may be chosen.

    Left out, the primary address, the template of the person's source, the person's language and the template's subject.
    """
    who = locked(person)
    writable_email(who, address_id)
    chosen = template or _template_of(queries.person_of(who).origin_source)
    if chosen.kind != TemplateKind.PRIVACY:
        raise Refused(
            _("Choose a template that informs: a privacy confirmation."),
            code="template_kind",
            field="template",
            status=422,
        )
    queued = mail.queue(chosen, person=who, address_id=address_id, language=language, subject=subject, by=by, via=via)
    audit.record(Deed.MAILS_QUEUED, subject=Ref.person(who), by=by, via=via, template=chosen.key, mails=1)
    return queued


def inform_by_rule(person: Person, *, by: Actor, via: Via) -> Mail | None:
    """Queues the confirmation to a person just registered, where their source says so and there is an address."""
    if person.origin_source.inform_rule != InformRule.AT_ONCE or queries.living_email(person.pk, None) is None:
        return None
    return mail.queue(_template_of(person.origin_source), person=person.pk, by=by, via=via)


def inform_new_by_rule(source: Source, people: str, values: Mapping[str, Any], *, by: Actor, via: Via) -> int:
    """The same for the people of a file: `people` is SQL giving those just registered by a source. Returns how many."""
    if source.inform_rule != InformRule.AT_ONCE:
        return 0
    return mail.queue_people(_template_of(source), queries.WITH_ADDRESS.format(people=people), values, by=by, via=via)


def inform_due(*, by: Actor, via: Via) -> int:
    """Queues the confirmation to everybody whose time has come by the rule of their source. Art. 14(3)(a); REQ-36.

    “After some days”: whose days have gone by. “On first contact”: whose month is nearly over and who was not written to.
    “At once”: who waited by another rule when it was chosen. Left out: who has been told, has no address, is restricted or never to be written to, or was sent one before. Says how many.
    """
    sources = Source.objects.existing().exclude(inform_rule=InformRule.NEVER)
    return sum(_inform_due_of(source, by=by, via=via) for source in sources)


def _inform_due_of(source: Source, *, by: Actor, via: Via) -> int:
    """The same for one source, a piece at a time, so that no transaction holds a million rows."""
    total = 0
    while True:
        with transaction.atomic():
            duty.one_at_a_time()
            queued = mail.queue_people(_template_of(source), *telling.due(source), by=by, via=via)
            if queued:
                audit.record(
                    Deed.MAILS_QUEUED, subject=Ref("source", source.pk), by=by, via=via, key=source.key, mails=queued
                )
        total += queued
        if queued < telling.PIECE:
            return total


def inform_on_contact(who: int, *, by: Actor, via: Via) -> Mail | None:
    """Queues the confirmation behind the first mail to somebody whose source says “on first contact”. Art. 14(3)(b)."""
    if not telling.is_first_contact(who):
        return None
    return mail.queue(_template_of(queries.person_of(who).origin_source), person=who, by=by, via=via)


@transaction.atomic
def inform_all(*, template: Template | None = None, by: Actor, via: Via) -> MailRun:
    """Begins the run that tells everybody still to be told whom a mail may tell; the earliest day goes first.

    Left out: who has no address, lies in the bin, is restricted or never to be written to, or has a mail on its way. While
    such a run still looks for people, asking again gives that run, and has the worker go on with it.
    """
    chosen = template or standard_template()
    if chosen.kind != TemplateKind.PRIVACY:
        raise Refused(
            _("Choose a template that informs: a privacy confirmation."),
            code="template_kind",
            field="template",
            status=422,
        )
    duty.one_at_a_time()
    running = mail.filling(AUDIENCE)
    if running is None:
        return mail.start_run(chosen, AUDIENCE, by=by, via=via)
    if running.template_id != chosen.pk:
        raise Refused(_("A run is under way already, with another template. Stop it first."), code="run_under_way")
    return running


def writable_email(who: int, address_id: int | None) -> PersonEmail:
    """The address a mail goes to; refuses where there is none, where only storage is allowed, or where none may be used."""
    if is_restricted(who):
        raise Refused(_("The use of this person is restricted. Lift the restriction first."), code="restricted")
    email = queries.living_email(who, address_id)
    if email is None:
        raise Refused(_("There is no e-mail address to write to."), code="address_missing", field="address")
    if is_suppressed([bytes(email.fingerprint)], reach=[Suppression.Reach.ALL]):
        raise Refused(_("This address is on the list of those we must not use."), code="suppressed", field="address")
    return email


def standard_template() -> Template:
    """The confirmation that goes out where a source names none."""
    return Template.objects.existing().get(key=STANDARD)


def template_for(person: Person) -> Template:
    """The confirmation that a person gets where nobody chooses another: that of the source they came by."""
    return _template_of(person.origin_source)


def _template_of(source: Source) -> Template:
    named = Template.objects.offered(TemplateKind.PRIVACY).filter(key=source.template_key).first()
    return named or standard_template()

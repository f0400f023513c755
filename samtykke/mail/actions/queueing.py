"""Putting mails into the outbox, in the transaction of what they are about; the worker hands them over."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Ref
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.mail import queries
from samtykke.mail.models import STAFF_KINDS, Delivery, Mail, State, Template, TemplateKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from samtykke.core.actors import Actor, Via

LONGEST_SUBJECT = 200
PRESSED_TWICE = timedelta(minutes=1)


@transaction.atomic
def queue(
    template: str | Template,
    *,
    person: int | None = None,
    user: int | None = None,
    intake: int | None = None,
    address_id: int | None = None,
    language: str = "",
    subject: str = "",
    purpose_key: str = "",
    about_id: int | None = None,
    by: Actor,
    via: Via,
    not_before: datetime | None = None,
) -> Mail:
    """Puts one mail into the outbox: to a person, to a user, or to whoever sent in an intake record, each by id. It goes out
    when the transaction has ended.
    """
    chosen = usable(template)
    is_one = [person, user, intake].count(None) == 2
    if not is_one or (user is not None) != (chosen.kind in STAFF_KINDS):
        raise TypeError("a mail goes to one person, user or sender, by a template of that kind")
    mail = Mail.objects.create(
        kind=chosen.kind,
        template=chosen,
        person_id=person,
        user_id=user,
        intake_id=intake,
        address_id=address_id,
        purpose_key=purpose_key,
        subject_override=one_line(subject),
        language_wanted=language,
        about_id=about_id,
        actor_kind=by.kind.value,
        actor_id=by.id,
        via=via.value,
    )
    mail.delivery = Delivery.objects.create(mail=mail, not_before=not_before or now())
    wake()
    return mail


@transaction.atomic
def try_out(template: Template, language: str, *, user: int, by: Actor, via: Via) -> Mail:
    """Puts the newest words of a template in a language into the outbox, to the member of staff who asks for them, with
    examples for the values. Pressed twice within a minute it is one mail.
    """
    chosen = usable(template)
    newest = queries.newest_in(chosen, language)
    if newest is None:
        raise Refused(_("There are no words in this language yet."), code="no_words", field="language")
    told = {"user_id": user, "template": chosen, "language_wanted": language, "is_trial": True}
    told["subject_override"] = one_line((_("Test: %(subject)s") % {"subject": newest.subject})[:LONGEST_SUBJECT])
    before = Mail.objects.filter(**told, created_at__gt=now() - PRESSED_TWICE).order_by("-id").first()
    if before is not None:
        return before
    mail = Mail.objects.create(kind=chosen.kind, actor_kind=by.kind.value, actor_id=by.id, via=via.value, **told)
    mail.delivery = Delivery.objects.create(mail=mail, not_before=now())
    record(
        Deed.TEMPLATE_TRIED,
        subject=Ref("mail_template", chosen.pk),
        by=by,
        via=via,
        key=chosen.key,
        language=language,
        version=newest.version,
    )
    wake()
    return mail


@transaction.atomic
def queue_people(
    template: str | Template,
    people: str,
    values: Mapping[str, Any],
    *,
    purpose_key: str = "",
    by: Actor,
    via: Via,
) -> int:
    """Puts a mail to each person of a sub-select into the outbox, in one statement; says how many.

    `people` is SQL out of a higher app's queries with one column, the person's id; `values` are its named parameters.
    """
    queued = queries.queue_people(
        people, values, template=usable(template), run=None, purpose_key=purpose_key, by=by, via=via
    )
    if queued:
        wake()
    return queued


@transaction.atomic
def queue_users(template: str | Template, users: str, values: Mapping[str, Any], *, by: Actor, via: Via) -> int:
    """Puts a mail to each user of a sub-select of (user, what it is about) into the outbox, in one statement; says how many."""
    queued = queries.queue_users(users, values, template=usable(template), by=by, via=via)
    if queued:
        wake()
    return queued


@transaction.atomic
def resend(
    mail: Mail,
    *,
    template: str | Template | None = None,
    address_id: int | None = None,
    language: str = "",
    subject: str = "",
    by: Actor,
    via: Via,
) -> Mail:
    """Queues a new mail of the same kind about the same thing, written anew, to another address where one is named.

    A form sent twice is one mail: the same, asked for by the same within a minute, is answered with the first.
    """
    chosen = usable(template or mail.template)
    if chosen.kind != mail.kind:
        raise Refused(_("Choose a template of the same kind."), code="other_kind", field="template")
    Delivery.objects.select_for_update(no_key=True).get(pk=mail.pk)
    address = address_id or mail.address_id
    before = _just_asked_for(
        mail, chosen, by, address_id=address, language_wanted=language, subject_override=one_line(subject)
    )
    if before is not None:
        return before
    made = queue(
        chosen,
        person=mail.person_id,
        user=mail.user_id,
        address_id=address,
        language=language,
        subject=subject,
        purpose_key=mail.purpose_key,
        about_id=mail.about_id,
        by=by,
        via=via,
    )
    _record_again(mail, by, via, new=made.pk)
    return made


def _just_asked_for(mail: Mail, template: Template, by: Actor, **written: Any) -> Mail | None:
    """The mail that the same form made a moment ago, unless it has failed."""
    same = Mail.objects.exclude(pk=mail.pk).filter(
        template=template,
        person_id=mail.person_id,
        user_id=mail.user_id,
        about_id=mail.about_id,
        actor_kind=by.kind.value,
        actor_id=by.id,
        created_at__gt=now() - PRESSED_TWICE,
        delivery__state__in=[State.QUEUED, State.SENDING, State.SENT],
        **written,
    )
    return same.select_related("delivery").order_by("-id").first()


@transaction.atomic
def send_again(delivery: Delivery, *, by: Actor, via: Via) -> Delivery:
    """Has an uncertain or failed mail handed over once more, with the same Message-ID and a note that says so.

    Doing it twice changes nothing; what was sent, held back or cancelled is written anew instead.
    """
    held = Delivery.objects.select_for_update(of=("self",), no_key=True).select_related("mail").get(pk=delivery.pk)
    if held.state in {State.QUEUED, State.SENDING}:
        return held
    if held.state not in {State.UNCERTAIN, State.FAILED}:
        raise Refused(_("This mail is not sent again as it is. Write it anew."), code="not_again")
    held.note = "again" if held.state == State.UNCERTAIN else held.note
    held.state, held.not_before, held.attempts, held.ended_at = State.QUEUED, now(), 0, None
    held.save(update_fields=["note", "state", "not_before", "attempts", "ended_at"])
    _record_again(held.mail, by, via)
    wake()
    return held


@transaction.atomic
def forget_intake(records: Sequence[int]) -> int:
    """Removes the mails to whoever sent in these records, also those that wait; returns how many."""
    found = Mail.objects.filter(intake_id__in=records)
    Delivery.objects.filter(mail__in=found).delete()
    return found.delete()[0]


@transaction.atomic
def cancel_waiting(*, users: Sequence[int], kinds: Sequence[str]) -> int:
    """Takes back the mails to users that have not begun to leave, of these kinds; returns how many."""
    waiting = Delivery.objects.filter(mail__user_id__in=users, mail__kind__in=kinds, state=State.QUEUED)
    return waiting.update(state=State.CANCELLED, ended_at=now())


def _record_again(mail: Mail, by: Actor, via: Via, **details: int) -> None:
    subject = Ref.person(mail.person_id) if mail.person_id else Ref("user", mail.user_id or 0)
    record(Deed.MAIL_SENT_AGAIN, subject=subject, by=by, via=via, mail=mail.pk, kind=mail.kind, **details)


def wake() -> None:
    """Asks the worker to hand over what waits, once this transaction has ended; one such job waits at a time."""
    job: Any = app.configure_task("samtykke.mail.jobs.drain", queueing_lock="mail.drain")
    try:
        with transaction.atomic():
            job.defer()
    except AlreadyEnqueued:
        return


def one_line(text: str, *, field: str = "subject") -> str:
    """Text for a header: one line without control characters. A line break is refused, never folded (REQ-96)."""
    said = text.strip()
    if any(unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for letter in said):
        raise Refused(
            _("The subject is one line, without line breaks or hidden characters."),
            code="subject_not_one_line",
            field=field,
            status=422,
        )
    if len(said) > LONGEST_SUBJECT:
        raise Refused(
            _("The subject has at most %d characters.") % LONGEST_SUBJECT,
            code="subject_too_long",
            field=field,
            status=422,
        )
    return said


def usable(template: str | Template) -> Template:
    """The template, or a refusal where it lies in the bin or there is none of that key."""
    found = queries.template_by_key(template) if isinstance(template, str) else template
    if found.deleted_at or found.kind not in TemplateKind.values:
        raise Refused(_("This template is in the bin. Restore it first."), code="deleted", field="template")
    return found

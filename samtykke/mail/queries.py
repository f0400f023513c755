"""Reading templates and mails, and queueing for a set of people in one statement."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.mail.lately import Lately
from samtykke.mail.models import Delivery, Mail, MailRun, State, Template, TemplateVersion, Transport

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from samtykke.core.actors import Actor, Via
    from samtykke.mail.lately import Lately
from samtykke.mail.models import DeliveryQuerySet, MailQuerySet

# One mail and its delivery for each person of a sub-select (one column: person_id), and how many there were.
QUEUE_PEOPLE = """
WITH made AS (
    INSERT INTO mail_mail (kind, template_id, person_id, purpose_key, subject_override, language_wanted,
                           actor_kind, actor_id, via, language, subject, text, sent_to)
    SELECT %(kind)s, %(template)s, people.person_id, %(purpose_key)s, '', '',
           %(actor_kind)s, %(actor_id)s, %(via)s, '', '', '', ''
    FROM ({people}) AS people (person_id)
    RETURNING id
), queued AS (
    INSERT INTO mail_delivery (mail_id, run_id, in_bulk, state, attempts, message_id, reason, note)
    SELECT id, %(run)s, true, 'queued', 0, '', '', '' FROM made
    RETURNING 1
)
SELECT count(*) FROM queued
"""

# The same to users: a sub-select of (user_id, about_id).
QUEUE_USERS = """
WITH made AS (
    INSERT INTO mail_mail (kind, template_id, user_id, about_id, purpose_key, subject_override, language_wanted,
                           actor_kind, actor_id, via, language, subject, text, sent_to)
    SELECT %(kind)s, %(template)s, told.user_id, told.about_id, '', '', '',
           %(actor_kind)s, %(actor_id)s, %(via)s, '', '', '', ''
    FROM ({users}) AS told (user_id, about_id)
    RETURNING id
), queued AS (
    INSERT INTO mail_delivery (mail_id, in_bulk, state, attempts, message_id, reason, note)
    SELECT id, false, 'queued', 0, '', '', '' FROM made
    RETURNING 1
)
SELECT count(*) FROM queued
"""

# The next mails of a run that wait are taken back; one that is being handed over just now is left to its end.
# Materialized: as a sub-select the limit would be asked anew for each row, and more taken back than was meant.
TAKE_BACK = """
WITH piece AS MATERIALIZED (
  SELECT mail_id FROM mail_delivery WHERE run_id = %(run)s AND state = 'queued'
  ORDER BY mail_id LIMIT %(limit)s FOR NO KEY UPDATE
)
UPDATE mail_delivery d SET state = 'cancelled', reason = 'cancelled', ended_at = %(moment)s
FROM piece WHERE d.mail_id = piece.mail_id
"""

# The next mail whose turn has come, what a person waits for before a run, held until the transaction ends.
NEXT_DUE = """
SELECT d.*, (SELECT r.cancelled_at FROM mail_mailrun r WHERE r.id = d.run_id) IS NOT NULL AS is_taken_back
FROM mail_delivery d WHERE d.state IN ('queued', 'uncertain') AND d.not_before <= %s
ORDER BY d.in_bulk, d.not_before, d.mail_id LIMIT 1 FOR NO KEY UPDATE OF d SKIP LOCKED
"""
ONE_MAIL = "SELECT * FROM mail_mail WHERE id = %s"
# The mail is held, so that it cannot be erased while a server listens to it.
HOLD_MAIL = "SELECT id FROM mail_mail WHERE id = %s FOR KEY SHARE"
NOTE_SENDING = """
WITH written AS (
  UPDATE mail_mail SET version_id = %(version)s, language = %(language)s, subject = %(subject)s, text = %(text)s,
         sent_to = %(sent_to)s, statement = %(statement)s
  WHERE id = %(mail)s)
UPDATE mail_delivery SET state = 'sending', attempts = %(attempts)s, message_id = %(message_id)s, note = %(note)s,
       started_at = %(moment)s, reason = '', code = NULL, not_before = NULL
WHERE mail_id = %(mail)s
"""
NOTE_SENT = """
UPDATE mail_delivery SET state = 'sent', ended_at = %(moment)s, reason = '', code = NULL, transmitted = %(kept)s
WHERE mail_id = %(mail)s
"""

# The one drain of the whole installation: held by a connection until it lets go or dies.
DRAIN_LOCK = 0x6D61696C
MOST_COUNTED = 10_000


def template_by_key(key: str, *, field: str = "template") -> Template:
    """The template with a key; refuses one that does not exist, naming the key."""
    found = None if "\x00" in key else Template.objects.existing().filter(key=key).first()
    if found is None:
        raise Refused(
            _("There is no mail template with the key “%s”.") % key[:60],
            code="unknown_template",
            field=field,
            status=422,
        )
    return found


def newest_version(template: Template, languages: Sequence[str]) -> TemplateVersion | None:
    """The newest words of a template in the first of the languages that has any, else in any language."""
    newest = {
        version.language: version
        for version in TemplateVersion.objects.filter(template=template)
        .order_by("language", "-version")
        .distinct("language")
    }
    for language in languages:
        if language in newest:
            return newest[language]
    return next(iter(newest.values()), None)


def queue_people(
    people: str,
    values: Mapping[str, Any],
    *,
    template: Template,
    run: MailRun | None,
    purpose_key: str,
    by: Actor,
    via: Via,
) -> int:
    """Queues a template to every person of a sub-select, in one statement, and says to how many.

    `people` is SQL of a higher app's queries that yields one column, the person's id, and takes `values` by name.
    """
    own: dict[str, Any] = {
        "kind": template.kind,
        "template": template.pk,
        "purpose_key": purpose_key,
        "actor_kind": by.kind.value,
        "actor_id": by.id,
        "via": via.value,
        "run": run.pk if run else None,
    }
    if set(own) & set(values):
        raise TypeError(f"names taken: {', '.join(sorted(set(own) & set(values)))}")
    with connection.cursor() as cursor:
        cursor.execute(QUEUE_PEOPLE.format(people=people), dict(values) | own)
        return int(cursor.fetchone()[0])


def queue_users(users: str, values: Mapping[str, Any], *, template: Template, by: Actor, via: Via) -> int:
    """The same to users, about something each: a sub-select of (user_id, about_id)."""
    own = {"kind": template.kind, "template": template.pk, "actor_kind": by.kind.value, "actor_id": by.id}
    with connection.cursor() as cursor:
        cursor.execute(QUEUE_USERS.format(users=users), dict(values) | own | {"via": via.value})
        return int(cursor.fetchone()[0])


def visible(*, people: bool) -> MailQuerySet:
    """The outbox, as somebody may see it: mails to people only where people may be seen."""
    rows = Mail.objects.select_related("template", "delivery", "delivery__run")
    return rows if people else rows.to_staff()


def counts(seen: Q | None) -> dict[str, int]:
    """State → how many mails stand there, counted no further than MOST_COUNTED; sent ones of the last day alone.

    `seen`: which deliveries somebody sees, by the person of their mail; None: those to staff alone.
    """
    to_staff = Q(mail__person_id__isnull=True, mail__intake_id__isnull=True)
    rows = Delivery.objects.filter(to_staff if seen is None else seen)
    since = now() - timedelta(days=1)
    found = {}
    for state in State.values:
        there = rows.filter(state=state)
        there = there.filter(ended_at__gte=since) if state == State.SENT else there
        found[state] = there[: MOST_COUNTED + 1].count()
    return found


def newest_in(template: Template, language: str) -> TemplateVersion | None:
    """The newest words of a template in exactly one language."""
    return TemplateVersion.objects.filter(template=template, language=language).order_by("-version").first()


def mails_with_statement(name: str) -> int:
    """How many mails linked a version of the privacy statement, counted no further than MOST_COUNTED."""
    return Mail.objects.filter(statement=name)[: MOST_COUNTED + 1].count()


def versions(template: Template) -> QuerySet[TemplateVersion]:
    """Every version of a template's words, the newest first."""
    return TemplateVersion.objects.filter(template=template).order_by("-created_at", "-id")


def transport() -> Transport:
    """The mail server as it answered last."""
    return Transport.objects.filter(pk=1).first() or Transport(pk=1)


def open_run(audience: str) -> MailRun | None:
    """The newest run for an audience, while it looks for people or has mails that wait."""
    run = MailRun.objects.filter(audience=audience).select_related("template").order_by("-id").first()
    if run is None or run.is_filling:
        return run
    waits = Delivery.objects.filter(run=run, state__in=(State.QUEUED, State.SENDING)).exists()
    return run if waits and run.cancelled_at is None else None


def take_back(run: MailRun, limit: int, moment: datetime) -> int:
    """Cancels the next mails of a run that wait; says how many there were."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE_BACK, {"run": run.pk, "limit": limit, "moment": moment})
        return int(cursor.rowcount)


def progress(run: MailRun) -> dict[str, int]:
    """State → how many mails of a run stand there; every state is named."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT state, count(*) FROM mail_delivery WHERE run_id = %s GROUP BY state", [run.pk])
        return {**dict.fromkeys(State.values, 0), **dict(cursor.fetchall())}


def of_person(*people: int) -> MailQuerySet:
    """What was or will be written to a person, the newest first, with how it went."""
    return Mail.objects.of_person(*people).select_related("delivery", "template").order_by("-id")


def is_on_its_way(people: Sequence[int], kind: str) -> bool:
    """Whether a mail of a kind waits to go out to a person, or may have gone out and nobody knows."""
    waiting = (State.QUEUED, State.SENDING, State.UNCERTAIN)
    return Mail.objects.of_person(*people).filter(kind=kind, delivery__state__in=waiting).exists()


def users_told(template: str, *, about: Sequence[int]) -> set[int]:
    """The users whom a standard mail about one of these reached, as far as is known."""
    if not about:
        return set()
    sent = Mail.objects.filter(template__key=template, about_id__in=about, delivery__state=State.SENT)
    return {user for user in sent.values_list("user_id", flat=True) if user is not None}


def anything_due(moment: datetime) -> bool:
    """Whether any mail's turn has come."""
    return _due(moment).exists()


def next_due(moment: datetime, lately: Lately | None = None) -> Delivery | None:
    """The next mail whose turn has come, held until the transaction ends: what a person waits for before a run."""
    found = next(iter(Delivery.objects.raw(NEXT_DUE, [moment])), None)
    mail = next(iter(Mail.objects.raw(ONE_MAIL, [found.pk])), None) if found is not None else None
    if found is None or mail is None:
        return None
    mail.share(lately or Lately())
    key = mail.template_id
    mail.template = mail.lately(("template", key), lambda: Template.objects.get(pk=key))
    found.mail = mail
    return found


def is_held(mail: int) -> bool:
    """Holds a mail until the transaction ends; says whether it is still there."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD_MAIL, [mail])
        return cursor.fetchone() is not None


def note_sending(
    delivery: Delivery, version: TemplateVersion, subject: str, text: str, sent_to: str, statement: str = ""
) -> None:
    """Writes down that a mail goes to the server now, and what it says, in one statement."""
    told = {
        "mail": delivery.pk,
        "attempts": delivery.attempts,
        "message_id": delivery.message_id,
        "note": delivery.note,
        "moment": delivery.started_at,
        "version": version.pk,
        "language": version.language,
        "subject": subject,
        "text": text,
        "sent_to": sent_to,
        "statement": statement,
    }
    with connection.cursor() as cursor:
        cursor.execute(NOTE_SENDING, told)


def note_sent(delivery: Delivery, moment: datetime, kept: bytes | None) -> None:
    """Writes down that the server has taken a mail; `kept` is the message itself, in the demo alone."""
    with connection.cursor() as cursor:
        cursor.execute(NOTE_SENT, {"mail": delivery.pk, "moment": moment, "kept": kept})


def _due(moment: datetime) -> DeliveryQuerySet:
    return Delivery.objects.filter(state__in=(State.QUEUED, State.UNCERTAIN), not_before__lte=moment)


def take_drain_lock() -> bool:
    """Whether this connection may hand over now; nobody else does until it lets go or ends."""
    return _asked("SELECT pg_try_advisory_lock(%s)")


def leave_drain_lock() -> bool:
    """Lets go of the right to hand over."""
    return _asked("SELECT pg_advisory_unlock(%s)")


def _asked(sql: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, [DRAIN_LOCK])
        return bool(cursor.fetchone()[0])

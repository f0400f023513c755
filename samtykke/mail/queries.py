"""Reading templates and mails, and queueing for a set of people in one statement."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext as _

from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.mail.models import Delivery, Mail, MailRun, State, Template, TemplateVersion, Transport

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from samtykke.core.actors import Actor, Via
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

# The next mails of a run that wait are taken back; one that is being handed over just now is left to its end.
TAKE_BACK = """
UPDATE mail_delivery SET state = 'cancelled', reason = 'cancelled', ended_at = %(moment)s
WHERE mail_id IN (SELECT mail_id FROM mail_delivery WHERE run_id = %(run)s AND state = 'queued'
                  LIMIT %(limit)s FOR NO KEY UPDATE)
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


def visible(*, people: bool) -> MailQuerySet:
    """The outbox, as somebody may see it: mails to people only where people may be seen."""
    rows = Mail.objects.select_related("template", "delivery", "delivery__run")
    return rows if people else rows.to_staff()


def counts(*, people: bool) -> dict[str, int]:
    """State → how many mails stand there, counted no further than MOST_COUNTED; sent ones of the last day alone."""
    rows = Delivery.objects.all() if people else Delivery.objects.filter(mail__person_id__isnull=True)
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


def of_person(person_id: int) -> list[Mail]:
    """What was or will be written to a person, the newest first, with how it went."""
    return list(Mail.objects.of_person(person_id).select_related("delivery", "template").order_by("-id"))


def anything_due(moment: datetime) -> bool:
    """Whether any mail's turn has come."""
    return _due(moment).exists()


def next_due(moment: datetime) -> Delivery | None:
    """The next mail whose turn has come, held until the transaction ends: what a person waits for before a run."""
    rows = _due(moment).select_related("mail__template", "run")
    rows = rows.select_for_update(skip_locked=True, of=("self",), no_key=True)
    for in_bulk in (False, True):
        found = rows.filter(in_bulk=in_bulk).order_by("not_before", "mail_id").first()
        if found is not None:
            return found
    return None


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

"""What mails ask of activities: what was written, what it is about, whether it may still go, and what follows."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy, override

from samtykke.accounts.models import User
from samtykke.accounts.names import actor_names
from samtykke.activities.access import activities_visible_to
from samtykke.activities.cards import Line, lines
from samtykke.activities.models import Activity, ActivityKind
from samtykke.activities.queries import mails
from samtykke.consents.queries.decisions import may
from samtykke.contacts.access import sight_of
from samtykke.contacts.addresses import normal_email
from samtykke.core.templatetags.words import day_text, moment_text
from samtykke.mail import registry
from samtykke.mail.models import TemplateKind
from samtykke.purposes.models import Purpose
from samtykke.purposes.queries import item_by_key

if TYPE_CHECKING:
    from samtykke.mail.models import Mail
    from samtykke.mail.registry import Recipient

TO_STAFF = frozenset({TemplateKind.REMINDER, TemplateKind.TASK})
SENTENCES = {
    "message_gone": gettext_lazy("It was taken back before it went out."),
    "activity_gone": gettext_lazy("There is nothing to tell of any more: it is done, gone or out of sight."),
}


def register() -> None:
    """Answers the mail app from now on."""
    registry.values["activities"] = values
    registry.judge(judge)
    registry.when_handed_over(follow)
    registry.sender(sender_of)
    for code, sentence in SENTENCES.items():
        registry.sentences[code] = sentence.__str__


def values(mail: Mail, language: str) -> dict[str, str]:
    """What was written to a person; what a reminder or a task is about, as its reader sees it."""
    if mail.kind == TemplateKind.MESSAGE:
        written = Activity.objects.filter(pk=mail.about_id or 0).first()
        return {"message": written.text} if written else {}
    if mail.kind not in TO_STAFF:
        return {}
    user = User.objects.filter(pk=mail.user_id).first()
    found = _seen(mail, user) if user else None
    if found is None or user is None:
        return {}
    with override(language):
        line = lines([found], sight_of(user))[0]
        names = ", ".join(person.full_name for person in line.people if person.full_name)
        return {
            "first_name": user.get_short_name(), "full_name": user.name, "activity": line.title, "when": _when(line),
            "people": names, "asked_by": actor_names([mail.actor])[mail.actor],
        }  # fmt: skip


def judge(mail: Mail, recipient: Recipient) -> str | None:
    """Why an e-mail of somebody's, a reminder or a task may not be handed over, or None.

    The gate is asked once the person is held (consents does so before), so that a no that has committed is seen. REQ-79.
    """
    if mail.is_trial:
        return None
    if mail.kind in TO_STAFF:
        user = User.objects.active().filter(pk=mail.user_id).first()
        found = _seen(mail, user) if user else None
        return None if found is not None and found.is_open else "activity_gone"
    if mail.kind != TemplateKind.MESSAGE or mail.person_id is None:
        return None
    if not Activity.objects.existing().filter(pk=mail.about_id or 0, kind=ActivityKind.MAIL).exists():
        return "message_gone"
    purpose = item_by_key(Purpose, mail.purpose_key)
    if purpose is None:
        return "purpose_inactive"
    decision = may(mail.person_id, purpose, address=normal_email(recipient.address))
    return None if decision.allowed else decision.reason


def follow(mail: Mail, at: datetime) -> None:
    """The server has taken an e-mail of somebody's: it is done, at that instant."""
    if mail.kind == TemplateKind.MESSAGE and mail.about_id is not None:
        mails.note_sent(mail.about_id, mail.pk, at)


def sender_of(mail: Mail) -> str:
    """An e-mail of somebody's is from them, and from the organisation."""
    if mail.kind != TemplateKind.MESSAGE or mail.is_trial:
        return ""
    head = registry.letterhead()
    name = actor_names([mail.actor])[mail.actor] if mail.actor.kind == "user" else ""
    return f"{name}, {head.sender_name}" if name else ""


def _seen(mail: Mail, user: User) -> Activity | None:
    return activities_visible_to(user).filter(pk=mail.about_id or 0).first()


def _when(line: Line) -> str:
    activity = line.activity
    if activity.due_on is not None:
        return day_text(activity.due_on, long=True)
    if activity.starts_at is None:
        return ""
    return day_text(activity.starts_at, long=True) if activity.all_day else moment_text(activity.starts_at)

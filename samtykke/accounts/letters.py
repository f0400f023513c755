"""What mails ask of accounts: who writes, which user a mail goes to, and a fresh link for choosing a password."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from samtykke.accounts import actions, queries, second
from samtykke.accounts.actions.shared import Change
from samtykke.accounts.models import Approval, ApprovalState, User
from samtykke.core.actors import Actor, Via
from samtykke.core.templatetags.words import moment_text
from samtykke.mail import registry
from samtykke.mail.models import TemplateKind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from samtykke.mail.models import Mail

HOUR = 60 * 60
NOT_WAITING = _("It was decided, taken back or too old before the mail went out.")


def register() -> None:
    """Answers the mail app from now on."""
    registry.give_letterhead(letterhead)
    registry.recipients["user"] = recipient
    registry.values["accounts"] = values
    registry.links["set_password"] = set_password
    registry.judge(judge)
    registry.sentences["user_inactive"] = actions.USER_INACTIVE.__str__
    registry.sentences["not_waiting"] = NOT_WAITING.__str__


def letterhead() -> registry.Letterhead:
    """The organisation as its profile describes it now (Art. 13(1)(a)–(b))."""
    found = queries.described()
    place = " ".join(part for part in (found.postal_code, found.city) if part)
    contact = [found.privacy_contact_name, found.privacy_contact_email or found.reply_to or found.sender_address]
    return registry.Letterhead(
        name=found.legal_name or found.sender_name or "Samtykke",
        sender_name=found.sender_name or found.legal_name or "Samtykke",
        sender_address=found.sender_address,
        reply_to=found.reply_to,
        postal=", ".join(part for part in (found.address_line, place) if part),
        privacy_contact=", ".join(part for part in contact if part),
        languages=tuple(found.languages),
        base_url=settings.BASE_URL,
        number=found.number,
        time_zone=str(queries.zone_named(found.time_zone)),
    )


def recipient(mail: Mail) -> registry.Recipient | None:
    """The user at the address they sign in with."""
    user = User.objects.filter(pk=mail.user_id).first()
    return registry.Recipient(user.name, user.email, user.language) if user else None


def values(mail: Mail, language: str) -> dict[str, str]:
    """The user's name, and for how long the link works."""
    user = User.objects.filter(pk=mail.user_id).first() if mail.is_to_staff else None
    if user is None:
        return {}
    if mail.kind == TemplateKind.SECURITY:
        told = {"done": done(mail.about_id), "when": moment_text(mail.created_at)}
        return {"first_name": user.get_short_name(), "full_name": user.name, **told}
    if mail.kind in {TemplateKind.APPROVAL, TemplateKind.DECISION}:
        return {"first_name": user.get_short_name(), "full_name": user.name, **second_person(mail)}
    hours = str(int(_lasts(mail).total_seconds()) // HOUR)
    return {"first_name": user.get_short_name(), "full_name": user.name, "valid_hours": hours}


def second_person(mail: Mail) -> dict[str, str]:
    """What somebody asked a second person for, why, and what became of it (REQ-99). Such a mail leads nowhere: a link to
    where one signs in is what thieves send.
    """
    found = Approval.objects.select_related("asked_by", "decided_by").filter(pk=mail.about_id or 0).first()
    if found is None:
        return {}
    kind = second.kind_named(found.kind)
    told = {
        "wanted": f"{kind.name_of(found.subject)}: {kind.title}",
        "asked_by": found.asked_by.name,
        "reason": found.reason,
        "waits_until": moment_text(found.expires_at),
    }
    if found.decided_by is None or found.decided_at is None:
        return told
    names = {"name": found.decided_by.name, "answer": found.answer}
    if found.state == ApprovalState.APPROVED:
        said = _("%(name)s approved it, and it is done.")
    else:
        said = _("%(name)s refused it, and nothing was changed: %(answer)s")
    return told | {"done": str(said) % names, "when": moment_text(found.decided_at)}


def set_password(mail: Mail) -> registry.MadeLink:
    """A fresh one-time link; those of earlier mails end."""
    user = User.objects.get(pk=mail.user_id)
    token = actions.make_password_link(user, by=Actor.system(), via=Via.SYSTEM, lasts=_lasts(mail))
    shown = settings.BASE_URL + reverse("accounts:set_password", args=["-"]).removesuffix("-/")
    return registry.MadeLink(f"{shown}{token}/", shown, lambda: actions.end_password_link(token))


def done(change: int | None) -> str:
    """What changed about how somebody signs in, said to them in the active language."""
    return str(CHANGES.get(change or 0, ""))


CHANGES: dict[int, _StrPromise] = {
    Change.APP_ADDED: _("An app that makes codes was set up as your second factor."),
    Change.PASSKEY_ADDED: _("A passkey was set up."),
    Change.FACTOR_REMOVED: _("A second factor was removed."),
    Change.FACTORS_RESET: _(
        "Somebody who manages users removed all your second factors. You set up a new one at the next sign-in."
    ),
    Change.CODES_MADE: _("A new set of recovery codes was made. The earlier ones no longer work."),
    Change.IDENTITY_LINKED: _("Your user was linked to single sign-on."),
}


def _lasts(mail: Mail) -> timedelta:
    return actions.RESET_LASTS if mail.kind == TemplateKind.PASSWORD else actions.LINK_LASTS


def judge(mail: Mail, found: registry.Recipient) -> str | None:
    """Somebody deactivated in the meantime gets no way in, and nobody is asked to decide what no longer waits for them.

    Holds the user until the transaction ends.
    """
    if not mail.is_to_staff:
        return None
    user = User.objects.select_for_update(of=("self",), no_key=True).filter(pk=mail.user_id).first()
    if user is None or not user.is_active or user.email != found.address:
        return "user_inactive"
    if mail.kind != TemplateKind.APPROVAL or mail.is_trial:
        return None
    waits = queries.approvals_for(user).waiting().filter(pk=mail.about_id or 0).exclude(asked_by=user).exists()
    return None if waits else "not_waiting"

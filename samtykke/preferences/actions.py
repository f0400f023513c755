"""What the public pages set in motion: a link by mail, a receipt by mail. The consents themselves change in `consents`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from samtykke.accounts import limits
from samtykke.accounts.secrets import hashed, seal
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.consents.actions import writable_email
from samtykke.contacts.models import PersonEmail
from samtykke.contacts.queries import living_at
from samtykke.core.actors import Actor, Ref, Via
from samtykke.core.refused import Refused
from samtykke.mail import actions as mail

if TYPE_CHECKING:
    from samtykke.mail.models import Mail

LABEL = "link-request"
HOUR = timedelta(hours=1)
LINKS_AN_HOUR, RECEIPTS_AN_HOUR = 3, 5
# Of a network: an office shares one.
OF_A_NETWORK = 30


def ask_for_link(normal: str) -> None:
    """Has links mailed to whoever lives at an address, if anybody does. The same work for every address (REQ-92)."""
    if limits.allow("link", limits.key_of(normal), LINKS_AN_HOUR, HOUR):
        app.configure_task("samtykke.preferences.jobs.send_link").defer(sealed=seal(LABEL, normal.encode()))


def mail_links(normal: str) -> list[Mail]:
    """Mails their own link to everybody who lives at an address."""
    return [_mail_link(person, email) for person, email in living_at(normal)]


def ask_by_old_link(use: str, token: str) -> None:
    """Has a new link mailed to where an old one went. The same work for every token, known or not (REQ-92).

    The queue holds the hash alone, as the table of links does. `use` is a key of `queries.BEHIND`.
    """
    app.configure_task("samtykke.preferences.jobs.send_fresh_link").defer(use=use, token_hash=hashed(token))


def send_fresh_link(person: int, email_id: int) -> None:
    """Mails a new link to the address an old one went to."""
    normal = PersonEmail.objects.values_list("normal", flat=True).get(id=email_id)
    if limits.allow("link", limits.key_of(normal), LINKS_AN_HOUR, HOUR):
        _mail_link(person, email_id)


def mail_link_by_hand(person: int, *, by: Actor) -> Mail:
    """Mails a person their own link because they asked a member of staff; as often as they may ask themselves."""
    email = writable_email(person, None)
    if not limits.allow("link", limits.key_of(email.normal), LINKS_AN_HOUR, HOUR):
        raise Refused(_("The link was sent three times. Wait an hour."), code="too_many_links", status=429)
    queued = mail.queue("OWNLINK", person=person, address_id=email.id, by=by, via=Via.STAFF)
    audit.record(Deed.MAILS_QUEUED, subject=Ref.person(person), by=by, via=Via.STAFF, template="OWNLINK", mails=1)
    return queued


def _mail_link(person: int, email_id: int) -> Mail:
    return mail.queue("OWNLINK", person=person, address_id=email_id, by=Actor.system(), via=Via.PREFERENCE_PAGE)


def mail_receipt(person: int, email_id: int, *, about_id: int, purpose_key: str = "", language: str, by: Actor) -> Mail:
    """Mails what was done on the page, with its words, to the address the page was opened by."""
    if not limits.allow("receipt", limits.key_of(f"person {person}"), RECEIPTS_AN_HOUR, HOUR):
        raise Refused(_("We have sent you several receipts. Wait an hour."), code="too_many_receipts", status=429)
    return mail.queue(
        "RECEIPT",
        person=person,
        address_id=email_id,
        language=language,
        purpose_key=purpose_key,
        about_id=about_id,
        by=by,
        via=Via.PREFERENCE_PAGE,
    )

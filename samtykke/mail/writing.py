"""From a queued mail to the bytes that leave: recipient, words, values, links, headers."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import override

from samtykke.core.clock import now
from samtykke.mail import letters, queries, registry, variables
from samtykke.mail.registry import MadeLink
from samtykke.mail.transports import Sealed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from samtykke.mail.letters import Letter
    from samtykke.mail.models import Mail, TemplateVersion
    from samtykke.mail.registry import Letterhead, Recipient

LONGEST_NAME = 200


class CannotWrite(Exception):
    """The mail cannot be written to anybody; the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Written:
    """A mail as it goes out, with what the archive keeps and the links that were made for it."""

    recipient: Recipient
    version: TemplateVersion
    letter: Letter
    sealed: Sealed
    links: list[MadeLink] = field(default_factory=list)
    statement: str = ""

    def __repr__(self) -> str:
        return f"Written({self.sealed.number})"

    def revoke(self) -> None:
        """Ends the links: the mail did not go out."""
        for link in self.links:
            link.revoke()


@dataclass(frozen=True, slots=True)
class Preview:
    """How a mail would read: to which address, in which language, with which subject and blocks."""

    address: str
    language: str
    subject: str
    blocks: list[dict[str, object]]

    def __repr__(self) -> str:
        return "Preview(…)"


def recipient_of(mail: Mail) -> Recipient:
    """Who the mail goes to, as known now."""
    ask = registry.recipients.get("user" if mail.is_to_staff else "intake" if mail.is_to_sender else "person")
    found = ask(mail) if ask else None
    if found is None or not found.address:
        raise CannotWrite("no_address")
    return found


def write(mail: Mail, message_id: str, head: Letterhead) -> Written:
    """Writes the mail with what is known now, and makes its links, in the caller's transaction."""
    recipient = recipient_of(mail)
    address = _address(recipient)
    version = _version(mail, recipient, head)
    values = _values(mail, version, head)
    links = _links(mail, version, head)
    letter = letters.render(
        version,
        mail.kind,
        letterhead=head,
        values=values,
        links={name: link.url for name, link in links.items()},
        subject=mail.subject_override,
    )
    named = next((name for sender in registry.senders if (name := sender(mail))), head.sender_name)
    signed = replace(head, sender_name=named)
    more = {} if mail.is_trial else {name: said for ask in registry.headers for name, said in ask(mail).items()}
    data = _message(letter, signed, address, message_id, version.language, more).as_bytes()
    sealed = Sealed(mail.pk, _ascii_domain(head.sender_address), address.addr_spec, data)
    statement = _statement(mail, version, values.get("statement", ""))
    return Written(recipient, version, letter, sealed, list(links.values()), statement)


def _links(mail: Mail, version: TemplateVersion, head: Letterhead) -> dict[str, MadeLink]:
    """A fresh link for each button; those of a trial open the page about privacy, for nobody in particular."""
    wanted = [name for name in sorted(variables.links_of(mail.kind)) if f"{{{name}}}" in version.body]
    if mail.is_trial:
        nowhere = f"{head.base_url}/privacy/"
        return {name: MadeLink(nowhere, nowhere, lambda: None) for name in wanted}
    return {name: registry.links[name](mail) for name in wanted if name in registry.links}


def _statement(mail: Mail, version: TemplateVersion, url: str) -> str:
    if mail.is_trial or not url or "{statement}" not in version.body:
        return ""
    return mail.lately(("statement", url, version.language), lambda: registry.statement_at(url, version.language))


def preview(mail: Mail) -> Preview:
    """The mail as it would be written now, without its links; `mail` need not be in the outbox."""
    recipient, head = recipient_of(mail), registry.letterhead()
    version = _version(mail, recipient, head)
    values = _values(mail, version, head)
    subject, blocks = letters.shown(version, mail.kind, letterhead=head, values=values, subject=mail.subject_override)
    return Preview(recipient.address, version.language, subject, blocks)


def _version(mail: Mail, recipient: Recipient, head: Letterhead) -> TemplateVersion:
    wanted = [language for language in (mail.language_wanted, recipient.language, *head.languages, "en") if language]
    template = mail.template
    version = mail.lately(("version", template.pk, *wanted), lambda: queries.newest_version(template, wanted))
    if version is None or template.deleted_at:
        raise CannotWrite("template_gone")
    return version


def _values(mail: Mail, version: TemplateVersion, head: Letterhead) -> dict[str, str]:
    values = {"company": head.name, "privacy_contact": head.privacy_contact}
    if mail.is_trial:
        with override(version.language):
            return variables.examples(mail.kind) | values
    with timezone.override(ZoneInfo(head.time_zone)):
        for provide in registry.values.values():
            values |= provide(mail, version.language)
    return values


def new_message_id(head: Letterhead) -> str:
    """A Message-ID that tells nothing: random, at the host people reach us by."""
    return f"<{secrets.token_hex(16)}@{urlsplit(head.base_url).hostname or 'localhost'}>"


def _message(
    letter: Letter, head: Letterhead, to: Address, message_id: str, language: str, more: Mapping[str, str]
) -> EmailMessage:
    """The message of RFC 5322: a text and an HTML part that say the same. What informs has no List-Unsubscribe (REQ-70, K2)."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(display_name=_name(head.sender_name), addr_spec=_ascii_domain(head.sender_address))
    if head.reply_to:
        message["Reply-To"] = Address(addr_spec=_ascii_domain(head.reply_to))
    message["To"] = to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(now())
    message["Message-ID"] = message_id
    for name, said in ({"Auto-Submitted": "auto-generated"} | dict(more)).items():
        message[name] = said
    message.set_content(letter.text, cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    message["Content-Language"] = language  # after the parts, or it would move into the first of them
    return message


def _address(recipient: Recipient) -> Address:
    try:
        return Address(display_name=_name(recipient.name), addr_spec=_ascii_domain(recipient.address))
    except (ValueError, IndexError, UnicodeError) as error:
        raise CannotWrite("bad_address") from error


def _name(name: str) -> str:
    """A name for a header: one line, no control characters, not endless."""
    return " ".join(letters.cleaned(name).split())[:LONGEST_NAME].strip()


def _ascii_domain(address: str) -> str:
    """The address with its domain in ASCII; the local part stays as it is (RFC 6531)."""
    local, at, domain = address.strip().rpartition("@")
    return local + at + (domain if domain.isascii() else domain.encode("idna").decode("ascii"))

"""One message as it came: who wrote to whom, when, what; and the secret of a filing address, where one stands in it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.policy import default
from email.utils import getaddresses, parsedate_to_datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

from samtykke.contacts.addresses import normal_email
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from email.message import EmailMessage

# Where a server says for whom a message was; `Received: … for <address>` too.
RECEIVERS: Final = ("delivered-to", "x-original-to", "envelope-to", "x-delivered-to", "to", "cc", "bcc", "received")
# 128 random bits in letters that a server may write large or small.
TOKEN: Final = re.compile(r"\+([a-z2-7]{26})@", re.IGNORECASE)
MOST_ADDRESSES: Final = 100
LONGEST_HEADER: Final = 20_000
LONGEST_SUBJECT: Final = 2_000
# NUL, line ends of a folded header, and bytes that are no letters in any alphabet.
_LONELY: Final = re.compile(r"[\x00\r\n\ud800-\udfff]")
BREAKS: Final = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6"})
UNSAID: Final = frozenset({"script", "style", "head", "title", "template"})


@dataclass(frozen=True, slots=True)
class Message:
    """What is read of a message. Addresses are in their normal form; `sent_at` is None where it does not say, or not rightly.

    `key` stays the same however often a server hands the message over.
    """

    key: bytes
    sender: str
    receivers: tuple[str, ...]
    subject: str
    text: str
    sent_at: datetime | None
    attached: tuple[str, ...]


class _Words(HTMLParser):
    """The words of a page of HTML, a line for each block; nothing of its scripts and styles."""

    def __init__(self) -> None:
        super().__init__()
        self._said: list[str] = []
        self._unsaid = 0

    @classmethod
    def of(cls, page: str) -> str:
        words = cls()
        words.feed(page)
        words.close()
        return "".join(words._said)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unsaid += tag in UNSAID
        if tag in BREAKS:
            self._said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._unsaid = max(0, self._unsaid - (tag in UNSAID))

    def handle_data(self, data: str) -> None:
        if not self._unsaid:
            self._said.append(" ".join(data.split()) + (" " if data[-1:].isspace() else ""))


def tokens_in(head: bytes) -> list[str]:
    """The secrets of filing addresses in the head of a message, each once."""
    parsed = _parsed(head)
    found = (TOKEN.findall(value) for name in RECEIVERS for value in _all(parsed, name))
    return list(dict.fromkeys(token.lower() for tokens in found for token in tokens))


def read(content: bytes) -> Message:
    """The message, as far as it can be read: a broken part is left out, never an error."""
    parsed = _parsed(content)
    told = (*_all(parsed, "message-id"), *_all(parsed, "date"), *_all(parsed, "from"))
    sender = _addresses(_all(parsed, "from"))
    return Message(
        key=hashlib.sha256("\n".join(told).encode() if _all(parsed, "message-id") else content).digest(),
        sender=sender[0] if sender else "",
        receivers=tuple(_addresses([*_all(parsed, "to"), *_all(parsed, "cc")])),
        subject=_subject(parsed),
        text=_text(parsed),
        sent_at=_sent_at(parsed),
        attached=tuple(_clean(part.get_filename() or "") for part in _attached(parsed)),
    )


def _parsed(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=default)


def _all(message: EmailMessage, name: str) -> list[str]:
    """The values of a header as they were written, each cut where it is longer than anybody writes."""
    found = (value for known, value in message.raw_items() if known.lower() == name)
    return [_LONELY.sub("", str(value))[:LONGEST_HEADER] for value in found]


def _subject(message: EmailMessage) -> str:
    """The subject, with what was encoded in it decoded (RFC 2047)."""
    told = " ".join(_all(message, "subject")[:1])[:LONGEST_SUBJECT]
    try:
        return _clean(str(make_header(decode_header(told))))
    except (MessageError, ValueError, LookupError):
        return _clean(told)


def _addresses(values: Iterable[str]) -> list[str]:
    found: dict[str, None] = {}
    for _name, address in getaddresses(list(values))[:MOST_ADDRESSES]:
        try:
            found.setdefault(normal_email(address))
        except Refused:
            continue
    return list(found)


def _sent_at(message: EmailMessage) -> datetime | None:
    for value in _all(message, "date")[:1]:
        try:
            told = parsedate_to_datetime(value)
        except (ValueError, TypeError, OverflowError):
            continue
        return told if told.tzinfo else None
    return None


def _attached(message: EmailMessage) -> list[EmailMessage]:
    try:
        return list(message.iter_attachments())
    except (MessageError, ValueError, AttributeError, TypeError, KeyError):
        return []


def _text(message: EmailMessage) -> str:
    """The words, without what is quoted of earlier ones at the end, and without any mark-up."""
    try:
        part = message.get_body(("plain", "html"))
        told = str(part.get_content()) if part else ""
    except (MessageError, ValueError, LookupError, AttributeError, TypeError):
        return ""
    if part is not None and part.get_content_subtype() == "html":
        told = _Words.of(told)
    lines = [line.rstrip() for line in told.replace("\x00", "").replace("\xa0", " ").splitlines()]
    while lines and (not lines[-1] or lines[-1].lstrip().startswith(">")):
        lines.pop()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _clean(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())

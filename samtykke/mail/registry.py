"""How higher apps answer what a mail asks: to whom it goes, who writes, what stands in it, and whether it may.

Filled in `apps.py: ready()` of the apps that know. Registering a name again replaces it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from samtykke.mail.models import Mail, MailRun


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who a mail goes to, as known at the hand-over. `language` is "" where none is known."""

    name: str
    address: str
    language: str
    address_id: int | None = None

    def __repr__(self) -> str:
        return "Recipient(…)"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes (Art. 13(1)(a)): the organisation, how it is reached, and its languages, its own first."""

    name: str
    sender_name: str
    sender_address: str
    reply_to: str
    postal: str
    privacy_contact: str
    languages: tuple[str, ...]
    base_url: str
    time_zone: str = "UTC"
    number: str = ""


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A fresh link: its address with the token, the address without it for the archive, and how to end it."""

    url: str
    shown: str
    revoke: Callable[[], None]

    def __repr__(self) -> str:
        return f"MadeLink({self.shown})"


@dataclass(frozen=True, slots=True)
class Piece:
    """The next people of an audience, held until the transaction ends, and the place behind them; None: nobody is left."""

    people: list[int]
    place: list[Any] | None


@dataclass(frozen=True, slots=True)
class Audience:
    """A set of people that a run goes through piece by piece, in an order of its own.

    `after` finds and holds the next ones behind a place (None: from the start), at most as many as are asked for.
    `members` is SQL with one column, the person's id: which of `%(people)s` get the mail, asked once they are held.
    `purpose_key`: what the mails are about; `queued`: what else is written, in the same transaction, once a piece is queued.
    """

    after: Callable[[list[Any] | None, int], Piece]
    members: str
    purpose_key: str = ""
    queued: Callable[[MailRun, list[int]], None] | None = None


# "person" ← contacts, "user" ← accounts, "intake" ← intake. None: there is no address to write to.
recipients: dict[str, Callable[[Mail], Recipient | None]] = {}
# Name → the values of variables in a language. ← accounts, contacts, consents
values: dict[str, Callable[[Mail, str], dict[str, str]]] = {}
# Variable → a fresh link, made in the transaction that marks the mail as being sent. ← accounts, contacts, consents
links: dict[str, Callable[[Mail], MadeLink]] = {}
# What stands in the head of a mail beside what all have. ← consents
headers: list[Callable[[Mail], dict[str, str]]] = []
# Inside the transaction of the hand-over: holds what it judges by, and answers a reason code, or None. ← consents
judges: list[Callable[[Mail, Recipient], str | None]] = []
# In the same transaction, after the server said yes. ← consents
handed_over: list[Callable[[Mail, datetime], None]] = []
# The name a mail is from, where it is another than the organisation's; "" leaves it. ← consents
senders: list[Callable[[Mail], str]] = []
# Reason code → its sentence, for pages. Higher apps add the codes of their judges.
sentences: dict[str, Callable[[], str]] = {}

# Name → a set of people that a run can be for. ← consents
audiences: dict[str, Audience] = {}
# What stands before the colon of a name → the set that the rest of the name tells. ← consents
audience_families: dict[str, Callable[[str], Audience]] = {}
# Why nothing may leave this installation now, as a code of `sentences`, or "". ← config (a restored copy)
brakes: list[Callable[[], str]] = []

# The address of a statement and a language → the name of the version somebody reads there, "" where it is not ours.
# ← purposes
statements: list[Callable[[str, str], str]] = []

_letterhead: list[Callable[[], Letterhead]] = []


def give_letterhead(found: Callable[[], Letterhead]) -> None:
    """Says where the letterhead is read. ← accounts"""
    _letterhead[:] = [found]


def letterhead() -> Letterhead:
    """Who writes, as the organisation's profile says it now."""
    return _letterhead[0]()


def audience(name: str) -> Audience:
    """The set of people of a run, by its name."""
    family, _, told = name.partition(":")
    return audience_families[family](told) if family in audience_families else audiences[name]


def statement_at(url: str, language: str) -> str:
    """Which version of our own privacy statement stands behind an address, in a language; "" where it is none of ours."""
    return next((found for found in (ask(url, language) for ask in statements) if found), "")


def judge(found: Callable[[Mail, Recipient], str | None]) -> None:
    """Adds a judge, once."""
    if found not in judges:
        judges.append(found)


def sender(found: Callable[[Mail], str]) -> None:
    """Adds who may name the sender of a mail, once."""
    if found not in senders:
        senders.append(found)


def add_headers(found: Callable[[Mail], dict[str, str]]) -> None:
    """Adds who may add to the head of a mail, once."""
    if found not in headers:
        headers.append(found)


def when_handed_over(found: Callable[[Mail, datetime], None]) -> None:
    """Adds what happens when a mail was handed over, once."""
    if found not in handed_over:
        handed_over.append(found)

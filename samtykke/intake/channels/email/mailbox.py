"""The mailbox over IMAP: what has come since a number, by its head first; and putting away what was filed. RFC 3501."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from imap_tools import AND, BaseMailBox, MailBox, MailBoxUnencrypted, U

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS: Final = 30
FILED: Final = "Samtykke"
PORTS: Final = {"imap": 143, "imaps": 993}
# What a message may weigh, so that it is read at all.
HEAVIEST: Final = 30 * 1024 * 1024
AT_ONCE: Final = 50


@dataclass(frozen=True, slots=True)
class Head:
    """A message by its number, its head, and what it weighs in bytes."""

    uid: int
    head: bytes
    size: int


class Box:
    """The inbox, open. Nothing that is read here is marked as read."""

    def __init__(self, inner: BaseMailBox) -> None:
        self._inner = inner
        self.validity = int(inner.folder.status("INBOX", ["UIDVALIDITY"])["UIDVALIDITY"])

    def after(self, uid: int) -> Iterator[Head]:
        """The heads of the messages that came after a number, oldest first, so many at a time."""
        found = sorted(int(one) for one in self._inner.uids(AND(uid=U(str(uid + 1), "*"))))
        # `n:*` always names the last message, also one before n.
        for one in [number for number in found if number > uid][:AT_ONCE]:
            asked = self._inner.fetch(AND(uid=str(one)), headers_only=True, mark_seen=False)
            for told in asked:
                yield Head(one, told.obj.as_bytes(), told.size_rfc822)

    def whole(self, uid: int) -> bytes | None:
        """A message, byte for byte as the server has it; None where it is gone."""
        for told in self._inner.fetch(AND(uid=str(uid)), mark_seen=False):
            return told.obj.as_bytes()
        return None

    def put_away(self, uid: int) -> None:
        """Moves a message to the folder of those that were filed, which is made where it is missing."""
        if not self._inner.folder.exists(FILED):
            self._inner.folder.create(FILED)
        self._inner.move(str(uid), FILED)


@contextmanager
def opened(url: str) -> Iterator[Box]:
    """The inbox of an address imap(s)://user:password@host:port. Raises OSError or an error of imap_tools."""
    parts = urlsplit(url)
    kind = MailBox if parts.scheme == "imaps" else MailBoxUnencrypted
    made = kind(parts.hostname or "", parts.port or PORTS[parts.scheme], timeout=SECONDS)
    try:
        with made.login(unquote(parts.username or ""), unquote(parts.password or ""), "INBOX") as inner:
            yield Box(inner)
    finally:
        # Where nobody was let in, the connection is still there.
        with suppress(OSError):
            made.client.shutdown()


def address_of(url: str) -> str:
    """The address of the mailbox: its user, where that is an address; else user and host."""
    parts = urlsplit(url)
    user = unquote(parts.username or "")
    return user if "@" in user else f"{user}@{parts.hostname}"

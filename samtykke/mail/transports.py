"""The ways a mail leaves: an SMTP server, a folder, and in the demo the Outbox alone.

SMTP by steps, so that it is known what the server has said to what. Before the data are handed over, silence means that
nothing was taken; after the 354 to DATA anything but a clear answer means that nobody knows.
"""

from __future__ import annotations

import contextlib
import os
import re
import smtplib
import socket
import ssl
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import unquote, urlsplit

from django.conf import settings

from samtykke.core.clock import now

if TYPE_CHECKING:
    from collections.abc import Iterator

TIMEOUT: float = 10.0
# All steps of one mail together: a server that answers a byte at a time holds nobody's row longer than this.
LONGEST: float = 30.0
MOST_PER_CONNECTION: Final = 100
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class ServerSilent(Exception):
    """The server as a whole does not take mail now. Nothing was taken: every mail waits."""

    def __init__(self, reason: str, code: int | None = None) -> None:
        super().__init__(reason)
        self.reason, self.code = reason, code


class NotTaken(Exception):
    """The server said no to this one mail: for now (4xx) or for good (5xx)."""

    def __init__(self, reason: str, code: int | None = None, *, for_good: bool) -> None:
        super().__init__(reason)
        self.reason, self.code, self.for_good = reason, code, for_good


class Uncertain(Exception):
    """The server had the mail and did not say whether it took it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Sealed:
    """What is handed over: envelope and bytes. It shows nothing of itself."""

    number: int
    sender: str
    recipient: str
    data: bytes

    def __repr__(self) -> str:
        return f"Sealed({self.number})"


class Line(Protocol):
    """An open way out."""

    keeps: bool

    def ready(self) -> None:
        """Opens the way, again where it was closed; raises ServerSilent."""

    def send(self, mail: Sealed) -> None:
        """Hands one mail over; raises NotTaken, ServerSilent or Uncertain."""

    def close(self) -> None:
        """Ends it."""


def line() -> Line | None:
    """The way out that the settings name; None where there is none. In the demo nothing reaches an SMTP server."""
    parts = urlsplit(settings.EMAIL_URL)
    if parts.scheme == "file":
        return Folder(Path(unquote(parts.path)), keeps=settings.DEMO)
    if settings.DEMO:
        return Kept()
    return Smtp(settings.EMAIL_URL) if parts.scheme in {"smtp", "smtp+tls"} else None


class Kept:
    """The demo: the Outbox keeps what would have left."""

    keeps = True

    def ready(self) -> None:
        """Always."""

    def send(self, mail: Sealed) -> None:
        """Nothing leaves."""

    def close(self) -> None:
        """Nothing to end."""


class Folder:
    """One message a file, `<time>-<id>.eml`, complete or not at all."""

    def __init__(self, folder: Path, *, keeps: bool = False) -> None:
        self.folder, self.keeps = folder, keeps

    def ready(self) -> None:
        """Makes the folder where it is missing."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ServerSilent("folder") from error

    def send(self, mail: Sealed) -> None:
        """Writes beside and renames, so that a reader never sees half a message."""
        path = self.folder / f"{now():%Y%m%dT%H%M%S%f}Z-{mail.number}.eml"
        beside = path.with_suffix(".part")
        try:
            with beside.open("wb") as file:
                file.write(mail.data)
                file.flush()
                os.fsync(file.fileno())
            beside.rename(path)
        except OSError as error:
            with contextlib.suppress(OSError):
                beside.unlink()
            raise ServerSilent("folder") from error

    def close(self) -> None:
        """Nothing to end."""


class Smtp:
    """A server by address: `smtp://user:password@host:port`, or `smtp+tls://` for TLS from the first byte."""

    keeps = False

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._tls = parts.scheme == "smtp+tls"
        self._host = parts.hostname or "localhost"
        self._port = parts.port or (465 if self._tls else 25)
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._open: smtplib.SMTP | None = None
        self._handed = 0

    def __repr__(self) -> str:
        return "Smtp(…)"  # it holds a password

    def ready(self) -> None:
        """A connection that answers: the one there is, else a new one."""
        if self._open and self._handed < MOST_PER_CONNECTION:
            try:
                with _no_longer_than(LONGEST, self._open):
                    if self._open.rset()[0] == 250:
                        return
            except (smtplib.SMTPException, OSError):
                pass
        self.close()
        self._open, self._handed = self._connected(), 0

    def _connected(self) -> smtplib.SMTP:
        made: smtplib.SMTP | None = None
        try:
            made = self._greeted()
            with _no_longer_than(LONGEST, made):
                self._signed_in(made)
            return made
        except ServerSilent:
            _drop(made)
            raise
        except ssl.SSLError as error:
            _drop(made)
            raise ServerSilent("tls") from error
        except smtplib.SMTPAuthenticationError as error:
            _drop(made)
            raise ServerSilent("sign_in", error.smtp_code) from error
        except smtplib.SMTPResponseException as error:
            _drop(made)
            raise ServerSilent("greeting", error.smtp_code) from error
        except (smtplib.SMTPException, OSError) as error:
            _drop(made)
            raise ServerSilent(_silence(error)) from error

    def _greeted(self) -> smtplib.SMTP:
        own_name = urlsplit(settings.BASE_URL).hostname or "localhost"
        if self._tls:
            return smtplib.SMTP_SSL(self._host, self._port, own_name, timeout=TIMEOUT, context=self._context())
        return smtplib.SMTP(self._host, self._port, own_name, timeout=TIMEOUT)

    def _signed_in(self, made: smtplib.SMTP) -> None:
        """EHLO, STARTTLS where it is offered, and the password, which never goes over an open line."""
        made.ehlo_or_helo_if_needed()
        if not self._tls and made.has_extn("starttls"):
            made.starttls(context=self._context())
            made.ehlo_or_helo_if_needed()
        elif not self._tls and self._user and self._host not in LOOPBACK:
            raise ServerSilent("no_tls")
        if self._user:
            made.login(self._user, self._password)

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self._host in LOOPBACK:  # a relay on this machine has a certificate of its own making
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context

    def send(self, mail: Sealed) -> None:
        """MAIL, RCPT, DATA, the message, each with its own answer."""
        if self._open is None:
            raise ServerSilent("closed")
        self._handed += 1
        with _no_longer_than(LONGEST, self._open):
            self._offered(self._open, mail)
            self._handed_over(self._open, mail)

    def _offered(self, server: smtplib.SMTP, mail: Sealed) -> None:
        options = [] if mail.recipient.isascii() else ["SMTPUTF8"]
        if options and not server.has_extn("smtputf8"):
            raise NotTaken("address_not_supported", for_good=True)
        try:
            _expect("sender", server.mail(mail.sender, options)[0], {250})
            _expect("recipient", server.rcpt(mail.recipient)[0], {250, 251})
            _expect("data", server.docmd("DATA")[0], {354})
        except (smtplib.SMTPException, OSError) as error:
            self._forget()
            raise ServerSilent(_silence(error)) from error
        except ServerSilent:
            self._forget()
            raise

    def _handed_over(self, server: smtplib.SMTP, mail: Sealed) -> None:
        body = re.sub(rb"\r\n|\r|\n", b"\r\n", mail.data)
        body = re.sub(rb"(?m)^\.", b"..", body)
        try:
            server.send(body + (b"" if body.endswith(b"\r\n") else b"\r\n") + b".\r\n")
            code, _said = server.getreply()
        except (smtplib.SMTPException, OSError) as error:
            self._forget()
            raise Uncertain(
                "timed_out_after_data" if _silence(error) == "timed_out" else "closed_after_data"
            ) from error
        if code == 421:
            self._forget()
        if 200 <= code < 300:
            return
        if not 400 <= code < 600:
            self._forget()
            raise Uncertain("unclear_answer")
        raise NotTaken("message", code, for_good=code >= 500)

    def _forget(self) -> None:
        _drop(self._open)
        self._open = None

    def close(self) -> None:
        """Says goodbye, without waiting for an answer that does not come."""
        if self._open is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError), _no_longer_than(TIMEOUT, self._open):
                self._open.quit()
            self._forget()


def _expect(step: str, code: int, good: set[int]) -> None:
    """What is said to our own address, or when the server leaves, is said to every mail; the rest to this one alone."""
    if code in good:
        return
    if step == "sender":
        raise ServerSilent("sender", code)
    if code == 421 or not 400 <= code < 600:
        raise ServerSilent("leaving", code)
    raise NotTaken(step, code, for_good=code >= 500)


def _drop(server: smtplib.SMTP | None) -> None:
    if server is not None:
        with contextlib.suppress(OSError):
            server.close()


def _silence(error: BaseException) -> str:
    """`timed_out`, `unknown_host` or `closed`: the chain says which, smtplib's own word does not."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, TimeoutError):
            return "timed_out"
        if isinstance(cause, socket.gaierror):
            return "unknown_host"
        if isinstance(cause, ConnectionRefusedError):
            return "refused_connection"
        cause = cause.__cause__ or cause.__context__
    return "closed"


@contextlib.contextmanager
def _no_longer_than(seconds: float, server: smtplib.SMTP) -> Iterator[None]:
    """Cuts the line when the steps inside take longer than this together."""
    timer = threading.Timer(seconds, _cut, [server])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _cut(server: smtplib.SMTP) -> None:
    with contextlib.suppress(OSError):
        if server.sock is not None:
            server.sock.shutdown(socket.SHUT_RDWR)

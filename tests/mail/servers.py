"""Mail servers for tests: a real receiver, and small ones that misbehave in a way of their own."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import EmailMessage

BACKLOG = 8


def free_port() -> int:
    """A port that nothing listens at just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Receiver:
    """A server that takes mail, with an answer of its own per address where a test wants one."""

    port: int = field(default_factory=free_port)
    rcpt: dict[str, str] = field(default_factory=dict)
    mail: str = "250 OK"
    data: str = "250 OK"
    got: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    connections: int = 0

    @property
    def url(self) -> str:
        """The address for SAMTYKKE_EMAIL_URL."""
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def messages(self) -> list[EmailMessage]:
        """What was taken, as mail programs read it."""
        return [message_from_bytes(content, policy=default) for _, _, content in self.got]  # type: ignore[misc]

    @property
    def recipients(self) -> list[str]:
        """Whom it was taken for, in order."""
        return [address for _, addresses, _ in self.got for address in addresses]

    @contextmanager
    def running(self) -> Iterator[Receiver]:
        """Listens until the block ends."""
        controller = Controller(
            Ear(self), hostname="127.0.0.1", port=self.port, enable_SMTPUTF8=True, server_hostname="localhost"
        )
        controller.start()
        try:
            yield self
        finally:
            controller.stop()


@dataclass
class Ear:
    """What the server calls for each step. It looks at every member of it for each connection, so it holds one alone."""

    receiver: Receiver = field(repr=False)

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, hostname: str, responses: Any) -> Any:
        session.host_name = hostname
        self.receiver.connections += 1
        return responses

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.receiver.mail.startswith("250"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return self.receiver.mail

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        answer = self.receiver.rcpt.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.receiver.data.startswith("250"):
            self.receiver.got.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return self.receiver.data


@contextmanager
def scripted(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server of one behaviour; yields its address. `talk` has each connection to itself."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=BACKLOG)
    listening.settimeout(0.1)
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            try:
                connection, _ = listening.accept()
            except TimeoutError:
                continue
            connection.settimeout(5)
            with connection, suppress(OSError):
                talk(connection)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"smtp://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        over.set()
        thread.join(6)
        listening.close()


def answers(
    connection: socket.socket, script: dict[bytes, bytes], then: Callable[[socket.socket, bytes], bool]
) -> None:
    """Greets and answers each command by its first word; `then` may take over and says whether to go on."""
    connection.sendall(b"220 test\r\n")
    file = connection.makefile("rb")
    while line := file.readline():
        word = line.split()[0].upper() if line.split() else b""
        if not then(connection, word):
            return
        connection.sendall(script.get(word, b"250 OK\r\n"))


def silent(connection: socket.socket) -> None:
    """Takes the connection and says nothing."""
    connection.recv(1)


def silent_at(word: bytes) -> Callable[[socket.socket], None]:
    """Answers all but one command, which it keeps waiting."""

    def talk(connection: socket.socket) -> None:
        def then(connection: socket.socket, said: bytes) -> bool:
            if said == word:
                connection.recv(1)
            return said != word

        answers(connection, {}, then)

    return talk


def hanging_after_data(connection: socket.socket) -> None:
    """Reads the whole message and answers nothing, for as long as somebody listens."""
    closing_after_data(connection)
    connection.recv(1)


def closing_after_data(connection: socket.socket) -> None:
    """Reads the whole message and closes instead of an answer."""

    def then(connection: socket.socket, said: bytes) -> bool:
        if said != b"DATA":
            return True
        connection.sendall(b"354 go on\r\n")
        read = b""
        while not read.endswith(b"\r\n.\r\n"):
            part = connection.recv(65536)
            if not part:
                break
            read += part
        return False

    answers(connection, {}, then)


def leaving_at_recipient(connection: socket.socket) -> None:
    """Says 421 to the recipient."""
    answers(connection, {b"RCPT": b"421 going down\r\n"}, lambda _, __: True)

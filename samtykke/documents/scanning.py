"""The operator's virus scanner, asked before a file is kept. Default deny: a scanner that does not answer refuses. Art. 32.

A program is given the file on its standard input and says by its exit code what it found (0 nothing, 1 something), as
`clamdscan --stream -` does; or clamd itself is spoken to. Nothing is written to disk for it.
"""

from __future__ import annotations

import shlex
import socket
import struct
import subprocess
import tempfile
from typing import IO, TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from samtykke.core.refused import Refused
from samtykke.core.sealing import PIECE

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS: Final = 60
FOUND: Final = 1


class Unreachable(Exception):
    """The scanner gave no answer."""


def is_set_up() -> bool:
    """Whether the operator named a scanner."""
    return bool(settings.SCAN_COMMAND or settings.SCAN_ADDRESS)


def scan(content: IO[bytes]) -> None:
    """Has a file scanned; refuses it where something is found, and where nobody answers."""
    if not is_set_up():
        return
    content.seek(0)
    try:
        is_clean = _by_command(content) if settings.SCAN_COMMAND else _by_clamd(content)
    except (Unreachable, OSError, subprocess.SubprocessError) as error:
        raise Refused(
            _(
                "The virus scanner does not answer, so nothing can be kept now. Try again later, and tell who runs this."
            ),
            code="scanner_unreachable",
            field="file",
            status=422,
        ) from error
    if not is_clean:
        raise Refused(
            _("The virus scanner found something in this file. It is not kept."),
            code="virus_found",
            field="file",
            status=422,
        )


def answers() -> bool:
    """Whether the scanner finds nothing in a harmless text, for the doctor."""
    import io

    try:
        scan(io.BytesIO(b"harmless"))
    except Refused:
        return False
    return True


def _pieces(content: IO[bytes]) -> Iterator[bytes]:
    while piece := content.read(PIECE):
        yield piece


def _by_command(content: IO[bytes]) -> bool:
    command = shlex.split(settings.SCAN_COMMAND)
    with tempfile.TemporaryFile() as said:
        run = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=said, stderr=subprocess.STDOUT, env={})
        assert run.stdin is not None  # noqa: S101 - asked for above
        try:
            try:
                for piece in _pieces(content):
                    run.stdin.write(piece)
                run.stdin.close()
            except BrokenPipeError:
                pass  # it has seen enough
            code = run.wait(SECONDS)
        finally:
            run.kill()
            run.wait()
            _close(run.stdin)
    if code not in {0, FOUND}:
        raise Unreachable
    return code == 0


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        return


def _by_clamd(content: IO[bytes]) -> bool:
    with _connected() as line:
        line.sendall(b"zINSTREAM\0")
        for piece in _pieces(content):
            line.sendall(struct.pack(">I", len(piece)) + piece)
        line.sendall(struct.pack(">I", 0))
        said = b""
        while not said.endswith(b"\0") and (more := line.recv(4096)):
            said += more
    if said.rstrip(b"\0\n").endswith(b" FOUND"):
        return False
    if said.rstrip(b"\0\n") != b"stream: OK":
        raise Unreachable
    return True


def _connected() -> socket.socket:
    named = urlsplit(settings.SCAN_ADDRESS)
    if named.scheme == "tcp":
        return socket.create_connection((named.hostname or "", named.port or 0), timeout=SECONDS)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(SECONDS)
    try:
        line.connect(named.path)
    except OSError:
        line.close()
        raise
    return line

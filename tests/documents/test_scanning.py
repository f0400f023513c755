"""The virus scanner: a program and a clamd, both small and real, with the test file every scanner knows (EICAR)."""

from __future__ import annotations

import socketserver
import struct
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from samtykke.audit.models import Entry
from samtykke.documents import store
from samtykke.documents.models import Document
from tests.accounts.factories import make_user
from tests.documents.made import WORDS, keep, refuses
from tests.factories import make_person
from tests.intake.api.calls import Caller
from tests.pages import browse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db

# In two halves, so that no scanner takes this file away.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD" + b"-ANTIVIRUS-TEST-FILE!$H+H*"
SCANNER = """import sys
sys.exit(1 if b"EICAR-STANDARD" in sys.stdin.buffer.read() else 0)
"""


@pytest.fixture
def program(tmp_path: Path, settings: Any) -> Path:
    """A scanner that reads its standard input."""
    file = tmp_path / "scanner.py"
    file.write_text(SCANNER)
    settings.SCAN_COMMAND = f"{sys.executable} {file}"
    return file


SLOW = """import pathlib, sys, time
sys.stdin.buffer.read()
pathlib.Path("{here}/asked").touch()
while not pathlib.Path("{here}/go").exists():
    time.sleep(0.02)
"""
WAITING = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
"""


class Clamd(socketserver.StreamRequestHandler):
    """Answers INSTREAM as clamd does."""

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack(">I", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
        found = b"stream: Win.Test.EICAR_HDB-1 FOUND\0" if b"EICAR-STANDARD" in content else b"stream: OK\0"
        self.wfile.write(found)


@pytest.fixture(params=["tcp", "unix"])
def clamd(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> Iterator[None]:
    """A clamd, by either kind of address."""
    if request.param == "unix":
        server: Any = socketserver.ThreadingUnixStreamServer(str(tmp_path / "s"), Clamd)
        settings.SCAN_ADDRESS = f"unix://{tmp_path}/s"
    else:
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd)
        settings.SCAN_ADDRESS = f"tcp://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_program_passes_what_is_clean_and_stops_a_hit(kari: Person, program: Path) -> None:
    """Breaks when a hit is kept, leaves bytes, or is not in the trail."""
    keep(kari)
    with refuses("virus_found"):
        keep(kari, EICAR, "eicar.txt")
    assert Document.objects.count() == 1
    assert len(list(store.lying())) == 1
    assert Entry.objects.get(deed="document:refused").details == {"reason": "virus_found"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.database
@pytest.mark.parametrize("asked_by", ["staff", "api"])
def test_while_a_slow_scanner_works_nothing_waits_for_it(program: Path, tmp_path: Path, asked_by: str) -> None:
    """Breaks when a file is scanned within the transaction that keeps it, which holds locks for as long."""
    program.write_text(SLOW.format(here=tmp_path))
    person = make_person("Kari", "Testvik")
    if asked_by == "staff":
        client, address = browse(make_user("Ola O", "sales")), f"/people/{person.pk}/documents/new/"
    else:
        client, address = Caller().client, f"/api/v1/persons/{person.pk}/documents"
    answers: list[Any] = []

    def send() -> None:
        try:
            answers.append(client.post(address, {"file": SimpleUploadedFile("a.txt", WORDS)}).status_code)
        finally:
            connection.close()

    thread = threading.Thread(target=send)
    thread.start()
    try:
        deadline = time.monotonic() + 30
        while not (tmp_path / "asked").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            assert cursor.fetchone() == (0,)
    finally:
        (tmp_path / "go").touch()
        thread.join(30)
    assert (answers, Document.objects.count()) == ([302 if asked_by == "staff" else 201], 1)


@pytest.mark.parametrize("command", ["/nowhere/scanner", f"{sys.executable} -c 'import sys; sys.exit(2)'"])
def test_a_program_that_fails_refuses(kari: Person, settings: Any, command: str) -> None:
    """Breaks when a scanner that is gone, or in trouble, lets everything through."""
    settings.SCAN_COMMAND = command
    with refuses("scanner_unreachable"):
        keep(kari)
    assert Entry.objects.get(deed="document:refused").details == {"reason": "scanner_unreachable"}


def test_clamd_passes_what_is_clean_and_stops_a_hit(kari: Person, clamd: None) -> None:
    """Breaks when clamd is spoken to in another way than it is used to."""
    keep(kari)
    with refuses("virus_found"):
        keep(kari, EICAR, "eicar.txt")


def test_a_clamd_that_is_not_there_refuses(kari: Person, settings: Any, tmp_path: Path) -> None:
    """Breaks when an address without anybody behind it lets everything through."""
    settings.SCAN_ADDRESS = f"unix://{tmp_path}/nobody"
    with refuses("scanner_unreachable"):
        keep(kari)

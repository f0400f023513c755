from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from samtykke import embedded
from samtykke.config import sealed
from samtykke.config.passphrase import passphrase
from samtykke.config.sealed import NotOpened, Sealing, opened
from tests.running.started import run

SECRET = "a passphrase of the test"
PEOPLE = """email,first_name,last_name,purpose,legal_basis,status
kari@example.org,Kari,Ås,EMARKETING,61A,withdrawn
ola@example.org,Ola,Å,,,
elin@example.org,Elin,Ø,EMARKETING,61A,refused
"""
APPROVED = """UPDATE purposes_assessment SET approved_at = now(), review_on = current_date + 365,
  lapses_at = now() + interval '1 year'"""
COUNTED = """SELECT (SELECT count(*) FROM contacts_person), (SELECT count(*) FROM contacts_personemail),
  (SELECT count(*) FROM consents_consentevent), (SELECT count(*) FROM consents_consentrecord)"""
POSTGRES15 = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture
def joined() -> Iterator[Callable[[Path], None]]:
    """Lets the server of a directory run until the test ends, so that not every word starts and stops one."""
    with ExitStack() as stack:

        def join(folder: Path) -> None:
            server = embedded.Server(folder=folder)
            server.join()
            stack.callback(server.leave)

        yield join


def seal(plain: bytes, secret: bytes = b"secret") -> bytes:
    file = io.BytesIO()
    sealing = Sealing(file, secret)
    sealing.write(plain)
    sealing.close()
    return file.getvalue()


def unseal(file: bytes, secret: bytes = b"secret") -> bytes:
    return b"".join(opened(io.BytesIO(file), secret))


@pytest.mark.parametrize("size", [0, 1, sealed.PIECE - 1, sealed.PIECE, sealed.PIECE + 1, 3 * sealed.PIECE])
def test_what_was_sealed_comes_back(size):
    plain = os.urandom(size)
    assert unseal(seal(plain)) == plain


def test_nothing_plain_stands_in_the_file():
    assert b"kari@example.no" not in seal(b"kari@example.no" * 100)


def test_another_passphrase_does_not_open_it():
    with pytest.raises(NotOpened, match="passphrase is wrong"):
        unseal(seal(b"x"), b"other")


def test_something_else_is_said_to_be_something_else():
    with pytest.raises(NotOpened, match="not a backup"):
        unseal(b"PGDMP and more")


@pytest.mark.parametrize("place", [20, 60, -1])
def test_one_changed_bit_is_noticed(place):
    file = bytearray(seal(b"x" * 100))
    file[place] ^= 1
    with pytest.raises(NotOpened):
        unseal(bytes(file))


def test_a_file_cut_off_between_two_pieces_is_noticed():
    file = seal(b"x" * (3 * sealed.PIECE))
    with pytest.raises(NotOpened, match="damaged or cut off"):
        unseal(file[: 41 + 2 * (sealed.PIECE + sealed.TAG)])


def test_pieces_that_changed_places_are_noticed():
    file, whole = seal(os.urandom(3 * sealed.PIECE)), sealed.PIECE + sealed.TAG
    head, first, second, rest = (
        file[:41],
        file[41 : 41 + whole],
        file[41 + whole : 41 + 2 * whole],
        file[41 + 2 * whole :],
    )
    with pytest.raises(NotOpened):
        unseal(head + second + first + rest)


@pytest.mark.slow
def test_a_backup_comes_back_whole_and_a_damaged_one_changes_nothing(data_dir, tmp_path, joined):
    secret = tmp_path / "secret"
    secret.write_text(SECRET + "\n")
    file, named = tmp_path / "x.backup", ["--passphrase-file", str(secret)]
    run(data_dir, "migrate", check=True)
    joined(data_dir)
    (data_dir / "files").mkdir()
    (data_dir / "files" / "scan.pdf").write_bytes(b"%PDF of a paper consent")
    put(
        data_dir,
        "INSERT INTO accounts_session (session_key, session_data, expire_date, device, last_used_at)"
        " VALUES ('kept', 'æøå', now(), '', now())",
    )
    people = tmp_path / "people.csv"
    people.write_text(PEOPLE)
    put(data_dir, APPROVED)
    run(data_dir, "import", str(people), check=True)
    counted = put(data_dir, COUNTED)
    assert counted == [(3, 3, 5, 5)]
    inside = run(data_dir, "backup", str(data_dir / "x.backup"), *named)
    assert "outside the data directory" in inside.stderr
    assert not (data_dir / "x.backup").exists()
    run(data_dir, "backup", str(file), *named, check=True)
    assert file.stat().st_mode & 0o777 == 0o600
    assert b"%PDF" not in file.read_bytes()
    assert "never overwritten" in run(data_dir, "backup", str(file), *named).stderr
    assert "restore only into an empty one" in run(data_dir, "restore", str(file), *named, "--yes").stderr

    target = data_dir.with_name("restored")
    joined(target)
    damaged = tmp_path / "damaged.backup"
    damaged.write_bytes(file.read_bytes()[:-100])
    for wrong, sentence in ((damaged, "damaged"), (tmp_path / "none", "cannot be read"), (secret, "not a backup")):
        told = run(target, "restore", str(wrong), *named, "--yes")
        assert (told.returncode, sentence in told.stderr, "Traceback" in told.stderr) == (1, True, False)
    other = tmp_path / "other"
    other.write_text("another passphrase")
    assert "passphrase is wrong" in run(target, "restore", str(file), "--passphrase-file", str(other), "--yes").stderr
    assert "Nothing was restored" in run(target, "restore", str(file), *named, text="no\n").stderr
    run(target, "restore", str(file), *named, text="yes\n", check=True)
    assert (target / "files" / "scan.pdf").read_bytes() == b"%PDF of a paper consent"
    assert (target / "secret-key").read_text() == (data_dir / "secret-key").read_text()
    assert put(target, "SELECT session_data FROM accounts_session") == [("æøå",)]
    assert put(target, COUNTED) == counted
    assert run(target, "ledger", "verify").returncode == 0
    assert "This is a restored copy" in run(target, "doctor").stdout
    run(target, "restore", "--release", check=True)
    assert "This is a restored copy" not in run(target, "doctor").stdout
    assert run(target, "restore", "--release").returncode == 1
    assert run(target, "restore").returncode == 2
    privileges = "SELECT has_table_privilege('samtykke_app', 'consents_consentevent', 'UPDATE')"
    assert put(target, privileges) == [(False,)]


@pytest.mark.slow
@pytest.mark.skipif(not (POSTGRES15 / "postgres").exists() or os.geteuid() != 0, reason="PostgreSQL 15 is not here")
def test_a_backup_of_postgresql_15_is_restored_into_the_embedded_18(data_dir, tmp_path):
    """The way from an own server to the embedded one, and of an upgrade of PostgreSQL."""
    old = embedded.Server(folder=data_dir, binaries=POSTGRES15, version="15", system_user="postgres")
    old.join()
    addresses = {
        "SAMTYKKE_DATABASE_URL": old.url("samtykke_app"),
        "SAMTYKKE_OWNER_DATABASE_URL": old.url("samtykke_owner"),
    }
    own = data_dir.with_name("own")
    secret = tmp_path / "secret"
    secret.write_text(SECRET)
    file, named = str(tmp_path / "15.backup"), ["--passphrase-file", str(secret)]
    run(own, "migrate", check=True, **addresses)
    run(own, "backup", file, *named, check=True, **addresses)
    old.leave()
    target = data_dir.with_name("new")
    run(target, "restore", file, *named, "--yes", check=True)
    assert run(target, "migrate", "--check").returncode == 0


def put(data_dir: Path, sql: str) -> list[tuple[object, ...]]:
    server = embedded.Server(folder=data_dir)
    server.join()
    with server.connect("postgres", embedded.DATABASE) as connection:
        cursor = connection.execute(sql)
        found = cursor.fetchall() if cursor.description else []
    server.leave()
    return found


def test_a_short_passphrase_is_refused(tmp_path):
    short = tmp_path / "short"
    short.write_text("short")
    with pytest.raises(CommandError, match="at least 15 characters"):
        passphrase(str(short), twice=True)


def test_without_a_terminal_a_file_must_be_named():
    with pytest.raises(CommandError, match="--passphrase-file"):
        passphrase(None, twice=True)

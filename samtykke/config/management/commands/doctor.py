"""Looks at everything an operator may have to know, and says it honestly."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from samtykke.config import health, prepare
from samtykke.contacts import addresses
from samtykke.core.clock import now
from samtykke.documents import queries as documents
from samtykke.documents import scanning, store

if TYPE_CHECKING:
    from collections.abc import Iterator

FACTS = (
    "consents_consentevent",
    "consents_objection",
    "consents_restriction",
    "consents_suppression",
    "audit_entry",
    "purposes_statementversion",
    "webforms_formversion",
    "governance_answerchange",
    "governance_reportcopy",
)


class Finding(NamedTuple):
    """One thing looked at: fine, worth knowing, or wrong."""

    mark: str
    text: str


def fine(text: str) -> Finding:
    """Nothing to do."""
    return Finding("ok  ", text)


def note(text: str) -> Finding:
    """Worth knowing."""
    return Finding("note", text)


def wrong(text: str) -> Finding:
    """Something to do."""
    return Finding("BAD ", text)


class Command(BaseCommand):
    """Prints each finding; exit code 1 where something is wrong."""

    help = "Look at everything that may be wrong, and say it."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        findings = list(look())
        for finding in findings:
            self.stdout.write(f"{finding.mark}  {finding.text}")
        bad = sum(finding.mark == "BAD " for finding in findings)
        if bad:
            raise CommandError(f"{bad} of {len(findings)} need attention.")


def look() -> Iterator[Finding]:
    """Every finding, in the order an operator reads them."""
    yield fine(f"Samtykke {version('samtykke')} on Python {sys.version.split()[0]}, data directory {settings.DATA_DIR}")
    try:
        yield from of_the_server()
        yield from of_the_roles()
        yield from of_the_work()
        if not prepare.has_unapplied():
            yield of_the_earlier_keys()
            yield of_the_documents()
    except DatabaseError as error:
        yield wrong(f"The database does not answer ({type(error).__name__}).")
    yield from of_the_address()
    yield of_the_secret()
    yield of_the_scanner()
    yield of_the_backup()


def of_the_server() -> Iterator[Finding]:
    """Version, encoding, extensions, and whether its clock agrees with ours."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), current_setting('server_encoding'), clock_timestamp()"
        )
        name, encoding, at = cursor.fetchone()
        cursor.execute("SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY 1")
        extensions = [row[0] for row in cursor.fetchall()]
    kind = "embedded PostgreSQL" if settings.EMBEDDED else "PostgreSQL"
    yield (
        fine(f"{kind} {name}")
        if int(name.split(".")[0]) >= 15
        else wrong(f"PostgreSQL {name} is too old: 15 or newer.")
    )
    if encoding != "UTF8":
        yield wrong(f"The database is encoded as {encoding}; the log can only be checked in UTF8.")
    if extensions:
        yield note(f"Extensions that Samtykke does not need: {', '.join(extensions)}.")
    apart = abs(now() - at)
    if apart > timedelta(seconds=5):
        yield wrong(f"The clocks of this machine and of the database differ by {apart.total_seconds():.0f} seconds.")
    else:
        yield fine("The clocks agree.")


def of_the_roles() -> Iterator[Finding]:
    """What the split between owner and application protects here, and what it does not."""
    if settings.APP_ROLE == settings.OWNER_ROLE:
        yield wrong(
            f"One role ({settings.APP_ROLE}) both owns the tables and works with them: only triggers keep the facts from "
            "being changed. Set SAMTYKKE_OWNER_DATABASE_URL (docs/operate/index.md)."
        )
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, privilege FROM unnest(%s::text[]) AS name, unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) AS privilege "
            "WHERE to_regclass(name) IS NOT NULL AND has_table_privilege(%s, name, privilege)",
            [list(FACTS), settings.APP_ROLE],
        )
        too_much = sorted({row[0] for row in cursor.fetchall()})
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [settings.APP_ROLE])
        row = cursor.fetchone()
    if too_much or (row and row[0]):
        yield wrong(f"The role {settings.APP_ROLE} may change facts ({', '.join(too_much)}): run samtykke migrate.")
    elif settings.EMBEDDED:
        yield note(
            "Two roles: the application cannot change facts by a fault or an injected statement. Embedded, this process may "
            "become any role, so the split does not protect against a taken-over process; an own server with two passwords does."
        )
    else:
        yield fine("Two roles: the application may add facts and read them, never change or remove them.")


def of_the_work() -> Iterator[Finding]:
    """Migrations, the worker, a restored copy."""
    yield (
        wrong("Migrations wait: run samtykke migrate.")
        if prepare.has_unapplied()
        else fine("All migrations are applied.")
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('procrastinate_workers') IS NOT NULL")
        has_queue = cursor.fetchone() == (True,)
    if not has_queue or not health.worker_beats():
        yield wrong("No worker has given a sign of life for half a minute: start samtykke worker.")
    else:
        yield fine("A worker is at work.")
    if not health.is_out_of_quarantine():
        yield wrong(
            "This is a restored copy. Repeat the erasures and withdrawals made since its backup, then end the quarantine: "
            "samtykke restore --release."
        )


def of_the_address() -> Iterator[Finding]:
    """How people reach us."""
    if settings.BASE_URL.startswith("https://"):
        yield fine(f"People reach it at {settings.BASE_URL}.")
        if not settings.TRUSTED_PROXIES:
            yield note("No trusted proxy is named: behind one, every visitor has the proxy's address.")
    elif "127.0.0.1" in settings.BASE_URL or "localhost" in settings.BASE_URL:
        yield note(f"Reached only from this machine, at {settings.BASE_URL}.")
    else:
        yield wrong(f"{settings.BASE_URL} is not encrypted: put a proxy with TLS before it (docs/operate/tls.md).")
    if settings.DEBUG:
        yield wrong("SAMTYKKE_DEBUG is on: errors would show what they hold.")


def of_the_secret() -> Finding:
    """The key from which sessions, the suppression of addresses and the unsubscribe links are derived."""
    file = settings.DATA_DIR / "secret-key"
    if file.exists() and file.stat().st_mode & 0o077:
        return wrong(f"{file} can be read by others: chmod 600.")
    return fine(
        "The secret key is kept. Suppressed addresses can only be recognised with it: it is part of every backup."
    )


def of_the_earlier_keys() -> Finding:
    """Whether every key under which an address was suppressed is still known."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM consents_suppression WHERE key_id <> ALL(%s)", [addresses.key_ids()])
        unknown = int(cursor.fetchone()[0])
    if unknown:
        return wrong(
            f"{unknown} suppressions were made under a secret key that is not named: those addresses are not recognised. "
            "Name the earlier key in SAMTYKKE_SECRET_KEY_FALLBACKS."
        )
    return fine("Every suppressed address is recognised.")


def of_the_documents() -> Finding:
    """Whether every file that a row names lies in the data directory."""
    known, lying = documents.known_places(), {path.name for path in store.lying()}
    if missing := len(known - lying):
        return wrong(
            f"{missing} files of documents are missing in {settings.DATA_DIR / store.FOLDER}: bring them back from a backup."
        )
    return fine(f"All {len(known)} files of documents lie sealed in {settings.DATA_DIR / store.FOLDER}.")


def of_the_scanner() -> Finding:
    """Whether files are scanned for viruses, and whether the scanner answers."""
    if not scanning.is_set_up():
        return note("No virus scanner looks at documents: SAMTYKKE_SCAN_COMMAND or SAMTYKKE_SCAN_ADDRESS names one.")
    if not scanning.answers():
        return wrong("The virus scanner does not answer, so that nobody can keep a document.")
    return fine("The virus scanner answers.")


def of_the_backup() -> Finding:
    """When the last backup was made here."""
    file = settings.DATA_DIR / "last-backup"
    if not file.exists():
        return note("No backup has been made from this data directory with samtykke backup.")
    age = datetime.now(UTC) - datetime.fromisoformat(file.read_text(encoding="utf-8"))
    text = f"The last backup is {age.days} days old." if age.days else "The last backup is less than a day old."
    return wrong(text) if age > timedelta(days=7) else fine(text)

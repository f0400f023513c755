"""The measures that the system knows of itself: how it is set up, when it was copied, who needs what to sign in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils.translation import gettext as _

from samtykke.accounts import passwords
from samtykke.audit.deeds import Deed
from samtykke.audit.models import Entry
from samtykke.core.templatetags.words import day_text, number
from samtykke.governance.answers.checks import Check, Circumstances, Finding
from samtykke.governance.guide.checks.words import found

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

BACKUP_EVERY: Final = timedelta(days=7)
RESTORE_EVERY: Final = timedelta(days=184)
KEY_FOR: Final = timedelta(days=731)
LOG_CHECKED_EVERY = timedelta(days=2)
TRAIL_WRITTEN_WITHIN = timedelta(days=30)
LONGEST_SESSION: Final = 12 * 60 * 60
LAST_BACKUP, LAST_RESTORE_TEST, SECRET = "last-backup", "last-restore-test", "secret-key"


def _passwords(_sizes: Mapping[str, int], _given: Circumstances) -> Finding:
    return found(
        bool(settings.AUTH_PASSWORD_VALIDATORS),
        _("At least %s characters; names and known passwords are refused; kept with Argon2.") % passwords.SHORTEST,
        _("No rules for passwords are switched on."),
    )


PASSWORDS = Check(judge=_passwords)


def _sessions(_sizes: Mapping[str, int], _given: Circumstances) -> Finding:
    hours = number(settings.SESSION_COOKIE_AGE // 3600)
    return found(
        settings.SESSION_COOKIE_AGE <= LONGEST_SESSION,
        _("Whoever signed in is signed out after %s hours at the latest.") % hours,
        _("Whoever signed in stays so for %s hours: more than a working day.") % hours,
    )


SESSIONS = Check(judge=_sessions)


def noted_at(name: str) -> datetime | None:
    """When something was last done, by the note that the command left in the data directory."""
    try:
        told = datetime.fromisoformat((settings.DATA_DIR / name).read_text(encoding="utf-8").strip())
    except (OSError, ValueError):
        return None
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def _backup(_sizes: Mapping[str, int], given: Circumstances) -> Finding:
    made = noted_at(LAST_BACKUP)
    if made is None:
        return Finding(False, _("No backup has been made here with samtykke backup."))
    said = _("The last encrypted backup was made on %s.") % day_text(made)
    return Finding(given.at - made <= BACKUP_EVERY, said)


BACKUP = Check(judge=_backup)


def _restore(_sizes: Mapping[str, int], given: Circumstances) -> Finding:
    tried = noted_at(LAST_RESTORE_TEST)
    if tried is None:
        return Finding(False, _("No backup has been tried here with samtykke restore --try."))
    said = _("A backup was last opened and read to its end on %s.") % day_text(tried)
    return Finding(given.at - tried <= RESTORE_EVERY, said)


RESTORE = Check(judge=_restore)


def _roles(_sizes: Mapping[str, int], _given: Circumstances) -> Finding:
    return found(
        settings.APP_ROLE != settings.OWNER_ROLE,
        _("Two roles: the application may add to the log and the trail, never change or remove."),
        _("One role both owns the tables and works with them (docs/operate/index.md)."),
    )


DATABASE_ROLES = Check(judge=_roles)


def _secret(_sizes: Mapping[str, int], _given: Circumstances) -> Finding:
    file = settings.DATA_DIR / SECRET
    if not file.exists():
        return Finding(True, _("The secret key is not kept in a file here; it comes from the environment."))
    return found(
        not file.stat().st_mode & 0o077,
        _("Only the owner can read the file of the secret key."),
        _("Others on the server can read the file of the secret key."),
    )


SECRET_FILE = Check(judge=_secret)


def _key_age(_sizes: Mapping[str, int], given: Circumstances) -> Finding:
    file = settings.DATA_DIR / SECRET
    if not file.exists():
        return Finding(False, _("How old the secret key is, cannot be seen here. Write down when you last changed it."))
    made = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    return Finding(given.at - made <= KEY_FOR, _("The secret key was made on %s.") % day_text(made))


KEY_AGE = Check(judge=_key_age)


def _debug(_sizes: Mapping[str, int], _given: Circumstances) -> Finding:
    return found(
        not settings.DEBUG,
        _("Error pages say nothing of what they hold."),
        _("SAMTYKKE_DEBUG is on: error pages show what they hold."),
    )


DEBUG_OFF = Check(judge=_debug)
TRAIL = Check(
    sets={"written": lambda given: Entry.objects.within(given.at - TRAIL_WRITTEN_WITHIN, None)},
    judge=lambda sizes, _given: found(
        bool(sizes["written"]),
        _("The audit trail is written: who did what, and who looked at whom."),
        _("Nothing was written into the audit trail for thirty days."),
    ),
)


def _checked(given: Circumstances) -> QuerySet[Entry]:
    sound = {"deed": Deed.LEDGER_VERIFIED.value, "details__faults": 0}
    return Entry.objects.within(given.at - LOG_CHECKED_EVERY, None).filter(**sound)


LOG_INTEGRITY = Check(
    sets={"checked": _checked},
    judge=lambda sizes, _given: found(
        bool(sizes["checked"]),
        _("The log of consents was checked within two days, and nothing in it had been changed."),
        _("The log of consents was not checked within two days, or the check found faults."),
    ),
)

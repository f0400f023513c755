"""A calendar as other programs read it (RFC 5545): folded, escaped, and without names unless its user chose to have them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from samtykke.accounts.queries import company_zone
from samtykke.activities import queries
from samtykke.activities.access import activities_visible_to
from samtykke.activities.cards import Line, lines
from samtykke.activities.models import ActivityStatus
from samtykke.activities.queries import calendar
from samtykke.contacts.access import sight_of
from samtykke.contacts.masking import mask_of
from samtykke.core.clock import now

if TYPE_CHECKING:
    from samtykke.accounts.models import User
    from samtykke.activities.models import CalendarFeed

# How far back and ahead the feed reaches.
BACK, AHEAD = timedelta(days=90), timedelta(days=366)
OCTETS: Final = 75
STATES: Final = {ActivityStatus.CANCELLED: "CANCELLED"}


def calendar_of(feed: CalendarFeed, user: User) -> str:
    """A user's own activities and tasks around today, as the user sees them."""
    moment = now()
    mine = queries.of_user(activities_visible_to(user), user.pk)
    begins, ends = moment - BACK, moment + AHEAD
    found = calendar.timed(mine, begins, ends) + calendar.due(mine, begins.date(), ends.date())
    with override(user.language):
        shown = lines(found, sight_of(user), mask_of(user))
        written = [row for line in shown for row in _event(line, with_names=feed.with_names)]
        head = [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Samtykke//Calendar//EN", "CALSCALE:GREGORIAN",
            f"X-WR-CALNAME:{escaped(_('Calendar'))}",
        ]  # fmt: skip
    return "".join(f"{folded(row)}\r\n" for row in [*head, *written, "END:VCALENDAR"])


def _event(line: Line, *, with_names: bool) -> list[str]:
    activity = line.activity
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    rows = [
        "BEGIN:VEVENT", f"UID:activity-{activity.pk}@{host}", f"DTSTAMP:{_utc(activity.updated_at)}",
        f"SEQUENCE:{activity.version}", *_times(line), f"SUMMARY:{escaped(_summary(line, with_names=with_names))}",
        f"STATUS:{STATES.get(ActivityStatus(activity.status), 'CONFIRMED')}",
    ]  # fmt: skip
    if activity.due_on is not None or activity.all_day:
        rows.append("TRANSP:TRANSPARENT")
    return [*rows, "CLASS:PRIVATE", "END:VEVENT"]


def _summary(line: Line, *, with_names: bool) -> str:
    """The title and who takes part; else the kind alone: what somebody wrote as a title may name them."""
    if not with_names:
        return str(line.activity.get_kind_display())
    names = ", ".join(person.full_name for person in line.people if person.full_name)
    return f"{line.title} – {names}" if names else line.title


def _times(line: Line) -> list[str]:
    activity, zone = line.activity, company_zone()
    if activity.due_on is not None:
        return [f"DTSTART;VALUE=DATE:{activity.due_on:%Y%m%d}"]
    starts, ends = activity.starts_at, activity.ends_at
    assert starts is not None, "only what has a time is asked for"  # noqa: S101
    if activity.all_day:
        rows = [f"DTSTART;VALUE=DATE:{starts.astimezone(zone):%Y%m%d}"]
        return [*rows, f"DTEND;VALUE=DATE:{ends.astimezone(zone):%Y%m%d}"] if ends else rows
    return [f"DTSTART:{_utc(starts)}", *([f"DTEND:{_utc(ends)}"] if ends else [])]


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """Text as a value: backslash, semicolon, comma and line break say themselves; other control characters go."""
    told = text.replace("\r\n", "\n").replace("\r", "\n")
    for mark in ("\\", ";", ","):
        told = told.replace(mark, f"\\{mark}")
    return "".join(one for one in told.replace("\n", "\\n") if one.isprintable() or one == "\t")


def folded(row: str) -> str:
    """A line of at most 75 octets; what is longer goes on in lines that begin with a space, no letter broken."""
    parts, now_, room = [], "", OCTETS
    for letter in row:
        size = len(letter.encode())
        if size > room:
            parts.append(now_)
            now_, room = "", OCTETS - 1
        now_ += letter
        room -= size
    return "\r\n ".join([*parts, now_])

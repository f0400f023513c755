"""What a change of a purpose does to people, before it is saved: counted by the very conditions that will hold after it.

The gate's ground is what the company's own texts say; a change is another ground. REQ-17; issue: the previewed set equals
the set after saving.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from django.db import OperationalError, connection, transaction
from psycopg.errors import QueryCanceled

from samtykke.consents.queries.decisions import tune
from samtykke.consents.queries.gate import Asked, Ground, ground, permitted
from samtykke.purposes.models import Channel

if TYPE_CHECKING:
    from samtykke.purposes.models import Purpose

# Those that a preview counts. By post nobody is reached yet.
CHANNELS: Final = (Channel.EMAIL, Channel.SMS, Channel.PHONE)
# So long a page may count everybody. The rule holds without the number.
SECONDS: Final = 10


def reached_now(purpose: Purpose) -> int:
    """How many people may be reached for a purpose now, by any channel."""
    return _count(purpose, lambda on: (on, None))


def would_lose(purpose: Purpose, *, widens: bool = False, is_active: bool = True) -> int:
    """How many people may be reached for a purpose now, and may not once it reaches further, or is switched off."""
    return _count(purpose, lambda on: (on, changed(on, widens=widens, is_active=is_active)))


def would_lose_in_time(purpose: Purpose, widens: bool, is_active: bool) -> int | None:
    """The same for a page: None where counting takes longer than a page may."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = '{SECONDS}s'")
            found = would_lose(purpose, widens=widens, is_active=is_active)
            cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        return None
    return found


def people_losing(purpose: Purpose, *, widens: bool = False, is_active: bool = True, limit: int = 50) -> list[int]:
    """The first of them, by id."""
    sql, params = _lost(purpose, lambda on: (on, changed(on, widens=widens, is_active=is_active)))
    with transaction.atomic(), connection.cursor() as cursor:
        tune(cursor)
        cursor.execute(f"SELECT id FROM ({sql}) lost ORDER BY id LIMIT %(limit)s", params | {"limit": limit})
        return [int(row[0]) for row in cursor.fetchall()]


def changed(on: Ground, *, widens: bool, is_active: bool) -> Ground:
    """The ground as it will be: a purpose that reaches further is covered by no consent there is now."""
    return replace(on, scope=on.scope + int(widens), is_active=on.is_active and is_active)


def _count(purpose: Purpose, grounds: Any) -> int:
    sql, params = _lost(purpose, grounds)
    with transaction.atomic(), connection.cursor() as cursor:
        tune(cursor)
        cursor.execute(f"SELECT count(*) FROM ({sql}) lost", params)
        return int(cursor.fetchone()[0])


def _lost(purpose: Purpose, grounds: Any) -> tuple[str, dict[str, Any]]:
    """SQL giving the ids of those permitted on the first ground and not on the second, by whichever channel."""
    params: dict[str, Any] = {}
    parts = []
    for channel in CHANNELS:
        asked = Asked(purpose, channel)
        params |= asked.params
        before, after = grounds(ground(asked, asked.params))
        part = f"SELECT id FROM ({permitted(asked, before, 'p.id')}) before"
        if after is not None:
            part += f" EXCEPT SELECT id FROM ({permitted(asked, after, 'p.id')}) after"
        parts.append(f"({part})".replace("%(channel)s", f"%(channel_{channel})s"))
        params[f"channel_{channel}"] = str(channel)
    return " UNION ".join(parts), params

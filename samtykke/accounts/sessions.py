"""Where Django keeps sessions: in our own table, by the hash of the key, with whose they are (REQ-91, REQ-99)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils.dateparse import parse_datetime

from samtykke.accounts.secrets import hashed
from samtykke.audit.afterwards import afterwards
from samtykke.core.clock import now

if TYPE_CHECKING:
    from django.http import HttpRequest

    from samtykke.accounts.models import Session

DEVICE, SIGNED_IN_AT = "device", "signed_in_at"
# So exact is the time somebody was last here: not every page is worth a write.
TOUCH_EVERY = timedelta(minutes=5)


class SessionStore(db.SessionStore):
    """Django's store with the key hashed on the way to the table."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        from samtykke.accounts.models import Session

        return Session

    def load(self) -> dict[str, Any]:
        row = self.get_model_class().objects.running().filter(session_key=hashed(self.session_key or "")).first()
        if row is None:
            self._session_key = None
            return {}
        if now() - row.last_used_at >= TOUCH_EVERY:
            afterwards(lambda: touch(row.session_key))
        return dict(self.decode(row.session_data))

    def exists(self, session_key: str | None) -> bool:
        return bool(self.model.objects.filter(session_key=hashed(session_key or "")).exists())

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row of the session as it stands: whose it is, by which browser, since when."""
        row: Any = super().create_model_instance(data)
        row.session_key = hashed(row.session_key)
        row.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.device = str(data.get(DEVICE, ""))
        row.signed_in_at = parse_datetime(str(data.get(SIGNED_IN_AT, "")))
        found: Session = row
        return found

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            self.model.objects.filter(session_key=hashed(key)).delete()


def note_browser(request: HttpRequest) -> None:
    """Notes in the session by what browser somebody signed in, and when: all that its list shows."""
    request.session[DEVICE] = family_of(request.headers.get("User-Agent", ""))
    request.session[SIGNED_IN_AT] = now().isoformat()


# The first that is named in what a browser says of itself: many name those they descend from.
BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("Vivaldi", "Vivaldi"), ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrom", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


def family_of(user_agent: str) -> str:
    """The family of a browser and its system, `Firefox, Windows`: enough to know one's own again, and no more."""
    told = [next((name for mark, name in known if mark in user_agent), "") for known in (BROWSERS, SYSTEMS)]
    return ", ".join(part for part in told if part)


def touch(key_hash: str) -> None:
    """Notes that a session was used now."""
    SessionStore.get_model_class().objects.filter(session_key=key_hash).update(last_used_at=now())


def forget_expired() -> int:
    """Removes sessions whose time is over; returns how many."""
    gone, _ = SessionStore.get_model_class().objects.filter(expire_date__lte=now()).delete()
    return int(gone)

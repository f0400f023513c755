"""The text a commitment is made over, in Python: used only to verify what the database computed. REQ-84.

`sha256(salt ‖ canonical text)`; every part carries its length, so that no two events share a text. The SQL twin is
`consents_canonical(…)`; a property test holds the two together.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from samtykke.consents.models import ConsentEvent

VERSION = "samtykke/event/1;"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
COLUMNS = (
    "person_id",
    "id",
    "purpose_id",
    "status",
    "legal_basis_id",
    "article",
    "source_id",
    "via",
    "act_by",
    "actor_kind",
    "actor_id",
    "occurred_at",
    "precision",
    "recorded_at",
    "wording_id",
    "shown_hash",
    "scope",
    "point_id",
    "email_id",
    "phone_id",
    "channels",
    "expires_at",
    "permission",
    "evidence_kind",
    "voids_id",
    "run_id",
)


def part(value: datetime | int | str | None) -> str:
    """One value as `<bytes>:<text>`, or `-` for NULL; a time as whole microseconds since 1970 in UTC."""
    if value is None:
        return "-"
    if isinstance(value, datetime):
        value = (value - EPOCH) // timedelta(microseconds=1)
    text = str(value)
    return f"{len(text.encode())}:{text}"


def canonical(event: ConsentEvent) -> str:
    """The canonical text of an event."""
    return VERSION + "".join(part(getattr(event, column)) for column in COLUMNS)


def commitment(event: ConsentEvent, salt: bytes) -> bytes:
    """The commitment that the event must carry if nobody changed it: 32 bytes."""
    return hashlib.sha256(salt + canonical(event).encode()).digest()

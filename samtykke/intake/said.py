"""What somebody said by a way in, and what they were shown: sealed in the record, opened for one record at a time."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any, Final

from samtykke.accounts.secrets import seal, unseal

if TYPE_CHECKING:
    from samtykke.intake.models import IntakeRecord

LABEL: Final = "intake-record"
CREATE, HOLD, REFUSE = "create", "hold", "refuse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One thing that came in.

    `version`: the form version that was shown; `offered`: each box that stood there, purpose key → id of its wording; `ticked`:
    the keys of those that were ticked: an unticked box says nothing at all. `own`: fields of the company's own by key;
    `texts`: free text, by the words beside it; `hidden`: what the form itself adds. What the place had decided then:
    `unknown` (create, hold, refuse), `confirms` (all of it waits for a confirmation), `careful` (the purposes that
    wait in any case), `link_days`. `statement`: which version of the privacy statement stood behind the link (REQ-35).
    """

    email: str = ""
    language: str = "nb"
    first_name: str = ""
    last_name: str = ""
    phone: str = ""
    title: str = ""
    company: str = ""
    own: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)
    offered: dict[str, int] = field(default_factory=dict)
    ticked: tuple[str, ...] = ()
    version: int | None = None
    statement: str = ""
    unknown: str = CREATE
    confirms: bool = True
    careful: tuple[str, ...] = ()
    link_days: int = 7

    def __repr__(self) -> str:
        return "Said(…)"

    @property
    def name(self) -> str:
        """The whole name."""
        return f"{self.first_name} {self.last_name}".strip()

    def is_same(self, other: Said) -> bool:
        """Whether another says the same, whatever it was shown."""
        told = ("email", "first_name", "last_name", "phone", "title", "company", "own", "texts", "ticked")
        return all(getattr(self, name) == getattr(other, name) for name in told)


def sealed(said: Said) -> str:
    """The text that a record keeps."""
    return seal(LABEL, json.dumps(asdict(said), sort_keys=True).encode())


def opened(record: IntakeRecord) -> Said | None:
    """What a record says; None where it was sealed under a key that is gone."""
    content = unseal(LABEL, record.said)
    if content is None:
        return None
    told = json.loads(content)
    known = {one.name for one in fields(Said)}
    kept: dict[str, Any] = {name: value for name, value in told.items() if name in known}
    return Said(**kept | {name: tuple(kept[name]) for name in ("ticked", "careful") if name in kept})

"""The registry by which higher apps reach what each app holds about a person, without importing it.

Each app registers its part in `apps.py: ready()`. A house test fails when a table of people is in no registration.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData:
    """What one app holds about a person: `export(person_id)` returns plain JSON data (Art. 15, 20), where what may be long is
    an iterable of JSON objects that is walked through and not held (`json.dumps(…, default=list)` writes it);
    `erase(person_id)` removes it and returns rows removed per table (Art. 17). `fields` classifies each column:
    table → column → kind of data (`identity, contact, work, preference, evidence, history, technical`).
    `erases_early`: it finds what it erases by what others hold, and comes before them.
    """

    name: str
    tables: tuple[str, ...]
    fields: dict[str, dict[str, str]]
    export: Callable[[int], dict[str, Any]]
    erase: Callable[[int], dict[str, int]]
    erases_early: bool = False


_registry: dict[str, PersonalData] = {}


def register(part: PersonalData) -> None:
    """Adds an app's part. Registering the same name again replaces it (the app registry may be loaded twice)."""
    _registry[part.name] = part


def registered() -> tuple[PersonalData, ...]:
    """All parts, by name, in the order in which they erase."""
    return tuple(sorted(_registry.values(), key=lambda part: (not part.erases_early, part.name)))

"""What the trail holds about a person, and how it is told (REQ-98).

A person is told the times and the purposes of each look and change, not who of the staff it was: that is staff data,
told only where the company has decided so and why (C-579/21 Pankki S); the role they looked from is told always. Entries go by policy, with their month.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from samtykke.audit.actions import ROLES
from samtykke.audit.deeds import LOOKS, Deed
from samtykke.audit.models import Entry
from samtykke.audit.queries import TRAIL_ORDER
from samtykke.core import personal_data
from samtykke.core.actors import Ref
from samtykke.core.pagination import page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from samtykke.core.actors import Actor

# What accounts tell, which stand above the trail.
_staff: dict[str, Callable[[Any], dict[Any, Any]]] = {"roles": lambda keys: {}, "names": lambda actors: {}}
BATCH: Final = 2000
LOOKING = frozenset(deed.value for deed in LOOKS)


def register() -> None:
    """Adds the trail to the registry."""
    personal_data.register(
        personal_data.PersonalData(
            name="audit",
            tables=("audit_entry",),
            fields={
                "audit_entry": dict.fromkeys(
                    ("at", "id", "deed", "subject_kind", "subject_id", "actor_kind", "actor_id", "via", "details"),
                    "history",
                )
            },
            export=export,
            erase=erase,
        )
    )


def tell_staff(
    *,
    roles: Callable[[Iterable[str]], dict[str, dict[str, str]]],
    names: Callable[[Iterable[Actor]], dict[Actor, str]],
) -> None:
    """How roles are called, by key, and which names of staff a person is told. Asked again, it replaces the former."""
    _staff["roles"], _staff["names"] = roles, names


@dataclass(frozen=True, slots=True)
class Lines:
    """The looks at a person, or the changes, one line each. They are read when somebody walks through them, a batch at a time
    and as often as they are walked through: a person of whom there are a hundred thousand entries costs the memory of one batch.
    """

    person_id: int
    looks: bool

    def __iter__(self) -> Iterator[dict[str, Any]]:
        entries = Entry.objects.about(Ref.person(self.person_id))
        chosen = entries.filter(deed__in=LOOKING) if self.looks else entries.exclude(deed__in=LOOKING)
        cursor: str | None = None
        while True:
            found = page(chosen, order=TRAIL_ORDER, cursor=cursor, size=BATCH)
            yield from _lines(found.items)
            cursor = found.next
            if cursor is None:
                return


def export(person_id: int) -> dict[str, Iterable[dict[str, Any]]]:
    """When, for what and from which role somebody looked at or changed the person (Art. 15); a name where that is decided."""
    return {"looks": Lines(person_id, looks=True), "changes": Lines(person_id, looks=False)}


def _lines(entries: list[Entry]) -> Iterator[dict[str, Any]]:
    """One batch as it is told; the names of its roles and staff are asked for together."""
    roles = _staff["roles"]({key for entry in entries for key in entry.details.get(ROLES, ())})
    names = _staff["names"]({entry.actor for entry in entries})
    return (_told(entry, roles, names) for entry in entries)


def _told(entry: Entry, roles: dict[str, dict[str, str]], names: dict[Actor, str]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "at": entry.at.isoformat(), "what": entry.deed, "purpose": str(_sentence(entry.deed)), "via": entry.via,
    }  # fmt: skip
    if entry.details.get(ROLES):
        told["roles"] = [roles.get(key, {"": key}) for key in entry.details[ROLES]]
    if entry.actor in names:
        told["by"] = names[entry.actor]
    return told


def erase(person_id: int) -> dict[str, int]:
    """Removes nothing: an entry holds no value of the person and goes with its month, past retention."""
    return {"audit_entry": 0}


def _sentence(deed: str) -> str:
    return str(Deed(deed).sentence) if deed in Deed._value2member_map_ else deed

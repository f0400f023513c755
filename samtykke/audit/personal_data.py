"""What the trail holds about a person, and how it is told (REQ-98).

A person is told the times and the purposes of each look and change, not who of the staff it was: that is staff data,
told only where the company has decided so and why (C-579/21 Pankki S); the role they looked from is told always. Entries go by policy, with their month.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from samtykke.audit.actions import ROLES
from samtykke.audit.deeds import LOOKS, Deed
from samtykke.audit.models import Entry
from samtykke.core import personal_data
from samtykke.core.actors import Ref

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from samtykke.core.actors import Actor

# What accounts tell, which stand above the trail.
_staff: dict[str, Callable[[Any], dict[Any, Any]]] = {"roles": lambda keys: {}, "names": lambda actors: {}}
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


def export(person_id: int) -> dict[str, Any]:
    """When, for what and from which role somebody looked at or changed the person (Art. 15); a name where that is decided."""
    entries = list(Entry.objects.about(Ref.person(person_id)).order_by("at", "id"))
    roles = _staff["roles"]({key for entry in entries for key in entry.details.get(ROLES, ())})
    names = _staff["names"]({entry.actor for entry in entries})
    told = [_told(entry, roles, names) for entry in entries]
    return {
        "looks": [line for line in told if line["what"] in LOOKING],
        "changes": [line for line in told if line["what"] not in LOOKING],
    }


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

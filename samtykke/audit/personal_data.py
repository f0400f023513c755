"""What the trail holds about a person, and how it is told (REQ-98).

A person is told the times and the purposes of each look and change, not who of the staff it was: that is staff data,
given only where the person needs it to use their rights (C-579/21 Pankki S). Entries go by policy, with their month.
"""

from __future__ import annotations

from typing import Any

from samtykke.audit.deeds import LOOKS, Deed
from samtykke.audit.models import Entry
from samtykke.core import personal_data
from samtykke.core.actors import Ref

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


def export(person_id: int) -> dict[str, Any]:
    """When and for what somebody looked at or changed the person (Art. 15)."""
    entries = Entry.objects.about(Ref.person(person_id)).order_by("at", "id")
    told = [
        {"at": entry.at.isoformat(), "what": entry.deed, "purpose": str(_sentence(entry.deed)), "via": entry.via}
        for entry in entries.iterator()
    ]
    return {
        "looks": [line for line in told if line["what"] in LOOKING],
        "changes": [line for line in told if line["what"] not in LOOKING],
    }


def erase(person_id: int) -> dict[str, int]:
    """Removes nothing: an entry holds no value of the person and goes with its month, past retention."""
    return {"audit_entry": 0}


def _sentence(deed: str) -> str:
    return str(Deed(deed).sentence) if deed in Deed._value2member_map_ else deed

"""What these tables hold about a person: every column with its kind, the copy of it, and its erasure. Art. 15, 17, 20.

The copy tells what was done with the person in full, free text included, and not who else took part: that is theirs (Art.
15(4)). Erasure takes the person out of every activity. One in which nobody else takes part goes whole; where it belongs to a
sale or a project it stays as a line without words. One in which others take part keeps its words, which are about them too:
a name that somebody wrote into free text cannot be told from other words, and is for whoever erases to look for.
"""

from __future__ import annotations

from typing import Any

from samtykke.activities.models import Activity
from samtykke.activities.queries import erasing
from samtykke.core import personal_data

FIELDS: dict[str, dict[str, str]] = {
    "activities_participant": {
        **dict.fromkeys(("person_id", "activity_id", "standing", "is_contact", "at"), "technical"),
        "created_at": "history",
    },
    "activities_activity": {
        **dict.fromkeys(
            ("id", "company_id", "sale_id", "project_id", "mail_id", "version", "reminded_at", "owner_id"), "technical"
        ),
        **dict.fromkeys(("kind", "title", "text", "direction", "outcome", "purpose_key"), "work"),
        **dict.fromkeys(
            (
                "status", "starts_at", "ends_at", "all_day", "due_on", "done_at", "remind_at", "at", "actor_kind",
                "actor_id", "via", "created_at", "updated_at", "deleted_at",
            ),
            "history",
        ),
    },
}  # fmt: skip

SAID = ("kind", "status", "title", "text", "direction", "outcome", "purpose_key", "via")
TIMES = (
    "at", "starts_at", "ends_at", "due_on", "done_at", "remind_at", "added_at", "created_at", "updated_at", "deleted_at",
)  # fmt: skip


def register() -> None:
    """Adds these tables to the registry."""
    personal_data.register(
        personal_data.PersonalData(
            name="activities", tables=tuple(FIELDS), fields=FIELDS, export=export, erase=erasing.erase_person
        )
    )


def export(person_id: int) -> dict[str, Any]:
    """What was done or planned with the person, with what was written about it."""
    rows = erasing.activities_of(person_id)
    return {"activities": map(_told, rows.iterator())} if rows.exists() else {}


def _told(activity: Activity) -> dict[str, Any]:
    told = {name: moment.isoformat() for name in TIMES if (moment := getattr(activity, name)) is not None}
    return {name: said for name in SAID if (said := getattr(activity, name))} | {"all_day": activity.all_day} | told

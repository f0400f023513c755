"""What these tables hold about a person: every column with its kind, the copy of it, and its erasure. Art. 15, 17, 20."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from samtykke.core import personal_data
from samtykke.fields import queries
from samtykke.fields.models import Subject
from samtykke.fields.values import as_json, held_by

if TYPE_CHECKING:
    from samtykke.fields.models import UserField

SAID = ("text", "number", "day", "flag", "option_id", "ref_id")
FIELDS: dict[str, dict[str, str]] = {
    "fields_fieldvalue": {
        **dict.fromkeys(("person_id", "id", "run_id", "field_id", "kind"), "technical"),
        **dict.fromkeys(SAID, "work"),
        "created_at": "history",
    },
    # Of a company, but for a field that names a person: its `ref_id` then.
    "fields_companyfieldvalue": {
        **dict.fromkeys(("company_id", "id", "field_id", "kind"), "technical"),
        **dict.fromkeys(SAID, "work"),
        "created_at": "history",
    },
}


def register() -> None:
    """Adds these tables to the registry."""
    personal_data.register(
        personal_data.PersonalData(
            name="fields", tables=tuple(FIELDS), fields=FIELDS, export=export, erase=queries.erase_person
        )
    )


def export(person_id: int) -> dict[str, Any]:
    """What is written in the fields about a person, also in retired ones, and in which fields of others they are named.

    Who the others are is theirs, and not told (Art. 15(4)).
    """
    values = queries.values_of(Subject.PERSON, [person_id]).get(person_id, {})
    fields = {field.pk: field for field in queries.fields_in(values)}
    options = queries.options_of(fields.values())
    written = [
        {
            **_named(fields[pk]),
            "value": as_json(fields[pk], held_by(rows), options.get(pk, [])),
            "since": min(row.created_at for row in rows).isoformat(),
        }
        for pk, rows in values.items()
    ]
    named = [{**_named(field), "since": since.isoformat()} for field, since in queries.naming(person_id)]
    return {"fields": written, "named_in": named} if written or named else {}


def _named(field: UserField) -> dict[str, Any]:
    return {"field": field.key, "names": dict(field.names), "about": field.subject}

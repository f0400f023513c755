"""What these tables hold about a person: every column with its kind, the copy of it, and its erasure. Art. 15, 17, 20."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from samtykke.contacts import queries
from samtykke.contacts.models import Company, Interest, Person, PersonInterest
from samtykke.core import personal_data
from samtykke.purposes.models import Vocabulary

PERSON, ADDRESS = "contacts_person", "contacts_personemail"
ORIGIN = (
    "origin_purpose_id",
    "origin_basis_id",
    "origin_source_id",
    "origin_point_id",
    "origin_at",
    "origin_actor_kind",
    "origin_actor_id",
    "origin_via",
    "collected_how_id",
    "from_person",
    "inform_by",
    "informed_at",
)

FIELDS: dict[str, dict[str, str]] = {
    PERSON: {
        **dict.fromkeys(("id", "run_id", "version", "sort_key"), "technical"),
        **dict.fromkeys(("external_id", "first_name", "last_name"), "identity"),
        **dict.fromkeys(("title", "company_id", "category_id", "owner_id"), "work"),
        **dict.fromkeys(("language", "country"), "contact"),
        **dict.fromkeys(ORIGIN, "evidence"),
        **dict.fromkeys(("created_at", "updated_at", "deleted_at", "deleted_by_kind", "deleted_by_id"), "history"),
    },
    ADDRESS: {
        **dict.fromkeys(("person_id", "id", "run_id", "fingerprint"), "technical"),
        **dict.fromkeys(("address", "normal", "kind", "use", "is_primary"), "contact"),
        **dict.fromkeys(("created_at", "retired_at"), "history"),
    },
    "contacts_personphone": {
        **dict.fromkeys(("person_id", "id", "run_id"), "technical"),
        **dict.fromkeys(("number", "kind", "use", "is_primary"), "contact"),
        **dict.fromkeys(("created_at", "retired_at"), "history"),
    },
    "contacts_personcompany": {
        **dict.fromkeys(("person_id", "id"), "technical"),
        **dict.fromkeys(("company_id", "role", "from_on", "to_on"), "work"),
        "created_at": "history",
    },
    "contacts_personpostal": {
        **dict.fromkeys(("person_id", "id", "city_key"), "technical"),
        **dict.fromkeys(("street", "postal_code", "city", "country", "use"), "contact"),
        "created_at": "history",
    },
    "contacts_personexternalid": {
        **dict.fromkeys(("person_id", "id"), "technical"),
        **dict.fromkeys(("system", "external_id"), "identity"),
        "created_at": "history",
    },
    "contacts_personinterest": {
        "person_id": "technical",
        "interest_id": "preference",
        **dict.fromkeys(("since", "via", "actor_kind", "actor_id", "as_two"), "history"),
    },
    "contacts_fieldchange": {
        **dict.fromkeys(("person_id", "id", "run_id"), "technical"),
        **dict.fromkeys(("at", "field", "before", "after", "actor_kind", "actor_id", "via"), "history"),
    },
    "contacts_personlink": {
        **dict.fromkeys(("person_id", "id", "email_id", "token_hash"), "technical"),
        **dict.fromkeys(("use", "created_at", "expires_at", "revoked_at"), "history"),
    },
    "contacts_merge": {
        "id": "technical",
        **dict.fromkeys(("survivor_id", "merged_id", "chosen"), "identity"),
        **dict.fromkeys(
            ("at", "actor_kind", "actor_id", "undone_at", "undone_by_kind", "undone_by_id"),
            "history",
        ),
    },
}
FIELDS["contacts_possiblepair"] = {
    **dict.fromkeys(("person_id", "other_id"), "identity"),
    **dict.fromkeys(("reason", "found_at", "told_apart_at", "told_apart_kind", "told_apart_by_id"), "history"),
}
# Who of the staff did something is staff data: kept in the row, not in the person's copy (C-579/21 Pankki S).
# What a merge chose stands among the changes.
NOT_TOLD = frozenset(
    {
        "chosen",
        "fingerprint",
        "token_hash",
        "sort_key",
        "city_key",
        "run_id",
        "version",
        "actor_id",
        "origin_actor_id",
        "owner_id",
        "deleted_by_id",
        "undone_by_id",
        # Who the other is, is the other's.
        "other_id",
        "told_apart_by_id",
    }
)


def register() -> None:
    """Adds these tables to the registry."""
    personal_data.register(
        personal_data.PersonalData(
            name="contacts", tables=tuple(FIELDS), fields=FIELDS, export=export, erase=queries.erase_person
        )
    )


def export(person_id: int) -> dict[str, Any]:
    """Everything these tables hold about a person, as plain JSON data; nothing for somebody we do not hold."""
    told = {
        "emails": _rows(ADDRESS, "person_id", person_id),
        "phones": _rows("contacts_personphone", "person_id", person_id),
        "companies": _companies(person_id),
        "postal_addresses": _rows("contacts_personpostal", "person_id", person_id),
        "external_ids": _rows("contacts_personexternalid", "person_id", person_id),
        "interests": _interests(person_id),
        "changes": _rows("contacts_fieldchange", "person_id", person_id),
        "links": _rows("contacts_personlink", "person_id", person_id),
        "merges": [
            row for column in ("survivor_id", "merged_id") for row in _rows("contacts_merge", column, person_id)
        ],
        "possible_pairs": queries.pairs_about(person_id),
    }
    rows = _rows(PERSON, "id", person_id)
    return {"person": rows[0] | _names(person_id), **told} if rows else {}


def _names(person_id: int) -> dict[str, Any]:
    """The words behind the ids, so that the copy can be read."""
    related = ("category", "company", "collected_how", "origin_purpose", "origin_basis", "origin_source")
    person = Person.objects.select_related(*related).get(pk=person_id)
    return {name: _name(getattr(person, name)) for name in related}


def _companies(person_id: int) -> list[dict[str, Any]]:
    """Where the person belongs and belonged, with the name of each company."""
    rows = _rows("contacts_personcompany", "person_id", person_id)
    names = dict(Company.objects.filter(pk__in={row["company_id"] for row in rows}).values_list("pk", "name"))
    return [row | {"company": names.get(row["company_id"], "")} for row in rows]


def _interests(person_id: int) -> list[dict[str, Any]]:
    """What interests the person, by name, since when, and how it came in."""
    rows = list(PersonInterest.objects.filter(person=person_id).order_by("since", "interest_id"))
    names = dict(Interest.objects.filter(pk__in=[row.interest_id for row in rows]).values_list("pk", "names"))
    return [
        {
            "interest_id": row.interest_id,
            "interest": names.get(row.interest_id, {}),
            "since": row.since.isoformat(),
            "via": row.via,
            "actor_kind": row.actor_kind,
            "as_two": _told(row.as_two),
        }
        for row in rows
    ]


def _told(said: Any) -> Any:
    """Rows as they stood, without who of the staff recorded them."""
    if isinstance(said, dict):
        return {name: _told(value) for name, value in said.items() if name not in NOT_TOLD}
    return [_told(one) for one in said] if isinstance(said, list) else said


def _name(item: Vocabulary | Company | None) -> dict[str, str] | str | None:
    if item is None:
        return None
    return item.name if isinstance(item, Company) else dict(item.names)


def _rows(table: str, column: str, person_id: int) -> list[dict[str, Any]]:
    told = [name for name in FIELDS[table] if name not in NOT_TOLD]
    rows = queries.rows_about(table, column, person_id, told)
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else value

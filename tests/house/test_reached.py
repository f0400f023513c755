"""Every column about a person is reached by the copy (Art. 15, 20) and by erasure (Art. 17): each is filled, and looked for.

A table or column of tomorrow fails here until its app tells it, or until it stands below with why it is not told.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from psycopg import sql

from samtykke.core import personal_data
from tests.fields.made import make_field
from tests.house.catalogue import TABLES, columns, names, registered
from tests.house.filled import PERSON, as_owner_and_never_kept, fill

if TYPE_CHECKING:
    from tests.house.filled import Filled

pytestmark = pytest.mark.django_db(transaction=True)

# Who of the staff did something is staff data, told only where the company decided so (C-579/21 Pankki S).
STAFF = "who of the staff"
ONE_OF_SEVERAL = "of the typed columns one is filled, by the kind of the field"
NOT_TOLD: dict[str, str] = {
    "audit_entry.details": "the roles are told; the rest names fields and counts, whose values stand among the changes",
    "audit_entry.id": "a number of the trail",
    "contacts_merge.chosen": "stands among the changes",
    "contacts_possiblepair.told_apart_kind": STAFF,
    "fields_fieldvalue.number": ONE_OF_SEVERAL,
    "fields_fieldvalue.day": ONE_OF_SEVERAL,
    "fields_fieldvalue.option_id": ONE_OF_SEVERAL,
    "fields_fieldvalue.ref_id": ONE_OF_SEVERAL,
    "intake_heldanswer.precision": "how exact the time is; the time is told",
    "intake_intakerecord.said": "sealed; what it says is told",
    "intake_storedanswer.body": "a copy for a day of what is told where it stands",
    **{f"selections_{table}.added_by_{part}": STAFF for table in ("member", "takenout") for part in ("kind", "id")},
    "documents_personphoto.picture": "sealed; the picture it opens to is told",
    "mail_mail.subject_override": "what was sent is told, with its subject",
    "mail_mail.language_wanted": "what was sent is told, with its language",
}
# Whole tables that hold something else beside what they hold of people: of whom is told where it is.
OTHERS = {
    "fields_companyfieldvalue": "of a company; a person only as the value of a field, told as `named_in`",
    "selections_selection": "of staff; a person's are the words typed in criteria that are a detail of theirs, told as `searched_by`",
}
# What stays after erasure: by a policy of its own.
LOG = "a fact of the log names nobody but by a number; what tells of the person is its evidence and salt, which go (REQ-84, REQ-100)"
STAYS = {
    "audit_entry": "the trail goes by its months, and names nobody but by a number",
    "consents_consentevent": LOG,
    "consents_objection": LOG,
    "consents_restriction": LOG,
}


def test_the_copy_tells_every_column_and_erasure_leaves_nothing() -> None:
    with as_owner_and_never_kept():
        make_field(kind="text")
        contact = make_field("Contact", "person", subject="company")
        filled = fill({("fields_companyfieldvalue", "field_id"): contact.pk})
        typed = _search(filled)
        assert sorted(_not_told(filled)) == []
        assert all(
            word in json.dumps([part.export(PERSON) for part in personal_data.registered()], default=list)
            for word in typed
        )
        for part in personal_data.registered():
            part.erase(PERSON)
        assert _left(filled) == {}


def test_each_reason_is_still_needed() -> None:
    known = {f"{table}.{column}" for table in registered() for column in columns(table)}
    assert set(NOT_TOLD) <= known
    assert set(OTHERS) | set(STAYS) <= set(registered())


def _search(filled: Filled) -> list[str]:
    """A selection asks for the person by an address, and by the name the other way round; returns what was typed."""
    first, last = (filled.marks["contacts_person", name][0] for name in ("first_name", "last_name"))
    typed = [filled.marks["contacts_personemail", "address"][0].upper(), f"{last}, {first}"]
    root = {"version": 1, "or": [{"and": [{"field": "search", "operator": "words", "value": word}]} for word in typed]}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE selections_selection SET criteria = %s", [json.dumps(root)])
    return typed


def _not_told(filled: Filled) -> set[str]:
    """The columns whose value is not in the copy, less those with a reason."""
    silent = set()
    for part in personal_data.registered():
        copy = json.dumps(part.export(PERSON), default=list, ensure_ascii=False)
        for table in set(part.tables) - set(OTHERS):
            for column, kind in part.fields[table].items():
                marks = filled.marks.get((table, column), ())
                if kind != "technical" and not _is_staff(column) and marks and not any(mark in copy for mark in marks):
                    silent.add(f"{table}.{column}")
    return silent - set(NOT_TOLD)


def _is_staff(column: str) -> bool:
    return column in {"owner_id", "actor_kind"} or column.endswith(("actor_id", "_by_id", "user_id"))


def _left(filled: Filled) -> dict[str, int]:
    """Tables of the whole database in which something of the person still stands, and in how many rows."""
    marks = [mark for told in filled.marks.values() for mark in told if mark.startswith("zq") and mark.endswith("x")]
    left = {}
    with connection.cursor() as cursor:
        for table in set(names(TABLES)) - set(STAYS):
            statement = sql.SQL("SELECT count(*) FROM {} t WHERE t::text ~ %s OR t::text ~ %s").format(
                sql.Identifier(table)
            )
            cursor.execute(statement, ["|".join(marks), rf"\m{PERSON}\M"])
            if (count := cursor.fetchone()[0]) > 0:
                left[table] = count
    return left

"""Changing a person's own fields, and the recycle bin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.accounts.queries import names_of
from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.contacts import queries
from samtykke.contacts.actions.belonging import follow_company
from samtykke.contacts.actions.changes import ask_guards, locked, note, refuse_retired
from samtykke.contacts.codes import country_code, language_code
from samtykke.contacts.models import NAME_LENGTH, Person
from samtykke.core.actors import Ref
from samtykke.core.clock import now
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from samtykke.core.actors import Actor, Via

WORDS = ("first_name", "last_name", "title")
REFERENCES = ("category", "company", "collected_how")
LONGEST_EXTERNAL_ID = 200


@transaction.atomic
def change_person(
    person: Person,
    *,
    changes: dict[str, Any],
    version: int | None = None,
    by: Actor,
    via: Via,
    run_id: int | None = None,
) -> Person:
    """Changes a person's own fields. With a `version`, refuses when somebody changed the person in between."""
    person = locked(person.pk)
    told = {name: _cleaned(name, said) for name, said in changes.items()}
    changed = {name: said for name, said in told.items() if said != getattr(person, name)}
    if not changed:
        return person
    if version is not None and version != person.version:
        raise Refused(
            _("Somebody changed this person while you were writing. Look at it again, then save."),
            code="changed_meanwhile",
        )
    _refuse_nobody(person, changed)
    refuse_retired(name for name, said in changed.items() if said)
    if changed.get("external_id") and queries.is_external_id_taken(changed["external_id"], but=person.pk):
        raise Refused(
            _("A person with this external id is held already."), code="external_id_taken", field="external_id"
        )
    before = {_column(name): getattr(person, _column(name)) for name in changed}
    for name, said in changed.items():
        setattr(person, name, said)
    person.save(update_fields=list(changed))
    noted = [(column, _as_text(was), _as_text(getattr(person, column))) for column, was in before.items()]
    if "company_id" in before:
        noted += follow_company(person, before["company_id"])
    note(person, noted, by=by, via=via, run_id=run_id)
    person.refresh_from_db()
    return person


@transaction.atomic
def delete_person(person: Person, *, by: Actor, via: Via) -> Person:
    """Puts a person in the recycle bin: gone from every list, search and mailing, until the bin is emptied."""
    person = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    if person.deleted_at:
        return person
    ask_guards(person.pk)
    person.deleted_at = now()
    person.deleted_by_kind, person.deleted_by_id = by.kind.value, by.id
    _save_bin(person)
    record(Deed.PERSON_DELETED, subject=Ref.person(person.pk), by=by, via=via)
    return person


@transaction.atomic
def restore_person(person: Person, *, by: Actor, via: Via) -> Person:
    """Takes a person out of the recycle bin, with consents and addresses as they were."""
    person = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    if person.deleted_at is None:
        return person
    if person.external_id and queries.is_external_id_taken(person.external_id, but=person.pk):
        raise Refused(
            _("Another person has this external id now. Change it there first."),
            code="external_id_taken",
            field="external_id",
        )
    person.deleted_at, person.deleted_by_kind, person.deleted_by_id = None, "", None
    _save_bin(person)
    record(Deed.PERSON_RESTORED, subject=Ref.person(person.pk), by=by, via=via)
    return person


def _save_bin(person: Person) -> None:
    person.version += 1
    person.updated_at = now()
    person.save(update_fields=["deleted_at", "deleted_by_kind", "deleted_by_id", "version", "updated_at"])


def _cleaned(name: str, said: Any) -> Any:
    if name in REFERENCES:
        return said
    if name == "owner_id":
        return _owner(said)
    if name == "language":
        return language_code(said or "")
    if name == "country":
        return country_code(said or "")
    if name == "external_id":
        return _words(name, said or "", LONGEST_EXTERNAL_ID) or None
    if name in WORDS:
        return _words(name, said or "", NAME_LENGTH)
    raise TypeError(f"a person has no {name} to change")


def _owner(said: Any) -> int | None:
    if said is not None and said not in names_of([said]):
        raise Refused(_("There is no such user."), code="unknown_owner", field="owner", status=422)
    return None if said is None else int(said)


def _words(name: str, said: str, longest: int) -> str:
    words = said.strip()
    if "\x00" in words:
        raise Refused(_("This holds a character that cannot be stored."), code="nul", field=name, status=422)
    if len(words) > longest:
        raise Refused(_("At most %d characters.") % longest, code="too_long", field=name, status=422)
    return words


def _refuse_nobody(person: Person, changed: dict[str, Any]) -> None:
    """A row without a name, an address, a number or an external id stands for nobody."""
    left = any(changed.get(name, getattr(person, name)) for name in ("first_name", "last_name", "external_id"))
    if not left and not queries.has_own_address(person.pk):
        raise Refused(_("Write a name, an address or a number."), code="empty", field="last_name", status=422)


def _column(name: str) -> str:
    return f"{name}_id" if name in REFERENCES else name


def _as_text(value: object) -> str | None:
    return None if value is None else str(value)

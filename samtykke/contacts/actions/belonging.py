"""Companies a person belongs to, with role and time; postal addresses. `Person.company` follows here and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.accounts.queries import today
from samtykke.contacts.actions.changes import locked, note, refuse_retired
from samtykke.contacts.codes import country_code
from samtykke.contacts.models import (
    LONGEST_STREET,
    NAME_LENGTH,
    AddressUse,
    Company,
    Person,
    PersonCompany,
    PersonPostal,
)
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from datetime import date

    from samtykke.contacts.actions.changes import Change
    from samtykke.core.actors import Actor, Via

LONGEST_CODE, LONGEST_CITY = 20, 200
POSTAL = ("street", "postal_code", "city", "country", "use")


@transaction.atomic
def belong(
    person: Person,
    company: Company,
    *,
    role: str = "",
    from_on: date | None = None,
    to_on: date | None = None,
    main: bool = False,
    by: Actor,
    via: Via,
) -> PersonCompany:
    """Says that a person belongs, or belonged, to a company. The first company of now is the main one; `main` makes it so.

    To say it again of a company of now changes role and time.
    """
    person = locked(person.pk)
    refuse_retired(["belonging"])
    told = {"role": _words("role", role, NAME_LENGTH), "from_on": from_on, "to_on": to_on}
    _refuse_backwards(from_on, to_on)
    if company.deleted_at:
        raise Refused(_("This company is in the recycle bin. Restore it first."), code="deleted", field="company_name")
    row = None if to_on else _now_at(person, company.pk)
    changes = _written(row or PersonCompany(person=person, company=company), told, company.name)
    if to_on is None and (main or person.company_id is None) and person.company_id != company.pk:
        changes += _make_main(person, company.pk)
    if changes:
        note(person, changes, by=by, via=via)
    return _last(person, company)


@transaction.atomic
def change_belonging(
    row: PersonCompany, *, role: str, from_on: date | None, to_on: date | None, by: Actor, via: Via
) -> PersonCompany:
    """Corrects role and time. With an end the person has left: the main company becomes another of now, or none."""
    person = locked(row.person_id)
    row = PersonCompany.objects.select_related("company").get(pk=row.pk)
    _refuse_backwards(from_on, to_on)
    told = {"role": _words("role", role, NAME_LENGTH), "from_on": from_on, "to_on": to_on}
    if to_on is None and row.to_on is not None and _now_at(person, row.company_id):
        raise Refused(_("The person is at this company already."), code="there_already", field="to_on", status=422)
    changes = _written(row, told, row.company.name)
    if to_on is not None:
        changes += _left(person, row.company_id)
    if changes:
        note(person, changes, by=by, via=via)
    return row


@transaction.atomic
def leave_company(person: Person, company: Company, *, on: date, by: Actor, via: Via) -> PersonCompany:
    """Ends a time at a company, and keeps it in the history. The main company becomes another of now, or none."""
    person = locked(person.pk)
    row = _now_at(person, company.pk)
    if row is None and person.company_id != company.pk:
        raise Refused(_("The person is not at this company."), code="not_there")
    row = row or PersonCompany(person=person, company=company)
    _refuse_backwards(row.from_on, on)
    changes = _written(row, {"role": row.role, "from_on": row.from_on, "to_on": on}, company.name)
    note(person, [*changes, *_left(person, company.pk)], by=by, via=via)
    return row


@transaction.atomic
def make_company_main(person: Person, company: Company, *, by: Actor, via: Via) -> Person:
    """Makes a company of now the main one."""
    person = locked(person.pk)
    if person.company_id == company.pk:
        return person
    if not _now_at(person, company.pk):
        raise Refused(_("The person is not at this company."), code="not_there")
    note(person, _make_main(person, company.pk), by=by, via=via)
    return person


@transaction.atomic
def remove_belonging(row: PersonCompany, *, by: Actor, via: Via) -> None:
    """Takes away what was written by mistake. What was true and is over has an end instead."""
    person = locked(row.person_id)
    found = PersonCompany.objects.select_related("company").filter(pk=row.pk).first()
    if found is None:
        return
    changes: list[Change] = [("belonging", _told(found, found.company.name), None)]
    PersonCompany.objects.filter(pk=row.pk).delete()
    if found.to_on is None:
        changes += _left(person, found.company_id)
    note(person, changes, by=by, via=via)


def follow_company(person: Person, before: int | None) -> list[Change]:
    """The main company was changed as a field: the time at the former one ends today, where anything is known of it."""
    if before is None or before == person.company_id:
        return []
    row = _now_at(person, before)
    if row is None:
        return []
    company = Company.objects.get(pk=before)
    ends = max(today(), row.from_on) if row.from_on else today()
    return _written(row, {"role": row.role, "from_on": row.from_on, "to_on": ends}, company.name)


@transaction.atomic
def set_postal(person: Person, *, row: PersonPostal | None = None, by: Actor, via: Via, **told: str) -> PersonPostal:
    """Adds a postal address, or changes one: street, postal_code, city, country, use. What is not told is empty."""
    person = locked(row.person_id if row else person.pk)
    refuse_retired(["postal"])
    said = {
        "street": _words("street", told.get("street", ""), LONGEST_STREET),
        "postal_code": _words("postal_code", told.get("postal_code", ""), LONGEST_CODE),
        "city": _words("city", told.get("city", ""), LONGEST_CITY),
        "country": country_code(told.get("country", "")),
        "use": told.get("use") or AddressUse.WORK.value,
    }
    if said["use"] not in AddressUse.values:
        raise Refused(_("Choose one of the kinds on offer."), code="unknown_use", field="use", status=422)
    if not any(said[name] for name in ("street", "postal_code", "city")):
        raise Refused(_("Write a street, a postal code or a city."), code="empty", field="street", status=422)
    kept = PersonPostal.objects.get(pk=row.pk) if row else PersonPostal(person=person)
    before = postal_text(kept) if row else None
    if row and all(getattr(kept, name) == value for name, value in said.items()):
        return kept
    for name, value in said.items():
        setattr(kept, name, value)
    if row:
        PersonPostal.objects.filter(pk=row.pk).update(**said)
    else:
        kept.save(force_insert=True)
    note(person, [("postal", before, postal_text(kept))], by=by, via=via)
    return kept


@transaction.atomic
def remove_postal(row: PersonPostal, *, by: Actor, via: Via) -> None:
    """Takes a postal address away; the history keeps what stood."""
    person = locked(row.person_id)
    gone = PersonPostal.objects.filter(pk=row.pk).first()
    if gone is None:
        return
    PersonPostal.objects.filter(pk=row.pk).delete()
    note(person, [("postal", postal_text(gone), None)], by=by, via=via)


def postal_text(row: PersonPostal) -> str:
    """A postal address on one line."""
    place = " ".join(part for part in (row.postal_code, row.city) if part)
    return ", ".join(part for part in (*row.street.splitlines(), place, row.country) if part)


def _written(row: PersonCompany, told: dict[str, Any], name: str) -> list[Change]:
    """Writes a time at a company, and says what changed."""
    is_new = row._state.adding
    before = None if is_new else _told(row, name)
    for column, value in told.items():
        setattr(row, column, value)
    if is_new:
        row.save(force_insert=True)
    else:
        PersonCompany.objects.filter(pk=row.pk).update(**told)
    after = _told(row, name)
    return [("belonging", before, after)] if before != after else []


def _left(person: Person, company_id: int) -> list[Change]:
    """The main company, when the person has left it: the one of now that they have been at longest, or none."""
    if person.company_id != company_id or _now_at(person, company_id):
        return []
    rows = PersonCompany.objects.filter(person=person, to_on__isnull=True, company__deleted_at__isnull=True)
    following = rows.order_by("from_on", "id").values_list("company_id", flat=True).first()
    return _make_main(person, following)


def _make_main(person: Person, company_id: int | None) -> list[Change]:
    """Moves the mark. What was the main company without a row gets one: the person goes on belonging to it."""
    before = person.company_id
    if company_id and before and not PersonCompany.objects.filter(person=person, company_id=before).exists():
        PersonCompany(person=person, company_id=before).save(force_insert=True)
    person.company_id = company_id
    Person.objects.filter(pk=person.pk).update(company_id=company_id)
    return [("company_id", _id(before), _id(company_id))]


def _now_at(person: Person, company_id: int) -> PersonCompany | None:
    return PersonCompany.objects.filter(person=person, company_id=company_id, to_on__isnull=True).first()


def _last(person: Person, company: Company) -> PersonCompany:
    return PersonCompany.objects.filter(person=person, company=company).order_by("-id")[0]


def _told(row: PersonCompany, name: str) -> str:
    time = f"{row.from_on or ''}–{row.to_on or ''}"
    return ", ".join(part for part in (name, row.role, "" if time == "–" else time) if part)


def _id(pk: int | None) -> str | None:
    return None if pk is None else str(pk)


def _refuse_backwards(from_on: date | None, to_on: date | None) -> None:
    for name, day in (("from_on", from_on), ("to_on", to_on)):
        if day and not 1900 <= day.year <= 2200:
            raise Refused(_("Write a day between 1900 and 2200."), code="out_of_time", field=name, status=422)
    if from_on and to_on and to_on < from_on:
        raise Refused(_("The end is before the beginning."), code="backwards", field="to_on", status=422)


def _words(name: str, said: str, longest: int) -> str:
    words = said.replace("\r\n", "\n").strip()
    if "\x00" in words:
        raise Refused(_("This holds a character that cannot be stored."), code="nul", field=name, status=422)
    if len(words) > longest:
        raise Refused(_("At most %d characters.") % longest, code="too_long", field=name, status=422)
    return words

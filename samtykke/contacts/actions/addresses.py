"""E-mail addresses and phones of a person. A changed address is a new row; consents name the row (rule 12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.contacts import addresses
from samtykke.contacts.actions.changes import ask_address_guards, locked, note, refuse_retired
from samtykke.contacts.models import AddressKind, PersonEmail, PersonPhone, PhoneKind
from samtykke.core.clock import now
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from samtykke.contacts.actions.changes import Change
    from samtykke.contacts.models import Person
    from samtykke.core.actors import Actor, Via

A = TypeVar("A", PersonEmail, PersonPhone)


@transaction.atomic
def add_email(
    person: Person,
    address: str,
    *,
    kind: str | None = None,
    use: str = "work",
    primary: bool = False,
    by: Actor,
    via: Via,
    run_id: int | None = None,
) -> PersonEmail:
    """Gives a person one more address; the first one is primary. One that was retired comes back as the row it was.

    Refuses one that must not be held again (`suppressed`).
    """
    normal = addresses.normal_email(address)
    person = locked(person.pk)
    judged = kind or (AddressKind.ROLE if addresses.is_role(normal) else AddressKind.PERSONAL)
    new = PersonEmail(
        person=person,
        address=address.strip(),
        normal=normal,
        fingerprint=addresses.fingerprint(normal),
        kind=judged,
        use=use or "work",
        run_id=run_id,
    )
    _check(new)
    known = PersonEmail.objects.filter(person=person, normal=normal).first()
    if known is None or known.retired_at:
        ask_address_guards(normal)
    return _add(new, known, primary, by, via)


@transaction.atomic
def add_phone(
    person: Person,
    number: str,
    *,
    kind: str | None = None,
    use: str = "work",
    primary: bool = False,
    by: Actor,
    via: Via,
    run_id: int | None = None,
) -> PersonPhone:
    """Gives a person one more phone, in any notation; dialled from the person's country where none is written."""
    person = locked(person.pk)
    written = addresses.e164(number, person.country)
    new = PersonPhone(person=person, number=written, kind=kind or PhoneKind.MOBILE, use=use or "work", run_id=run_id)
    _check(new)
    refuse_retired(["phones"])
    return _add(new, PersonPhone.objects.filter(person=person, number=written).first(), primary, by, via)


@transaction.atomic
def retire_email(email: PersonEmail, *, by: Actor, via: Via) -> PersonEmail:
    """Takes an address out of use. Its history stays; the next one becomes primary."""
    return _retire(email, by, via)


@transaction.atomic
def retire_phone(phone: PersonPhone, *, by: Actor, via: Via) -> PersonPhone:
    """Takes a phone out of use. Its history stays; the next one becomes primary."""
    return _retire(phone, by, via)


@transaction.atomic
def make_email_primary(email: PersonEmail, *, by: Actor, via: Via) -> PersonEmail:
    """Makes an address the one that is meant when none is named."""
    return _prefer(email, by, via)


@transaction.atomic
def make_phone_primary(phone: PersonPhone, *, by: Actor, via: Via) -> PersonPhone:
    """Makes a phone the one that is meant when none is named."""
    return _prefer(phone, by, via)


@transaction.atomic
def change_email(email: PersonEmail, *, kind: str, use: str, by: Actor, via: Via) -> PersonEmail:
    """Says anew who reads an address and what it is for. The address itself stays: another one is a new row (rule 12)."""
    return _change(email, kind, use, by, via)


@transaction.atomic
def change_phone(phone: PersonPhone, *, kind: str, use: str, by: Actor, via: Via) -> PersonPhone:
    """Says anew of which kind a phone is and what it is for. Another number is a new row."""
    return _change(phone, kind, use, by, via)


@transaction.atomic
def correct_email(email: PersonEmail, address: str, *, by: Actor, via: Via) -> PersonEmail:
    """Puts another address in the place of one: a row of its own for the same use; the old one goes out of use (rule 12).

    The same address again changes nothing. Correcting back brings the old row back as it was.
    """
    person = locked(email.person_id)
    email = _in_use(email)
    normal = addresses.normal_email(address)
    if normal == email.normal:
        return email
    if _living(email).filter(normal=normal).exists():
        raise Refused(_("The person has this address already."), code="known", field="address", status=422)
    new = add_email(person, address, use=email.use, primary=email.is_primary, by=by, via=via)
    retire_email(email, by=by, via=via)
    return new


@transaction.atomic
def correct_phone(phone: PersonPhone, number: str, *, by: Actor, via: Via) -> PersonPhone:
    """Puts another number in the place of one, as a row of its own of the same kind and use; the old one goes out of use.

    The same number in another notation changes nothing. Correcting back brings the old row back as it was.
    """
    person = locked(phone.person_id)
    phone = _in_use(phone)
    written = addresses.e164(number, person.country)
    if written == phone.number:
        return phone
    if _living(phone).filter(number=written).exists():
        raise Refused(_("The person has this number already."), code="known", field="phone", status=422)
    new = add_phone(person, number, kind=phone.kind, use=phone.use, primary=phone.is_primary, by=by, via=via)
    retire_phone(phone, by=by, via=via)
    return new


def _in_use(row: A) -> A:
    """The row as it is now; refuses one that is out of use, also since somebody corrected it meanwhile."""
    row = type(row)._default_manager.get(pk=row.pk)
    if row.retired_at:
        raise Refused(_("This is out of use. Add it again first."), code="retired")
    return row


def _change(row: A, kind: str, use: str, by: Actor, via: Via) -> A:
    person = locked(row.person_id)
    row = _in_use(row)
    before = {"kind": row.kind, "use": row.use}
    row.kind, row.use = kind or row.kind, use or row.use
    _check(row)
    changes: list[Change] = [
        (f"{_name(row)}_{field}", was, getattr(row, field))
        for field, was in before.items()
        if was != getattr(row, field)
    ]
    if changes:
        type(row)._default_manager.filter(pk=row.pk).update(kind=row.kind, use=row.use)
        note(person, changes, by=by, via=via)
    return row


def _add(new: A, known: A | None, primary: bool, by: Actor, via: Via) -> A:
    """Adds a row, or brings a retired one back; a living one is only preferred where that is asked."""
    if known and known.retired_at is None:
        return _prefer(known, by, via) if primary else known
    row = known or new
    first = not _living(row).exists()
    changes: list[Change] = [(_name(row), None, _written(row))]
    if primary or first:
        changes += _make_primary(row)
    if known:
        type(row)._default_manager.filter(pk=row.pk).update(retired_at=None, is_primary=row.is_primary)
        row.retired_at = None
    else:
        row.save(force_insert=True)
    note(row.person, changes, by=by, via=via, run_id=new.run_id)
    return row


def _retire(row: A, by: Actor, via: Via) -> A:
    person = locked(row.person_id)
    row = type(row)._default_manager.get(pk=row.pk)
    if row.retired_at:
        return row
    row.retired_at, was_primary, row.is_primary = now(), row.is_primary, False
    type(row)._default_manager.filter(pk=row.pk).update(retired_at=row.retired_at, is_primary=False)
    changes: list[Change] = [(_name(row), _written(row), None)]
    following = _living(row).order_by("id").first()
    if was_primary and following:
        changes += _make_primary(following, before=_written(row))
        type(row)._default_manager.filter(pk=following.pk).update(is_primary=True)
    note(person, changes, by=by, via=via)
    return row


def _prefer(row: A, by: Actor, via: Via) -> A:
    person = locked(row.person_id)
    row = _in_use(row)
    if row.is_primary:
        return row
    changes = _make_primary(row)
    type(row)._default_manager.filter(pk=row.pk).update(is_primary=True)
    note(person, changes, by=by, via=via)
    return row


def _make_primary(row: A, *, before: str | None = None) -> list[Change]:
    """Takes the mark from the one that has it; the caller writes the row."""
    marked = _living(row).filter(is_primary=True).first()
    if marked:
        before = _written(marked)
        type(row)._default_manager.filter(pk=marked.pk).update(is_primary=False)
    row.is_primary = True
    return [(f"primary_{_name(row)}", before, _written(row))] if before else []


def _living(row: A) -> QuerySet[A]:
    rows: QuerySet[A] = type(row)._default_manager.filter(person_id=row.person_id, retired_at__isnull=True)
    return rows.exclude(id=row.id) if row.id else rows


def _name(row: PersonEmail | PersonPhone) -> str:
    return "email" if isinstance(row, PersonEmail) else "phone"


def _written(row: PersonEmail | PersonPhone) -> str:
    return row.address if isinstance(row, PersonEmail) else row.number


def _check(row: PersonEmail | PersonPhone) -> None:
    for field in ("kind", "use"):
        column: Any = type(row)._meta.get_field(field)
        if getattr(row, field) not in dict(column.choices):
            raise Refused(_("Choose one of the kinds on offer."), code=f"unknown_{field}", field=field, status=422)

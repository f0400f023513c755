"""What every change of a person shares: the lock, the values before and after, the new version, the trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F
from django.utils.translation import gettext as _

from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.contacts.masking import KEYS
from samtykke.contacts.models import FieldChange, Person
from samtykke.contacts.queries import survivor_id
from samtykke.core.actors import Ref
from samtykke.core.clock import now
from samtykke.core.known_fields import field_by_key
from samtykke.core.refused import Refused
from samtykke.purposes.retired import retired_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from samtykke.core.actors import Actor, Via

# A field of a change, its value before, its value after; None where there was or is none. References are ids as text.
Change = tuple[str, str | None, str | None]

# What a higher app asks before a person is changed: it refuses, or returns. Apps add theirs in `ready()`.
_guards: dict[str, Callable[[int], None]] = {}
# The same before an e-mail address, in its normal form, is held of anybody.
_address_guards: dict[str, Callable[[str], None]] = {}


def guard(name: str, ask: Callable[[int], None]) -> None:
    """Has every change of a person ask first. The same name again replaces it."""
    _guards[name] = ask


def ask_guards(person_id: int) -> None:
    """Lets each guard refuse a change of this person, who is locked."""
    for ask in _guards.values():
        ask(person_id)


def guard_addresses(name: str, ask: Callable[[str], None]) -> None:
    """Has every address that comes to a person ask first. The same name again replaces it."""
    _address_guards[name] = ask


def ask_address_guards(normal: str) -> None:
    """Lets each guard refuse to hold this address."""
    for ask in _address_guards.values():
        ask(normal)


def refuse_retired(names: Iterable[str], *, place: str | None = None) -> None:
    """Refuses to fill a field that the company retired, by the name it was sent under. Art. 5(1)(c); product.md M30."""
    retired = retired_fields()
    for name in names if retired else ():
        key = KEYS.get(name, "")
        known = field_by_key(key) if key in retired else None
        if known is not None:
            raise Refused(
                _("“%s” is retired: it is no longer filled in.") % known.name,
                code="field_retired",
                field=place or name,
                status=422,
            )


def locked(person_id: int) -> Person:
    """The person as they are now, held until the transaction ends; refuses who lies in the recycle bin, or is guarded."""
    person = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person_id)
    if person.deleted_at:
        raise Refused(_("This person is in the recycle bin. Restore them first."), code="deleted")
    ask_guards(person.pk)
    if (stands_for := survivor_id(person.pk)) != person.pk:
        ask_guards(stands_for)
    return person


def note(person: Person, changes: Sequence[Change], *, by: Actor, via: Via, run_id: int | None = None) -> None:
    """Writes the values before and after to the person, raises the version, and names the fields in the trail.

    What one act changed carries one instant.
    """
    at = now()
    FieldChange.objects.bulk_create(
        FieldChange(
            person=person,
            at=at,
            field=field,
            before=before,
            after=after,
            actor_kind=by.kind.value,
            actor_id=by.id,
            via=via.value,
            run_id=run_id,
        )
        for field, before, after in changes
    )
    Person.objects.filter(pk=person.pk).update(version=F("version") + 1, updated_at=now())
    fields = sorted({field for field, _before, _after in changes})
    record(Deed.PERSON_CHANGED, subject=Ref.person(person.pk), by=by, via=via, fields=fields)

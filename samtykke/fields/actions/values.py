"""What is written in the fields of a person or a company: checked by the field's kind, noted before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.contacts.actions.changes import locked, note
from samtykke.contacts.actions.company_rows import company_to_change, note_company
from samtykke.contacts.models import Company, Person
from samtykke.core.refused import Refused
from samtykke.fields import queries
from samtykke.fields.models import FieldKind, Subject
from samtykke.fields.values import as_text, held_by, parsed, place_of, refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

    from samtykke.contacts.actions.changes import Change
    from samtykke.core.actors import Actor, Via
    from samtykke.fields.models import UserField
    from samtykke.fields.values import Held

    # A field with what it holds and what it is to hold.
    Wanted = tuple[UserField, Held, Held]


@transaction.atomic
def change_fields(
    person: Person,
    *,
    told: Mapping[str, Any],
    version: int | None = None,
    among: QuerySet[Person] | None = None,
    by: Actor,
    via: Via,
    run_id: int | None = None,
) -> Person:
    """Writes in a person's fields, by their keys; what is not told stays, nothing empties. A fixed number of queries.

    With a `version`, refuses when somebody changed the person in between. `among`: whom whoever writes may name.
    """
    person = locked(person.pk)
    changes = _changes(Subject.PERSON, person.pk, told, among)
    if not changes:
        return person
    if version is not None and version != person.version:
        raise Refused(
            _("Somebody changed this person while you were writing. Look at it again, then save."),
            code="changed_meanwhile",
        )
    _write(Subject.PERSON, person.pk, changes, run_id=run_id)
    note(person, _noted(changes), by=by, via=via, run_id=run_id)
    person.refresh_from_db()
    return person


@transaction.atomic
def change_company_fields(
    company: Company,
    *,
    told: Mapping[str, Any],
    version: int | None = None,
    among: QuerySet[Person] | None = None,
    by: Actor,
    via: Via,
) -> Company:
    """The same for a company. Whom a field names is not repeated in the company's history: it is that person's."""
    company = company_to_change(company.pk)
    changes = _changes(Subject.COMPANY, company.pk, told, among)
    if not changes:
        return company
    if version is not None and version != company.version:
        raise Refused(
            _("Somebody changed this company while you were writing. Look at it again, then save."),
            code="changed_meanwhile",
        )
    _write(Subject.COMPANY, company.pk, changes)
    of_people = {field.known_key for field, _before, _after in changes if field.kind == FieldKind.PERSON}
    noted = [(key, None, None) if key in of_people else (key, was, will) for key, was, will in _noted(changes)]
    note_company(company.pk, noted, by=by, via=via, new_version=True)
    company.refresh_from_db()
    return company


def _changes(subject: str, owner: int, told: Mapping[str, Any], among: QuerySet[Person] | None) -> list[Wanted]:
    """What differs from what is held, with a refusal of what cannot be."""
    fields = {field.key: field for field in queries.fields_of(subject)}
    queries.hold(fields[key] for key in told if key in fields)
    for key in told:
        if key not in fields:
            raise Refused(
                _("There is no field “%s”.") % key[:60], code="unknown_field", field=f"fields.{key[:60]}", status=422
            )
    chosen = [fields[key] for key in told]
    options, values = queries.options_of(chosen), queries.standing(subject, owner)
    wanted = []
    for field in chosen:
        held = held_by(values.get(field.pk, []))
        after = parsed(field, told[field.key], options=options.get(field.pk, []), held=held)
        if set(after) != set(held):
            wanted.append((field, held, after))
    _refuse_retired(wanted)
    _refuse_unknown(wanted, among)
    return wanted


def _refuse_retired(wanted: list[Wanted]) -> None:
    """A retired field is emptied, and not filled in. product.md M30."""
    filled = [field for field, _before, after in wanted if after]
    retired = queries.retired_among(filled, queries.decisions_of(filled))
    for field in filled:
        if field.pk in retired:
            raise Refused(
                _("“%s” is retired: it is no longer filled in.") % field.name,
                code="field_retired",
                field=place_of(field),
                status=422,
            )


def _refuse_unknown(wanted: list[Wanted], among: QuerySet[Person] | None) -> None:
    """Whoever is named is held, and seen by who names them; in two queries."""
    people = Person.objects.held() if among is None else among
    companies = Company.objects.filter(deleted_at__isnull=True)
    for kind, known in ((FieldKind.PERSON, people), (FieldKind.COMPANY, companies)):
        named = {one for field, before, after in wanted if field.kind == kind for one in after if one not in before}
        found = set(known.filter(pk__in=named).values_list("pk", flat=True)) if named else set()
        for field, before, after in wanted:
            if field.kind == kind and set(after) - set(before) - found:
                raise refusal(field, _("There is nobody with this number."), "unknown_reference")


def _write(subject: str, owner: int, changes: list[Wanted], *, run_id: int | None = None) -> None:
    """Takes away what is no longer held, also of whoever was merged into the person, and adds what is new."""
    model: Any = queries.VALUES[subject]
    who = {queries.OWNER[Subject(subject)]: owner}
    whose = {f"{queries.OWNER[Subject(subject)]}__in": queries.owners_of(subject, owner)}
    several = [(field, set(before) - set(after)) for field, before, after in changes if field.kind == FieldKind.CHOICES]
    gone = [field.pk for field, _before, _after in changes if field.kind != FieldKind.CHOICES]
    away = {one for _field, options in several for one in options}
    model.objects.filter(field_id__in=gone, **whose).delete()
    if away:
        model.objects.filter(field_id__in=[field.pk for field, _ in several], option_id__in=away, **whose).delete()
    more = {"run_id": run_id} if subject == Subject.PERSON else {}
    model.objects.bulk_create(
        model(field=field, kind=field.kind, **{field.column: one}, **who, **more)
        for field, before, after in changes
        for one in after
        if field.kind != FieldKind.CHOICES or one not in before
    )


def _noted(changes: Iterable[Wanted]) -> list[Change]:
    """Each value before and after; values of a list by their keys."""
    told = list(changes)
    options = queries.options_of([field for field, _before, _after in told])
    return [
        (
            field.known_key,
            as_text(field, before, options.get(field.pk, [])),
            as_text(field, after, options.get(field.pk, [])),
        )
        for field, before, after in told
    ]

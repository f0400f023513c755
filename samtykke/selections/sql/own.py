"""The company's own fields, of all kinds: read from their definitions each time, so that a new one needs no release."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from samtykke.contacts.models import Company, Person
from samtykke.fields import queries
from samtykke.fields.models import INDEXED, SEARCHED_TEXTS, FieldKind, Subject
from samtykke.selections.criteria import Condition, Operator
from samtykke.selections.registry import Known
from samtykke.selections.sql.contacts import CHOSEN, MOMENTS, at_company
from samtykke.selections.sql.writing import ids_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from samtykke.fields.models import FieldOption, UserField
    from samtykke.selections.sql.writing import Writing

HEADINGS: Final = {Subject.PERSON: _("Own fields"), Subject.COMPANY: _("Own fields of the company")}
STEMS: Final = {Subject.PERSON: "own", Subject.COMPANY: "company_own"}
KEPT: Final = (Operator.FILLED, Operator.EMPTY)
TEXTS: Final = (Operator.IS, Operator.IS_NOT, Operator.BEGINS, Operator.CONTAINS, *KEPT)
NUMBERS: Final = (Operator.EQUALS, Operator.AT_LEAST, Operator.AT_MOST, *KEPT)
OPERATORS: Final[dict[str, tuple[Operator, ...]]] = {
    **dict.fromkeys((FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.LINK), TEXTS),
    **dict.fromkeys((FieldKind.NUMBER, FieldKind.MONEY), NUMBERS),
    FieldKind.DATE: (*MOMENTS, Operator.NEXT, *KEPT),
    **dict.fromkeys((FieldKind.YES_NO, FieldKind.CHOICE, FieldKind.CHOICES), CHOSEN),
    **dict.fromkeys((FieldKind.PERSON, FieldKind.COMPANY), CHOSEN),
}
YES, NO = "yes", "no"


def tell() -> Iterator[Known]:
    """The fields of people, then those of companies, group by group."""
    for subject in Subject.values:
        fields = queries.fields_of(subject)
        options = queries.options_of(fields)
        for field in fields:
            yield _known(field, options.get(field.pk, []))


def _known(field: UserField, options: list[FieldOption]) -> Known:
    return Known(
        key=f"{STEMS[Subject(field.subject)]}.{field.key}",
        name=field.name,
        heading=HEADINGS[Subject(field.subject)],
        operators=OPERATORS[field.kind],
        known_key=field.known_key,
        number_unit=field.unit,
        offers=_offers(field, options),
        names=_names(field),
        sql=lambda w, asked: _sql(w, asked, field, options),
    )


def _offers(field: UserField, options: list[FieldOption]):  # type: ignore[no-untyped-def]
    if field.is_listed:
        return lambda _reader: {option.key: option.name for option in options}
    if field.kind == FieldKind.YES_NO:
        return lambda _reader: {YES: _("Yes"), NO: _("No")}
    return None


def _names(field: UserField):  # type: ignore[no-untyped-def]
    if field.kind == FieldKind.PERSON:
        return lambda keys, _reader: _named(
            Person.objects.held().filter(pk__in=_ids(keys)).values_list("pk", flat=True)
        )
    if field.kind == FieldKind.COMPANY:
        rows = Company.objects.filter(deleted_at__isnull=True)
        return lambda keys, _reader: {
            str(pk): name for pk, name in rows.filter(pk__in=_ids(keys)).values_list("pk", "name")
        }
    return None


def _named(ids: Iterable[int]) -> Mapping[str, str]:
    """People by their number: their names are for who sees them."""
    return {str(pk): f"#{pk}" for pk in ids}


def _ids(keys: Iterable[str]) -> list[int]:
    return ids_in(Condition("own", Operator.ANY_OF, tuple(keys)))


def _sql(w: Writing, asked: Condition, field: UserField, options: list[FieldOption]) -> str:
    told = f"t.field_id = {w.bind(field.pk)} AND {_value(w, asked, field, options)}"
    if field.subject == Subject.COMPANY:
        stands = (
            "SELECT s.survivor_id FROM contacts_companymerge s WHERE s.merged_id = t.company_id AND s.undone_at IS NULL"
        )
        rows = f"SELECT coalesce(({stands}), t.company_id) FROM fields_companyfieldvalue t WHERE {told}"
        return at_company(w, f"c.id IN ({rows})")
    if field.kind == FieldKind.CHOICES:
        return w.has(w.rows("fields_fieldvalue", told))
    return w.has(_first_word(w, field, told))


def _first_word(w: Writing, field: UserField, told: str) -> str:
    """Where people are merged the survivor's own word counts, then that of whoever has the lowest number."""
    pk = w.bind(field.pk)
    return (
        f"SELECT t.person_id AS who FROM fields_fieldvalue t WHERE {told} "
        "UNION ALL SELECT m.survivor_id FROM contacts_merge m JOIN fields_fieldvalue t ON t.person_id = m.merged_id "
        f"WHERE m.undone_at IS NULL AND {told} "
        f"AND NOT EXISTS (SELECT FROM fields_fieldvalue o WHERE o.person_id = m.survivor_id AND o.field_id = {pk}) "
        "AND NOT EXISTS (SELECT FROM contacts_merge e JOIN fields_fieldvalue o ON o.person_id = e.merged_id "
        f"WHERE e.survivor_id = m.survivor_id AND e.undone_at IS NULL AND e.merged_id < m.merged_id AND o.field_id = {pk})"
    )


def _value(w: Writing, asked: Condition, field: UserField, options: list[FieldOption]) -> str:
    """What is asked of a value, in the words of the index of its column."""
    column = f"t.{field.column}"
    if asked.operator == Operator.FILLED:
        return f"{column} IS NOT NULL"
    match field.kind:
        case FieldKind.NUMBER | FieldKind.MONEY:
            return w.number(column, asked)
        case FieldKind.DATE:
            return w.day(column, asked)
        case FieldKind.YES_NO:
            return f"{column} = ANY({w.bind([key == YES for key in w.told(asked)])}::boolean[])"
        case FieldKind.CHOICE | FieldKind.CHOICES:
            chosen = [option.pk for option in options if option.key in w.told(asked)]
            return f"{column} = ANY({w.bind(chosen)}::bigint[])"
        case FieldKind.PERSON | FieldKind.COMPANY:
            return w.ids(column, asked)
    return _written(w, asked, field)


def _written(w: Writing, asked: Condition, field: UserField) -> str:
    """A text: by its beginning, which the index holds, then whole."""
    said = w.text("t.text", asked)
    if field.kind not in SEARCHED_TEXTS or asked.operator not in (Operator.IS, Operator.BEGINS):
        return said
    kinds = ", ".join(f"'{kind.value}'" for kind in SEARCHED_TEXTS)
    beginning = w.bind(str(asked.value).lower()[:INDEXED])
    indexed = f"LOWER(LEFT(t.text, {INDEXED}))"
    found = f"{indexed} = {beginning}" if asked.operator == Operator.IS else f"starts_with({indexed}, {beginning})"
    return f"t.kind IN ({kinds}) AND {found} AND {said}"

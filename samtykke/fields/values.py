"""From what people, files and other systems say to what a field keeps, and back to words."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final

from django.utils import formats
from django.utils.translation import gettext as _

from samtykke.core.refused import Refused
from samtykke.core.templatetags.words import day
from samtykke.fields import queries
from samtykke.fields.models import (
    DECIMALS,
    FIRST_DAY,
    LAST_DAY,
    LONGEST_LINK,
    LONGEST_LONG_TEXT,
    LONGEST_TEXT,
    WHOLE_DIGITS,
    FieldKind,
    Subject,
)
from samtykke.purposes.actions.fields import web_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from samtykke.fields.models import FieldOption, UserField, Value

# What a field keeps: nothing, one value, or several of a list, each as its column holds it.
Held = tuple[Any, ...]

YES: Final = frozenset({"yes", "ja", "true", "1", "y", "j", "x", "on"})
NO: Final = frozenset({"no", "nei", "false", "0", "n", "off"})
LONGEST: Final = {
    FieldKind.TEXT: LONGEST_TEXT,
    FieldKind.LINK: LONGEST_LINK,
    FieldKind.LONG_TEXT: LONGEST_LONG_TEXT,
}
MONEY_DECIMALS = 2
A_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
BETWEEN = re.compile(r"[;,\n]")


def place_of(field: UserField) -> str:
    """Where a refusal of a field is shown."""
    return f"fields.{field.key}"


def refusal(field: UserField, sentence: str, code: str) -> Refused:
    """A refusal of what was said for a field, naming its key."""
    return Refused(sentence, code=code, field=place_of(field), status=422)


def parsed(field: UserField, said: Any, *, options: Sequence[FieldOption] = (), held: Held = ()) -> Held:
    """What is to be kept; nothing for nothing. A retired value of a list stays with who has it, and is new to nobody.

    People and companies are told by their ids; whether there is somebody is asked where it is written.
    """
    if said is None or said in ("", [], ()) or (isinstance(said, str) and not said.strip()):
        return ()
    match field.kind:
        case FieldKind.NUMBER | FieldKind.MONEY:
            return (_number(field, said),)
        case FieldKind.DATE:
            return (_day(field, said),)
        case FieldKind.YES_NO:
            return (_yes(field, said),)
        case FieldKind.CHOICE | FieldKind.CHOICES:
            return _chosen(field, said, options, held)
        case FieldKind.PERSON | FieldKind.COMPANY:
            return (_id(field, said),)
    return (_text(field, said),)


def _text(field: UserField, said: Any) -> str:
    if not isinstance(said, str):
        raise refusal(field, _("Write a text."), "invalid_type")
    text = said.replace("\r\n", "\n").strip()
    if field.kind != FieldKind.LONG_TEXT:
        text = " ".join(text.split())
    if "\x00" in text:
        raise refusal(field, _("This holds a character that cannot be stored."), "nul")
    longest = LONGEST[FieldKind(field.kind)]
    if len(text) > longest:
        raise refusal(field, _("At most %d characters.") % longest, "too_long")
    return web_address(text, field=place_of(field)) if field.kind == FieldKind.LINK else text


def _number(field: UserField, said: Any) -> Decimal:
    told = str(said) if isinstance(said, int | float | Decimal) and not isinstance(said, bool) else said
    text = with_point(told) if isinstance(told, str) else ""
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or (isinstance(told, str) and told is said and not A_NUMBER.fullmatch(text)):
        raise refusal(field, _("Write a number, like 1250.50."), "invalid_number")
    most = MONEY_DECIMALS if field.kind == FieldKind.MONEY else DECIMALS
    number = number.normalize()
    if abs(number) >= Decimal(10) ** WHOLE_DIGITS:
        raise refusal(field, _("At most %d digits before the decimal sign.") % WHOLE_DIGITS, "too_long")
    if -int(number.as_tuple().exponent) > most:
        raise refusal(field, _("At most %d decimals.") % most, "too_many_decimals")
    return number + 0  # no minus before a nought


def with_point(text: str) -> str:
    """A number as people write it: blanks between thousands, a comma or a point before decimals."""
    text = re.sub(r"[\s\u00a0\u202f']", "", text).replace("\u2212", "-")
    if "," in text and "." in text:
        thousands = "," if text.rindex(".") > text.rindex(",") else "."
        text = text.replace(thousands, "")
    return text.replace(",", ".")


def _day(field: UserField, said: Any) -> date:
    try:
        found = date.fromisoformat(_iso(said)) if isinstance(said, str) else said
    except ValueError:
        found = None
    if type(found) is not date:
        raise refusal(field, _("Write a day, like 2026-11-03."), "invalid_date")
    if not FIRST_DAY <= found <= LAST_DAY:
        sentence = _("Write a day between %(first)s and %(last)s.")
        told = {"first": FIRST_DAY.isoformat(), "last": LAST_DAY.isoformat()}
        raise refusal(field, sentence % told, "date_out_of_range")
    return found


def _iso(said: str) -> str:
    """A day as files write it, the day first or the year first."""
    text = said.strip()
    if found := DAY_FIRST.fullmatch(text):
        return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
    return text


def _yes(field: UserField, said: Any) -> bool:
    if isinstance(said, bool):
        return said
    word = said.strip().casefold() if isinstance(said, str) else ""
    if word not in YES | NO:
        raise refusal(field, _("Write yes or no."), "invalid_type")
    return word in YES


def _id(field: UserField, said: Any) -> int:
    if isinstance(said, bool) or not (isinstance(said, int) or (isinstance(said, str) and said.strip("# ").isdigit())):
        raise refusal(field, _("Say who is meant by their number here."), "invalid_type")
    number = int(said.strip("# ")) if isinstance(said, str) else said
    if not 0 < number < 2**63:
        raise refusal(field, _("There is nobody with this number."), "unknown_reference")
    return number


def _chosen(field: UserField, said: Any, options: Sequence[FieldOption], held: Held) -> Held:
    told = said if isinstance(said, list | tuple) else [said]
    if field.kind == FieldKind.CHOICE and len(told) != 1:
        raise refusal(field, _("Choose one."), "invalid_type")
    if field.kind == FieldKind.CHOICES and isinstance(said, str) and _option(said, options) is None:
        told = [part for part in BETWEEN.split(said) if part.strip()]
    found = [_one(field, part, options, held) for part in told]
    return tuple(dict.fromkeys(found))


def _one(field: UserField, said: Any, options: Sequence[FieldOption], held: Held) -> int:
    option = _option(said, options) if isinstance(said, str) else None
    if option is None:
        told = {"value": str(said)[:60], "field": field.name}
        raise refusal(field, _("“%(value)s” is not in the list of “%(field)s”.") % told, "unknown_option")
    if option.retired_at and option.pk not in held:
        raise refusal(field, _("“%s” is no longer chosen anew.") % option.name, "option_retired")
    return option.pk


def _option(said: str, options: Sequence[FieldOption]) -> FieldOption | None:
    """A value of the list by its key, else by a name in any language and case."""
    word = said.strip()
    by_key = next((one for one in options if one.key == word), None)
    name = word.casefold()
    return by_key or next((one for one in options if name in {told.casefold() for told in one.names.values()}), None)


# --- Back to words ------------------------------------------------------------------------------------------------------


def held_by(values: Iterable[Value]) -> Held:
    """What rows of one field hold together."""
    return tuple(value.held for value in values)


def as_json(field: UserField, held: Held, options: Sequence[FieldOption] = ()) -> Any:
    """What the API says: numbers as text, so that none is rounded; values of a list by their keys."""
    keys = {option.pk: option.key for option in options}
    told = [_plain(keys.get(one, str(one)) if field.is_listed else one) for one in held]
    if field.kind == FieldKind.CHOICES:
        return told
    return told[0] if told else None


def as_text(field: UserField, held: Held, options: Sequence[FieldOption] = ()) -> str | None:
    """What a file and the history say, the same for every reader; None for nothing."""
    if not held:
        return None
    told = as_json(field, held, options)
    if isinstance(told, bool):
        return "yes" if told else "no"
    return ", ".join(told) if isinstance(told, list) else str(told)


def texts_of(fields: Sequence[UserField], people: Iterable[int]) -> dict[int, dict[int, str]]:
    """What is written about each of some people, as a file says it, by field; two queries however many."""
    known = {field.pk: field for field in fields}
    if not known:
        return {}
    options = queries.options_of(fields)
    return {
        owner: {
            pk: as_text(known[pk], held_by(rows), options.get(pk, [])) or ""
            for pk, rows in found.items()
            if pk in known
        }
        for owner, found in queries.values_of(Subject.PERSON, people).items()
    }


def _plain(one: Any) -> Any:
    if isinstance(one, Decimal):
        return f"{one.normalize():f}"
    return one.isoformat() if isinstance(one, date) else one


def in_words(
    field: UserField, held: Held, options: Sequence[FieldOption], names: Mapping[tuple[str, int], str]
) -> list[str]:
    """What a page says of each thing that is held, in the reader's language."""
    called = {option.pk: option.name for option in options}
    return [_word(field, one, called, names) for one in held]


def _word(field: UserField, one: Any, called: Mapping[int, str], names: Mapping[tuple[str, int], str]) -> str:
    match field.kind:
        case FieldKind.NUMBER | FieldKind.MONEY:
            number = formats.number_format(Decimal(f"{one.normalize():f}"), use_l10n=True, force_grouping=True)
            return f"{number} {field.unit}".strip()
        case FieldKind.DATE:
            return day(one)
        case FieldKind.YES_NO:
            return _("Yes") if one else _("No")
        case FieldKind.CHOICE | FieldKind.CHOICES:
            return called.get(one, "")
        case FieldKind.PERSON:
            return names.get((field.kind, one), _("Somebody you do not see"))
        case FieldKind.COMPANY:
            return names.get((field.kind, one), _("A company in the recycle bin"))
    return str(one)

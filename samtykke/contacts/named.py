"""Whom a text names: the conditions by which people, their addresses and their numbers are asked, the closest first.

Each of them reads one index: words of names, external ids, beginnings and domains of addresses, four digits in a row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations, product
from typing import TYPE_CHECKING, Any, Final

from django.db.models import BooleanField, F, Func, Q, Value
from django.db.models.expressions import RawSQL

from samtykke.contacts.addresses import normal_email
from samtykke.contacts.models import Company, Person, PersonEmail, PersonPhone
from samtykke.contacts.sql import BEGUN
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Container

    from django.db.models import Model, QuerySet

DIGITS = re.compile(r"[\d\s()+./-]+")
FEWEST_DIGITS: Final = 4
# From so many digits on, a zero that one dials first is no part of the number.
DIALLED: Final = 8
# Whoever writes more words than these, or more of a letter or two, means nobody's name.
MOST_WORDS, MOST_SHORT = 12, 3
LONGEST: Final = 200
# Words begin so many names that the order of names is read first, up to as many as are wanted.
FEW_LETTERS: Final = 2
TOGETHER, MOST_RANGES, LOOKED_THROUGH = 2, 9, 5000
EXACT, WHOLE_NAME, WHOLE_WORDS, BEGINNINGS = range(4)
# The letters of the order of names (`contacts_sort_key`) that are one when folded.
IN_ORDER: Final = {"a": "a{}", "o": "o|"}
# The letters beside those of ASCII that `contacts_fold` makes one of them.
FOLDED: Final = str.maketrans("æäåøö", "aaaoo")


@dataclass(frozen=True, slots=True)
class Named:
    """Rows of one table that a text names. `is_part`: another one of the text names them too, less closely."""

    rank: int
    model: type[Model]
    condition: Any
    is_part: bool = False

    @property
    def column(self) -> str:
        """The column that says which person or company."""
        return "person_id" if self.model in {PersonEmail, PersonPhone} else "pk"

    def rows(self) -> QuerySet[Any, Any]:
        """The rows; addresses and numbers in use alone."""
        rows = self.model._default_manager.filter(self.condition)
        return rows if self.column == "pk" else rows.filter(retired_at__isnull=True)

    def ids(self) -> QuerySet[Any, Any]:
        """The ids of the people, or companies."""
        return self.rows().values(self.column)


def naming(text: str, without: Container[str] = ()) -> list[Named]:
    """What a text, stripped and not empty, says of people; `without` the fields that are covered, by their keys."""
    text = text[:LONGEST]
    if "@" in text:
        return [] if "person.emails" in without else _addresses(text)
    known = [] if "person.external_id" in without else [Named(EXACT, Person, Q(external_id=text))]
    if (digits := digits_of(text)) and "person.phones" not in without:
        return [*known, *_numbers(digits)]
    return [*known, *_names(text), *([] if " " in text or "person.emails" in without else _beginning(text))]


def naming_companies(text: str) -> list[Named]:
    """The same of companies: their number, or the words of their name by their beginnings."""
    text = text[:LONGEST]
    compact = re.sub(r"[\s.]", "", text)
    known = [Named(EXACT, Company, Q(org_number=compact) & ~Q(org_number=""))]
    if compact.isdigit() and len(compact) >= FEWEST_DIGITS:
        known.append(Named(BEGINNINGS, Company, Q(org_number__startswith=compact) & ~Q(org_number="")))
    if not (beginnings := query_of(text)):
        return known
    whole = query_of(text, whole=True)
    return [
        *known,
        Named(WHOLE_NAME, Company, Q(sort_key=Func(Value(text), function="contacts_sort_key")), is_part=True),
        Named(WHOLE_WORDS, Company, has_words(COMPANY_WORDS, whole), is_part=True),
        Named(BEGINNINGS, Company, has_words(COMPANY_WORDS, beginnings)),
    ]


def digits_of(text: str) -> str:
    """The digits of what is written as a number, at least four; nothing for any other text."""
    digits = re.sub(r"\D", "", text)
    if len(digits) < FEWEST_DIGITS or not digits.isascii() or not DIGITS.fullmatch(text):
        return ""
    stripped = digits.lstrip("0")
    return stripped if len(digits) >= DIALLED and len(stripped) >= FEWEST_DIGITS else digits


def words_of(text: str) -> list[str]:
    """The words of a text that have to begin a name: once each, without those that begin another, the longest first."""
    words = sorted({word.lower() for word in re.findall(r"[^\W_]+", text)}, key=lambda word: (-len(word), word))
    kept: list[str] = []
    for word in words:
        if not any(longer.startswith(word) for longer in kept):
            kept.append(word)
    return kept


def query_of(text: str, *, whole: bool = False) -> str:
    """What a text asks of the words of a name, as to_tsquery reads it; nothing where it has no words."""
    text = text[:LONGEST]
    words = sorted(set(re.findall(r"[^\W_]+", text.lower()))) if whole else words_of(text)
    if len(words) > MOST_WORDS or sum(len(word) <= FEW_LETTERS for word in words) > MOST_SHORT:
        return ""
    return " & ".join(words) if whole else _beginnings(words)


def _beginnings(words: list[str]) -> str:
    return " & ".join(f"{word}:*" for word in words)


PERSON_WORDS: Final = Func(
    F("first_name"),
    F("last_name"),
    template="to_tsvector('simple', contacts_fold(%(expressions)s))",
    arg_joiner=" || ' ' || ",
)
# The same, so that no index is asked.
UNINDEXED_WORDS: Final = Func(
    F("first_name"),
    F("last_name"),
    template="to_tsvector('simple', contacts_fold(%(expressions)s) || '')",
    arg_joiner=" || ' ' || ",
)
PERSON_PAIRS: Final = Func(
    F("first_name"),
    F("last_name"),
    template='(contacts_pairs(contacts_fold(%(expressions)s)) COLLATE "C")',
    arg_joiner=" || ' ' || ",
)
COMPANY_WORDS: Final = Func(F("name"), function="contacts_words")


def has_words(words: Func, query: str) -> Func:
    """The expression of an index of words, letter for letter, and what is looked for."""
    wanted = Func(Value(query), template="to_tsquery('simple', contacts_fold(%(expressions)s))")
    return Func(words, wanted, template="(%(expressions)s)", arg_joiner=" @@ ", output_field=BooleanField())


def normal_or_none(text: str) -> str | None:
    """The normal form of an address; None where it is none."""
    try:
        return normal_email(text)
    except Refused:
        return None


def _names(text: str) -> list[Named]:
    if not query_of(text):
        return []
    words, whole = words_of(text), query_of(text, whole=True)
    return [
        Named(WHOLE_NAME, Person, _is_whole_name(text), is_part=True),
        *_one_word(words),
        Named(WHOLE_WORDS, Person, has_words(PERSON_WORDS, whole), is_part=True),
        *_in_order(words),
        Named(BEGINNINGS, Person, _begin(words)),
    ]


def _one_word(words: list[str]) -> list[Named]:
    """Of one word some whose last or first name it is, read in the order of those."""
    if len(words) > 1 or len(words[0]) <= FEW_LETTERS:
        return []
    word = words[0]
    parted = [Q(sort_key__gte=f"{word} ", sort_key__lt=f"{word}.")] if word.isascii() else []  # also before a hyphen
    return [Named(WHOLE_WORDS, Person, is_so, is_part=True) for is_so in (*parted, _first_name(word))]


def _first_name(wanted: str) -> Q:
    """Whose first name it is, or with a % at its end begins, by an index of its own."""
    first = Func(F("first_name"), template='contacts_fold(%(expressions)s) COLLATE "C"')
    folded = Func(Value(wanted), function="contacts_fold")
    return Q(Func(first, folded, template="(%(expressions)s)", arg_joiner=" LIKE ", output_field=BooleanField()))


def _in_order(words: list[str]) -> list[Named]:
    """Of one word or two some whose last name one of them begins, or of one word the first, read in the order of names."""
    if len(words) > TOGETHER or not all(word.isascii() for word in words):
        return []
    if len(words) == 1:
        keys = _keys(words[0]) if len(words[0]) <= FEW_LETTERS else words
        begun = [Q(sort_key__gte=key, sort_key__lt=_after(key)) for key in keys[:MOST_RANGES]]
        begun.append(_first_name(f"{words[0]}%"))
    elif min(map(len, words)) == 1:
        return []  # their first letters tell
    else:
        asked = [[key, _after(key), LOOKED_THROUGH, f"% {other}%"] for key, other in (words, words[::-1])]
        begun = [Q(pk__in=RawSQL(BEGUN, params)) for params in asked]  # noqa: S611 - the words are parameters
    return [Named(BEGINNINGS, Person, condition, is_part=True) for condition in begun]


def _after(key: str) -> str:
    """What comes after everything that begins so, in the order of names."""
    return f"{key[:-1]}{chr(ord(key[-1]) + 1)}"


def _begin(words: list[str]) -> Any:
    """Whether the words begin words of a name. One letter begins so many names that they are not gathered: whose first
    letters are those of the words is looked at instead, by an index of their pairs.
    """
    said = _beginnings(words)
    letters = sorted({word[0].translate(FOLDED) for word in words})
    if min(map(len, words)) > 1 or len(letters) == 1 or not "".join(letters).isascii():
        return has_words(PERSON_WORDS, said)
    pairs = [Value(f"{first}{second}") for first, second in combinations(letters, 2)]
    wanted = Func(*pairs, template="ARRAY[%(expressions)s]::text[]")
    begun = Q(Func(PERSON_PAIRS, wanted, template="(%(expressions)s)", arg_joiner=" @> ", output_field=BooleanField()))
    if longer := _beginnings([word for word in words if len(word) > 1]):
        begun &= Q(has_words(PERSON_WORDS, longer))
    return begun & Q(has_words(UNINDEXED_WORDS, said))


def _keys(word: str) -> list[str]:
    """How the order of names may write a folded word."""
    return ["".join(letters) for letters in product(*(IN_ORDER.get(letter, letter) for letter in word))]


def _is_whole_name(text: str) -> Q:
    """Whether the words are the whole name, in any place where it may be parted into last and first."""
    words = text.split()[:MOST_WORDS]
    turned = [" ".join(words[at:] + words[:at]) for at in range(len(words))] + [f"{text.strip()} ", f" {text.strip()}"]
    return Q(sort_key__in=[Func(Value(name), function="contacts_sort_key") for name in turned])


def _addresses(text: str) -> list[Named]:
    """Whole addresses in any notation, beginnings of one as it was written, and everybody of a domain."""
    if text.startswith("@"):
        domain = Func(F("normal"), template="split_part(%(expressions)s, '@', 2)")
        wanted = Value(_like(text[1:].casefold()))
        is_of = Func(domain, wanted, template="(%(expressions)s)", arg_joiner=" LIKE ", output_field=BooleanField())
        return [Named(BEGINNINGS, PersonEmail, is_of)] if text[1:] else []
    normal = normal_or_none(text)
    local = text.casefold().rpartition("@")[0]
    begins = Q(normal__startswith=normal or text.casefold()) | Q(address__istartswith=text)
    exact = [Named(EXACT, PersonEmail, Q(normal=normal), is_part=True)] if normal else []
    return [*exact, Named(BEGINNINGS, PersonEmail, Q(normal__startswith=f"{local}@") & begins)]


def _beginning(text: str) -> list[Named]:
    return [Named(BEGINNINGS, PersonEmail, Q(normal__startswith=text.lower()))]


def _numbers(digits: str) -> list[Named]:
    runs = sorted({digits[at : at + FEWEST_DIGITS] for at in range(len(digits) - FEWEST_DIGITS + 1)})
    known = Func(F("number"), template='contacts_phone_runs(%(expressions)s) COLLATE "C"')
    wanted = Func(*map(Value, runs), template="ARRAY[%(expressions)s]::text[]")
    has_runs = Func(known, wanted, template="(%(expressions)s)", arg_joiner=" @> ", output_field=BooleanField())
    ours = [Named(EXACT, PersonPhone, Q(number=f"+{digits}"), is_part=True)]
    whole = Q(number__contains=digits) if len(digits) > FEWEST_DIGITS else Q()
    return [*ours, Named(BEGINNINGS, PersonPhone, Q(has_runs) & whole)]


def _like(text: str) -> str:
    """What begins with a text, as LIKE writes it."""
    return re.sub(r"([\\%_])", r"\\\1", text) + "%"

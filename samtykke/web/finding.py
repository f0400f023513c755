"""What the find box finds: people with what we may do, then the pages and the actions a user's rights open."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from samtykke.accounts.rights import Right
from samtykke.consents.queries import decisions as gate
from samtykke.contacts.access import visible_to
from samtykke.contacts.masking import mask_of
from samtykke.contacts.queries import search_people
from samtykke.governance.reasons import words_for
from samtykke.purposes.models import EMARKETING
from samtykke.purposes.queries import purpose_by_key
from samtykke.web.navigation import SECTIONS, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samtykke.accounts.models import User
    from samtykke.contacts.models import Person, PersonQuerySet
    from samtykke.governance.reasons import ReasonWords

PEOPLE_SHOWN = 8
# As `contacts_fold` does in the database: aa finds å, oe finds ø, and accents do not count.
LETTERS = str.maketrans({"æ": "a", "ä": "a", "ø": "o", "ö": "o", "å": "a", "ð": "d", "ł": "l", "đ": "d", "ß": "ss"})
DOUBLES = (("aa", "a"), ("ae", "a"), ("oe", "o"))

PAGES = (
    Place(_("Home"), "home", "web:home", ()),
    *(place for _name, _shown, places in SECTIONS for place in places),
    Place(_("Roles"), "person", "accounts:roles", (Right.USERS_MANAGE, Right.GOVERNANCE_VIEW)),
    Place(_("Waiting for a second person"), "check", "accounts:approvals", ()),
    Place(_("Your profile"), "settings", "accounts:profile", ()),
    Place(_("Help"), "guide", "web:help", ()),
)
ACTIONS = (
    Place(_("New person"), "plus", "manual:new", (Right.PEOPLE_EDIT,)),
    Place(_("New company"), "plus", "contacts:company-new", (Right.PEOPLE_EDIT,)),
    Place(_("Import a file"), "import", "file:new", (Right.PEOPLE_IMPORT,)),
    Place(_("New purpose"), "plus", "purposes:purposes-new", (Right.LISTS_MANAGE,)),
    Place(_("Add a user"), "plus", "accounts:new_user", (Right.USERS_MANAGE,)),
    Place(_("Create a key"), "key", "accounts:new_key", (Right.KEYS_MANAGE,)),
)


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A person with the answer of the gate about e-marketing by e-mail; `name` in parts, True where it matched."""

    person: Person
    name: list[tuple[str, bool]]
    is_allowed: bool
    words: ReasonWords


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A page or an action one can go to."""

    name: list[tuple[str, bool]]
    icon: str
    address: str


def people(text: str, user: User) -> list[FoundPerson]:
    """The first people a text names whom the user sees, in name order: as many queries for one as for many."""
    if not text.strip():
        return []
    found = list(_named(text, user).select_related("company").order_by("sort_key", "id")[:PEOPLE_SHOWN])
    mask = mask_of(user)
    answers = gate.may_many([person.pk for person in found], purpose_by_key(EMARKETING)) if found else []
    return [
        FoundPerson(mask.cover(person), marked(person.full_name, text), answer.allowed, words_for(answer.reason))
        for person, answer in zip(found, answers, strict=True)
    ]


def _named(text: str, user: User) -> PersonQuerySet:
    return search_people(text, among=visible_to(user), without=mask_of(user).keys)


def places(text: str, user: User, among: tuple[Place, ...]) -> list[FoundPlace]:
    """The places a user may open whose name holds every word of the text, at the beginning of a word."""
    return [
        FoundPlace(marked(str(place.name), text), place.icon, reverse(place.url_name))
        for place in among
        if (not place.rights or any(map(user.has_right, place.rights))) and matches(str(place.name), text)
    ]


def folded(text: str) -> str:
    """A text as it is compared: small letters, no accents, one letter for two."""
    plain = unicodedata.normalize("NFD", text.casefold().translate(LETTERS))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    for two, one in DOUBLES:
        plain = plain.replace(two, one)
    return plain


def matches(name: str, text: str) -> bool:
    """Whether each word of the text begins a word of the name, in any order."""
    begun = [folded(word) for word in _words(name)]
    return all(any(word.startswith(wanted) for word in begun) for wanted in map(folded, _words(text)))


def marked(name: str, text: str) -> list[tuple[str, bool]]:
    """The name in parts; those that the text found are True."""
    wanted = sorted({folded(word) for word in _words(text)} - {""}, key=len, reverse=True)
    return [part for word in re.split(r"([\W_]+)", name) if word for part in _parts(word, wanted)]


def _parts(word: str, wanted: list[str]) -> Iterator[tuple[str, bool]]:
    begun = next((part for part in wanted if folded(word).startswith(part)), "")
    length = next((n for n in range(len(word) + 1) if folded(word[:n]).startswith(begun)), 0) if begun else 0
    if length:
        yield word[:length], True
    if word[length:]:
        yield word[length:], False


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)

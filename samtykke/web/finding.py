"""What the find box finds: people with what we may do, what else we keep, then the pages and actions a user's rights open.

What is searched for people is in `contacts.finding`; here the few that are shown are put in order.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from samtykke.accounts.rights import Right
from samtykke.consents.queries import decisions as gate
from samtykke.contacts.access import companies_visible_to, visible_to
from samtykke.contacts.finding import first_companies, first_people
from samtykke.contacts.masking import mask_of
from samtykke.contacts.models import Company
from samtykke.contacts.named import digits_of
from samtykke.documents.found import found_documents
from samtykke.governance.reasons import words_for
from samtykke.purposes.models import EMARKETING
from samtykke.purposes.queries import purpose_by_key
from samtykke.sales.found import found_projects, found_sales
from samtykke.web.navigation import SECTIONS, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.utils.functional import _StrPromise

    from samtykke.accounts.models import User
    from samtykke.contacts.models import Person
    from samtykke.governance.reasons import ReasonWords

PEOPLE_SHOWN, OTHERS_SHOWN = 8, 5
# So many of the closest are put in order; the first of them are shown.
WEIGHED = 50
# As `contacts_fold` does in the database: aa finds å, oe finds ø, and accents do not count.
LETTERS = str.maketrans({"æ": "a", "ä": "a", "ø": "o", "ö": "o", "å": "a", "ð": "d", "ł": "l", "đ": "d", "ß": "ss"})
DOUBLES = (("aa", "a"), ("ae", "a"), ("oe", "o"))

PAGES = (
    Place(_("Home"), "home", "web:home", ()),
    *(place for _name, _shown, places in SECTIONS for place in places),
    Place(_("Roles"), "person", "accounts:roles", (Right.USERS_MANAGE, Right.GOVERNANCE_VIEW)),
    Place(_("Waiting for a second person"), "check", "accounts:approvals", ()),
    Place(_("Your profile"), "settings", "accounts:profile", ()),
    Place(_("Filing by mail"), "mail", "email:filing", (Right.PEOPLE_EDIT,)),
    Place(_("Help"), "guide", "web:help", ()),
)
ACTIONS = (
    Place(_("New person"), "plus", "manual:new", (Right.PEOPLE_EDIT,)),
    Place(_("New company"), "plus", "contacts:company-new", (Right.PEOPLE_EDIT,)),
    Place(_("New activity"), "plus", "activities:new", (Right.PEOPLE_EDIT,)),
    Place(_("New sale"), "plus", "sales:sale-new", (Right.PEOPLE_EDIT,)),
    Place(_("New project"), "plus", "sales:project-new", (Right.PEOPLE_EDIT,)),
    Place(_("New selection"), "plus", "selections:new", (Right.PEOPLE_VIEW,)),
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
    """A page, an action or a thing one can go to; `note`: what tells it from another of the same name."""

    name: list[tuple[str, bool]]
    icon: str
    address: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Finder:
    """One kind of thing beside people: what the group is called, who may see it, and the first that a text names."""

    key: str
    name: _StrPromise
    right: Right
    find: Callable[[str, User, int], list[FoundPlace]]


@dataclass(frozen=True, slots=True)
class Group:
    """What one finder found."""

    key: str
    name: _StrPromise
    found: list[FoundPlace]


def people(text: str, user: User) -> list[FoundPerson]:
    """The people a text names whom the user sees, the closest first: as many queries for one as for many."""
    if not text.strip():
        return []
    mask = mask_of(user)
    seen = visible_to(user)
    first = first_people(text, among=seen, without=mask.keys, most=WEIGHED)
    known = seen.filter(pk__in=list(first.ranks)).select_related("company")
    wanted = [folded(word) for word in _words(text)]
    found = sorted(known, key=lambda one: (first.ranks[one.pk], _unasked(one.full_name, wanted), one.sort_key, one.pk))
    found = found[:PEOPLE_SHOWN]
    answers = gate.may_many([person.pk for person in found], purpose_by_key(EMARKETING)) if found else []
    return [
        FoundPerson(mask.cover(person), marked(person.full_name, text), answer.allowed, words_for(answer.reason))
        for person, answer in zip(found, answers, strict=True)
    ]


def _unasked(name: str, wanted: list[str]) -> int:
    """How many words of a name the text says nothing of: whose every word is named comes first."""
    return sum(not folded(word).startswith(tuple(wanted)) for word in _words(name))


def companies(text: str, user: User, most: int) -> list[FoundPlace]:
    """The companies a text names, the closest first."""
    first = first_companies(text, among=companies_visible_to(user), most=WEIGHED)
    known = Company.objects.filter(pk__in=list(first.ranks))
    wanted = [folded(word) for word in _words(text)]
    found = sorted(known, key=lambda one: (first.ranks[one.pk], _unasked(one.name, wanted), one.sort_key, one.pk))
    return [
        FoundPlace(marked(one.name, text), "company", reverse("contacts:company", args=[one.pk]), one.org_number)
        for one in found[:most]
    ]


def sales(text: str, user: User, most: int) -> list[FoundPlace]:
    """The newest sales whose titles the text names; the stage tells one from another."""
    return [
        FoundPlace(marked(sale.title, text), "sale", reverse("sales:sale", args=[sale.pk]), sale.stage.name)
        for sale in found_sales(text, user, most)
    ]


def projects(text: str, user: User, most: int) -> list[FoundPlace]:
    """The newest projects whose titles the text names; the status tells one from another."""
    return [
        FoundPlace(marked(one.title, text), "project", reverse("sales:project", args=[one.pk]), one.status.name)
        for one in found_projects(text, user, most)
    ]


def documents(text: str, user: User, most: int) -> list[FoundPlace]:
    """The newest documents whose title or file the text names; the name of the file tells one from another."""
    return [
        FoundPlace(
            marked(one.document.title, text),
            "form",
            reverse("documents:document", args=[one.document_id]),
            one.name,
        )
        for one in found_documents(text, user, most)
    ]


FINDERS: tuple[Finder, ...] = (
    Finder("companies", _("Companies"), Right.PEOPLE_VIEW, companies),
    Finder("sales", _("Sales"), Right.PEOPLE_VIEW, sales),
    Finder("projects", _("Projects"), Right.PEOPLE_VIEW, projects),
    Finder("documents", _("Documents"), Right.PEOPLE_VIEW, documents),
)


def others(text: str, user: User) -> list[Group]:
    """What else a text names, kind by kind, as far as the user may see it."""
    if not text.strip():
        return []
    asked = [finder for finder in FINDERS if user.has_right(finder.right)]
    groups = [Group(finder.key, finder.name, finder.find(text, user, OTHERS_SHOWN)) for finder in asked]
    return [group for group in groups if group.found]


def places(text: str, user: User, among: tuple[Place, ...]) -> list[FoundPlace]:
    """The places a user may open whose name holds every word of the text, at the beginning of a word."""
    return [
        FoundPlace(marked(str(place.name), text), place.icon, reverse(place.url_name))
        for place in among
        if (not place.rights or any(map(user.has_right, place.rights))) and matches(str(place.name), text)
    ]


def new_person(text: str) -> str:
    """What the form for a new person starts with: what was looked for, in the field it fits."""
    text = text.strip()
    if "@" in text.strip("@"):
        told = {"email": text}
    elif digits_of(text):
        told = {"phone": text}
    else:
        first, _space, last = text.rpartition(" ")
        told = {"first_name": first or last, "last_name": last if first else ""}
    return urlencode({name: said for name, said in told.items() if said})


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

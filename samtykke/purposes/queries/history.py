"""What changed from one version of a purpose to the next, word by word. Art. 5(2); check 84."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from samtykke.purposes.models import in_language

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXTS = ("names", "descriptions", "public_texts", "approval_texts", "statement_titles", "statement_urls")
# What the parts of a version are called.
PARTS = {
    "names": _("Name"),
    "descriptions": _("Description"),
    "public_texts": _("What people read"),
    "approval_texts": _("Words beside the box"),
    "statement_titles": _("Title of the statement"),
    "statement_urls": _("Address of the statement"),
    "is_marketing": _("This is direct marketing"),
    "retention_months": _("Months to keep people for it"),
    "consent_valid_months": _("Months a consent lasts"),
    "ask_before_days": _("Days before its end to ask again"),
    "dormant_months": _("Months unused until it is dormant"),
    "special_condition": _("Condition of Art. 9(2)"),
    "special_note": _("Why the condition holds"),
    "for_children": _("Offered directly to children"),
    "data_kinds": _("Kinds of data it uses"),
    "recipients": _("Who receives them"),
    "bases": _("Legal bases"),
    "is_active": _("Switched on"),
}
WORDS = re.compile(r"\s+|\S+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed, came or went."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs, in one language where it is a text."""

    field: str
    language: str
    pieces: list[Piece]

    @property
    def label(self) -> str:
        """What the field is called."""
        return str(PARTS.get(self.field, self.field))


def word_by_word(before: str, after: str) -> list[Piece]:
    """The words of two texts in one row: what stayed, what went, what came."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    pieces = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(old[a:b])))
            continue
        gone, come = "".join(old[a:b]), "".join(new[c:d])
        pieces += [Piece(name, words) for name, words in (("gone", gone), ("come", come)) if words]
    return pieces


def changes_between(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """Every field in which two versions differ."""
    return [
        Change(field, language, word_by_word(old, new))
        for field, language, old, new in _fields(before, after)
        if old != new
    ]


def _fields(before: dict[str, Any], after: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    for name in TEXTS:
        old, new = before.get(name) or {}, after.get(name) or {}
        for language in dict.fromkeys([*old, *new]):
            yield name, language, old.get(language, ""), new.get(language, "")
    for name in dict.fromkeys([*before, *after]):
        if name not in TEXTS:
            yield name, "", _said(before.get(name)), _said(after.get(name))


def _said(value: Any) -> str:
    """A value that is no text of the company, in words: bases, kinds and recipients by name."""
    match value:
        case None | "" | False:
            return "–"
        case True:
            return "✓"
        case dict():
            return ", ".join(_entry(key, told) for key, told in value.items()) or "–"
    return str(value)


def _entry(key: str, told: dict[str, Any]) -> str:
    if "default" not in told:
        return in_language(told) or key
    return " ".join(part for part in (key, "★" if told["default"] else "", told.get("citation", "")) if part)

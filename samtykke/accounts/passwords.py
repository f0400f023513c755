"""What a password must be (REQ-90, NIST SP 800-63B-4): long, not known, not a name. Nothing leaves the machine."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable

# Alone, and beside a second factor.
SHORTEST, SHORTEST_BESIDE, LONGEST = 15, 8, 128
LEFT_TO_GUESS = 8  # letters that must remain when a name was taken out

LEET = str.maketrans("01345789@$!|€£", "oleastbgasilel")
# What people here choose, beside the list that comes with Django.
KNOWN_HERE = (
    *("passord", "hemmelig", "hemmelighet", "velkommen", "sommer", "vinter", "norge", "bergen", "oslo", "fotball"),
    *("trondheim", "stavanger", "admin", "administrator", "password", "secret", "welcome", "summer", "winter"),
    *("letmein", "changeme", "demo", "test"),
)
WALKS = ("qwertyuiopåasdfghjkløæzxcvbnm", "qwertyuiopasdfghjklzxcvbnm", "abcdefghijklmnopqrstuvwxyzæøå", "1234567890")


class PasswordRules:
    """Django's validator: long enough, of any kind, not on the list of known ones, not somebody's name.

    Nothing is asked of its composition, and nobody has to change it because time has passed.
    """

    def validate(self, password: str, user: Any = None) -> None:
        """Refuses a password, saying why."""
        shortest = shortest_for(user)
        if len(password) < shortest:
            raise ValidationError(
                _("Write at least %(shortest)d characters. A sentence is easy to remember.") % {"shortest": shortest},
                code="password_too_short",
            )
        if len(password) > LONGEST:
            raise ValidationError(
                _("Write at most %(longest)d characters.") % {"longest": LONGEST}, code="password_too_long"
            )
        if is_known(password):
            raise ValidationError(
                _("This password is among those that are tried first. Choose another."), code="password_known"
            )
        if is_name(password, names_around(user)):
            raise ValidationError(
                _("This password is little more than a name. Choose one that does not come from you or the company."),
                code="password_name",
            )

    def get_help_text(self) -> str:
        """What to tell before somebody chooses."""
        return _(
            "At least %(shortest)d characters. A sentence of your own is best; spaces and all letters are allowed."
        ) % {"shortest": SHORTEST}


def shortest_for(user: Any) -> int:
    """How long the password of a user must be: shorter where a second factor is set up beside it."""
    from samtykke.accounts import factors

    return SHORTEST_BESIDE if getattr(user, "pk", None) and factors.has_factor(user) else SHORTEST


def is_short(password: str | None) -> bool:
    """Whether a password is too short to stand alone."""
    return password is not None and len(password) < SHORTEST


def is_known(password: str) -> bool:
    """Whether the password is a known one, dressed up with digits, signs, capitals or repetition."""
    if len(set(password.casefold())) < 4:
        return True
    for form in forms(password):
        once = repeated_part(form)
        if form in known() or once in known() or once in _walks():
            return True
        if any(form in walk * 8 or form in walk[::-1] * 8 for walk in WALKS):
            return True
    return False


def is_name(password: str, names: Iterable[str]) -> bool:
    """Whether little is left of the password when the names around it are taken out."""
    left = folded(password)
    for name in sorted({folded(name) for name in names}, key=len, reverse=True):
        if len(name) >= 3:
            left = left.replace(name, "")
    return left != folded(password) and len(left) < LEFT_TO_GUESS


def names_around(user: Any) -> list[str]:
    """The names that somebody would try: the user's, the organisation's, ours."""
    from samtykke.accounts.queries import organisation

    found = ["samtykke"]
    for text in (getattr(user, "name", ""), getattr(user, "email", ""), organisation().legal_name):
        found += [text, *re.split(r"[\W_]+", text or "")]
    return [name for name in found if name]


def forms(password: str) -> set[str]:
    """The password as it may stand in a list: plain, and with its dressing taken off in each way."""
    lower = password.casefold()
    bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", lower)
    return {
        form for form in (lower, bare, folded(lower), folded(bare), re.sub(r"[\W\d_]+", "", lower)) if len(form) >= 1
    }


def folded(text: str) -> str:
    """Letters alone: case, digits and signs that stand for letters are read as letters."""
    return re.sub(r"[\W\d_]+", "", text.casefold().translate(LEET))


def repeated_part(form: str) -> str:
    """The part that the whole repeats, `pass` for `passpass`; else the whole."""
    at = (form + form).find(form, 1)
    return form[:at]


@lru_cache(maxsize=1)
def known() -> frozenset[str]:
    """The list of known passwords that comes with Django, and its letters alone."""
    listed = {*CommonPasswordValidator().passwords, *KNOWN_HERE}
    return frozenset(listed | {folded(word) for word in listed if len(folded(word)) >= 4})


@lru_cache(maxsize=1)
def _walks() -> frozenset[str]:
    """Runs along the keyboard or the alphabet, of four keys and more, in both directions."""
    return frozenset(
        run[start : start + length]
        for walk in WALKS
        for run in (walk, walk[::-1])
        for length in range(4, len(run) + 1)
        for start in range(len(run) - length + 1)
    )

"""Keys: what other systems call an item by, for ever. Made from the name where nobody gives one (checks 4–6)."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from samtykke.core.refused import Refused
from samtykke.purposes import seed_texts
from samtykke.purposes.models import KEY_PATTERN, LegalBasis, Purpose, Source

if TYPE_CHECKING:
    from samtykke.purposes.models import Vocabulary

LONGEST = 60
ROOM_FOR_A_NUMBER = 10
LETTERS = str.maketrans({"æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "ß": "ss", "ð": "d", "þ": "th", "ł": "l", "đ": "d"})

# «Withdrawn» is a status, never a basis (D8); the word is kept free in every list.
RESERVED_EVERYWHERE = frozenset({"WITHDRAWN"})
RESERVED: dict[type[Vocabulary], frozenset[str]] = {
    Purpose: frozenset({"STORE", "EMARKETING"}),
    LegalBasis: frozenset(row[0] for row in seed_texts.BASES),
    Source: frozenset(row[0] for row in seed_texts.SOURCES),
}


def new_key(model: type[Vocabulary], key: str | None, names: dict[str, str]) -> str:
    """The key of a new item: the one given if it is free and well-formed, else one made from its name."""
    if key is None:
        return _made_from(model, names.get("en") or next(iter(names.values())))
    return free_key(model, key)


def free_key(model: type[Vocabulary], key: str) -> str:
    """The key as given, or a refusal that names what is wrong with it."""
    if len(key) > LONGEST or not re.fullmatch(KEY_PATTERN, key) or key.endswith("\n"):
        raise Refused(
            _("A key has capital letters A–Z and digits only, at most 60."), code="invalid_key", field="key", status=422
        )
    if _is_reserved(model, key):
        raise Refused(_("The key %s is reserved. Choose another.") % key, code="key_reserved", field="key")
    if model.objects.filter(key=key).exists():
        raise Refused(_("The key %s is taken. Choose another.") % key, code="key_taken", field="key")
    return key


def _is_reserved(model: type[Vocabulary], key: str) -> bool:
    return key in RESERVED_EVERYWHERE or key in RESERVED.get(model, frozenset())


def _made_from(model: type[Vocabulary], name: str) -> str:
    """`Event invitations` becomes EVENTINVITATIONS; a clash gets a number."""
    longest = model._meta.get_field("key").max_length or LONGEST
    stem = plain_letters(name)[: longest - ROOM_FOR_A_NUMBER] or str(model._meta.model_name).upper()
    taken = set(model.objects.filter(key__startswith=stem).values_list("key", flat=True))
    key, number = stem, 1
    while key in taken or _is_reserved(model, key):
        number += 1
        key = f"{stem}{number}"
    return key


def plain_letters(name: str) -> str:
    """A name in capital letters A–Z and digits, as keys are written."""
    plain = unicodedata.normalize("NFKD", name.translate(LETTERS)).upper()
    return re.sub(r"[^A-Z0-9]", "", plain)

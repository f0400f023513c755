"""Files that come from people: what they are by their first bytes, and what they may be called."""

from __future__ import annotations

import unicodedata
from typing import Final

from django.utils.translation import gettext as _

from samtykke.core.refused import Refused

LARGEST_FILE: Final = 5 * 1024 * 1024
LONGEST_NAME: Final = 120
TYPES: Final = ("application/pdf", "image/png", "image/jpeg")
# A file is what its first bytes say, not what it is called.
BEGINNINGS: Final = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)


def type_of(content: bytes) -> str:
    """What a file is, by its first bytes; refuses anything but PDF, PNG and JPEG, and what is too large."""
    if len(content) > LARGEST_FILE:
        raise Refused(_("The file is larger than 5 MB."), code="file_too_large", field="file", status=422)
    found = next((kind for beginning, kind in BEGINNINGS if content.startswith(beginning)), None)
    if found is None:
        raise Refused(_("Choose a PDF, a PNG or a JPEG."), code="file_type", field="file", status=422)
    return found


def plain_name(name: str, *, otherwise: str = "scan") -> str:
    """The name of a file without folders and hidden characters."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C").strip()
    return kept[-LONGEST_NAME:] or otherwise

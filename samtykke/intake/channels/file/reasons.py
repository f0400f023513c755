"""The sentence behind each code with which a row is refused or something about a file is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from samtykke.intake.channels.file.rows import Refusal

READING: dict[str, _StrPromise] = {
    "ragged": _("The row does not have as many cells as the header (%(detail)s)."),
    "nul_byte": _("The row holds a NUL character, which no text may hold."),
    "unreadable_bytes": _("The row holds bytes that are no letters in %(detail)s."),
    "cell_too_long": _("A cell is longer than %(detail)s characters."),
    "too_many_cells": _("The row has more than %(detail)s cells."),
    "broken_quotes": _("A quotation mark is not closed, or stands where it cannot stand."),
    "formula": _("The cell in “%(detail)s” is a formula. Formulas are never computed: save the value instead."),
    "header_again": _("The header stands again on line %(detail)s. It was skipped."),
    "rows_above_header": _("The header was found on row %(detail)s. What stands above it was skipped."),
    "unused_columns": _("These columns were not used: %(detail)s."),
}


def sentence(refusal: Refusal, among: dict[str, _StrPromise] = READING) -> str:
    """The reason in the reader's language."""
    return str(among[refusal.code]) % {"detail": refusal.detail}

"""Everything that changes a form: made, written, published, retired and taken into use again."""

from __future__ import annotations

from samtykke.webforms.actions.bin import delete_form, undelete_form
from samtykke.webforms.actions.forms import change_form, create_form, restore_form, retire_form, write_draft
from samtykke.webforms.actions.publish import Unlawful, publish_form, with_words

__all__ = [
    "Unlawful",
    "change_form",
    "create_form",
    "delete_form",
    "publish_form",
    "restore_form",
    "retire_form",
    "undelete_form",
    "with_words",
    "write_draft",
]

"""Everything that changes a form: made, written, published, retired and taken into use again."""

from __future__ import annotations

from samtykke.webforms.actions.forms import change_form, create_form, restore_form, retire_form, write_draft
from samtykke.webforms.actions.publish import Unlawful, publish_form

__all__ = [
    "Unlawful",
    "change_form",
    "create_form",
    "publish_form",
    "restore_form",
    "retire_form",
    "write_draft",
]

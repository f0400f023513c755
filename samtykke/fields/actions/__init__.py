"""Everything that changes the fields a company adds, their lists, and what is written in them."""

from __future__ import annotations

from samtykke.fields.actions.fields import (
    change_field,
    create_field,
    delete_field,
    move_field,
    restore_field,
    retire_field,
)
from samtykke.fields.actions.options import (
    add_option,
    delete_option,
    merge_options,
    move_option,
    rename_option,
    retire_option,
)
from samtykke.fields.actions.values import change_company_fields, change_fields

__all__ = [
    "add_option",
    "change_company_fields",
    "change_field",
    "change_fields",
    "create_field",
    "delete_field",
    "delete_option",
    "merge_options",
    "move_field",
    "move_option",
    "rename_option",
    "restore_field",
    "retire_field",
    "retire_option",
]

"""Everything that changes the lists: items, bases, wordings, assessments, recipients, fields, settings, the law."""

from __future__ import annotations

from samtykke.purposes.actions.assessments import approve_assessment, draft_assessment
from samtykke.purposes.actions.bases import allow_basis, disallow_basis
from samtykke.purposes.actions.decisions import decide_field, forget_field, give_purpose
from samtykke.purposes.actions.items import change_item, create_item, delete_item, move_item, restore_item
from samtykke.purposes.actions.law import add_law, mark_day, unmark_day, withdraw_law
from samtykke.purposes.actions.merging import merge_items, part_items
from samtykke.purposes.actions.points import describe_point, retire_point
from samtykke.purposes.actions.recipients import (
    add_recipient,
    change_recipient,
    delete_recipient,
    restore_recipient,
)
from samtykke.purposes.actions.settings import change_settings
from samtykke.purposes.actions.statements import draft_statement, publish_statement, write_statement
from samtykke.purposes.actions.wordings import add_wording

__all__ = [
    "add_law",
    "add_recipient",
    "add_wording",
    "allow_basis",
    "approve_assessment",
    "change_item",
    "change_recipient",
    "change_settings",
    "create_item",
    "decide_field",
    "delete_item",
    "delete_recipient",
    "describe_point",
    "disallow_basis",
    "draft_assessment",
    "draft_statement",
    "forget_field",
    "give_purpose",
    "mark_day",
    "merge_items",
    "move_item",
    "part_items",
    "publish_statement",
    "restore_item",
    "restore_recipient",
    "retire_point",
    "unmark_day",
    "withdraw_law",
    "write_statement",
]

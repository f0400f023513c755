"""What is done with documents."""

from __future__ import annotations

from samtykke.documents.actions.documents import (
    add,
    change,
    concern,
    delete,
    erase,
    erase_person,
    no_longer_concern,
    noted_erasure,
    restore,
)
from samtykke.documents.actions.pictures import draw
from samtykke.documents.actions.versions import Passed, add_version, looked_at, looked_into, restore_version

__all__ = [
    "Passed",
    "add",
    "add_version",
    "change",
    "concern",
    "delete",
    "draw",
    "erase",
    "erase_person",
    "looked_at",
    "looked_into",
    "no_longer_concern",
    "noted_erasure",
    "restore",
    "restore_version",
]

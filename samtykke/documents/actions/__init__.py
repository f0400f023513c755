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
from samtykke.documents.actions.photos import allow as allow_photos
from samtykke.documents.actions.photos import drawn as drawn_photo
from samtykke.documents.actions.photos import forbid as forbid_photos
from samtykke.documents.actions.photos import forget_removed, keep_photo, put_back, remove_photo
from samtykke.documents.actions.pictures import draw
from samtykke.documents.actions.versions import Passed, add_version, looked_at, looked_into, restore_version

__all__ = [
    "Passed",
    "add",
    "add_version",
    "allow_photos",
    "change",
    "concern",
    "delete",
    "draw",
    "drawn_photo",
    "erase",
    "erase_person",
    "forbid_photos",
    "forget_removed",
    "keep_photo",
    "looked_at",
    "looked_into",
    "no_longer_concern",
    "noted_erasure",
    "put_back",
    "remove_photo",
    "restore",
    "restore_version",
]

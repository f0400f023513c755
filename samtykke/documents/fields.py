"""What these tables hold of people, by the keys that the data map and masking use: a document as a whole, and the photo."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from samtykke.core.known_fields import KnownField
from samtykke.documents import photo

DOCUMENTS: Final = "person.documents"
PHOTO: Final = "person.photo"
FIELDS: tuple[KnownField, ...] = (
    KnownField(
        key=DOCUMENTS, name=_("Documents about them: title, note and file"), table="documents_documentperson",
        columns=("document_id",), kind="work", can_be_retired=False,
    ),
)  # fmt: skip
OF_PHOTOS: tuple[KnownField, ...] = (
    KnownField(
        key=PHOTO, name=_("Photo"), table="documents_personphoto", columns=("picture",), kind="identity",
        can_be_retired=False,
    ),
)  # fmt: skip


def told() -> tuple[KnownField, ...]:
    """The fields; the photo only where the company keeps any."""
    return FIELDS + OF_PHOTOS if photo.are_kept() else FIELDS

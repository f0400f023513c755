"""What these tables hold of people, by the keys that the data map and masking use: a document as a whole, and the photo."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from samtykke.core.known_fields import KnownField

DOCUMENTS: Final = "person.documents"
PHOTO: Final = "person.photo"
FIELDS: tuple[KnownField, ...] = (
    KnownField(
        key=DOCUMENTS, name=_("Documents about them: title, note and file"), table="documents_documentperson",
        columns=("document_id",), kind="work", can_be_retired=False,
    ),
    KnownField(
        key=PHOTO, name=_("Photo"), table="documents_personphoto", columns=("picture",), kind="identity",
        can_be_retired=False, only_decided=True,
    ),
)  # fmt: skip

"""What these tables hold of people, by the key that the data map and masking use: one field, a document as a whole."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from samtykke.core.known_fields import KnownField

DOCUMENTS: Final = "person.documents"
FIELDS: tuple[KnownField, ...] = (
    KnownField(
        key=DOCUMENTS, name=_("Documents about them: title, note and file"), table="documents_documentperson",
        columns=("document_id",), kind="work", can_be_retired=False,
    ),
)  # fmt: skip

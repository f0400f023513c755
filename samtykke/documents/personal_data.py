"""What these tables hold about a person: every column with its kind, the copy of it, and its erasure. Art. 15, 17, 20.

The copy names each document with its versions, their size and SHA-256; the files themselves are taken out beside it, at the
addresses the copy names, since a document may also be about others (Art. 15(4)): whoever hands it over looks at it first.
The photo is theirs alone, and stands in the copy.
"""

from __future__ import annotations

import base64
from typing import Any

from samtykke.core import personal_data
from samtykke.documents import actions
from samtykke.documents.models import Document, DocumentPerson, DocumentVersion, PersonPhoto
from samtykke.documents.photo import picture_of

FILE = {
    **dict.fromkeys(("id", "place", "key"), "technical"),
    "size": "work",
}
FIELDS: dict[str, dict[str, str]] = {
    "documents_document": {
        **dict.fromkeys(("id", "company_id", "sale_id", "project_id", "latest", "version"), "technical"),
        **dict.fromkeys(("title", "note"), "work"),
        **dict.fromkeys(("actor_kind", "actor_id", "created_at", "updated_at", "deleted_at"), "history"),
    },
    "documents_documentversion": {
        **FILE,
        **dict.fromkeys(("document_id", "restored_from", "drawn_at", "pages"), "technical"),
        **dict.fromkeys(("number", "media_type", "sha256", "name", "marks"), "work"),
        **dict.fromkeys(("actor_kind", "actor_id", "at"), "history"),
    },
    "documents_documentperson": {
        **dict.fromkeys(("person_id", "document_id"), "technical"),
        "at": "history",
    },
    "documents_documentpreview": {
        **dict.fromkeys(("id", "place", "key", "size", "of_id", "page", "width", "height"), "technical"),
    },
    "documents_personphoto": {
        **dict.fromkeys(("person_id", "id"), "technical"),
        "picture": "identity",
        **dict.fromkeys(("actor_kind", "actor_id", "at", "removed_at"), "history"),
    },
}


def register() -> None:
    """Adds these tables to the registry."""
    personal_data.register(
        personal_data.PersonalData(
            name="documents", tables=tuple(FIELDS), fields=FIELDS, export=export, erase=actions.erase_person
        )
    )


def export(person_id: int) -> dict[str, Any]:
    """Each document that concerns a person, also one in the bin, with its versions. Who else it concerns is theirs."""
    rows = DocumentPerson.objects.filter(person_id=person_id).select_related("document").order_by("document_id")
    links = list(rows)
    versions: dict[int, list[DocumentVersion]] = {}
    for version in DocumentVersion.objects.filter(document_id__in=[link.document_id for link in links]).order_by(
        "number"
    ):
        versions.setdefault(version.document_id, []).append(version)
    told = [
        {
            **_about(link.document),
            "since": link.at.isoformat(),
            "versions": list(map(_version, versions[link.document_id])),
        }
        for link in links
    ]
    photos = [_photo(one) for one in PersonPhoto.objects.filter(person_id=person_id).order_by("id")]
    return ({"documents": told} if told else {}) | ({"photos": photos} if photos else {})


def _photo(photo: PersonPhoto) -> dict[str, Any]:
    """The photo with its picture, as text that every browser opens."""
    picture = picture_of(photo)
    return {
        "at": photo.at.isoformat(),
        "removed_at": photo.removed_at.isoformat() if photo.removed_at else None,
        "picture": "data:image/webp;base64," + base64.b64encode(picture).decode() if picture else None,
    }


def _about(document: Document) -> dict[str, Any]:
    return {
        "title": document.title,
        "note": document.note,
        "created_at": document.created_at.isoformat(),
        "updated_at": document.updated_at.isoformat(),
        "deleted_at": document.deleted_at.isoformat() if document.deleted_at else None,
    }


def _version(version: DocumentVersion) -> dict[str, Any]:
    return {
        "number": version.number,
        "name": version.name,
        "media_type": version.media_type,
        "size": version.size,
        "sha256": version.sha256,
        "marks": version.marks,
        "at": version.at.isoformat(),
        "file": f"/documents/{version.document_id}/versions/{version.number}/content/",
    }

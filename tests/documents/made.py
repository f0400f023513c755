"""Documents for tests, kept as staff keep them; files made in memory."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused
from samtykke.documents import actions
from samtykke.purposes.queries import purpose_by_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samtykke.contacts.models import Person
    from samtykke.documents.models import Document

BY: dict[str, Any] = {"by": Actor.user(1), "via": Via.STAFF}
PICTURE = b"RIFF\x10\0\0\0WEBPVP8 a picture"
WORDS = b"Kaia fikk tilbud om fjorten meter kabel."


@contextmanager
def refuses(code: str) -> Iterator[None]:
    """That what is done in here is refused by a rule, for one reason."""
    with pytest.raises(Refused) as refused:
        yield
    assert refused.value.code == code


def pdf(*objects: bytes, catalog: bytes = b"") -> bytes:
    """A PDF of one page, with more objects."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 300] >>",
        *objects,
    ]
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.7\n")
    for number, part in enumerate(parts, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n" % number + part + b"\nendobj\n")
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, start))
    return out.getvalue()


def packed(objects: bytes) -> bytes:
    """A packed stream of objects, as newer PDFs have them."""
    told = zlib.compress(objects)
    return (
        b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(told)
        + told
        + b"\nendstream"
    )


def png(width: int = 2, height: int = 2) -> bytes:
    """A white picture."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    rows = (b"\0" + b"\xff\xff\xff" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def office(part: str = "word/document.xml", **more: bytes) -> bytes:
    """An Office file with a part, and more parts by their names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(part, "<document/>")
        for name, content in more.items():
            archive.writestr(name, content)
    return out.getvalue()


def keep(person: Person | None = None, content: bytes = WORDS, name: str = "tilbud.txt", **told: Any) -> Document:
    """A document about a person."""
    people = [person.pk] if person else []
    return actions.add(passed(content, name), people=told.pop("people", people), **{**told, **BY})


def passed(content: bytes, name: str) -> actions.Passed:
    """A file that was looked into."""
    return actions.looked_into(io.BytesIO(content), name, **BY)


def allow_photos() -> None:
    """Photos of people are kept."""
    actions.allow_photos(purposes=[purpose_by_key("STORE")], why="Vi møter dem på messer", **BY)


def in_addresses(person: Person) -> dict[str, int]:
    """What stands in the addresses of a document with two versions, a picture and a person."""
    from samtykke.documents.models import DocumentVersion

    allow_photos()
    photo = actions.keep_photo(person, PICTURE, **BY)
    document = keep(person, png(), "bilde.png")
    actions.add_version(document, passed(png(3, 3), "bilde.png"), **BY)
    actions.draw(DocumentVersion.objects.get(document=document, number=1).pk)
    return {"document_id": document.pk, "documents/number": 1, "page": 1, "photo_id": photo.id}

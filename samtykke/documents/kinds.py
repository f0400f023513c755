"""What a file is by what stands in it, whatever it is called: one of the kinds we keep, or a refusal that names what it is."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from typing import IO, TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samtykke.core.files import plain_name
from samtykke.core.refused import Refused
from samtykke.documents import archives, marks

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

TEXT, CSV, EML, PDF = "text/plain", "text/csv", "message/rfc822", "application/pdf"
PICTURES: Final = ("image/png", "image/jpeg", "image/webp")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file we keep. `endings`: what its name may end with; the first is given to one with another ending."""

    media_type: str
    name: _StrPromise
    endings: tuple[str, ...]

    @property
    def is_drawn(self) -> bool:
        """Whether pictures are made of its pages."""
        return self.media_type == PDF or self.media_type in PICTURES

    @property
    def is_text(self) -> bool:
        """Whether it is shown as text."""
        return self.media_type in (TEXT, CSV, EML)


KINDS: Final = (
    Kind(PDF, gettext_lazy("PDF"), (".pdf",)),
    Kind("image/png", gettext_lazy("Picture"), (".png",)),
    Kind("image/jpeg", gettext_lazy("Picture"), (".jpg", ".jpeg")),
    Kind("image/webp", gettext_lazy("Picture"), (".webp",)),
    *(Kind(media_type, name, (ending,)) for media_type, name, ending in archives.KINDS),
    Kind(TEXT, gettext_lazy("Text"), (".txt", ".md", ".log")),
    Kind(CSV, gettext_lazy("Table as text"), (".csv",)),
    Kind(EML, gettext_lazy("E-mail"), (".eml",)),
)
BY_TYPE: Final[dict[str, Kind]] = {kind.media_type: kind for kind in KINDS}
# For the file field of a form.
ACCEPTED: Final = ",".join(ending for kind in KINDS for ending in kind.endings)

# What is not kept, by its beginning.
REFUSED: Final = (
    (b"MZ", gettext_lazy("a program for Windows")),
    (b"\x7fELF", gettext_lazy("a program for Linux")),
    (b"\xcf\xfa\xed\xfe", gettext_lazy("a program for macOS")),
    (b"\xce\xfa\xed\xfe", gettext_lazy("a program for macOS")),
    (b"\xca\xfe\xba\xbe", gettext_lazy("a program")),
    (b"\0asm", gettext_lazy("a program")),
    (b"#!", gettext_lazy("a script")),
    (b"%!PS", gettext_lazy("a PostScript program")),
    (b"L\0\0\0\x01\x14\x02\0", gettext_lazy("a shortcut")),
    (b"\xd0\xcf\x11\xe0", gettext_lazy("a locked or old Office file, which can hide programs (save it as DOCX, XLSX or PPTX)")),
    (b"{\\rtf", gettext_lazy("an RTF file, which can carry programs (save it as DOCX or PDF)")),
    (b"GIF8", gettext_lazy("a GIF (save it as PNG)")),
    (b"Rar!", gettext_lazy("an archive")),
    (b"7z\xbc\xaf\x27\x1c", gettext_lazy("an archive")),
    (b"\x1f\x8b", gettext_lazy("an archive")),
    (b"BZh", gettext_lazy("an archive")),
    (b"\xfd7zXZ", gettext_lazy("an archive")),
    (b"MSCF", gettext_lazy("an archive")),
)  # fmt: skip
MARKUP: Final = re.compile(
    rb"<\s*(?:!doctype\s+html|(?:html|script|svg|iframe|object|embed|body|head|meta|link|foreignobject)[\s>/])|<\?(?:xml|php)",
    re.IGNORECASE,
)
SVG: Final = re.compile(rb"<\s*svg[\s>/]", re.IGNORECASE)
PROGRAM_IN_PICTURE: Final = re.compile(rb"<script[\s>]|<html[\s>]|<svg[\s>]|<\?php", re.IGNORECASE)
CONTROLS: Final = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
FIRST, HEADERS = 64 * 1024, 16 * 1024


@dataclass(frozen=True, slots=True)
class Found:
    """What a file is, what it may be called, and what it would do by itself."""

    kind: Kind
    name: str
    marks: tuple[str, ...] = ()


def recognise(content: IO[bytes], name: str) -> Found:
    """What a file is by its content; refuses what is not kept, and says what it is. Art. 32."""
    called = plain_name(name, otherwise="document")
    content.seek(0)
    first = content.read(FIRST)
    if not first:
        raise _refusal(_("“%(name)s” is empty.") % {"name": called}, "file_empty")
    for beginning, what in REFUSED:
        if first.startswith(beginning):
            raise _not_kept(called, what)
    if first.startswith(b"%PDF-"):
        return _pdf(content, called)
    if (media_type := _picture(first)) is not None:
        return _pictured(content, called, media_type)
    if first.startswith(b"PK\x03\x04"):
        return _named(archives.media_type_of(content, called), called)
    return _text(content, called)


def _pdf(content: IO[bytes], called: str) -> Found:
    content.seek(0)
    whole = content.read()
    if b"%%EOF" not in whole[-2048:]:
        raise _refusal(_("“%(name)s” is a PDF that is damaged or cut off.") % {"name": called}, "file_damaged")
    if zipfile.is_zipfile(content) or PROGRAM_IN_PICTURE.search(whole[:4096]):
        raise _two_in_one(called)
    return _named(PDF, called, marks.marks_of(whole))


def _picture(first: bytes) -> str | None:
    if first.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if first.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    return "image/webp" if first[:4] == b"RIFF" and first[8:12] == b"WEBP" else None


def _pictured(content: IO[bytes], called: str, media_type: str) -> Found:
    content.seek(0)
    if zipfile.is_zipfile(content):
        raise _two_in_one(called)
    content.seek(0)
    whole = content.read()
    if PROGRAM_IN_PICTURE.search(whole) or b"%PDF-" in whole[:2048]:
        raise _two_in_one(called)
    return _named(media_type, called)


def _text(content: IO[bytes], called: str) -> Found:
    """Text is what holds no characters that no text holds, and no page of the web."""
    content.seek(0)
    whole = content.read()
    is_mail = _is_mail(whole[:HEADERS])
    if not is_mail and SVG.search(whole):
        raise _not_kept(called, _("an SVG drawing, which can carry programs (save it as PNG or PDF)"))
    if not is_mail and MARKUP.search(whole):
        raise _not_kept(called, _("a page of the web, which can carry programs (save it as PDF)"))
    if CONTROLS.search(whole):
        raise _refusal(
            _("“%(name)s” is of a kind that is not kept. Keep PDF, pictures, Word, Excel, PowerPoint, OpenDocument, text, CSV or e-mail.")
            % {"name": called},
            "file_type",
        )  # fmt: skip
    if is_mail:
        return _named(EML, called)
    return _named(CSV if called.lower().endswith(".csv") else TEXT, called)


def _is_mail(first: bytes) -> bool:
    """Whether it begins with the head of a message."""
    try:
        head = BytesHeaderParser().parsebytes(first)
    except ValueError:
        return False
    return bool(head["From"]) and any(head[name] for name in ("Date", "Message-ID", "Received", "MIME-Version"))


def _named(media_type: str, called: str, found: tuple[str, ...] = ()) -> Found:
    """A name never says another kind than the file is: what opens it goes by its ending."""
    kind = BY_TYPE[media_type]
    if not called.lower().endswith(kind.endings):
        called = called[-(120 - len(kind.endings[0])) :] + kind.endings[0]
    return Found(kind, called, found)


def _not_kept(called: str, what: str | _StrPromise) -> Refused:
    return _refusal(
        _("“%(name)s” is %(what)s, whatever it is called. It is not kept.") % {"name": called, "what": what},
        "file_type",
    )


def _two_in_one(called: str) -> Refused:
    return _refusal(_("“%(name)s” is two files in one. It is not kept.") % {"name": called}, "file_polyglot")


def _refusal(reason: str, code: str) -> Refused:
    return Refused(reason, code=code, field="file", status=422)

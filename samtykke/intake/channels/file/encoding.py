"""Which encoding a text file is in: found out by reading it all once, and said."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from samtykke.intake.channels.file.rows import refuse_file

if TYPE_CHECKING:
    from typing import BinaryIO

CHUNK = 1 << 20
LONGEST_LINE = 8_000_000


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding by its common name. `clean` says that every byte of the file fits it."""

    codec: str
    name: str
    clean: bool = True

    @property
    def errors(self) -> str:
        """Bytes that do not fit become lone surrogates, by which their row is known and refused."""
        return "strict" if self.clean else "surrogateescape"


BOMS = (
    (codecs.BOM_UTF8, Encoding("utf-8-sig", "UTF-8 (BOM)")),
    (codecs.BOM_UTF16_LE, Encoding("utf-16", "UTF-16")),
    (codecs.BOM_UTF16_BE, Encoding("utf-16", "UTF-16")),
)


def detect(stream: BinaryIO) -> Encoding:
    """UTF-8 where the bytes are UTF-8; else Windows-1252, unless more lines speak for UTF-8 than against it."""
    stream.seek(0)
    start = stream.read(4)
    marked = next((encoding for bom, encoding in BOMS if start.startswith(bom)), None)
    found = _checked(stream, marked) if marked else _unmarked(stream)
    stream.seek(0)
    return found


def _checked(stream: BinaryIO, marked: Encoding) -> Encoding:
    if _decodes(stream, marked.codec):
        return marked
    if marked.codec == "utf-16":
        raise refuse_file(_("The file says it is UTF-16, but parts of it cannot be read as such."), "bad_encoding")
    return Encoding(marked.codec, marked.name, clean=False)


def _unmarked(stream: BinaryIO) -> Encoding:
    if _decodes(stream, "utf-8"):
        return Encoding("utf-8", "UTF-8")
    if _most_lines_are_utf8(stream):
        return Encoding("utf-8", "UTF-8", clean=False)
    return Encoding("cp1252", "Windows-1252", clean=_decodes(stream, "cp1252"))


def _decodes(stream: BinaryIO, codec: str) -> bool:
    decoder = codecs.getincrementaldecoder(codec)()
    stream.seek(0)
    try:
        while chunk := stream.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _most_lines_are_utf8(stream: BinaryIO) -> bool:
    good = bad = 0
    stream.seek(0)
    while line := stream.readline(LONGEST_LINE):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            bad += 1
        else:
            good += 1
    return good > bad

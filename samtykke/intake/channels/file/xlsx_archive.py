"""The archive around a workbook: judged by its directory before anything is inflated. ASVS 5.2.3, 5.2.2."""

from __future__ import annotations

import zipfile
import zlib
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from django.utils.translation import gettext_lazy as _

from samtykke.intake.channels.file.rows import refuse_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

MAX_PARTS = 2_000
MAX_INFLATED = 2 << 30
MAX_RATIO = 200
SMALL_PART = 1 << 20
MAX_DEPTH = 64
CHUNK = 1 << 16
ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0"


def open_archive(stream: BinaryIO) -> zipfile.ZipFile:
    """The archive of a plain .xlsx workbook. Bombs, macros, old .xls and locked workbooks are refused unopened."""
    stream.seek(0)
    start = stream.read(4)
    if start == OLE_MAGIC:
        raise refuse_file(
            _("This is an old .xls file or a workbook with a password. Save it as .xlsx without a password."),
            "not_xlsx",
        )
    if start != ZIP_MAGIC:
        raise refuse_file(_("This is not an Excel workbook (.xlsx)."), "not_xlsx")
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise damaged() from error
    _check_sizes(archive.infolist())
    _check_kind(archive)
    return archive


def damaged() -> Exception:
    """The refusal of a workbook whose insides do not hold together."""
    return refuse_file(_("The workbook is damaged and cannot be read."), "damaged_xlsx")


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    bomb = (
        len(parts) > MAX_PARTS
        or sum(part.file_size for part in parts) > MAX_INFLATED
        or any(part.file_size > SMALL_PART and part.file_size > MAX_RATIO * part.compress_size for part in parts)
    )
    if bomb:
        raise refuse_file(_("The workbook would grow far too large when opened. It was not opened."), "zip_bomb")
    if any(part.flag_bits & 0x1 for part in parts):
        raise refuse_file(_("The workbook has a password. Save it without one."), "not_xlsx")


def _check_kind(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise refuse_file(_("This is not an Excel workbook (.xlsx)."), "not_xlsx")
    kinds: list[str] = []
    read_xml(
        archive, "[Content_Types].xml", start=lambda _name, attributes: kinds.append(attributes.get("ContentType", ""))
    )
    if any("macroEnabled" in kind for kind in kinds) or any(name.endswith("vbaProject.bin") for name in names):
        raise refuse_file(_("A workbook with macros (.xlsm) is not read. Save it as .xlsx."), "macros")


class XmlPart:
    """One XML part of the workbook, parsed piece by piece. A document type declaration is refused: entities stay off."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        try:
            self._source = archive.open(name)
        except (KeyError, NotImplementedError, RuntimeError, zipfile.BadZipFile) as error:
            raise damaged() from error
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = _refuse_doctype
        self._depth = 0

    def on(
        self,
        *,
        start: Callable[[str, dict[str, str]], Any],
        end: Callable[[str], Any] | None = None,
        text: Callable[[str], Any] | None = None,
    ) -> XmlPart:
        """Names what is called for each element and text; element names come without their namespace prefix."""
        parser = self._parser
        depth = 0

        def opened(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            if depth > MAX_DEPTH:
                raise damaged()
            start(name.rpartition(":")[2], attributes)

        def closed(name: str) -> None:
            nonlocal depth
            depth -= 1
            if end is not None:
                end(name.rpartition(":")[2])

        parser.StartElementHandler = opened
        parser.EndElementHandler = closed
        parser.CharacterDataHandler = text
        return self

    def feed(self) -> bool:
        """Parses the next piece; False at the end."""
        try:
            chunk = self._source.read(CHUNK)
            self._parser.Parse(chunk, not chunk)
        except (expat.ExpatError, zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError) as error:
            raise damaged() from error
        return bool(chunk)

    def share(self, size: int) -> float:
        return min(1.0, self._source.tell() / size) if size else 1.0


def read_xml(
    archive: zipfile.ZipFile,
    name: str,
    *,
    start: Callable[[str, dict[str, str]], Any],
    end: Callable[[str], Any] | None = None,
    text: Callable[[str], Any] | None = None,
) -> None:
    """Parses a whole part."""
    part = XmlPart(archive, name).on(start=start, end=end, text=text)
    while part.feed():
        pass


def _refuse_doctype(*_arguments: object) -> None:
    raise damaged()

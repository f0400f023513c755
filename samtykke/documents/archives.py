"""Office files, which are ZIP archives: told apart by their parts, never unpacked, refused where they would run something."""

from __future__ import annotations

import zipfile
from typing import IO, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samtykke.core.refused import Refused

_OOXML, _ODF = "application/vnd.openxmlformats-officedocument", "application/vnd.oasis.opendocument"
KINDS: Final = (
    (f"{_OOXML}.wordprocessingml.document", gettext_lazy("Word"), ".docx"),
    (f"{_OOXML}.spreadsheetml.sheet", gettext_lazy("Excel"), ".xlsx"),
    (f"{_OOXML}.presentationml.presentation", gettext_lazy("PowerPoint"), ".pptx"),
    (f"{_ODF}.text", gettext_lazy("OpenDocument text"), ".odt"),
    (f"{_ODF}.spreadsheet", gettext_lazy("OpenDocument spreadsheet"), ".ods"),
    (f"{_ODF}.presentation", gettext_lazy("OpenDocument presentation"), ".odp"),
)
# The part that says what a file of Office is.
PARTS: Final = {
    "word/document.xml": KINDS[0][0],
    "xl/workbook.xml": KINDS[1][0],
    "ppt/presentation.xml": KINDS[2][0],
}
TYPES: Final = "[Content_Types].xml"
MOST_PARTS: Final = 10_000
LARGEST_WHOLE: Final = 512 * 1024 * 1024
# One part may not unpack to more than so many times its size, once it is large.
MOST_TIMES, LARGE = 300, 32 * 1024 * 1024
READ: Final = 1024 * 1024


def media_type_of(content: IO[bytes], called: str) -> str:
    """What an archive is; refuses archives that are no Office file, that unpack to too much, or that carry programs."""
    try:
        with zipfile.ZipFile(content) as archive:
            parts = archive.infolist()
            _refuse_bombs(parts, called)
            if any(part.flag_bits & 1 for part in parts):
                raise _refusal(_("“%(name)s” is locked with a password."), called, "file_locked")
            found = _kind(archive, {part.filename for part in parts})
            if found is None or archive.comment:
                raise _refusal(
                    _("“%(name)s” is an archive, whatever it is called. It is not kept."), called, "file_type"
                )
            if _has_programs(archive, {part.filename for part in parts}):
                raise _refusal(
                    _("“%(name)s” carries macros, which are programs. Save it without them."), called, "file_macros"
                )
            return found
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError) as error:
        raise _refusal(_("“%(name)s” is damaged or cut off."), called, "file_damaged") from error


def _refuse_bombs(parts: list[zipfile.ZipInfo], called: str) -> None:
    whole = sum(part.file_size for part in parts)
    packed = [part for part in parts if part.file_size > LARGE]
    if (
        len(parts) > MOST_PARTS
        or whole > LARGEST_WHOLE
        or any(part.file_size > MOST_TIMES * max(1, part.compress_size) for part in packed)
    ):
        raise _refusal(_("“%(name)s” would unpack to far more than it is. It is not kept."), called, "file_bomb")


def _kind(archive: zipfile.ZipFile, names: set[str]) -> str | None:
    if TYPES in names:
        return next((media_type for part, media_type in PARTS.items() if part in names), None)
    if "mimetype" in names:
        said = _read(archive, "mimetype").decode("ascii", "replace").strip()
        return said if said in {kind for kind, _name, _ending in KINDS[3:]} and "content.xml" in names else None
    return None


def _has_programs(archive: zipfile.ZipFile, names: set[str]) -> bool:
    lower = {name.lower() for name in names}
    if any(name.endswith("vbaproject.bin") or name.startswith(("basic/", "scripts/")) for name in lower):
        return True
    return TYPES in names and b"macroenabled" in _read(archive, TYPES).lower()


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """The beginning of a part, however much it says it holds."""
    with archive.open(name) as part:
        return part.read(READ)


def _refusal(sentence: str, called: str, code: str) -> Refused:
    return Refused(sentence % {"name": called}, code=code, field="file", status=422)

"""What a PDF would do by itself when somebody opens it: scripts, programs, forms that send, files inside.

Such a PDF is kept, since contracts and forms are sent that way every day, and marked: whoever takes it out is told first. It
is never shown as it is, only as pictures made by a program that runs nothing. What cannot be looked into is marked too.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

NAMES: Final[dict[str, tuple[bytes, ...]]] = {
    "script": (b"JavaScript", b"JS"),
    "program": (b"Launch",),
    "inside": (b"EmbeddedFile", b"EmbeddedFiles", b"RichMedia", b"Filespec"),
    "sends": (b"SubmitForm", b"ImportData", b"XFA"),
    "on_opening": (b"AA",),
    "locked": (b"Encrypt",),
}
SENTENCES: Final[dict[str, _StrPromise]] = {
    "script": gettext_lazy("It runs a script when it is opened."),
    "program": gettext_lazy("It wants to start a program."),
    "inside": gettext_lazy("It has other files inside."),
    "sends": gettext_lazy("It can send what is filled in to somebody."),
    "on_opening": gettext_lazy("It does something by itself when it is opened."),
    "locked": gettext_lazy("It is encrypted, so that nobody can say what it does."),
    "unread": gettext_lazy("It could not be looked into wholly."),
}
NAME: Final = re.compile(rb"/([A-Za-z0-9#_.+-]{1,127})")
ESCAPE: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM: Final = re.compile(rb"stream\r?\n")
OBJECTS: Final = b"ObjStm"
# An opening action that is a place to show does nothing; one that is a dictionary may do anything.
OPENING: Final = re.compile(rb"/OpenAction(?!\s*(?:\[|null|\d+\s+\d+\s+R))")
# So much is unpacked of one PDF at the most.
LARGEST: Final = 64 * 1024 * 1024
BY_NAME: Final = {name: mark for mark, names in NAMES.items() for name in names}
# Chance writes a short name into packed bytes; a long one it does not.
LONG: Final = 5


def marks_of(whole: bytes) -> tuple[str, ...]:
    """The marks of a PDF, in the order of SENTENCES: by the names in it, also in its packed objects and behind escapes."""
    found: set[str] = set()
    _look(whole, found, longer_than=LONG)
    left, end = LARGEST, 0
    for stream in STREAM.finditer(whole):
        if stream.start() < end:
            continue
        outside = whole[end : stream.start()]
        _look(outside, found)
        end = whole.find(b"endstream", stream.end())
        end = len(whole) if end < 0 else end
        head = outside[max(0, outside.rfind(b" obj")) :]
        if OBJECTS not in _plain(head):
            continue
        objects = _unpacked(head, whole[stream.end() : end], left)
        if objects is None:
            found.add("unread")
            break
        left -= len(objects)
        _look(objects, found)
    _look(whole[end:], found)
    return tuple(mark for mark in SENTENCES if mark in found)


def _look(content: bytes, found: set[str], *, longer_than: int = 0) -> None:
    names = {_plain(name) for name in set(NAME.findall(content))}
    found.update(BY_NAME[name] for name in names if name in BY_NAME and len(name) > longer_than)
    if not longer_than and OPENING.search(content):
        found.add("on_opening")


def _plain(name: bytes) -> bytes:
    return ESCAPE.sub(lambda code: bytes([int(code[1], 16)]), name) if b"#" in name else name


def _unpacked(head: bytes, content: bytes, most: int) -> bytes | None:
    """Packed objects; None where they are packed in another way, or are too many."""
    filters = re.findall(rb"/([A-Za-z0-9]*Decode|Fl|Crypt)\b", _plain(head))
    if not filters:
        return content[:most]
    if filters != [b"FlateDecode"]:
        return None
    try:
        objects = zlib.decompressobj().decompress(content, most + 1)
    except zlib.error:
        return None
    return objects if len(objects) <= most else None

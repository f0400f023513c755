"""What a file is by its content, and what is refused by what it is. REQ of issue 5: an .exe named .pdf, a PDF with script."""

from __future__ import annotations

import io
import zipfile

import pytest

from samtykke.core.refused import Refused
from samtykke.documents.kinds import recognise
from tests.documents.made import office, packed, pdf, png

MAIL = b"From: kari@example.org\r\nDate: Tue, 1 Dec 2026 10:00:00 +0100\r\nSubject: Hei\r\n\r\n<html><body>Hei</body></html>"
WEBP = b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0/\0\0\0\x10\x07\x10\x11\x11\x88\x88\xfe\x07\0"


def odf() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "<x/>")
    return out.getvalue()


KEPT = [
    (pdf(), "a.pdf", "application/pdf"),
    (png(), "a.png", "image/png"),
    (b"\xff\xd8\xff\xe0rest\xff\xd9", "a.jpg", "image/jpeg"),
    (WEBP, "a.webp", "image/webp"),
    (office(), "a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (office("xl/workbook.xml"), "a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (odf(), "a.odt", "application/vnd.oasis.opendocument.text"),
    (b"Navn;By\nKari;Bergen\n", "a.csv", "text/csv"),
    ("Blåbærsyltetøy".encode("cp1252"), "a.txt", "text/plain"),
    (MAIL, "a.eml", "message/rfc822"),
]
BOMB_PART = b"\0" * (40 * 1024 * 1024)
REFUSED = [
    (b"MZ\x90\0" + b"\0" * 100, "tilbud.pdf", "file_type", "a program for Windows"),
    (b"\x7fELF\x02", "tilbud.pdf", "file_type", "a program for Linux"),
    (b"#!/bin/sh\nrm -rf /\n", "notat.txt", "file_type", "a script"),
    (b"  <!DOCTYPE html><p>hei", "notat.txt", "file_type", "a page of the web"),
    (b"hei <script src=x>", "notat.csv", "file_type", "a page of the web"),
    (b"<?xml version='1.0'?><svg xmlns='x'><script/></svg>", "logo.png", "file_type", "an SVG drawing"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "tilbud.doc", "file_type", "a locked or old Office file"),
    (b"GIF89a", "logo.gif", "file_type", "a GIF"),
    (office("nothing.xml"), "tilbud.docx", "file_type", "an archive"),
    (office(**{"word/vbaProject.bin": b"x"}), "tilbud.docx", "file_macros", "macros"),
    (office(**{"word/media/a": BOMB_PART}), "tilbud.docx", "file_bomb", "unpack"),
    (b"PK\x03\x04 broken", "tilbud.docx", "file_damaged", "damaged"),
    (pdf()[:-20], "tilbud.pdf", "file_damaged", "cut off"),
    (pdf() + office() + b"%%EOF", "tilbud.pdf", "file_polyglot", "two files in one"),
    (png() + office(), "bilde.png", "file_polyglot", "two files in one"),
    (png() + b"<script>alert(1)</script>", "bilde.png", "file_polyglot", "two files in one"),
    (b"", "tomt.txt", "file_empty", "empty"),
    (b"a\x00b", "notat.txt", "file_type", "not kept"),
]


@pytest.mark.parametrize(("content", "name", "media_type"), KEPT, ids=[name for _c, name, _m in KEPT])
def test_what_is_kept(content: bytes, name: str, media_type: str) -> None:
    """Breaks when a kind that is promised is refused, or taken for another."""
    found = recognise(io.BytesIO(content), name)
    assert found.kind.media_type == media_type
    assert found.name == name
    assert found.marks == ()


@pytest.mark.parametrize(("content", "name", "code", "says"), REFUSED, ids=[f"{c}-{s}" for _b, _n, c, s in REFUSED])
def test_what_is_refused_says_what_it_is(content: bytes, name: str, code: str, says: str) -> None:
    """Breaks when a program, a page, a bomb or two files in one are kept under a harmless name."""
    with pytest.raises(Refused) as refused:
        recognise(io.BytesIO(content), name)
    assert refused.value.code == code
    assert refused.value.field == "file"
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd.txt"),
        ("C:\\temp\\tilbud.bat", "tilbud.bat.txt"),
        ("kj\x00ør\u202egnp.js", "kjørgnp.js.txt"),
        ("x" * 10_000 + ".txt", "x" * 116 + ".txt"),
        ("..", "...txt"),
        ("", "document.txt"),
    ],
)
def test_a_name_is_no_path_and_says_no_other_kind(sent: str, kept: str) -> None:
    """Breaks when a name leads somewhere, hides characters, or has a text opened as a program."""
    assert recognise(io.BytesIO(b"hei"), sent).name == kept


@pytest.mark.parametrize(
    ("content", "marks"),
    [
        (pdf(catalog=b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), ("script", "on_opening")),
        (pdf(b"<< /S /J#61vaScript /J#53 (x) >>"), ("script",)),
        (pdf(packed(b"1 0 << /S /JavaScript /JS (x) >>")), ("script",)),
        (pdf(b"<< /S /Launch /F (cmd.exe) >>"), ("program",)),
        (pdf(b"<< /Type /EmbeddedFile >>"), ("inside",)),
        (pdf(b"<< /AA << /O 5 0 R >> >>"), ("on_opening",)),
        (pdf(catalog=b"/OpenAction [3 0 R /Fit]"), ()),
        (pdf(b"<< /Length 20 >>\nstream\nx /JS y /AA z\nendstream"), ()),
        (pdf(packed(b"x").replace(b"FlateDecode", b"LZWDecode")), ("unread",)),
        (pdf(b"% stream\n<< /S /JavaScript >>\nendstream"), ("script",)),
    ],
)
def test_a_pdf_that_does_something_by_itself_is_marked(content: bytes, marks: tuple[str, ...]) -> None:
    """Breaks when a script in a PDF goes unseen behind an escape, a packed stream or a false one; or when any PDF is marked."""
    assert recognise(io.BytesIO(content), "a.pdf").marks == marks

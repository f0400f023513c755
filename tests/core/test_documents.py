"""Documents and workbooks: what a reader's machine finds in them."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from io import BytesIO

import pypdf
import pytest

from samtykke.core.documents import (
    Block,
    Document,
    Facts,
    Heading,
    PageBreak,
    Points,
    Signatures,
    Table,
    Text,
    as_pdf,
)
from samtykke.core.workbooks import Sheet, as_xlsx

EVERY_BLOCK: tuple[Block, ...] = (
    Heading("Først"),
    Text("Åse *ikke fet* #panic() $x$ <y> @z"),
    Text("Kilde", quiet=True),
    Points(["én", "to"]),
    Facts([("Navn", "Kari"), ("Tomt", "")]),
    PageBreak(),
    Heading("Under", 2),
    Table(["A", "B"], [["1", "2"], ["#let", "\\"]], caption="Tabell", widths=[1, 3]),
    Signatures(["Daglig leder"], "Sted og dato"),
)


def made(language: str = "nb", **more: bool) -> pypdf.PdfReader:
    document = Document(
        title="Vår forberedelse",
        language=language,
        author="Fjordlys AS",
        at=datetime(2026, 12, 1, 9, tzinfo=UTC),
        lead="Ingress",
        foot="Fjordlys AS",
        blocks=EVERY_BLOCK,
        is_wide=more.get("is_wide", False),
    )
    return pypdf.PdfReader(BytesIO(as_pdf(document)))


@pytest.mark.parametrize("language", ["nb", "en"])
def test_a_document_says_its_language_its_title_and_that_it_is_tagged(language: str) -> None:
    """Breaks when a standard is switched off, or the language is not the reader's."""
    read = made(language)
    root = read.trailer["/Root"]
    assert root["/Lang"] == language
    assert bool(root["/MarkInfo"]["/Marked"])
    assert "/StructTreeRoot" in root
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert read.metadata is not None
    assert (read.metadata.title, read.metadata.author) == ("Vår forberedelse", "Fjordlys AS")
    xmp = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp


def test_texts_are_data_and_never_markup() -> None:
    """Breaks when a text is pasted into the source: then somebody's name could run."""
    text = " ".join(page.extract_text() for page in made(is_wide=True).pages)
    assert "Åse *ikke fet* #panic() $x$ <y> @z" in text
    assert "#let" in text


def test_a_workbook_holds_text_and_no_formula() -> None:
    """Breaks when a cell that begins with = becomes a formula. REQ-94."""
    rows = [["=HYPERLINK(1)", 3], ["+4722334455", None]]
    sheet = Sheet(title="Kart", head=["A", "B"], rows=rows, widths=[10], choices=[(1, ["x", "y"])])
    with zipfile.ZipFile(BytesIO(as_xlsx(sheet, title="Kart", author="Fjordlys AS"))) as archive:
        page, texts = (archive.read(f"xl/{part}").decode() for part in ("worksheets/sheet1.xml", "sharedStrings.xml"))
    assert "<f>" not in page
    assert "=HYPERLINK(1)" in page + texts
    assert "<v>3</v>" in page

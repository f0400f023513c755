"""Documents for keeping and signing: tagged PDF, made by typst from plain blocks. REQ-51, REQ-110.

Both PDF/A-2a (kept for long, ISO 19005-2) and PDF/UA-1 (read aloud, ISO 14289-1) are switched on; typst refuses what
breaks them. Texts go in as data and are never read as markup.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, Literal

import typst

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

STANDARDS: Final[list[Literal["a-2a", "ua-1"]]] = ["a-2a", "ua-1"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is a chapter, the title of the document stands above all of them."""

    text: str
    level: int = 1
    kind: str = "heading"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph. `quiet` prints it small and grey: where a figure comes from, who said what."""

    text: str
    quiet: bool = False
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Points:
    """A list of sentences."""

    items: Sequence[str]
    kind: str = "points"


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with what they are, a line each."""

    rows: Sequence[tuple[str, str]]
    kind: str = "facts"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a head that repeats on each page. `caption` says what it shows; `widths` are shares of the line."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str = ""
    widths: Sequence[int] = ()
    kind: str = "table"


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign on: who, in what role."""

    roles: Sequence[str]
    place_and_date: str
    kind: str = "signatures"


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""

    kind: str = "page_break"


Block = Heading | Text | Points | Facts | Table | Signatures | PageBreak


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document: title, language (`nb`, `en`), who publishes it, its instant, a line under the title, its blocks."""

    title: str
    language: str
    author: str
    at: datetime
    lead: str = ""
    is_wide: bool = False
    foot: str = ""
    blocks: Sequence[Block] = field(default_factory=tuple)


def as_pdf(document: Document) -> bytes:
    """The document as PDF/A-2a and PDF/UA-1; raises `typst.TypstError` where it would break either.

    The instant is printed and kept in the metadata in its own zone.
    """
    told: dict[str, Any] = {
        "title": document.title,
        "language": document.language[:2],
        "author": document.author,
        "at": [document.at.year, document.at.month, document.at.day],
        "lead": document.lead,
        "wide": document.is_wide,
        "foot": document.foot,
        "blocks": [asdict(block) for block in document.blocks],
    }
    source = files("samtykke.core").joinpath("document.typ").read_bytes()
    made: bytes = typst.compile(
        source,
        format="pdf",
        pdf_standards=list(STANDARDS),
        ignore_system_fonts=True,
        sys_inputs={"told": json.dumps(told, ensure_ascii=False, default=str)},
    )
    return made

"""How a template's body is written: plain text with a few marks, read into blocks before any value is put in.

A blank line ends a paragraph. `# ` begins a heading, `- ` an item of a list; lines with ` | ` are rows of facts; a line
that is only `{own_page}` or another link is a button; `**words**` are strong, `[words](https://…)` is a link. Everything
else is text. Values go into the blocks, never into the body, so that nothing in a name can become a mark (REQ-96).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Final

VARIABLE: Final = re.compile(r"\{([a-z_]+)\}")
ALONE: Final = re.compile(r"\{([a-z_]+)\}\Z")
MARK: Final = re.compile(
    r"\*\*(?P<strong>[^*\n]+)\*\*|\[(?P<words>[^\]\n]+)\]\((?P<to>(?:https?://|mailto:)[^\s()<>]+)\)"
)
ENDS: Final = ".,;:!?"
MARKUP: Final = re.compile(r"<[A-Za-z/!?]|&(?:[A-Za-z]+|#\d+|#x[0-9A-Fa-f]+);")
LINK: Final = re.compile(r"\]\(([^)\s]*)\)?")
WEB: Final = re.compile(r"(?:https?://|mailto:)[^\s()<>]+\Z")
HIDDEN: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a line: text or the name of a variable, strong or not, with an address where it is a link."""

    text: str
    is_variable: bool = False
    strong: bool = False
    to: str = ""


Line = list[Piece]


@dataclass(frozen=True, slots=True)
class Block:
    """`heading`, `paragraph`, `list`, `facts`, `button` or `value`, with its lines; a fact is two lines."""

    kind: str
    lines: list[Line] = field(default_factory=list)
    name: str = ""


def fault_in(line: str) -> str:
    """What may not stand in a line: `control_character`, `markup` or `bad_link`; "" where all is well. REQ-96."""
    if any(unicodedata.category(letter) in HIDDEN and letter != "\t" for letter in line):
        return "control_character"
    if MARKUP.search(line):
        return "markup"
    return "bad_link" if any(not WEB.match(found) for found in LINK.findall(line)) else ""


def read(body: str) -> list[Block]:
    """The blocks of a body, in their order."""
    found: list[Block] = []
    for paragraph in re.split(r"\n[ \t]*\n", body.strip().replace("\r\n", "\n")):
        lines = [line.strip() for line in paragraph.split("\n") if line.strip()]
        for kind, group in _grouped(lines):
            found.append(_block(kind, group))
    return found


def as_text(body: str) -> list[dict[str, object]]:
    """The blocks of a text that has no variables, for a page: what stands in braces is text."""
    shown: list[dict[str, object]] = []
    for block in read(body):
        lines = [[Piece(f"{{{block.name}}}")]] if block.kind == "alone" else [_said(line) for line in block.lines]
        kind = "paragraph" if block.kind == "alone" else block.kind
        rows = list(zip(lines[::2], lines[1::2], strict=True)) if kind == "facts" else []
        shown.append({"kind": kind, "lines": lines, "rows": rows})
    return shown


def _said(line: Line) -> Line:
    return [Piece(f"{{{p.text}}}", strong=p.strong, to=p.to) if p.is_variable else p for p in line]


def _grouped(lines: list[str]) -> list[tuple[str, list[str]]]:
    """Neighbouring lines of one kind; a heading and a button stand alone."""
    groups: list[tuple[str, list[str]]] = []
    for line in lines:
        kind = _kind(line)
        if groups and groups[-1][0] == kind and kind not in {"heading", "alone"}:
            groups[-1][1].append(line)
        else:
            groups.append((kind, [line]))
    return groups


def _kind(line: str) -> str:
    if line.startswith("# "):
        return "heading"
    if line.startswith("- "):
        return "list"
    if ALONE.match(line):
        return "alone"
    return "facts" if " | " in line else "paragraph"


def _block(kind: str, lines: list[str]) -> Block:
    if kind == "alone":
        return Block("alone", name=lines[0][1:-1])
    if kind == "facts":
        cells = [cell for line in lines for cell in line.split(" | ", 1)]
        return Block("facts", [pieces(cell.strip()) for cell in cells])
    return Block(kind, [pieces(line[2:].strip() if kind in {"heading", "list"} else line) for line in lines])


def pieces(line: str) -> Line:
    """A line as text, variables, strong words and links."""
    found: Line = []
    at = 0
    for mark in MARK.finditer(line):
        found += _texts(line[at : mark.start()])
        at = mark.end()
        if mark["strong"]:
            found += _texts(mark["strong"], strong=True)
        else:
            found += _texts(mark["words"], to=mark["to"])
    return found + _texts(line[at:])


def _texts(text: str, *, strong: bool = False, to: str = "") -> Line:
    parts = VARIABLE.split(text)
    return [Piece(part, bool(n % 2), strong, to) for n, part in enumerate(parts) if part]


def fill(line: Line, values: dict[str, str]) -> Line:
    """The line with its values. One that is missing takes the space or comma before it along: «Hei, .» is «Hei.»"""
    filled: Line = []
    for n, piece in enumerate(line):
        if not piece.is_variable:
            filled.append(piece)
            continue
        value = " ".join(values.get(piece.text, "").split())
        if value:
            filled.append(Piece(value, strong=piece.strong, to=piece.to))
        elif filled:
            after = next((other.text for other in line[n + 1 :] if not other.is_variable), "")
            before = filled.pop()
            ends = not after.strip() or after[0] in ENDS
            text = before.text.rstrip(" ,") if ends else before.text.rstrip() if after[:1] == " " else before.text
            filled.append(Piece(text, strong=before.strong, to=before.to))
    filled = [piece for piece in filled if piece.text]
    if line and line[0].is_variable and filled and filled[0].text != values.get(line[0].text):
        filled[0] = Piece(filled[0].text.lstrip(" ,"), strong=filled[0].strong, to=filled[0].to)
    return [piece for piece in filled if piece.text]


def plain(line: Line) -> str:
    """A filled line as text, a link with its address behind it."""
    return "".join(
        f"{p.text} ({p.to.removeprefix('mailto:')})" if p.to and p.text not in p.to else p.text for p in line
    )

"""Writing a mail: a version of a template, the letterhead and the values make a subject, a text and an HTML part.

The text part is there always, at most 78 columns; the HTML part follows the one model of all our mails and says nothing
that the text does not. What the archive keeps has placeholders where the links stood (REQ-91).
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from samtykke.core.templatetags.words import organisation_number
from samtykke.mail import format as body_format
from samtykke.mail import variables
from samtykke.mail.models import STAFF_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from samtykke.mail.format import Block, Line
    from samtykke.mail.registry import Letterhead

    Fill = Callable[[str, str], str]

COLUMNS: Final = 78
LONGEST_SUBJECT: Final = 200
WEB: Final = re.compile(r"https?://[^\s()<>\"]+\Z")


class Words(Protocol):
    """What a letter is made of: a version of a template, or what somebody is writing just now."""

    language: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A written mail. `archive` is the text with placeholders where `text` has links."""

    subject: str
    text: str
    html: str
    archive: str

    def __repr__(self) -> str:
        return "Letter(…)"


def render(
    words: Words,
    kind: str,
    *,
    letterhead: Letterhead,
    values: Mapping[str, str],
    links: Mapping[str, str],
    subject: str = "",
) -> Letter:
    """Writes a letter in the language of its words; `links` are the addresses by variable, `subject` overrides."""
    known = {name: cleaned(value) for name, value in values.items()}
    with override(words.language):
        blocks = _filled(body_format.read(words.body), known, frozenset(links))
        to_staff = kind in STAFF_KINDS
        title = _subject(subject or words.subject, known)
        html = render_to_string(
            "base_email.html",
            {
                "language": words.language,
                "subject": title,
                "blocks": [_shown(block, kind, links) for block in blocks],
                "preview": _preview(blocks),
                "letterhead": letterhead,
                "number": number_line(letterhead),
                "mark": "".join(word[0] for word in letterhead.name.split()[:2]).upper(),
                "to_staff": to_staff,
            },
        )
        names = {name: f"{{{name}}}" for name in links}
        said = " ".join(_text(blocks, kind, names).split())
        foot = _foot(letterhead, names_contact=to_staff or letterhead.privacy_contact in said)
        text = _text(blocks, kind, links) + foot
        archive = _text(blocks, kind, names, fill=_unbroken) + foot
    return Letter(title, text, html, archive)


def shown(
    words: Words, kind: str, *, letterhead: Letterhead, values: Mapping[str, str], subject: str = ""
) -> tuple[str, list[dict[str, object]]]:
    """Subject and blocks of a letter for a page of ours; its buttons lead nowhere."""
    known = {name: cleaned(value) for name, value in values.items()} | {
        "company": letterhead.name,
        "privacy_contact": letterhead.privacy_contact,
    }
    links = dict.fromkeys(variables.links_of(kind), "")
    with override(words.language):
        blocks = _filled(body_format.read(words.body), known, frozenset(links))
        return _subject(subject or words.subject, known), [_shown(block, kind, links) for block in blocks]


def cleaned(value: str) -> str:
    """A value as text alone: no control characters, no hidden turns of direction; line breaks stay."""
    text = unicodedata.normalize("NFC", str(value)).replace("\r\n", "\n").replace("\r", "\n")
    kept = (" " if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} and c != "\n" else c for c in text)
    return "".join(c for c in kept if unicodedata.bidirectional(c) not in {"LRE", "RLE", "PDF", "LRO", "RLO"}).strip()


def _subject(subject: str, values: dict[str, str]) -> str:
    filled = "".join(piece.text for piece in body_format.fill(body_format.pieces(subject), values))
    return " ".join(filled.split())[:LONGEST_SUBJECT].strip()


def _filled(blocks: list[Block], values: dict[str, str], links: frozenset[str]) -> list[Block]:
    """The blocks with their values; what is left empty goes: a fact without an answer, a value nobody gave."""
    found: list[Block] = []
    for block in blocks:
        if block.kind == "alone":
            found += _alone(block, values, links)
            continue
        lines = [body_format.fill(line, values) for line in block.lines]
        if block.kind == "facts":
            rows = [(lines[n], lines[n + 1]) for n in range(0, len(lines) - 1, 2)]
            lines = [line for label, answer in rows if answer for line in (label, answer)]
        else:
            lines = [line for line in lines if line]
        if lines:
            found.append(body_format.Block(block.kind, lines))
    return found


def _alone(block: Block, values: dict[str, str], links: frozenset[str]) -> list[Block]:
    """A line that is one variable: a button, a web address, or a text of one or more paragraphs."""
    if block.name in links:
        return [body_format.Block("button", name=block.name)]
    value = values.get(block.name, "")
    if WEB.match(value):
        return [body_format.Block("paragraph", [[body_format.Piece(_("Read the privacy statement"), to=value)]])]
    return [
        body_format.Block("paragraph", [[body_format.Piece(line.strip())] for line in part.split("\n") if line.strip()])
        for part in re.split(r"\n\s*\n", value)
        if part.strip()
    ]


def _shown(block: Block, kind: str, links: Mapping[str, str]) -> dict[str, object]:
    """A block as the template of all mails wants it."""
    if block.kind == "button":
        return {"kind": "button", "words": variables.button(kind, block.name), "url": links[block.name]}
    if block.kind == "facts":
        return {"kind": "facts", "rows": list(zip(block.lines[::2], block.lines[1::2], strict=True))}
    return {"kind": block.kind, "lines": block.lines}


def _preview(blocks: list[Block]) -> str:
    """What a list of mails shows beside the subject: the first sentence that is no heading and no greeting."""
    texts = [" ".join(body_format.plain(line) for line in block.lines) for block in blocks if block.kind == "paragraph"]
    return next((text for text in texts if len(text) > 40), "")[:140]


def _wrapped(text: str, indent: str = "") -> str:
    return textwrap.fill(text, COLUMNS, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _unbroken(text: str, indent: str = "") -> str:
    """What the archive keeps is broken where it is read: on a phone elsewhere than on a desk."""
    return text


def _text(blocks: list[Block], kind: str, links: Mapping[str, str], fill: Fill = _wrapped) -> str:
    return "\n\n".join(_block_text(block, kind, links, fill) for block in blocks) + "\n"


def _block_text(block: Block, kind: str, links: Mapping[str, str], fill: Fill) -> str:
    if block.kind == "button":
        return f"{variables.button(kind, block.name)}:\n{links[block.name]}"
    if block.kind == "facts":
        pairs = zip(block.lines[::2], block.lines[1::2], strict=True)
        return "\n".join(fill(f"{body_format.plain(a)}: {body_format.plain(b)}", "  ") for a, b in pairs)
    if block.kind == "list":
        return "\n".join(fill("- " + body_format.plain(line), "  ") for line in block.lines)
    return "\n".join(fill(body_format.plain(line), "") for line in block.lines)


def _foot(letterhead: Letterhead, *, names_contact: bool) -> str:
    """Who wrote, and whom to ask unless that is said, under the text part (Art. 13(1)(a))."""
    sender = ", ".join(part for part in (letterhead.name, number_line(letterhead), letterhead.postal) if part)
    lines = [_("Sent by %(sender)s.") % {"sender": sender}]
    if not names_contact:
        lines.append(_("Questions about privacy: %(contact)s.") % {"contact": letterhead.privacy_contact})
    return "\n" + "\n".join(map(_wrapped, lines)) + "\n"


def number_line(letterhead: Letterhead) -> str:
    """The organisation's number, as it is written in the active language, or nothing where the profile has none."""
    number = organisation_number(letterhead.number)
    return _("org. no. %(number)s") % {"number": number} if number else ""


def lines_of(body: str) -> list[str]:
    """The lines of a body, as a person counts them."""
    return body.replace("\r\n", "\n").split("\n")


__all__ = ["Letter", "Line", "cleaned", "lines_of", "render"]

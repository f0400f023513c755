"""What two texts have in common and what differs, by words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

WORD: Final = re.compile(r"\n|[^\S\n]+|\w+|[^\w\s]")
SAME, ADDED, REMOVED = "same", "added", "removed"


@dataclass(frozen=True, slots=True)
class Part:
    """A run of text: `same`, `added` or `removed`."""

    kind: str
    text: str

    @property
    def is_added(self) -> bool:
        """Whether only the later text has it."""
        return self.kind == ADDED

    @property
    def is_removed(self) -> bool:
        """Whether only the earlier text had it."""
        return self.kind == REMOVED


def by_words(before: str, after: str) -> list[Part]:
    """The later text with what was taken away and what came, in runs of whole words."""
    old, new = WORD.findall(before), WORD.findall(after)
    found: list[Part] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Part(SAME, "".join(new[c:d])))
            continue
        if b > a:
            found.append(Part(REMOVED, "".join(old[a:b])))
        if d > c:
            found.append(Part(ADDED, "".join(new[c:d])))
    return found


def differ(parts: list[Part]) -> bool:
    """Whether anything differs."""
    return any(part.kind != SAME for part in parts)

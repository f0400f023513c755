"""What differs between two texts, by words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from samtykke.core.differences import by_words, differ


def test_a_changed_word_is_one_taken_away_and_one_that_came() -> None:
    """Breaks when more than the word is marked."""
    parts = [(part.kind, part.text) for part in by_words("Vi svarer innen en måned.", "Vi svarer innen en uke.")]
    assert parts == [("same", "Vi svarer innen en "), ("removed", "måned"), ("added", "uke"), ("same", ".")]


@given(st.text(alphabet="ab \n.é"), st.text(alphabet="ab \n.é"))
def test_both_texts_can_be_read_from_what_differs(before: str, after: str) -> None:
    """Breaks when a word is lost on the way."""
    parts = by_words(before, after)
    assert "".join(part.text for part in parts if not part.is_removed) == after
    assert "".join(part.text for part in parts if not part.is_added) == before
    assert differ(parts) == (before != after)

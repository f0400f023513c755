"""What a mail of each kind cannot do without. REQ-62."""

from __future__ import annotations

import pytest

from samtykke.governance.looks import WHEN
from samtykke.mail import parts, variables
from samtykke.mail.actions.templates import checked
from samtykke.mail.models import TemplateKind
from samtykke.mail.seed_texts import TEMPLATES


@pytest.mark.parametrize("kind", TemplateKind.values)
def test_every_kind_says_what_it_needs_and_may_have_it(kind: str) -> None:
    """Breaks when a new kind of mail has no parts, or needs a variable that may not stand in it."""
    allowed = {variable.name for variable in variables.allowed(kind)}
    assert {part.variable for part in parts.PARTS[kind]} <= allowed
    assert any(part.is_required for part in parts.PARTS[kind])
    assert kind in WHEN or kind == TemplateKind.PRIVACY


@pytest.mark.parametrize(("key", "kind", "words"), [(key, kind, words) for key, kind, _names, words in TEMPLATES])
def test_the_shipped_words_lack_nothing(key: str, kind: str, words: dict[str, tuple[str, str]]) -> None:
    """Breaks when a mail that comes with the product could not be kept as it is."""
    for subject, body in words.values():
        checked(kind, subject, body)
        assert parts.lacking(kind, body) == []

"""How the words of a template look on a page of ours, with examples for the values and buttons that lead nowhere."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from django.utils.translation import override

from samtykke.governance.forms import LANGUAGES
from samtykke.mail import letters, queries, registry, variables

if TYPE_CHECKING:
    from samtykke.mail.models import Template


def look(kind: str, language: str, subject: str, body: str) -> tuple[str, list[dict[str, object]]]:
    """Subject and blocks of words in a language."""
    words = SimpleNamespace(language=language, subject=subject, body=body)
    with override(language):
        values = variables.examples(kind)
    return letters.shown(words, kind, letterhead=registry.letterhead(), values=values)


def looks_of(template: Template) -> list[dict[str, Any]]:
    """The newest words of a template in each language that has any."""
    found = []
    for language in LANGUAGES:
        newest = queries.newest_in(template, language)
        if newest is not None:
            subject, blocks = look(template.kind, language, newest.subject, newest.body)
            found.append({"language": language, "shown_subject": subject, "blocks": blocks})
    return found

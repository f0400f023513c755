"""The measures in words, for the record of processing. Art. 30(1)(g); REQ-51(g)."""

from __future__ import annotations

from django.utils.translation import override

from samtykke.governance.answers.queries import standings
from samtykke.governance.measures.book import MEASURES
from samtykke.governance.models import State


def measures_in_words(language: str) -> list[str]:
    """A sentence for each measure that is in place now, in a language, in the order of the register."""
    with override(language):
        return [str(one.question.told) for one in standings(MEASURES) if one.state == State.DONE and one.question.told]

"""The balancing test behind legitimate interests, question by question, in its three parts. Art. 6(1)(f); REQ-22."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from samtykke.purposes.models import Assessment


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its key among the answers, its words, and what to think of when answering."""

    key: str
    words: _StrPromise
    guide: _StrPromise


@dataclass(frozen=True, slots=True)
class Step:
    """One of the parts of the test."""

    key: str
    title: _StrPromise
    questions: tuple[Question, ...]


STEPS: tuple[Step, ...] = (
    Step(
        "purpose",
        _("1. The interest"),
        (
            Question(
                "interest",
                _("Which interest do you have, and whose is it?"),
                _(
                    "It must be lawful, precise and real, not only possible one day. Say whether it is yours or another’s."
                ),
            ),
        ),
    ),
    Step(
        "necessity",
        _("2. Whether it is necessary"),
        (
            Question(
                "necessity",
                _("Why are the data necessary for it?"),
                _("Useful is not enough. Name the data, and what could not be done without each."),
            ),
            Question(
                "alternatives",
                _("Could it be done with less?"),
                _("Fewer data, fewer people, a shorter time, or asking for consent. Say why each would not do."),
            ),
        ),
    ),
    Step(
        "balance",
        _("3. What weighs more"),
        (
            Question(
                "nature",
                _("What kind of data is it?"),
                _("Ordinary, private or special; about work or about private life; how much, and how detailed."),
            ),
            Question(
                "relationship",
                _("How do these people stand to you?"),
                _("Customers, contacts at work, strangers. Who is the stronger side?"),
            ),
            Question(
                "expectations",
                _("What do people expect of you?"),
                _("What were they told, and when? Would it surprise them?"),
            ),
            Question(
                "children",
                _("Are there children or others who need more care among them?"),
                _("Where a child is concerned, its interests weigh more."),
            ),
            Question(
                "impact",
                _("What does it mean for them?"),
                _("Good and bad: time, money, reputation, a service refused, being contacted. How likely is it?"),
            ),
            Question(
                "safeguards",
                _("What protects them?"),
                _("Access, erasure, information, pseudonyms, no profiles: what you do beyond what you must."),
            ),
            Question(
                "opt_out",
                _("How can they say no, and what happens then?"),
                _("Everybody may object (Art. 21). Say how easily, and what you do when somebody does."),
            ),
            Question(
                "result",
                _("What is the result?"),
                _("Does your interest weigh more, and under which conditions? When must it be looked at again?"),
            ),
        ),
    ),
    Step(
        "advice",
        _("Advice"),
        (
            Question(
                "opinion",
                _("What does the data protection officer say?"),
                _("Where you have one. It may be left empty."),
            ),
        ),
    ),
)
QUESTIONS: tuple[Question, ...] = tuple(question for step in STEPS for question in step.questions)
PARTS: tuple[str, ...] = tuple(question.key for question in QUESTIONS)
NEEDED: tuple[str, ...] = tuple(part for part in PARTS if part != "opinion")


def answers_digest(assessment: Assessment | None) -> str:
    """A fingerprint of the newest answers, so that whoever writes or approves second is told; "" where there are none."""
    if assessment is None:
        return ""
    told = json.dumps([assessment.version, assessment.texts], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def differing(before: Assessment, after: Assessment, language: str) -> list[tuple[_StrPromise, str, str]]:
    """Each question whose answer in a language is another: its words, the answer before, the answer after."""
    old, new = before.texts.get(language, {}), after.texts.get(language, {})
    return [
        (question.words, old.get(question.key, ""), new.get(question.key, ""))
        for question in QUESTIONS
        if old.get(question.key, "") != new.get(question.key, "")
    ]

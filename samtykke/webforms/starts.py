"""Good starting points for a form: lawful as they stand, in both languages, so that one begins by changing and not by guessing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from samtykke.purposes.models import STORE, Purpose
from samtykke.purposes.queries import allowed_basis, consent_basis
from samtykke.webforms.definition import LANGUAGES
from samtykke.webforms.lints import wording_in

if TYPE_CHECKING:
    from collections.abc import Callable


class Start(models.TextChoices):
    """What one begins with."""

    NEWSLETTER = "newsletter", pgettext_lazy("a new form", "Newsletter: an address, and a box for each kind of news")
    CONTACT = "contact", pgettext_lazy("a new form", "Contact: somebody writes to us, and we answer")
    EVENT = "event", pgettext_lazy("a new form", "Event: somebody signs up for a day with us")


def definition_for(start: str) -> dict[str, Any]:
    """The definition that a form begins with, with a box for a purpose of marketing that has words to say yes to."""
    email, name = {"kind": "person", "name": "email", "required": True}, {"kind": "person", "name": "name"}
    if start == Start.NEWSLETTER:
        return {
            "title": _both(lambda: _("Sign up for our newsletter")),
            "lead": _both(lambda: _("About once a month. You can leave it at any time.")),
            "fields": [email, name, *_boxes(2)],
            "submit": _both(lambda: _("Sign me up")),
        }
    if start == Start.EVENT:
        return {
            "title": _both(lambda: _("Sign up for the event")),
            "fields": [
                {**name, "required": True},
                email,
                {"kind": "person", "name": "company"},
                _text("wishes", lambda: _("Is there something we should know?")),
                *_boxes(1),
            ],
            "submit": _both(lambda: _("Sign me up")),
        }
    return {
        "title": _both(lambda: _("Write to us")),
        "fields": [
            {**name, "required": True},
            email,
            {"kind": "person", "name": "phone"},
            {**_text("message", lambda: _("What is it about?")), "required": True},
        ],
        "submit": _both(lambda: _("Send")),
    }


def _boxes(most: int) -> list[dict[str, Any]]:
    """A box for each purpose of marketing that rests on consent and has words in both languages; `most` of them."""
    found = Purpose.objects.existing().filter(is_active=True, is_marketing=True, for_children=False).exclude(key=STORE)
    lawful = [one for one in found.order_by("rank", "id") if _has_words(one)]
    return [{"kind": "consent", "purposes": [one.key]} for one in lawful[:most]]


def _has_words(purpose: Purpose) -> bool:
    basis = consent_basis(purpose)
    if basis is None or not basis.is_active or allowed_basis(purpose, basis) is None:
        return False
    return all(wording_in(purpose, language) is not None for language in LANGUAGES)


def _text(name: str, words: Callable[[], str]) -> dict[str, Any]:
    return {"kind": "text", "name": name, "long": True, "labels": _both(words)}


def _both(words: Callable[[], str]) -> dict[str, str]:
    said = {}
    for language in LANGUAGES:
        with translation.override(language):
            said[language] = words()
    return said

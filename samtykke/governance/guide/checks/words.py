"""Small words that several checks share."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from samtykke.core.templatetags.words import language_name, number
from samtykke.governance.answers.checks import COUNTED, Circumstances, Finding, Row
from samtykke.purposes.models import Purpose

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet


def counted(size: int) -> str:
    """A size as it is said; one that was not counted to its end says so."""
    return _("more than %s") % number(COUNTED) if size > COUNTED else number(size)


def languages(codes: Iterable[str]) -> str:
    """The names of languages in a sentence."""
    return ", ".join(language_name(code) for code in codes)


def lacks(field: str, codes: Iterable[str]) -> Q:
    """Whether texts by language lack one of the languages, or hold an empty one."""
    return reduce(or_, (~Q(**{f"{field}__has_key": code}) | Q(**{f"{field}__{code}": ""}) for code in codes), Q())


def missing(texts: dict[str, str], codes: Iterable[str]) -> str:
    """Which of the languages texts lack, by name."""
    return languages(code for code in codes if not texts.get(code))


def active_purposes(_given: Circumstances) -> QuerySet[Purpose]:
    """The purposes in use."""
    found: QuerySet[Purpose] = Purpose.objects.offered()
    return found


def purpose_row(purpose: Any, note: str = "") -> Row:
    """A purpose, with the page that mends it."""
    return Row(purpose.name, note, reverse("purposes:purposes-item", args=[purpose.key]))


def found(is_met: bool, well: str, ill: str) -> Finding:
    """One of two sentences."""
    return Finding(is_met, well if is_met else ill)

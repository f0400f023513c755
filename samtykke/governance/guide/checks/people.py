"""What is said of the people as a whole, from the figures of the desk; of their categories; of the measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samtykke.contacts.models import Category
from samtykke.core.templatetags.words import number
from samtykke.governance.answers.books import book_of
from samtykke.governance.answers.checks import Check, Circumstances, Finding, Row
from samtykke.governance.guide.checks.words import found
from samtykke.governance.models import Answer, Figure, Register, State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

UNKNOWN = "source_unknown"


def _origin(sizes: Mapping[str, int], _given: Circumstances) -> Finding:
    if not sizes["counted"]:
        return Finding(False, _("The desk has not counted yet."))
    return found(
        not sizes["lacking"],
        _("Everybody carries a source that is known."),
        _("The source of some people is not known."),
    )


# Counted by the job of the desk, at most five minutes ago: a million people are not gone through for a page.
ORIGIN = Check(
    sets={
        "counted": lambda _given: Figure.objects.filter(key=UNKNOWN),
        "lacking": lambda _given: Figure.objects.filter(key=UNKNOWN, count__gt=0),
    },
    judge=_origin,
    shown="lacking",
    row=lambda figure: Row(
        ngettext("%s person", "%s people", figure.count) % number(figure.count), "", reverse("governance:desk")
    ),
)


def _categories(_given: Circumstances) -> QuerySet[Category]:
    offered: QuerySet[Category] = Category.objects.offered()
    return offered


CATEGORIES = Check(
    sets={"all": _categories, "lacking": lambda given: _categories(given).filter(retention_months__isnull=True)},
    judge=lambda sizes, _given: found(
        bool(sizes["all"]) and not sizes["lacking"],
        ngettext(
            "The one category in use says how long its people are kept.",
            "All %s categories in use say how long their people are kept.", sizes["all"],
        ).replace("%s", number(sizes["all"])),
        ngettext(
            "%s category in use does not say how long its people are kept.",
            "%s categories in use do not say how long their people are kept.", sizes["lacking"],
        ) % number(sizes["lacking"])
        if sizes["all"]
        else _("There is no category yet."),
    ),
    shown="lacking",
    row=lambda row: Row(row.name, "", reverse("purposes:categories-item", args=[row.key])),
)  # fmt: skip


def _by_hand() -> list[str]:
    return [one.key for one in book_of(Register.MEASURES).questions if not one.answers_itself]


def _decided(given: Circumstances) -> QuerySet[Answer]:
    """Those that are closed; one whose day to look again has passed is open again."""
    closed = (State.DONE, State.NOT_RELEVANT)
    found = Answer.objects.filter(register=Register.MEASURES, key__in=_by_hand(), state__in=closed)
    return found.exclude(state=State.DONE, review_on__lt=given.day)


def _measures(sizes: Mapping[str, int], _given: Circumstances) -> Finding:
    told = {"decided": number(sizes["decided"]), "all": number(len(_by_hand()))}
    said = _("%(decided)s of the %(all)s measures that only you can know are decided.") % told
    return Finding(sizes["decided"] == len(_by_hand()), said)


MEASURES = Check(sets={"decided": _decided}, judge=_measures)

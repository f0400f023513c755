"""What the map does not say yet: each gap with its number and the page that mends it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import ngettext

from samtykke.core.clock import now
from samtykke.governance.data_map.fields import field_lines
from samtykke.governance.models import MapRow
from samtykke.purposes import recipients
from samtykke.purposes.models import Purpose

if TYPE_CHECKING:
    from collections.abc import Iterator

REVIEWED_FOR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Gap:
    """Something the map lacks: a stable code, how many, a sentence with the number, and where it is mended."""

    code: str
    count: int
    sentence: str
    address: str


def coverage() -> list[Gap]:
    """The gaps of the map that there are, in the order they should be mended. Few queries, none per row."""
    return [gap for gap in _all() if gap.count]


def _all() -> Iterator[Gap]:
    missing = sum(line.lacks_purpose for line in field_lines())
    yield Gap(
        "field_without_purpose",
        missing,
        ngettext("%(count)s field has no purpose.", "%(count)s fields have no purpose.", missing) % {"count": missing},
        reverse("governance:fields") + "?only=without",
    )
    active = Purpose.objects.offered()
    kindless = active.filter(Q(data_kinds=None) & Q(field_decisions=None)).count()
    yield Gap(
        "purpose_without_kinds",
        kindless,
        ngettext(
            "%(count)s purpose does not say what data it uses.",
            "%(count)s purposes do not say what data they use.",
            kindless,
        )
        % {"count": kindless},
        reverse("purposes:purposes"),
    )
    forever = active.filter(retention_months=None).count()
    yield Gap(
        "purpose_without_retention",
        forever,
        ngettext(
            "%(count)s purpose does not say how long people are kept.",
            "%(count)s purposes do not say how long people are kept.",
            forever,
        )
        % {"count": forever},
        reverse("purposes:purposes"),
    )
    lacking = sum(bool(recipients.lacks(one)) for one in recipients.recipients())
    yield Gap(
        "recipient_lacks",
        lacking,
        ngettext(
            "%(count)s recipient lacks an agreement, a ground or a review.",
            "%(count)s recipients lack an agreement, a ground or a review.",
            lacking,
        )
        % {"count": lacking},
        reverse("purposes:recipients"),
    )
    old = MapRow.objects.existing().own().exclude(reviewed_on__gt=(now() - REVIEWED_FOR).date()).count()
    yield Gap(
        "row_not_reviewed",
        old,
        ngettext(
            "%(count)s row of your own was not looked at within a year.",
            "%(count)s rows of your own were not looked at within a year.",
            old,
        )
        % {"count": old},
        reverse("governance:data-map") + "?only=own",
    )

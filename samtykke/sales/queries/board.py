"""The board of open sales: a column for each stage, with its first cards, how many stand in it and what they come to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.db.models import Count, Sum

from samtykke.sales.models import Stage, StageKind

if TYPE_CHECKING:
    from decimal import Decimal

    from django.db.models import QuerySet

    from samtykke.sales.models import Sale

# As many cards as a column shows; the list shows the others.
CARDS: Final = 20


@dataclass(slots=True)
class Column:
    """A stage with its first cards, the number of all, and their sums, each in its own currency."""

    stage: Stage
    before: Stage | None = None
    after: Stage | None = None
    cards: list[Sale] = field(default_factory=list)
    count: int = 0
    sums: list[tuple[Decimal, str]] = field(default_factory=list)

    @property
    def is_cut(self) -> bool:
        """Whether there are more than are shown."""
        return self.count > len(self.cards)


def columns(sales: QuerySet[Sale], *, currency: str) -> list[Column]:
    """The columns of some sales, four queries however many; sums in the company's currency first, never added across."""
    found = sales.filter(kind=StageKind.OPEN)
    sums = _sums(found, currency)
    stages = [
        stage for stage in Stage.objects.filter(kind=StageKind.OPEN).order_by("rank", "id") if _shown(stage, sums)
    ]
    cards = _cards(found, stages)
    made = []
    for place, stage in enumerate(stages):
        count, told = sums.get(stage.pk, (0, []))
        before = next((one for one in reversed(stages[:place]) if _offered(one)), None)
        after = next((one for one in stages[place + 1 :] if _offered(one)), None)
        made.append(Column(stage, before, after, cards.get(stage.pk, []), count, told))
    return made


def _offered(stage: Stage) -> bool:
    return stage.is_active and stage.deleted_at is None


def _shown(stage: Stage, sums: dict[int, tuple[int, list[tuple[Decimal, str]]]]) -> bool:
    """A stage that is no longer chosen stands on the board as long as a sale is in it."""
    return _offered(stage) or stage.pk in sums


def _sums(sales: QuerySet[Sale], currency: str) -> dict[int, tuple[int, list[tuple[Decimal, str]]]]:
    rows = sales.order_by().values_list("stage_id", "currency").annotate(count=Count("pk"), total=Sum("amount"))
    counts: dict[int, int] = defaultdict(int)
    sums: dict[int, list[tuple[Decimal, str]]] = defaultdict(list)
    for stage_id, code, count, total in rows:
        counts[stage_id] += count
        sums[stage_id].append((total, code))
    return {pk: (counts[pk], sorted(told, key=lambda one: (one[1] != currency, one[1]))) for pk, told in sums.items()}


def _cards(sales: QuerySet[Sale], stages: list[Stage]) -> dict[int, list[Sale]]:
    """The first of each stage by the day they are expected: each reads its own part of the index."""
    parts = [sales.filter(stage=stage).order_by("expected_on", "id").values("pk")[:CARDS] for stage in stages]
    if not parts:
        return {}
    ids = [row["pk"] for row in parts[0].union(*parts[1:], all=True)]
    found: dict[int, list[Sale]] = defaultdict(list)
    for sale in sales.filter(pk__in=ids).select_related("company").order_by("expected_on", "id"):
        found[sale.stage_id].append(sale)
    return found

"""What open sales may bring, month by month: each amount counted by how likely it is, each currency by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from django.db.models import Count, DecimalField, ExpressionWrapper, F, Sum
from django.db.models.functions import TruncMonth

from samtykke.sales.models import CERTAIN, StageKind

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from samtykke.sales.models import Sale

MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a currency: how many sales, what they come to, and what of it is likely. `first`: its first day."""

    first: date
    count: int = 0
    total: Decimal = Decimal(0)
    weighted: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Forecast:
    """The months of one currency from this one on; `overdue`: expected before, and still open."""

    currency: str
    months: list[Month]
    overdue: Month | None = None

    @property
    def weighted(self) -> Decimal:
        """What is likely in all the months."""
        return sum((month.weighted for month in self.months), Decimal(0))

    @property
    def total(self) -> Decimal:
        """What all the months come to."""
        return sum((month.total for month in self.months), Decimal(0))


def forecasts(sales: QuerySet[Sale], *, today: date, currency: str) -> list[Forecast]:
    """A forecast for each currency of the open ones of some sales, the company's first; one query."""
    first = today.replace(day=1)
    ahead = [_after(first, number) for number in range(MONTHS)]
    likely = ExpressionWrapper(
        F("amount") * F("probability") / CERTAIN, output_field=DecimalField(max_digits=20, decimal_places=2)
    )
    rows = sales.filter(kind=StageKind.OPEN, expected_on__lt=_after(first, MONTHS)).order_by()
    found: dict[str, dict[date, Month]] = {currency: {}}
    told = rows.annotate(month=TruncMonth("expected_on")).values_list("currency", "month")
    for code, month, count, total, weighted in told.annotate(
        count=Count("pk"), total=Sum("amount"), weighted=Sum(likely)
    ):
        found.setdefault(code, {})[month] = Month(month, count, total, weighted.quantize(Decimal("0.01")))
    made = [_forecast(code, by_month, ahead) for code, by_month in found.items()]
    return sorted(made, key=lambda one: (one.currency != currency, one.currency))


def _forecast(currency: str, by_month: dict[date, Month], ahead: list[date]) -> Forecast:
    late = [month for first, month in by_month.items() if first < ahead[0]]
    overdue = None
    if late:
        overdue = Month(
            min(month.first for month in late),
            sum(month.count for month in late),
            sum((month.total for month in late), Decimal(0)),
            sum((month.weighted for month in late), Decimal(0)),
        )
    return Forecast(currency, [by_month.get(first, Month(first)) for first in ahead], overdue)


def _after(first: date, months: int) -> date:
    month = first.month - 1 + months
    return date(first.year + month // 12, month % 12 + 1, 1)

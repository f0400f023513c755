"""Sales and projects that people are part of, those not in the bin; what somebody merged into a person is part of counts for
that person. A sale of their company in which they have no part is not theirs.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samtykke.sales.access import as_seen, seen
from samtykke.sales.models import ProductGroup, Project, ProjectStatus, Stage, StageKind
from samtykke.sales.money import currencies
from samtykke.selections.criteria import Amount, Condition, Operator
from samtykke.selections.registry import Known
from samtykke.selections.sql.contacts import CHOSEN, MOMENTS, listed
from samtykke.selections.sql.writing import ids_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from samtykke.selections.registry import Reader
    from samtykke.selections.sql.writing import Writing

SALES, PROJECTS = gettext_lazy("Sales"), gettext_lazy("Projects")
SALE, PROJECT = "person.sales", "person.projects"
EVER: Final = (Operator.NOT_FOR, *MOMENTS, Operator.FILLED, Operator.EMPTY)
OFFERED_PROJECTS: Final = 200
WON: Final = f"s.kind = '{StageKind.WON.value}'"
CLOSED: Final = f"s.kind <> '{StageKind.OPEN.value}'"
# What the exception for existing customers may rest on: something of a known kind was bought (REQ-61, sales.customers).
BOUGHT: Final = f"{WON} AND s.product_group_id IS NOT NULL"


def tell() -> Iterator[Known]:
    """The sales, what was bought and when, and the projects."""
    yield from _of_sales()
    yield from _of_days()
    yield _amount("sale_amount", gettext_lazy("Amount of a sale"), "true", gettext_lazy("a sale %(value)s"))
    yield _amount("won_amount", gettext_lazy("Amount of a won sale"), WON, gettext_lazy("a won sale %(value)s"))
    yield from _of_projects()


def _of_sales() -> Iterator[Known]:
    yield Known(
        key="sale", name=gettext_lazy("Has a sale"), heading=SALES, operators=CHOSEN, known_key=SALE,
        offers=lambda _reader: dict(StageKind.choices),
        sql=lambda w, asked: _has(w, "true" if asked.operator == Operator.FILLED else w.keys("s.kind", asked)),
        sentences={
            Operator.ANY_OF: gettext_lazy("has a sale that is %(value)s"),
            Operator.NONE_OF: gettext_lazy("has no sale that is %(value)s"),
            Operator.FILLED: gettext_lazy("has a sale"), Operator.EMPTY: gettext_lazy("has no sale"),
        },
    )  # fmt: skip
    yield Known(
        key="sale_stage", name=gettext_lazy("Stage of a sale"), heading=SALES, operators=CHOSEN, known_key=SALE,
        offers=lambda _reader: listed(Stage), sql=lambda w, asked: _has(w, w.of_list("s.stage_id", "sales_stage", asked)),
    )  # fmt: skip
    yield Known(
        key="product_group", name=gettext_lazy("Product group of a sale"), heading=SALES, operators=CHOSEN, known_key=SALE,
        offers=lambda _reader: listed(ProductGroup),
        sql=lambda w, asked: _has(w, w.of_list("s.product_group_id", "sales_productgroup", asked)),
    )  # fmt: skip


def _of_days() -> Iterator[Known]:
    yield _day("sale_won", gettext_lazy("Won sale"), WON, {
        Operator.NOT_FOR: gettext_lazy("no sale for %(value)s"), Operator.FILLED: gettext_lazy("a sale was won"),
        Operator.EMPTY: gettext_lazy("no sale was ever won"),
    })  # fmt: skip
    yield _day("sale_closed", gettext_lazy("Closed sale, won or lost"), CLOSED, {})
    yield _day("bought", gettext_lazy("Bought, as for existing customers"), BOUGHT, {
        Operator.LAST: gettext_lazy("bought within the last %(value)s"),
        Operator.NOT_FOR: gettext_lazy("bought nothing for %(value)s"),
        Operator.FILLED: gettext_lazy("bought something"), Operator.EMPTY: gettext_lazy("never bought anything"),
    })  # fmt: skip
    for group in ProductGroup.objects.in_order():
        yield _day(
            f"bought.{group.key}", _("Bought: %s") % group.name, f"{WON} AND s.product_group_id = {group.pk:d}", {}
        )


def _day(key: str, name: Any, of_which: str, sentences: Mapping[Operator, Any]) -> Known:
    return Known(
        key=key, name=name, heading=SALES, operators=EVER, known_key=SALE, sentences=sentences,
        sql=lambda w, asked: _latest(w, asked, of_which),
    )  # fmt: skip


def _latest(w: Writing, asked: Condition, of_which: str) -> str:
    """By the latest of some closed sales: one since then is enough, and one before it only where there is none since."""
    if asked.operator == Operator.FILLED:
        return _has(w, of_which)
    first, last = w.days(asked)
    found = _has(w, f"{of_which} AND {w.day('s.closed_on', asked)}")
    if first is not None or last is None:
        return found
    since = replace(asked, operator=Operator.FROM_DAY, value=w.day_after(last))
    later = _has(w, f"{of_which} AND {w.day('s.closed_on', since)}")
    return f"{found} AND NOT {later}"


def _amount(key: str, name: Any, of_which: str, sentence: Any) -> Known:
    return Known(
        key=key, name=name, heading=SALES, operators=(Operator.AMOUNT,), known_key=SALE, check=_is_money,
        sentences={Operator.AMOUNT: sentence}, sql=lambda w, asked: _has(w, f"{of_which} AND {_within(w, asked)}"),
    )  # fmt: skip


def _within(w: Writing, asked: Condition) -> str:
    """From so much to so much, in that currency alone: amounts of two are never compared."""
    told = asked.value if isinstance(asked.value, Amount) else Amount("")
    parts = [f"s.currency = {w.bind(told.currency)}"]
    parts += [
        f"s.amount {sign} {w.bind(end)}::numeric"
        for sign, end in ((">=", told.least), ("<=", told.most))
        if end is not None
    ]
    return " AND ".join(parts)


def _is_money(asked: Condition, _reader: Reader) -> str | None:
    code = asked.value.currency if isinstance(asked.value, Amount) else ""
    return None if code in currencies() else _("“%s” is not a currency.") % code


def _has(w: Writing, condition: str) -> str:
    sale = f"s.id = t.sale_id AND s.deleted_at IS NULL AND {condition}"
    return w.has(w.rows("sales_saleperson", f"EXISTS (SELECT FROM sales_sale s WHERE {sale})"))


def _of_projects() -> Iterator[Known]:
    yield Known(
        key="project", name=gettext_lazy("Takes part in the project"), heading=PROJECTS, operators=CHOSEN, known_key=PROJECT,
        offers=_projects, names=_named, sql=lambda w, asked: _in_project(w, w.ids("p.id", asked)),
        sentences={
            Operator.ANY_OF: gettext_lazy("takes part in %(value)s"),
            Operator.NONE_OF: gettext_lazy("takes no part in %(value)s"),
            Operator.FILLED: gettext_lazy("takes part in a project"),
            Operator.EMPTY: gettext_lazy("takes part in no project"),
        },
    )  # fmt: skip
    yield Known(
        key="project_status", name=gettext_lazy("Status of a project"), heading=PROJECTS, operators=CHOSEN, known_key=PROJECT,
        offers=lambda _reader: listed(ProjectStatus),
        sql=lambda w, asked: _in_project(w, w.of_list("p.status_id", "sales_projectstatus", asked)),
    )  # fmt: skip


def _in_project(w: Writing, condition: str) -> str:
    project = f"p.id = t.project_id AND p.deleted_at IS NULL AND {condition}"
    return w.has(w.rows("sales_projectperson", f"EXISTS (SELECT FROM sales_project p WHERE {project})"))


def _projects(reader: Reader) -> dict[str, str]:
    found = seen(Project, reader.sight).order_by("-id")[:OFFERED_PROJECTS]
    return {str(one.pk): as_seen(one).name for one in found}


def _named(keys: Iterable[str], reader: Reader) -> dict[str, str]:
    """By name the projects that the reader sees: one that they do not see is as if not held (sales.access)."""
    asked = ids_in(Condition("project", Operator.ANY_OF, tuple(keys)))
    return {str(one.pk): as_seen(one).name for one in seen(Project, reader.sight).filter(pk__in=asked)}

"""Being in another selection: the people of a list, or those whom its criteria name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samtykke.core.refused import Refused
from samtykke.selections import criteria
from samtykke.selections.access import stood_on, visible_selections
from samtykke.selections.compiler import problems, written
from samtykke.selections.models import Kind, Selection
from samtykke.selections.registry import Known
from samtykke.selections.sql.contacts import ONE_OF
from samtykke.selections.sql.writing import NEVER, ids_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from samtykke.selections.criteria import Condition
    from samtykke.selections.models import SelectionQuerySet
    from samtykke.selections.registry import Reader
    from samtykke.selections.sql.writing import Writing

HEADING = gettext_lazy("Selections")
FIELD = "selection"
DEEPEST = 5


def tell() -> Iterator[Known]:
    """One field."""
    yield Known(
        key=FIELD, name=gettext_lazy("In the selection"), heading=HEADING, operators=ONE_OF, sql=_sql, offers=_offers,
        names=_names, check=_check,
        sentences={
            criteria.Operator.ANY_OF: gettext_lazy("in %(value)s"),
            criteria.Operator.NONE_OF: gettext_lazy("not in %(value)s"),
        },
    )  # fmt: skip


def _offers(reader: Reader) -> Mapping[str, str]:
    if reader.user is None:
        return {}
    return {str(one.pk): one.name for one in visible_selections(reader.user).order_by("name", "pk")}


def _names(keys: Iterable[str], reader: Reader) -> Mapping[str, str]:
    """By name those the reader may open: of the others neither name nor people are told, as if there were none."""
    asked = ids_in(criteria.Condition(FIELD, criteria.Operator.ANY_OF, tuple(keys)))
    return {str(one.pk): one.name for one in _open_to(reader).filter(pk__in=asked)}


def _open_to(reader: Reader) -> SelectionQuerySet:
    return visible_selections(reader.user) if reader.user else Selection.objects.existing()


def _found(asked: Condition) -> list[Selection]:
    return list(Selection.objects.existing().filter(pk__in=ids_in(asked)))


def _check(asked: Condition, reader: Reader) -> str | None:
    """A selection that cannot be asked makes those that stand on it nobody's, and so does one that stands on itself."""
    for one in _found(asked):
        sentence = _stands(one, reader, ())
        if sentence:
            return sentence
    return None


def _stands(one: Selection, reader: Reader, above: tuple[int, ...]) -> str | None:
    if one.pk in above or len(above) >= DEEPEST:
        return _("“%s” stands on itself, or on too many others.") % one.name
    if one.kind == Kind.LIST:
        return None
    try:
        root = criteria.parse(one.criteria)
    except Refused:
        return _("“%s” cannot be read.") % one.name
    if _stands_on_unseen(root, reader):
        return _("“%s” stands on a selection that is not shared with you.") % one.name
    for asked in criteria.conditions_in(root):
        for inner in _found(asked) if asked.field == FIELD else []:
            if sentence := _stands(inner, reader, (*above, one.pk)):
                return sentence
    if next(problems(_without_selections(root), reader), None):
        return _("“%s” asks for something that is gone, or covered for you.") % one.name
    return None


def _stands_on_unseen(root: criteria.Group, reader: Reader) -> bool:
    """Whether somebody kept to themselves what others stand on: it would tell its people (a last guard, as teams change)."""
    inner = stood_on(root)
    hidden = Selection.objects.existing().filter(pk__in=inner).exclude(pk__in=_open_to(reader).values("pk"))
    return bool(inner) and reader.user is not None and hidden.exists()


def _without_selections(node: criteria.Group) -> criteria.Group:
    """The same without what stands on other selections, which is looked at one by one."""
    parts = [
        part for part in criteria.conditions_in(node) if part.field != FIELD or len(_found(part)) < len(ids_in(part))
    ]
    return criteria.Group(criteria.Joined.AND, tuple(parts))


def _sql(w: Writing, asked: Condition) -> str:
    return " OR ".join(f"({_one(w, one)})" for one in _found(asked)) or NEVER


def _one(w: Writing, one: Selection) -> str:
    if one.kind == Kind.LIST:
        return w.has(w.rows("selections_member", f"t.selection_id = {w.bind(one.pk)}"))
    return f"({written(w, criteria.parse(one.criteria))}) IS TRUE"

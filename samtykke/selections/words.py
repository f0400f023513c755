"""Criteria as a sentence: “City is Bergen and no contact for 12 months and Newsletter is given”."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from samtykke.core.templatetags.words import day_text
from samtykke.selections.criteria import ERASED, Amount, Condition, Group, Joined, Node, Operator, Shape, Span, Unit
from samtykke.selections.registry import catalogue

if TYPE_CHECKING:
    from samtykke.selections.criteria import Value
    from samtykke.selections.registry import Known, Reader

# What may be chosen in the builder.
OPERATORS: Final[dict[Operator, Any]] = {
    Operator.FILLED: pgettext_lazy("operator", "is filled in"),
    Operator.EMPTY: pgettext_lazy("operator", "is empty"),
    Operator.YES: pgettext_lazy("operator", "yes"),
    Operator.NO: pgettext_lazy("operator", "no"),
    Operator.IS: pgettext_lazy("operator", "is"),
    Operator.IS_NOT: pgettext_lazy("operator", "is not"),
    Operator.BEGINS: pgettext_lazy("operator", "begins with"),
    Operator.CONTAINS: pgettext_lazy("operator", "contains"),
    Operator.WORDS: pgettext_lazy("operator", "has words that begin with"),
    Operator.ANY_OF: pgettext_lazy("operator", "is one of"),
    Operator.NONE_OF: pgettext_lazy("operator", "is none of"),
    Operator.EQUALS: pgettext_lazy("operator", "is exactly"),
    Operator.AT_LEAST: pgettext_lazy("operator", "is at least"),
    Operator.AT_MOST: pgettext_lazy("operator", "is at most"),
    Operator.FROM_DAY: pgettext_lazy("operator", "on or after"),
    Operator.BEFORE_DAY: pgettext_lazy("operator", "before"),
    Operator.LAST: pgettext_lazy("operator", "within the last"),
    Operator.NOT_FOR: pgettext_lazy("operator", "not within the last"),
    Operator.LONGER_AGO: pgettext_lazy("operator", "longer ago than"),
    Operator.NEXT: pgettext_lazy("operator", "within the next"),
    Operator.AMOUNT: pgettext_lazy("operator", "from – to"),
}
SENTENCES: Final[dict[Operator, Any]] = {
    Operator.FILLED: gettext_lazy("%(field)s is filled in"),
    Operator.EMPTY: gettext_lazy("%(field)s is empty"),
    Operator.YES: gettext_lazy("%(field)s: yes"),
    Operator.NO: gettext_lazy("%(field)s: no"),
    Operator.IS: gettext_lazy("%(field)s is %(value)s"),
    Operator.IS_NOT: gettext_lazy("%(field)s is not %(value)s"),
    Operator.BEGINS: gettext_lazy("%(field)s begins with %(value)s"),
    Operator.CONTAINS: gettext_lazy("%(field)s contains %(value)s"),
    Operator.WORDS: gettext_lazy("%(field)s: %(value)s"),
    Operator.ANY_OF: gettext_lazy("%(field)s is %(value)s"),
    Operator.NONE_OF: gettext_lazy("%(field)s is not %(value)s"),
    Operator.EQUALS: gettext_lazy("%(field)s is %(value)s"),
    Operator.AT_LEAST: gettext_lazy("%(field)s is at least %(value)s"),
    Operator.AT_MOST: gettext_lazy("%(field)s is at most %(value)s"),
    Operator.FROM_DAY: gettext_lazy("%(field)s on or after %(value)s"),
    Operator.BEFORE_DAY: gettext_lazy("%(field)s before %(value)s"),
    Operator.LAST: gettext_lazy("%(field)s within the last %(value)s"),
    Operator.NOT_FOR: gettext_lazy("%(field)s not within the last %(value)s"),
    Operator.LONGER_AGO: gettext_lazy("%(field)s more than %(value)s ago"),
    Operator.NEXT: gettext_lazy("%(field)s within the next %(value)s"),
    Operator.AMOUNT: gettext_lazy("%(field)s %(value)s"),
}
JOINED: Final[dict[Joined, Any]] = {
    Joined.AND: pgettext_lazy("between conditions", " and "),
    Joined.OR: pgettext_lazy("between conditions", " or "),
}
UNITS: Final[dict[Unit, Any]] = {
    Unit.DAYS: gettext_lazy("days"),
    Unit.WEEKS: gettext_lazy("weeks"),
    Unit.MONTHS: gettext_lazy("months"),
    Unit.YEARS: gettext_lazy("years"),
}


def sentence(root: Group, reader: Reader, *, known: dict[str, Known] | None = None) -> str:
    """What a tree asks, in the reader's language, with a capital at its beginning."""
    text = _said(root, reader, catalogue() if known is None else known, outermost=True)
    return text[:1].upper() + text[1:]


def _said(node: Node, reader: Reader, known: dict[str, Known], *, outermost: bool = False) -> str:
    if isinstance(node, Condition):
        return condition_said(node, reader, known.get(node.field))
    parts = [_said(part, reader, known) for part in node.parts]
    text = str(JOINED[node.joined]).join(parts) if parts else _("everybody")
    if node.is_negated:
        return _("not (%s)") % text
    return text if outermost or len(parts) < len("()") else f"({text})"


def condition_said(asked: Condition, reader: Reader, field: Known | None) -> str:
    """One condition; of a field that is gone its key."""
    if field is None:
        return _("somebody who is erased") if asked.field == ERASED else _("%s, which is gone") % asked.field
    told = {"field": field.said or field.name, "value": value_said(asked, reader, field)}
    return str(field.sentences.get(asked.operator) or SENTENCES[asked.operator]) % told


def value_said(asked: Condition, reader: Reader, field: Known) -> str:
    """What is asked for."""
    if asked.operator.shape == Shape.KEYS and isinstance(asked.value, tuple):
        names = field.called(asked.value, reader)
        return pgettext("between values", " or ").join(str(names.get(key, key)) for key in asked.value)
    return _plain(asked.value, field.number_unit)


def _plain(value: Value, unit: str) -> str:
    match value:
        case Span():
            return span_said(value)
        case Amount():
            return _amount_said(value)
        case Decimal():
            return f"{_number_said(value)} {unit}".strip()
        case date():
            return day_text(value)
        case None:
            return ""
    return _("“%s”") % value


def _number_said(value: Decimal) -> str:
    return formats.number_format(value.normalize() + 0, use_l10n=True, force_grouping=True)


def _amount_said(value: Amount) -> str:
    """`from 1,000 to 5,000 NOK`."""
    told = {"currency": value.currency}
    told |= {name: _number_said(end) for name, end in (("least", value.least), ("most", value.most)) if end is not None}
    if "least" not in told:
        return _("up to %(most)s %(currency)s") % told
    if "most" not in told:
        return _("from %(least)s %(currency)s") % told
    return _("from %(least)s to %(most)s %(currency)s") % told


def span_said(span: Span) -> str:
    """`12 months`."""
    n = span.n
    match span.unit:
        case Unit.DAYS:
            return ngettext("%d day", "%d days", n) % n
        case Unit.WEEKS:
            return ngettext("%d week", "%d weeks", n) % n
        case Unit.MONTHS:
            return ngettext("%d month", "%d months", n) % n
    return ngettext("%d year", "%d years", n) % n

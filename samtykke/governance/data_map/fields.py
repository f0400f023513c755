"""Each field about people that the product knows, with what the company decided of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from samtykke.core.known_fields import KnownField, known_fields
from samtykke.purposes.models import FieldDecision, Purpose

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.functional import _StrPromise

# The kinds a field is of by birth, as core.personal_data classifies columns.
BORN: dict[str, _StrPromise] = {
    "identity": _("Who somebody is"),
    "contact": _("How to reach them"),
    "work": _("Their work"),
    "preference": _("What they want"),
    "evidence": _("Evidence"),
    "history": _("What happened"),
    "technical": _("Technical"),
}


# The standard kind of data that stands for a kind of birth.
STANDARD = {
    "identity": "IDENTITY",
    "contact": "CONTACT",
    "work": "WORK",
    "preference": "CHOICES",
    "evidence": "CHOICES",
}


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field as the pages show it."""

    field: KnownField
    decision: FieldDecision | None
    purposes: list[Purpose]

    @property
    def kind(self) -> str:
        """The kind of data the company chose, else the one the field is of by birth."""
        if self.decision and self.decision.data_kind:
            return self.decision.data_kind.name
        return str(BORN.get(self.field.kind, self.field.kind))

    @property
    def is_sensitive(self) -> bool:
        """Whether only some may read it."""
        return bool(self.decision and self.decision.is_sensitive)

    @property
    def is_retired(self) -> bool:
        """Whether it is no longer offered in forms."""
        return bool(self.decision and self.decision.is_retired)

    @property
    def lacks_purpose(self) -> bool:
        """Whether it is still used and nobody has said for what. Art. 5(1)(c)."""
        return not self.purposes and not self.is_retired


def kind_of(line: FieldLine) -> str:
    """The key of the kind of data a field is of: as decided, else the standard one of its birth."""
    if line.decision and line.decision.data_kind:
        return line.decision.data_kind.key
    return STANDARD.get(line.field.kind, line.field.kind.upper())


def field_lines() -> list[FieldLine]:
    """Every known field that is kept, in the order the apps tell them, in two queries."""
    decisions = {one.field: one for one in FieldDecision.objects.select_related("data_kind")}
    purposes = _purposes(decisions.values())
    return [
        FieldLine(field, decision, purposes.get(decision.pk, []) if decision else [])
        for field in known_fields()
        for decision in [decisions.get(field.key)]
        if decision or not field.only_decided
    ]


def field_line(key: str) -> FieldLine | None:
    """One field by its key."""
    return next((line for line in field_lines() if line.field.key == key), None)


def _purposes(decisions: Iterable[FieldDecision]) -> dict[int, list[Purpose]]:
    found: dict[int, list[Purpose]] = {}
    pairs = FieldDecision.purposes.through.objects.filter(
        fielddecision_id__in=[one.pk for one in decisions], purpose__deleted_at__isnull=True
    ).select_related("purpose")
    for pair in pairs.order_by("purpose__rank", "purpose_id"):
        found.setdefault(pair.fielddecision_id, []).append(pair.purpose)
    return found


def without_purpose() -> int:
    """How many fields in use have no purpose: the figure of the coverage and of the desk."""
    return sum(line.lacks_purpose for line in field_lines())

"""Where people live, and what interests them; what is written of somebody merged into a person counts for that person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from samtykke.contacts.models import Interest
from samtykke.selections.criteria import Operator
from samtykke.selections.registry import Known
from samtykke.selections.sql.contacts import CHOSEN, PERSON, WRITTEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samtykke.selections.criteria import Condition
    from samtykke.selections.sql.writing import Writing

POSTALS: Final = "contacts_personpostal"


def tell() -> Iterator[Known]:
    """The town, the postal code, and the interests."""
    yield Known(
        key="city", name=_("Town"), heading=PERSON, operators=WRITTEN, known_key="person.postal",
        sql=lambda w, asked: _of_postals(w, _city(w, asked)),
    )  # fmt: skip
    yield Known(
        key="postal_code", name=_("Postal code"), heading=PERSON, known_key="person.postal",
        operators=(Operator.IS, Operator.IS_NOT, Operator.BEGINS, Operator.FILLED, Operator.EMPTY),
        sql=lambda w, asked: _of_postals(w, w.text("t.postal_code", asked)),
    )  # fmt: skip
    yield Known(
        key="interest", name=_("Interest"), heading=PERSON, operators=CHOSEN, known_key="person.interests",
        offers=lambda _reader: {item.key: item.name for item in Interest.objects.in_order()},
        sql=lambda w, asked: w.has(
            w.rows("contacts_personinterest", w.of_list("t.interest_id", "contacts_interest", asked))
        ),
    )  # fmt: skip


def _of_postals(w: Writing, condition: str) -> str:
    return w.has(w.rows(POSTALS, condition))


def _city(w: Writing, asked: Condition) -> str:
    """A town as it is looked for: in any case, without accents, by the index of folded towns."""
    if asked.operator == Operator.FILLED:
        return "t.city <> ''"
    said = f"contacts_fold({w.bind(str(asked.value))}::text)"
    match asked.operator:
        case Operator.BEGINS:
            return f"starts_with(t.city_key, {said})"
        case Operator.CONTAINS:
            return f"position({said} in t.city_key) > 0"
    return f"t.city_key = {said}"

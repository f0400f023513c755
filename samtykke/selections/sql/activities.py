"""When people were last in contact, what was done with them, and what is planned. A contact is a meeting, a call or a mail
that is done; what was done with somebody merged into a person counts for that person (activities.queries).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from samtykke.activities.models import ActivityKind
from samtykke.selections.criteria import Operator
from samtykke.selections.registry import Known
from samtykke.selections.sql.contacts import MOMENTS, ONE_OF

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samtykke.selections.criteria import Condition
    from samtykke.selections.sql.writing import Writing

HEADING: Final = _("Activities")
TABLE: Final = "activities_participant"
EVER: Final = (Operator.NOT_FOR, *MOMENTS, Operator.FILLED, Operator.EMPTY)
NEVER_SINCE: Final = {
    Operator.NOT_FOR: _("no contact for %(value)s"),
    Operator.LAST: _("contact within the last %(value)s"),
    Operator.FILLED: _("there was contact"),
    Operator.EMPTY: _("there never was contact"),
}


def tell() -> Iterator[Known]:
    """The last contact, each kind that was done, and what is planned."""
    yield Known(
        key="last_contact", name=_("Last contact"), heading=HEADING, operators=EVER, sentences=NEVER_SINCE,
        sql=lambda w, asked: _latest(w, asked, "t.is_contact"),
    )  # fmt: skip
    for kind in ActivityKind:
        yield Known(
            key=f"done_{kind.value}", name=_("Done: %s") % kind.label, heading=HEADING, operators=EVER,
            sql=lambda w, asked, kind=kind: _latest(w, asked, _of_kinds(w, [kind.value], "done")),  # type: ignore[misc]
        )  # fmt: skip
    yield Known(
        key="planned", name=_("Planned"), heading=HEADING, operators=(*ONE_OF, Operator.FILLED, Operator.EMPTY),
        offers=lambda _reader: dict(ActivityKind.choices), sql=_planned,
        sentences={
            Operator.ANY_OF: _("%(value)s is planned"), Operator.NONE_OF: _("%(value)s is not planned"),
            Operator.FILLED: _("something is planned"), Operator.EMPTY: _("nothing is planned"),
        },
    )  # fmt: skip


def _latest(w: Writing, asked: Condition, of_which: str) -> str:
    """By the latest of some activities: one since then is enough, and one before it only where there is none since."""
    if asked.operator == Operator.FILLED:
        return w.each(TABLE, of_which)
    first, last = w.days(asked)
    found = w.each(TABLE, f"{of_which} AND {w.moment('t.at', asked)}")
    if first is not None or last is None:
        return found
    since = replace(asked, operator=Operator.FROM_DAY, value=w.day_after(last))
    later = w.each(TABLE, f"{of_which} AND {w.moment('t.at', since)}")
    return f"{found} AND NOT {later}"


def _of_kinds(w: Writing, kinds: list[str], status: str) -> str:
    about = f"a.id = t.activity_id AND a.deleted_at IS NULL AND a.kind = ANY({w.bind(kinds)}::text[])"
    return f"EXISTS (SELECT FROM activities_activity a WHERE {about} AND a.status = {w.bind(status)})"


def _planned(w: Writing, asked: Condition) -> str:
    kinds = list(w.told(asked)) or ActivityKind.values
    return w.each(TABLE, f"t.standing = 'planned' AND {_of_kinds(w, kinds, 'planned')}")

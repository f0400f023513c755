"""How a standing and a change are said: shapes, words, before and after."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from samtykke.core.actors import Actor
from samtykke.core.templatetags.words import day_text
from samtykke.governance.models import State

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from samtykke.governance.answers.queries import Standing
    from samtykke.governance.models import AnswerChange

FIELDS: dict[str, _StrPromise] = {
    "state": _("How far it is"),
    "owner": _("Owner"),
    "due_on": _("Done by"),
    "review_on": _("Look at it again on"),
    "note": _("What you decided, and why"),
    "reason": _("Why it is not relevant"),
    "evidence": _("Evidence"),
}
SHAPES: dict[State, tuple[str, str]] = {
    State.OPEN: ("off", "todo"),
    State.IN_WORK: ("info", "now"),
    State.DONE: ("yes", "done"),
    State.NOT_RELEVANT: ("off", "ended"),
}


def status_of(standing: Standing) -> dict[str, Any]:
    """Tone, shape and word of a standing."""
    tone, shape = SHAPES[standing.state]
    word: Any = standing.state.label
    if standing.is_due_again:
        tone, shape, word = "wait", "missing", _("To be looked at again")
    elif standing.state == State.OPEN and standing.question.answers_itself:
        tone, shape, word = "wait", "missing", _("Not there yet")
    return {"tone": tone, "shape": shape, "word": word}


def change_lines(change: AnswerChange, names: dict[Actor, str]) -> list[dict[str, str]]:
    """What one change changed: the field, what stood before, what stands after."""
    fields = [name for name in FIELDS if name in change.before or name in change.after]
    return [
        {
            "name": str(FIELDS[name]),
            "before": _said(name, change.before.get(name), names),
            "after": _said(name, change.after.get(name), names),
        }
        for name in fields
    ]


def owners_in(changes: list[AnswerChange]) -> list[Actor]:
    """The owners that changes speak of."""
    found = [side.get("owner") for change in changes for side in (change.before, change.after)]
    return [Actor.user(owner) for owner in found if owner]


def _said(name: str, value: Any, names: dict[Actor, str]) -> str:
    if value in (None, ""):
        return ""
    if name == "state":
        return str(State(value).label)
    if name == "owner":
        return names.get(Actor.user(value), "")
    return day_text(date.fromisoformat(value)) if name.endswith("_on") else str(value)

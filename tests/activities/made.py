"""Activities for tests, through the actions of the product."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from samtykke.activities import actions
from samtykke.core.actors import Actor, Via

if TYPE_CHECKING:
    from samtykke.activities.models import Activity
    from samtykke.contacts.models import Person

BY: dict[str, Any] = {"by": Actor.system(), "via": Via.STAFF}


def make_activity(kind: str = "call", *people: Person, status: str = "done", users: Any = (), **told: Any) -> Activity:
    """An activity with people; a call that is done, unless it is said otherwise."""
    by = told.pop("by", BY["by"])
    ids = [person.pk for person in people]
    return actions.plan(kind, told, people=ids, users=users, status=status, by=by, via=Via.STAFF)


def make_task(title: str = "Ring back", *people: Person, **told: Any) -> Activity:
    """A task that is to be done."""
    return make_activity("task", *people, status="planned", title=title, **told)


def in_addresses(person: Person) -> dict[str, int]:
    """What stands in the addresses of an activity and a task."""
    return {"activities/pk": make_activity("call", person).pk, "tasks/pk": make_task("Ring back", person).pk}

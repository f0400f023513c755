"""Selections in the API: those shared with everybody, the people in them as the key sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from samtykke.accounts.rights import Scope
from samtykke.consents import actions as consents
from samtykke.purposes.models import Purpose
from samtykke.selections import actions
from samtykke.selections.criteria import Group
from tests.factories import make_consent, make_person
from tests.intake.api.calls import Caller
from tests.selections.made import BY, asks

if TYPE_CHECKING:
    from samtykke.accounts.models import User
    from samtykke.selections.models import Selection

pytestmark = pytest.mark.django_db
SAID_YES = Group(parts=(asks("consent.EMARKETING.status", "any_of", ("given",)),))


def make(owner: User, root: Group = SAID_YES, **told: Any) -> Selection:
    return actions.create("Said yes", root=root, owner=owner, **{"share": "everybody", **told}, **BY)


def test_shared_ones_are_listed_and_their_people_paged(erp: Caller, siri: User) -> None:
    """Breaks when a selection of somebody's own is told, or a page skips somebody."""
    made, own = make(siri), make(siri, share="me")
    people = [make_person(f"Kari{n}") for n in range(3)]
    for person in people:
        make_consent(person)
    make_person("Nobody")
    listed = erp.get("/selections").json()
    assert [one["id"] for one in listed["items"]] == [made.pk]
    assert listed["items"][0]["criteria"] == made.criteria
    assert erp.get(f"/selections/{own.pk}").status_code == 404
    assert erp.get(f"/selections/{2**64}").status_code == 404
    first = erp.get(f"/selections/{made.pk}/persons?limit=2").json()
    second = erp.get(f"/selections/{made.pk}/persons?limit=2&cursor={first['next']}").json()
    found = [one["id"] for one in first["items"] + second["items"]]
    assert (found, second["next"]) == ([one.pk for one in people], None)


def test_a_key_learns_nothing_of_consents_it_may_not_read(siri: User) -> None:
    """Breaks when being in a selection tells of a consent, be it through another, or of somebody restricted."""
    made = make(siri)
    outer = actions.create(
        "Outer", root=Group(parts=(asks("selection", "none_of", (str(made.pk),)),)), owner=siri, share="everybody", **BY
    )
    key = Caller(Scope.PERSONS_READ)
    for one in (made, outer):
        assert key.get(f"/selections/{one.pk}/persons").status_code == 403
    person = make_person("Restricted")
    make_consent(person)
    consents.restrict(person, **BY)
    reads = Caller(Scope.PERSONS_READ, Scope.CONSENTS_READ)
    assert reads.get(f"/selections/{made.pk}/persons").json()["items"] == []


def test_one_that_cannot_be_asked_is_a_conflict(erp: Caller, siri: User) -> None:
    """Breaks when a system takes a broken selection for an empty one."""
    from django.utils import timezone

    made = make(siri)
    Purpose.objects.filter(key="EMARKETING").update(deleted_at=timezone.now())
    answer = erp.get(f"/selections/{made.pk}/persons")
    assert (answer.status_code, answer.json()["code"]) == (409, "selection_broken")

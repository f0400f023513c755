"""A person's own copy holds what was done with them; erasure takes them out, and with them what was theirs alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from samtykke.activities import actions, personal_data
from samtykke.activities.models import Activity, Participant
from samtykke.activities.queries.erasing import erase_person
from samtykke.consents import actions as consents
from tests.activities.made import BY, make_activity
from tests.factories import make_person

if TYPE_CHECKING:
    from samtykke.contacts.models import Person
    from tests.factories import Clock

pytestmark = pytest.mark.django_db


def test_the_copy_holds_the_words_and_nobody_else(kari: Person) -> None:
    make_activity("call", kari, make_person("Nils", "Testvik"), text="Asked about fish", outcome="reached")
    told = json.dumps(personal_data.export(kari.pk), default=list)
    assert "Asked about fish" in told
    assert "reached" in told
    assert "Nils" not in told


def test_erasure_takes_what_was_theirs_alone_and_leaves_the_rest(kari: Person) -> None:
    nils = make_person("Nils")
    alone, shared = make_activity("call", kari, text="Hers"), make_activity("call", kari, nils, text="Both")
    of_sale = make_activity("meeting", kari, title="Kari", text="Hers", starts_at=shared.at, sale_id=1)
    assert erase_person(kari.pk) == {"activities_activity": 1, "activities_participant": 3}
    assert not Activity.objects.filter(pk=alone.pk).exists()
    assert Activity.objects.get(pk=shared.pk).text == "Both"
    of_sale.refresh_from_db()
    assert (of_sale.title, of_sale.text) == ("", "")
    assert not Participant.objects.filter(person_id=kari.pk).exists()
    assert personal_data.export(kari.pk) == {}


def test_what_has_been_in_the_bin_long_enough_goes_for_good(kari: Person, clock: Clock) -> None:
    nils = make_person("Nils")
    old, young, kept = (make_activity("call", one) for one in (kari, kari, nils))
    for one, days in ((old, 40), (young, 1), (kept, 40)):
        actions.delete(one, **BY)
        Activity.objects.filter(pk=one.pk).update(deleted_at=clock.days_ago(days))
    consents.restrict(nils, **BY)
    assert actions.empty_bin(clock.days_ago(30), **BY) == 1
    assert set(Activity.objects.values_list("pk", flat=True)) == {young.pk, kept.pk}
    assert set(Participant.objects.values_list("activity_id", flat=True)) == {young.pk, kept.pk}

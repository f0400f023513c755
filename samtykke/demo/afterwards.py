"""What stands above the answers, and what staff did one by one: through the product's own actions."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from samtykke.consents import actions as consents
from samtykke.contacts import actions as contacts
from samtykke.contacts.duplicates import find_pairs
from samtykke.contacts.models import Person
from samtykke.core.actors import Via

if TYPE_CHECKING:
    from datetime import datetime
    from random import Random

    from samtykke.core.actors import Actor
    from samtykke.demo.people import Drawn

# Addresses of people who are not here and do not want to come back.
GONE = ("aldri.mer@postkassen.example", "ikke.skriv@epost.example", "takk.men.nei@brevdue.example")


def what_came_later(ids: list[int], drawn: list[Drawn], cast: dict[str, Actor], rng: Random, moment: datetime) -> None:
    """Objections, restrictions, suppressions, duplicates, corrections, and a full recycle bin."""
    share = max(len(ids) // 400, 1)
    twins = max(len(drawn) // 120, 6)
    first_twin = len(drawn) - twins
    plain = [place for place in range(first_twin) if not drawn[place].is_role and drawn[place].emails]
    chosen = iter(rng.sample(plain, 11 * share))
    siri, ola = cast["siri"], cast["ola"]
    for _ in range(4 * share):
        place = next(chosen)
        at = moment - (moment - drawn[place].origin_at) * rng.uniform(0.02, 0.5)
        consents.object_to_marketing(ids[place], act_by="person", at=at, by=siri, via=Via.STAFF)
    for _ in range(share):
        consents.restrict(ids[next(chosen)], act_by="person", by=siri, via=Via.STAFF)
    for _ in range(share):
        consents.suppress(drawn[next(chosen)].emails[0][0], act_by="person", by=siri, via=Via.STAFF)
    for address in GONE:
        at = moment - timedelta(days=rng.randrange(30, 900))
        consents.suppress(address, reach="all", act_by="person", at=at, by=siri, via=Via.STAFF)
    for _ in range(3 * share):
        contacts.delete_person(Person.objects.get(pk=ids[next(chosen)]), by=ola, via=Via.STAFF)
    for _ in range(2 * share):
        person = Person.objects.get(pk=ids[next(chosen)])
        contacts.change_person(person, changes={"title": "Daglig leder"}, by=ola, via=Via.STAFF)
    _merge_some(ids, drawn, first_twin, siri)
    find_pairs()


def _merge_some(ids: list[int], drawn: list[Drawn], first_twin: int, by: Actor) -> None:
    """Half of those who are here twice become one again; the others wait to be found."""
    for place in range(first_twin, first_twin + (len(drawn) - first_twin) // 2):
        twin = drawn[place]
        same = (twin.first_name, twin.last_name, twin.firm)
        found = [n for n in range(first_twin) if (drawn[n].first_name, drawn[n].last_name, drawn[n].firm) == same]
        held = Person.objects.held().filter(pk__in=[ids[n] for n in found]).first()
        if held is not None:
            consents.merge(held.pk, ids[place], by=by, via=Via.STAFF)

"""The card of one person: why, by what right, how, when and by whom; what may be done; what was said and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from samtykke.accounts.access import may, needs, who
from samtykke.accounts.names import actor_names
from samtykke.accounts.rights import Right
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.audit.queries import TRAIL_ORDER, TrailFilter, trail
from samtykke.consents.queries import decisions as gate
from samtykke.consents.queries.history import history, records_of
from samtykke.consents.queries.standing import is_restricted, objection_to_all
from samtykke.contacts.models import Person
from samtykke.contacts.queries import living_emails, living_phones, possible_duplicates, survivor_id
from samtykke.core.actors import Actor, ActorKind, Ref, Via
from samtykke.core.http import read_only
from samtykke.core.pagination import page
from samtykke.governance.reasons import ReasonWords, words_for
from samtykke.purposes.models import Purpose
from samtykke.purposes.queries import privacy_settings

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from samtykke.consents.models import ConsentRecord
    from samtykke.consents.queries.decisions import Decision
    from samtykke.consents.queries.history import Told

LOOKS_SHOWN = 6
DUPLICATES_SHOWN = 3
RELATED = (
    "company", "category", "collected_how", "origin_purpose", "origin_basis", "origin_source", "origin_point",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands on one purpose, as the card shows it."""

    purpose: Purpose
    record: ConsentRecord | None
    decision: Decision
    words: ReasonWords
    events: list[Told]
    who: str

    @property
    def may_withdraw(self) -> bool:
        """Whether there is a yes, or marketing, that a person could end."""
        if self.record and self.record.is_no:
            return False
        return self.purpose.is_marketing or bool(self.record and self.record.rests_on_consent)

    @property
    def is_ending_offered(self) -> bool:
        """Whether a basis of ours is in force."""
        return bool(self.record and self.record.status_now == "in_force")


@needs(Right.PEOPLE_VIEW)
@read_only
def show_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """The card. A person merged into another is shown as that one; one in the bin only to who may restore."""
    stands_for = survivor_id(person_id)
    if stands_for != person_id:
        return redirect("web:person", stands_for)
    person = get_object_or_404(Person.objects.select_related(*RELATED), pk=person_id)
    if person.deleted_at and not may(request, Right.PEOPLE_DELETE):
        raise Http404
    audit.look(Deed.PERSON_VIEWED, subject=Ref.person(person.pk), by=who(request).actor, via=Via.STAFF)
    context = _card(person)
    if may(request, Right.AUDIT_VIEW):
        context |= _looks(person)
    return render(request, "web/person.html", context)


def _card(person: Person) -> dict[str, Any]:
    told = history(person.pk)
    records = records_of(person.pk)
    origin = Actor(ActorKind(person.origin_actor_kind), person.origin_actor_id)
    names = actor_names([origin, *(_actor(record) for record in records)])
    return {
        "person": person,
        "origin_who": names[origin],
        "emails": list(living_emails(person)),
        "phones": list(living_phones(person)),
        "standings": _standings(person, records, told, names),
        "events": told,
        "objection": objection_to_all(person.pk),
        "is_restricted": is_restricted(person.pk),
        "duplicates": _duplicates(person),
        "bin_days": privacy_settings().deleted_days,
    }


def _standings(
    person: Person, records: list[ConsentRecord], told: list[Told], names: dict[Actor, str]
) -> list[Standing]:
    """Every purpose in use, and every other one with an answer."""
    by_purpose = {record.purpose_id: record for record in records}
    purposes = {purpose.pk: purpose for purpose in Purpose.objects.offered()}
    purposes |= {record.purpose_id: record.purpose for record in records if record.purpose_id not in purposes}
    standings = []
    for purpose in purposes.values():
        record = by_purpose.get(purpose.pk)
        decision = gate.may(person.pk, purpose)
        events = [one for one in told if one.event.purpose_id == purpose.pk]
        name = names[_actor(record)] if record else ""
        standings.append(Standing(purpose, record, decision, words_for(decision.reason), events, name))
    return standings


def _actor(record: ConsentRecord) -> Actor:
    return Actor(ActorKind(record.actor_kind), record.actor_id)


def _duplicates(person: Person) -> list[Person]:
    found = possible_duplicates(first_name=person.first_name, last_name=person.last_name)
    return list(found.exclude(pk=person.pk).select_related("company")[:DUPLICATES_SHOWN])


def _looks(person: Person) -> dict[str, Any]:
    """Who has looked and who has changed, newest first."""
    ref = Ref.person(person.pk)
    looks = page(trail(TrailFilter(subject=ref)), order=TRAIL_ORDER, cursor=None, size=LOOKS_SHOWN, descending=True)
    names = actor_names(entry.actor for entry in looks.items)
    return {"looks": [(entry, names[entry.actor], Deed(entry.deed).sentence) for entry in looks.items]}

"""The card of one person: why, by what right, how, when and by whom; what may be done; what was said and when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render

from samtykke.accounts.access import may, needs, who
from samtykke.accounts.names import actor_names
from samtykke.accounts.rights import Right
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.audit.queries import TRAIL_ORDER, TrailFilter, trail
from samtykke.consents.queries import decisions as gate
from samtykke.consents.queries.history import history, records_of
from samtykke.consents.queries.standing import members_of, objection_to_all
from samtykke.contacts.access import opened_by, people_hidden_from, visible_to
from samtykke.contacts.masking import mask_of
from samtykke.contacts.queries import (
    as_one,
    living_emails,
    living_phones,
    possible_duplicates,
    standing_merges,
    survivor_id,
)
from samtykke.core.actors import Actor, Ref, Via
from samtykke.core.http import read_only
from samtykke.core.pagination import page
from samtykke.governance.reasons import ReasonWords, words_for
from samtykke.mail import queries as mail
from samtykke.mail import reasons
from samtykke.mail.models import TemplateKind
from samtykke.purposes.models import Purpose
from samtykke.purposes.queries import consent_purposes, privacy_settings
from samtykke.web.card import HOLDING, actor_of, holding_of
from samtykke.web.timeline import timeline

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from samtykke.accounts.models import User
    from samtykke.consents.models import ConsentRecord
    from samtykke.consents.queries.decisions import Decision
    from samtykke.consents.queries.history import Told
    from samtykke.contacts.models import Person

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
    takes_consent: bool

    @property
    def may_be_asked(self) -> bool:
        """Whether there is a question to ask; its page says whether asking is lawful."""
        is_answered = self.record is not None and (self.record.is_no or self.record.status_now in HOLDING)
        may_be_mailed = self.decision.allowed or not self.purpose.is_marketing
        return self.takes_consent and self.purpose.is_active and may_be_mailed and not is_answered

    @property
    def may_withdraw(self) -> bool:
        """Whether there is a yes, or marketing, that a person could end."""
        if self.record and self.record.is_no:
            return False
        return self.purpose.is_marketing or bool(self.record and self.record.rests_on_consent)

    @property
    def precision(self) -> str:
        """How exactly it is known when the answer came: `day` where only the day was written down."""
        record = self.record
        decider = (record.event_person_id, record.event_id) if record else None
        events = (told.event for told in self.events)
        return next((event.precision for event in events if (event.person_id, event.id) == decider), "instant")

    @property
    def since(self) -> datetime | None:
        """When the answer came that the gate repeats; None where something else decides."""
        return self.record.occurred_at if self.record and self.decision.reason == self.record.status_now else None

    @property
    def is_ending_offered(self) -> bool:
        """Whether a basis of ours is in force."""
        return bool(self.record and self.record.status_now == "in_force")


@needs(Right.PEOPLE_VIEW)
@read_only
def show_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """The card. A person merged into another is shown as that one; one in the bin only to who may restore. Of somebody
    whose use is restricted, who may not lift it sees that alone (Art. 18, check 80).
    """
    if stands_for := _another(request, person_id):
        return redirect("web:person", stands_for)
    try:
        person = _opened(request, person_id)
    except Http404:
        if people_hidden_from(who(request)).filter(pk=person_id).exists():
            return render(request, "web/person_restricted.html")
        raise
    context = _card(person, who(request))
    if may(request, Right.AUDIT_VIEW):
        context |= _looks(person)
    return render(request, "web/person.html", context)


@needs(Right.PEOPLE_VIEW)
@read_only
def show_timeline(request: HttpRequest, person_id: int) -> HttpResponse:
    """Everything that happened, newest first."""
    if stands_for := _another(request, person_id):
        return redirect("web:person-timeline", stands_for)
    person = _opened(request, person_id)
    moments, is_cut = timeline(person, mask_of(who(request)))
    context = {"person": person, "held": holding_of(person), "moments": moments, "is_cut": is_cut, **_bin()}
    return render(request, "web/person_timeline.html", context)


@needs(Right.PEOPLE_VIEW)
@read_only
def show_mail(request: HttpRequest, person_id: int) -> HttpResponse:
    """What was written to the person, and what waits to be: the words as they went out, without the links (REQ-91)."""
    if stands_for := _another(request, person_id):
        return redirect("web:person-mail", stands_for)
    person = _opened(request, person_id)
    mails = page(
        mail.of_person(*members_of(person.pk)), order=["id"], cursor=request.GET.get("cursor"), descending=True
    )
    asked_by = actor_names(one.actor for one in mails.items)
    rows = [
        {
            "mail": one,
            "sent_to": mask_of(who(request)).text("email", one.sent_to),
            "tone": reasons.SHAPES[one.delivery.state][0],
            "shape": reasons.SHAPES[one.delivery.state][1],
            "why": reasons.why(one.delivery),
            "asked_by": asked_by[one.actor],
        }
        for one in mails.items
    ]
    context = {"person": person, "held": holding_of(person), "rows": rows, **_bin()}
    return render(request, "web/person_mail.html", context | {"next": mails.next, "previous": mails.previous})


def _another(request: HttpRequest, person_id: int) -> int | None:
    """Who stands for somebody merged away; 404 where the reader does not see them: also that is nobody's number (REQ-93)."""
    stands_for = survivor_id(person_id)
    if stands_for == person_id:
        return None
    if not people_hidden_from(who(request)).filter(pk=stands_for).exists():
        opened_by(who(request), stands_for)
    return stands_for


def _opened(request: HttpRequest, person_id: int) -> Person:
    """The person, whose card is then noted as looked at."""
    person = mask_of(who(request)).cover(opened_by(who(request), person_id, *RELATED))
    audit.look(Deed.PERSON_VIEWED, subject=Ref.person(person.pk), by=who(request).actor, via=Via.STAFF)
    return person


def _bin() -> dict[str, int]:
    return {"bin_days": privacy_settings().deleted_days}


def _card(person: Person, user: User) -> dict[str, Any]:
    mask = mask_of(user)
    merges = list(standing_merges(person.pk))
    members = [person.pk, *(one.merged_id for one in merges)]
    told = [replace(one, address=mask.text("email", one.address)) for one in history(person.pk, members=members)]
    records = records_of(person.pk)
    owner = Actor.user(person.owner_id) if person.owner_id else None
    names = actor_names([*map(actor_of, records), *([owner] if owner else [])])
    return {
        "owner": names[owner] if owner else "",
        "person": person,
        "held": holding_of(person, records),
        "emails": mask.cover_emails(as_one(living_emails(person), person.pk)),
        "phones": mask.cover_phones(as_one(living_phones(person), person.pk)),
        "merges": merges,
        "standings": _standings(person, records, told, names),
        "events": told,
        "objection": objection_to_all(person.pk),
        "duplicates": _duplicates(person, user),
        "is_mailed": person.must_be_informed and mail.is_on_its_way(members, TemplateKind.PRIVACY),
        **_bin(),
    }


def _standings(
    person: Person, records: list[ConsentRecord], told: list[Told], names: dict[Actor, str]
) -> list[Standing]:
    """Every purpose in use, and every other one with an answer."""
    by_purpose = {record.purpose_id: record for record in records}
    purposes = {purpose.pk: purpose for purpose in Purpose.objects.offered()}
    purposes |= {record.purpose_id: record.purpose for record in records if record.purpose_id not in purposes}
    asking = consent_purposes()
    standings = []
    for purpose in purposes.values():
        record = by_purpose.get(purpose.pk)
        decision = gate.may(person.pk, purpose)
        events = [one for one in told if one.event.purpose_id == purpose.pk]
        name = names[actor_of(record)] if record else ""
        words = words_for(decision.reason)
        standings.append(Standing(purpose, record, decision, words, events, name, purpose.pk in asking))
    return standings


def _duplicates(person: Person, user: User) -> list[Person]:
    found = possible_duplicates(among=visible_to(user), first_name=person.first_name, last_name=person.last_name)
    cover = mask_of(user).cover
    return [cover(other) for other in found.exclude(pk=person.pk).select_related("company")[:DUPLICATES_SHOWN]]


def _looks(person: Person) -> dict[str, Any]:
    """Who has looked and who has changed, newest first."""
    ref = Ref.person(person.pk)
    looks = page(trail(TrailFilter(subject=ref)), order=TRAIL_ORDER, cursor=None, size=LOOKS_SHOWN, descending=True)
    names = actor_names(entry.actor for entry in looks.items)
    return {"looks": [(entry, names[entry.actor], Deed(entry.deed).sentence) for entry in looks.items]}

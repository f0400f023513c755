"""The card of one person: who they are; why, by what right, how, when and by whom; what was said, written and done."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from samtykke.accounts.access import may, needs, who
from samtykke.accounts.rights import Right
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.audit.queries import TRAIL_ORDER, TrailFilter, trail
from samtykke.consents.queries.history import history
from samtykke.consents.queries.standing import as_one
from samtykke.contacts.access import CARD, opened_by, people_hidden_from, sight_of, visible_to
from samtykke.contacts.facts import facts_of
from samtykke.contacts.masking import first_with_mask, mask_of
from samtykke.contacts.queries import possible_duplicates, survivor_id
from samtykke.contacts.reach import covered_reach, reach_of
from samtykke.core.actors import Actor, ActorKind, Ref, Via
from samtykke.core.http import read_only
from samtykke.core.pagination import page
from samtykke.mail import queries as mail
from samtykke.mail import reasons
from samtykke.mail.models import TemplateKind
from samtykke.purposes.queries import privacy_settings
from samtykke.purposes.retired import retired_fields
from samtykke.web.card import HOLDING, Holding, Judged, actor_of, holding_of
from samtykke.web.timeline import timeline

if TYPE_CHECKING:
    from django.http import HttpRequest

    from samtykke.accounts.models import User
    from samtykke.audit.models import Entry
    from samtykke.consents.queries.history import Told
    from samtykke.consents.queries.standing import AsOne
    from samtykke.contacts.models import Person

LOOKS_SHOWN = 6
DUPLICATES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Standing(Judged):
    """Where a person stands on one purpose, as the tab of privacy shows it."""

    events: list[Told]
    who: str

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
    def is_ending_offered(self) -> bool:
        """Whether a basis of ours is in force."""
        return bool(self.record and self.record.status_now == "in_force")


@needs(Right.PEOPLE_VIEW)
@read_only
def show_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Everything about the person at once. One merged into another is shown as that one; one in the bin only to who may
    restore. Of somebody whose use is restricted, who may not lift it sees that alone (Art. 18, check 80).
    """
    person = _opened(request, person_id, "web:person")
    if isinstance(person, HttpResponse):
        return person
    user = who(request)
    mask, one = mask_of(user), as_one(person.pk)
    owner = Actor.user(person.owner_id) if person.owner_id else None
    held = holding_of(person, one=one, named=[owner] if owner else [])
    retired = retired_fields()
    context = {
        "facts": facts_of(person, held.names[owner] if owner else "", mask=mask, retired=retired),
        "reach": reach_of(person, one.members, mask),
        "covered": covered_reach(mask),
        "mask_emails": mask.hides("emails"),
        "mask_phones": mask.hides("phones"),
        "can_change": may(request, Right.PEOPLE_EDIT) and not person.deleted_at and not one.is_restricted,
        "duplicates": _duplicates(person, user),
        **_above(person, one),
    }
    return render(request, "web/person.html", _frame(person, held) | context)


@needs(Right.PEOPLE_VIEW)
@read_only
def show_privacy(request: HttpRequest, person_id: int) -> HttpResponse:
    """Why the person is held, what may be done, what was said and when; who has looked, for who may read the trail."""
    person = _opened(request, person_id, "web:person-privacy")
    if isinstance(person, HttpResponse):
        return person
    mask, one = mask_of(who(request)), as_one(person.pk)
    told = history(person.pk, members=one.members, named=False)
    looks = _looks(person) if may(request, Right.AUDIT_VIEW) else []
    named = [*(Actor(ActorKind(said.event.actor_kind), said.event.actor_id) for said in told)]
    held = holding_of(person, one=one, named=[*named, *(entry.actor for entry in looks)], every_purpose=True)
    told = [_shown(said, held, mask.text("email", said.address)) for said in told]
    context = {
        "standings": [_standing(judged, told, held) for judged in held.judged],
        "looks": [(entry, held.names[entry.actor], Deed(entry.deed).sentence) for entry in looks],
        **_above(person, one),
    }
    return render(request, "web/person_privacy.html", _frame(person, held) | context)


@needs(Right.PEOPLE_VIEW)
@read_only
def show_timeline(request: HttpRequest, person_id: int) -> HttpResponse:
    """Everything that happened, newest first, page by page."""
    person = _opened(request, person_id, "web:person-timeline")
    if isinstance(person, HttpResponse):
        return person
    one = as_one(person.pk)
    user = who(request)
    moments, following = timeline(person.pk, one.members, mask_of(user), sight_of(user), request.GET.get("cursor"))
    held = holding_of(person, one=one, named=[actor for moment in moments for actor in moment.named])
    shown = [
        (replace(moment, told=_shown(moment.told, held, moment.told.address)) if moment.told else moment,
         held.names[moment.actor] if moment.actor else "")
        for moment in moments
    ]  # fmt: skip
    return render(request, "web/person_timeline.html", _frame(person, held) | {"moments": shown, "next": following})


@needs(Right.PEOPLE_VIEW)
@read_only
def show_mail(request: HttpRequest, person_id: int) -> HttpResponse:
    """What was written to the person, and what waits to be: the words as they went out, without the links (REQ-91)."""
    person = _opened(request, person_id, "web:person-mail")
    if isinstance(person, HttpResponse):
        return person
    one = as_one(person.pk)
    mails = page(mail.of_person(*one.members), order=["id"], cursor=request.GET.get("cursor"), descending=True)
    held = holding_of(person, one=one, named=[mail.actor for mail in mails.items])
    rows = [
        {
            "mail": one,
            "sent_to": mask_of(who(request)).text("email", one.sent_to),
            "tone": reasons.SHAPES[one.delivery.state][0],
            "shape": reasons.SHAPES[one.delivery.state][1],
            "why": reasons.why(one.delivery),
            "asked_by": held.names[one.actor],
        }
        for one in mails.items
    ]
    context = {"rows": rows, "next": mails.next, "previous": mails.previous}
    return render(request, "web/person_mail.html", _frame(person, held) | context)


def _opened(request: HttpRequest, person_id: int, tab: str) -> Person | HttpResponse:
    """The person, whose card is then noted as looked at; else the answer that stands instead: the same tab of whoever
    stands for somebody merged away (404 where the reader does not see them: also that is nobody's number, REQ-93), or the
    page about somebody whose use is restricted.
    """
    user = who(request)
    found = first_with_mask(visible_to(user).select_related(*CARD).filter(pk=person_id), user)
    if found is None:
        stands_for = survivor_id(person_id)
        is_hidden = people_hidden_from(user).filter(pk=stands_for).exists()
        if stands_for != person_id:
            return redirect(tab, stands_for if is_hidden else opened_by(user, stands_for).pk)
        if is_hidden:
            return render(request, "web/person_restricted.html")
        found = opened_by(user, person_id, *CARD)
    audit.look(Deed.PERSON_VIEWED, subject=Ref.person(found.pk), by=user.actor, via=Via.STAFF)
    return mask_of(user).cover(found)


def _frame(person: Person, held: Holding) -> dict[str, Any]:
    """What every tab of the card needs."""
    days = {"bin_days": privacy_settings().deleted_days} if person.deleted_at else {}
    return {"person": person, "held": held, **days}


def _above(person: Person, one: AsOne) -> dict[str, Any]:
    """What is said before all else: the merges, and whether a mail that tells the person is on its way."""
    is_mailed = person.must_be_informed and mail.is_on_its_way(one.members, TemplateKind.PRIVACY)
    return {"merges": one.merges, "is_mailed": is_mailed}


def _standing(judged: Judged, told: list[Told], held: Holding) -> Standing:
    events = [said for said in told if said.event.purpose_id == judged.purpose.pk]
    own = {field.name: getattr(judged, field.name) for field in fields(Judged)}
    return Standing(**own, events=events, who=held.names[actor_of(judged.record)] if judged.record else "")


def _shown(told: Told, held: Holding, address: str) -> Told:
    """An event with the name of who recorded it; the person and the system have none: the page has words for them."""
    actor = Actor(ActorKind(told.event.actor_kind), told.event.actor_id)
    name = held.names[actor] if actor.kind in {ActorKind.USER, ActorKind.INTEGRATION} else ""
    return replace(told, address=address, actor_name=name)


def _duplicates(person: Person, user: User) -> list[Person]:
    found = possible_duplicates(among=visible_to(user), first_name=person.first_name, last_name=person.last_name)
    cover = mask_of(user).cover
    return [cover(other) for other in found.exclude(pk=person.pk).select_related("company")[:DUPLICATES_SHOWN]]


def _looks(person: Person) -> list[Entry]:
    """Who has looked and who has changed, newest first."""
    ref = Ref.person(person.pk)
    return page(
        trail(TrailFilter(subject=ref)), order=TRAIL_ORDER, cursor=None, size=LOOKS_SHOWN, descending=True
    ).items

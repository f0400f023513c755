"""Everything that happened with a person, newest first: what was said, what was changed, what was done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from samtykke.accounts.names import actor_names
from samtykke.consents.models import Objection, Restriction
from samtykke.consents.queries.history import history
from samtykke.consents.queries.standing import members_of
from samtykke.contacts.models import FieldChange, Merge, Person
from samtykke.contacts.queries import standing_merges
from samtykke.core.actors import Actor, ActorKind
from samtykke.core.known_fields import known_fields
from samtykke.mail import reasons
from samtykke.mail.queries import of_person as mails_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from samtykke.consents.queries.history import Told
    from samtykke.contacts.masking import Mask

SHOWN = 200
KEPT_AS_NUMBERS = frozenset(
    {"company", "category", "collected_how", "company_id", "category_id", "owner_id", "collected_how_id"}
)
MARKS = {
    ("Objection", "made"): ("objected", "no"),
    ("Objection", "voided"): ("invalidated", "off"),
    ("Restriction", "set"): ("objected", "no"),
    ("Restriction", "lifted"): ("done", "off"),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened. `told` where it is an event of the log, which has a line of its own."""

    at: datetime
    learnt_at: datetime
    title: str
    shape: str = "done"
    tone: str = "info"
    actor: Actor | None = None
    via: str = ""
    is_own_act: bool = False
    detail: str = ""
    told: Told | None = None


def timeline(person: Person, mask: Mask) -> tuple[list[tuple[Moment, str]], bool]:
    """The moments with the name of whoever recorded each, and whether there are more; a fixed number of queries."""
    members = members_of(person.pk)
    found = [
        *_registered(person),
        *_registered_too(person),
        *_said(person, mask),
        *_standing(members),
        *_changed(members, mask),
        *_merged(person),
        *_written(members, mask),
    ]
    found.sort(key=lambda moment: (moment.at, moment.learnt_at), reverse=True)
    shown = found[:SHOWN]
    names = actor_names(moment.actor for moment in shown if moment.actor)
    return [(moment, names[moment.actor] if moment.actor else "") for moment in shown], len(found) > SHOWN


def _actor(row: Any, prefix: str = "actor") -> Actor:
    return Actor(ActorKind(getattr(row, f"{prefix}_kind")), getattr(row, f"{prefix}_id"))


def _registered_too(person: Person) -> Iterator[Moment]:
    """How those merged into the person came in: the histories of all of them are kept."""
    related = ("merged__origin_purpose", "merged__origin_source", "merged__collected_how")
    for merge in standing_merges(person.pk).select_related(*related):
        yield from _registered(merge.merged)


def _registered(person: Person) -> Iterator[Moment]:
    how = person.collected_how.name if person.collected_how else ""
    detail = " · ".join(part for part in (person.origin_source.name, how) if part)
    yield Moment(
        person.origin_at, person.created_at, _("Registered for %(purpose)s") % {"purpose": person.origin_purpose.name},
        "now", "info", _actor(person, "origin_actor"), person.origin_via, detail=detail,
    )  # fmt: skip
    if person.informed_at:
        yield Moment(person.informed_at, person.informed_at, _("Told that we hold the data"))
    if person.deleted_at:
        yield Moment(person.deleted_at, person.deleted_at, _("Moved to the recycle bin"), "ended", "off")


def _said(person: Person, mask: Mask) -> Iterator[Moment]:
    for one in history(person.pk, limit=SHOWN + 1):
        told = replace(one, address=mask.text("email", one.address))
        yield Moment(told.event.occurred_at, told.event.recorded_at, "", told=told)


def _standing(members: list[int]) -> Iterator[Moment]:
    titles = {
        ("Objection", "made"): _("Objected to all marketing"),
        ("Objection", "voided"): _("The objection was recorded by mistake"),
        ("Restriction", "set"): _("The use was restricted"),
        ("Restriction", "lifted"): _("The restriction was lifted"),
    }
    for model in (Objection, Restriction):
        for row in model.objects.filter(person_id__in=members).order_by("-occurred_at")[: SHOWN + 1]:
            kind = (model.__name__, str(row.kind))
            yield Moment(
                row.occurred_at, row.recorded_at, titles[kind], *MARKS[kind], _actor(row), row.via,
                row.act_by == "person",
            )  # fmt: skip


def _changed(members: list[int], mask: Mask) -> Iterator[Moment]:
    """Values before and after; what one act changed stands together."""
    rows: Iterable[FieldChange] = FieldChange.objects.filter(person_id__in=members).order_by("-at", "-id")[: SHOWN + 1]
    names = {known.key: str(known.name) for known in known_fields()}
    together: dict[tuple[datetime, str, int, str], list[FieldChange]] = {}
    for row in rows:
        together.setdefault((row.at, row.actor_kind, row.actor_id, row.via), []).append(row)
    for (at, _kind, _id, via), changes in together.items():
        said = " · ".join(_change(change, mask, names) for change in reversed(changes))
        yield Moment(at, at, _("Details changed"), "now", "off", _actor(changes[0]), via, detail=said)


def _change(row: FieldChange, mask: Mask, names: dict[str, str]) -> str:
    """The field with its values; of what is kept as a number or is covered, the field alone."""
    name = names.get(row.field) or _name(row.field)
    return (
        name
        if row.field in KEPT_AS_NUMBERS or mask.hides(row.field)
        else f"{name}: {row.before or '–'} → {row.after or '–'}"
    )


def _name(field: str) -> str:
    names = {
        "first_name": _("First name"), "last_name": _("Last name"), "title": _("Title"), "company": _("Company"),
        "category": _("Category"), "language": _("Language"), "country": _("Country"), "email": _("E-mail"),
        "phone": _("Phone"), "external_id": _("Number elsewhere"), "collected_how": _("How you met"),
        "owner_id": _("Looked after by"),
    }  # fmt: skip
    return names.get(field, field)


def _written(members: list[int], mask: Mask) -> Iterator[Moment]:
    """What was written to the person, once it went out or was held back; what waits stands on the mail tab."""
    for mail in mails_of(*members).exclude(delivery__ended_at=None)[: SHOWN + 1]:
        tone, shape = reasons.SHAPES[mail.delivery.state]
        said = " · ".join(
            part
            for part in (
                mail.get_kind_display(),
                "" if mask.hides("email") else mail.sent_to,
                reasons.why(mail.delivery),
            )
            if part
        )
        title = f"{mail.delivery.get_state_display()}: {mail.subject or mail.template.name}"
        at = mail.delivery.ended_at or mail.created_at
        yield Moment(at, at, title, shape, "info" if tone == "yes" else tone, mail.actor, mail.via, detail=said)


def _merged(person: Person) -> Iterator[Moment]:
    """The merges of a person, also those that were undone, whichever of the two they were."""
    for merge in Merge.objects.filter(Q(survivor_id=person.pk) | Q(merged_id=person.pk)).select_related("merged"):
        is_standing = merge.undone_at is None
        name = _("Merged in: %(name)s") % {"name": merge.merged.full_name or _("No name")} if is_standing else ""
        title = _("Joined with another card of the same person")
        yield Moment(merge.at, merge.at, title, "now", "off", _actor(merge), detail=name)
        if merge.undone_at and merge.undone_by_id is not None:
            by = _actor(merge, "undone_by")
            yield Moment(merge.undone_at, merge.undone_at, _("Parted from it again"), "now", "off", by)

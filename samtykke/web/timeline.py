"""Everything that happened with a person, newest first: what was said, what was changed, what was done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samtykke.activities.access import with_covered
from samtykke.activities.cards import Line
from samtykke.activities.models import Activity
from samtykke.consents.queries.history import history
from samtykke.core.actors import Actor, ActorKind
from samtykke.core.known_fields import known_fields
from samtykke.documents.access import seen_by as documents_seen
from samtykke.mail import reasons
from samtykke.mail.models import Delivery, Mail
from samtykke.purposes.models import in_language
from samtykke.sales.access import seen
from samtykke.sales.models import Project, Sale
from samtykke.web.queries.moments import moments_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from samtykke.consents.queries.history import Told
    from samtykke.contacts.access import Sight
    from samtykke.contacts.masking import Mask
    from samtykke.web.queries.moments import Found

KEPT_AS_NUMBERS = frozenset(
    {"company", "category", "collected_how", "company_id", "category_id", "owner_id", "collected_how_id"}
)
MARKS = {
    ("Objection", "made"): ("objected", "no"),
    ("Objection", "voided"): ("invalidated", "off"),
    ("Restriction", "set"): ("objected", "no"),
    ("Restriction", "lifted"): ("done", "off"),
}


JOINED: dict[str, Any] = {
    "sale": gettext_lazy("Became part of a sale"),
    "project": gettext_lazy("Became part of a project"),
    "document": gettext_lazy("A document is about them"),
}
LEFT = {"sale": gettext_lazy("Taken out of a sale"), "project": gettext_lazy("Taken out of a project")}


class Thing(NamedTuple):
    """What somebody is part of: what it is called where its words are not covered, else its number."""

    name: str
    is_covered: bool


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

    @property
    def named(self) -> list[Actor]:
        """Whoever is named in its line."""
        event = self.told.event if self.told else None
        own = Actor(ActorKind(event.actor_kind), event.actor_id) if event else self.actor
        return [own] if own else []


def timeline(
    person: int, members: list[int], mask: Mask, sight: Sight, cursor: str | None
) -> tuple[list[Moment], str | None]:
    """A page of the moments of a person and of those merged into them, and the cursor of the next page.

    Who recorded each is named by the caller; a fixed number of queries, however long the history.
    """
    found, following = moments_of(person, members, cursor)
    ids = [one.id for one in found if one.kind == "event"]
    told = {one.event.id: one for one in history(person, members=members, ids=ids, named=False)} if ids else {}
    acts = {one.id: _activity(one) for one in found if one.kind == "activity"}
    things = _things(found, sight, mask)
    shown = {pk: Line(act, [], things["activity", pk].is_covered) for pk, act in acts.items()}
    names = _field_names(found)
    moments: list[Moment] = []
    for one in found:
        if one.kind == "event":
            moments.append(_said(one, told[one.id], mask))
        elif one.kind in JOINED:
            moments += _joined(one, things)
        elif one.kind == "left":
            moments += _left(one, things)
        elif one.kind != "activity":
            moments.append(TELLERS[one.kind](one, mask, names))
        else:
            moments.append(_done(one, shown[one.id]))
    return moments, following


def _activity(found: Found) -> Activity:
    return Activity(**{**found.told, "created_at": datetime.fromisoformat(found.told["created_at"])})


def _done(found: Found, line: Line) -> Moment:
    """A call, a meeting, a task or a note; of one that may be about somebody out of sight the kind alone."""
    one = line.activity
    title = ": ".join(dict.fromkeys((str(one.get_kind_display()), line.title)))
    shape, tone = ("done", "info") if line.is_done else ("ended", "off")
    detail = "" if line.is_covered else " · ".join(str(part) for part in (one.get_outcome_display(), one.text) if part)
    return Moment(found.at, one.created_at, title, shape, tone, one.actor, one.via, detail=detail)


def _things(found: list[Found], sight: Sight, mask: Mask) -> dict[tuple[str, int], Thing]:
    """The activities, sales, projects and documents of a page of moments, of those that are seen; one query."""
    rows: dict[str, Any] = {
        "activity": with_covered(sight, Activity.objects.all()),
        "sale": seen(Sale, sight),
        "project": seen(Project, sight),
        "document": documents_seen(sight, mask).annotate(is_covered=Value(False)),
    }
    wanted: dict[str, set[int]] = {kind: {one.id for one in found if one.kind == kind} for kind in rows}
    for one in found:
        if one.kind == "left":
            wanted[_left_what(one)].add(one.told[_left_what(one)])
    parts = [
        rows[kind].filter(pk__in=ids).annotate(of=Value(kind)).values_list("of", "pk", "title", "is_covered")
        for kind, ids in wanted.items()
        if ids
    ]
    told = parts[0].union(*parts[1:], all=True) if parts else []
    return {
        (kind, pk): Thing(f"#{pk}" if is_covered or not title else title, is_covered)
        for kind, pk, title, is_covered in told
    }


def _joined(found: Found, things: dict[tuple[str, int], Thing]) -> list[Moment]:
    """That somebody became part of a sale or a project, or that a document is about them: where it is seen."""
    thing = things.get((found.kind, found.id))
    if thing is None:
        return []
    actor = _actor(found.told) if "actor" in found.told else None
    return [Moment(found.at, found.at, str(JOINED[found.kind]), "now", "info", actor, detail=thing.name)]


def _left(found: Found, things: dict[tuple[str, int], Thing]) -> list[Moment]:
    """That somebody was taken out; of what is not seen no more is said."""
    told, what = found.told, _left_what(found)
    thing = things.get((what, told[what]))
    actor, detail = _actor(told), thing.name if thing else ""
    return [Moment(found.at, found.at, str(LEFT[what]), "ended", "off", actor, told["via"], detail=detail)]


def _left_what(found: Found) -> str:
    return "project" if "project" in found.told else "sale"


def _said(found: Found, told: Told, mask: Mask) -> Moment:
    shown = replace(told, address=mask.text("email", told.address))
    return Moment(found.at, told.event.recorded_at, "", told=shown)


def _actor(told: dict[str, Any]) -> Actor:
    kind, pk = told["actor"]
    return Actor(ActorKind(kind), pk)


def _registered(found: Found, _mask: Mask, _names: dict[str, str]) -> Moment:
    told = found.told
    detail = " · ".join(part for part in (in_language(told["source"] or {}), in_language(told["how"] or {})) if part)
    return Moment(
        found.at, datetime.fromisoformat(told["learnt"]),
        _("Registered for %(purpose)s") % {"purpose": in_language(told["purpose"] or {})},
        "now", "info", _actor(told), told["via"], detail=detail,
    )  # fmt: skip


def _informed(found: Found, _mask: Mask, _names: dict[str, str]) -> Moment:
    return Moment(found.at, found.at, _("Told that we hold the data"))


def _binned(found: Found, _mask: Mask, _names: dict[str, str]) -> Moment:
    return Moment(found.at, found.at, _("Moved to the recycle bin"), "ended", "off")


def _standing(found: Found, _mask: Mask, _names: dict[str, str]) -> Moment:
    titles = {
        ("Objection", "made"): _("Objected to all marketing"),
        ("Objection", "voided"): _("The objection was recorded by mistake"),
        ("Restriction", "set"): _("The use was restricted"),
        ("Restriction", "lifted"): _("The restriction was lifted"),
    }
    told, kind = found.told, (found.kind, found.told["of"])
    learnt = datetime.fromisoformat(told["learnt"])
    return Moment(
        found.at, learnt, titles[kind], *MARKS[kind], _actor(told), told["via"], told["act_by"] == "person"
    )  # fmt: skip


def _changed(found: Found, mask: Mask, names: dict[str, str]) -> Moment:
    """Values before and after; what one act changed stands together."""
    said = " · ".join(_change(field, before, after, mask, names) for field, before, after in found.told["changes"])
    return Moment(
        found.at, found.at, _("Details changed"), "now", "off", _actor(found.told), found.told["via"], detail=said
    )


def _change(field: str, before: str | None, after: str | None, mask: Mask, names: dict[str, str]) -> str:
    """The field with its values; of what is kept as a number or is covered, the field alone."""
    name = names.get(field, field)
    return name if field in KEPT_AS_NUMBERS or mask.hides(field) else f"{name}: {before or '–'} → {after or '–'}"


def _field_names(found: list[Found]) -> dict[str, str]:
    """What the fields that changed are called; those the company added are looked up where one of them did."""
    names = {
        "first_name": _("First name"), "last_name": _("Last name"), "title": _("Title"), "company": _("Company"),
        "category": _("Category"), "language": _("Language"), "country": _("Country"), "email": _("E-mail"),
        "phone": _("Phone"), "external_id": _("Number elsewhere"),
        "external_ids": _("Numbers in each other system"), "collected_how": _("How you met"),
        "owner_id": _("Looked after by"),
    }  # fmt: skip
    changed = {field for one in found if one.kind == "changed" for field, _before, _after in one.told["changes"]}
    if changed - names.keys():
        return {known.key: str(known.name) for known in known_fields()} | names
    return names


def _written(found: Found, mask: Mask, _names: dict[str, str]) -> Moment:
    """What was written to the person, once it went out or was held back; what waits stands on the mail tab."""
    told = found.told
    mail = Mail(kind=told["mail"], sent_to=told["sent_to"])
    delivery = Delivery(state=told["state"], reason=told["reason"], code=told["code"])
    tone, shape = reasons.SHAPES[told["state"]]
    sent_to = "" if mask.hides("email") else mail.sent_to
    said = " · ".join(part for part in (mail.get_kind_display(), sent_to, reasons.why(delivery)) if part)
    title = f"{delivery.get_state_display()}: {told['subject'] or in_language(told['template'] or {})}"
    tone = "info" if tone == "yes" else tone
    return Moment(found.at, found.at, title, shape, tone, _actor(told), told["via"], detail=said)


def _merged(found: Found, _mask: Mask, _names: dict[str, str]) -> Moment:
    """A merge of the person, also one that was undone, whichever of the two they were."""
    told = found.told
    name = _("Merged in: %(name)s") % {"name": told["name"] or _("No name")} if told["stands"] else ""
    title = _("Joined with another card of the same person")
    return Moment(found.at, found.at, title, "now", "off", _actor(told), detail=name)


def _parted(found: Found, _mask: Mask, _names: dict[str, str]) -> Moment:
    return Moment(found.at, found.at, _("Parted from it again"), "now", "off", _actor(found.told))


TELLERS: dict[str, Callable[[Found, Mask, dict[str, str]], Moment]] = {
    "registered": _registered,
    "informed": _informed,
    "binned": _binned,
    "Objection": _standing,
    "Restriction": _standing,
    "changed": _changed,
    "written": _written,
    "merged": _merged,
    "parted": _parted,
}

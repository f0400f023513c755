"""The overlay by which one person stands for two: begun, with the values chosen, and ended, with what stood before. REQ-104."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db.models import F
from django.utils.translation import gettext as _

from samtykke.contacts import queries
from samtykke.contacts.actions.changes import ask_guards, note, refuse_retired
from samtykke.contacts.models import Merge, Person
from samtykke.core.clock import now
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from samtykke.contacts.actions.changes import Change
    from samtykke.core.actors import Actor, Via

# What the survivor may take from the other. Addresses and phones of both are the survivor's by the overlay itself.
CHOSEN: Final = (
    "first_name", "last_name", "title", "company_id", "category_id", "language", "country", "external_id", "owner_id",
    "collected_how_id",
)  # fmt: skip


def begin_merge(
    survivor: int,
    merged: int,
    *,
    take: Collection[str] = (),
    versions: Mapping[int, int] | None = None,
    by: Actor,
    via: Via,
) -> Merge:
    """Lets one person stand for another, with the values of `take` from the other; the caller refreshes the records.

    `versions`: what was seen of each; who was changed since is refused.
    """
    if survivor == merged:
        raise Refused(_("These are the same person already."), code="same_person", field="other")
    queries.lock([survivor, merged])
    people = Person.objects.in_bulk([survivor, merged])
    _refuse_unfit(people, survivor, merged)
    for pk, version in (versions or {}).items():
        if people[pk].version != version:
            raise Refused(
                _("Somebody changed one of them while you were looking. Look at both again, then merge."),
                code="changed_meanwhile",
            )
    overlay = Merge.objects.create(
        survivor_id=survivor, merged_id=merged, actor_kind=str(by.kind), actor_id=by.id, at=now()
    )
    overlay.chosen = _taken(people[survivor], people[merged], take, by, via)
    Merge.objects.filter(pk=overlay.pk).update(chosen=overlay.chosen)
    _next_version(survivor, merged)
    return overlay


def end_merge(overlay: Merge, *, by: Actor, via: Via) -> bool:
    """Parts two again; the values the merge set go back to what stood before, unless somebody changed them since.

    Whether there was anything to part: doing it twice changes nothing.
    """
    queries.lock([overlay.survivor_id, overlay.merged_id])
    overlay.refresh_from_db()
    if overlay.undone_at is not None:
        return False
    if Person.objects.filter(pk=overlay.survivor_id, deleted_at__isnull=False).exists():
        raise Refused(_("This person is in the recycle bin. Restore them first."), code="deleted")
    _give_back(overlay, by, via)
    overlay.undone_at, overlay.undone_by_kind, overlay.undone_by_id = now(), str(by.kind), by.id
    Merge.objects.filter(pk=overlay.pk).update(
        undone_at=overlay.undone_at, undone_by_kind=overlay.undone_by_kind, undone_by_id=overlay.undone_by_id, chosen={}
    )
    _next_version(overlay.survivor_id, overlay.merged_id)
    return True


def _refuse_unfit(people: Mapping[int, Person], survivor: int, merged: int) -> None:
    if len(people) < 2:
        raise Refused(_("We hold no such person."), code="unknown_person", field="other", status=404)
    if any(person.deleted_at for person in people.values()):
        raise Refused(_("One of them is in the recycle bin. Restore them first."), code="deleted", field="other")
    standing = Merge.objects.standing()
    if standing.filter(merged_id__in=(survivor, merged)).exists():
        raise Refused(_("One of them is merged already. Split them first."), code="merged_already", field="other")
    if standing.filter(survivor_id=merged).exists():
        raise Refused(
            _("Somebody is merged into the one that would go. Let that one stand for both, or split them first."),
            code="merged_already",
            field="other",
        )


def _taken(survivor: Person, merged: Person, take: Collection[str], by: Actor, via: Via) -> dict[str, list[Any]]:
    """The values that the survivor takes, each with what stood before; written, and kept with the overlay."""
    if unknown := set(take) - set(CHOSEN):
        raise TypeError(f"a survivor takes no {', '.join(sorted(unknown))}")
    pairs = {column: [getattr(survivor, column), getattr(merged, column)] for column in take}
    chosen = {column: pair for column, pair in pairs.items() if pair[0] != pair[1]}
    if chosen:
        for person in (survivor, merged):
            ask_guards(person.pk)
        refuse_retired(column for column, (_before, after) in chosen.items() if after)
        _write(survivor, {column: after for column, (_before, after) in chosen.items()}, by, via)
    return chosen


def _give_back(overlay: Merge, by: Actor, via: Via) -> None:
    people = Person.objects.in_bulk([overlay.survivor_id, overlay.merged_id])
    survivor, merged = people[overlay.survivor_id], people[overlay.merged_id]
    back = {
        column: before
        for column, (before, after) in overlay.chosen.items()
        if getattr(survivor, column) == after
    }  # fmt: skip
    _write(survivor, back, by, via)
    if survivor.external_id and survivor.external_id == merged.external_id:
        raise Refused(
            _("Both have the same number in another system now. Change it on this card first."),
            code="external_id_taken",
            field="external_id",
        )


def _write(person: Person, values: Mapping[str, Any], by: Actor, via: Via) -> None:
    if not values:
        return
    number = values.get("external_id")
    if number and queries.is_external_id_taken(number, but=person.pk):
        raise Refused(
            _("Another person has this external id now. Change it there first."),
            code="external_id_taken",
            field="external_id",
        )
    changes: list[Change] = [
        (column, _as_text(getattr(person, column)), _as_text(said)) for column, said in values.items()
    ]
    for column, said in values.items():
        setattr(person, column, said)
    person.save(update_fields=list(values))
    note(person, changes, by=by, via=via)


def _next_version(*people: int) -> None:
    """Who stands for whom is part of what was read of both."""
    Person.objects.filter(pk__in=people).update(version=F("version") + 1, updated_at=now())


def _as_text(value: object) -> str | None:
    return None if value is None else str(value)

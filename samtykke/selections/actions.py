"""Everything that changes selections, and who stands in lists."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.contacts.access import EVERYBODY
from samtykke.core.actors import Ref
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.selections import criteria, queries
from samtykke.selections.access import stood_on
from samtykke.selections.compiler import Holds, compiled, problems
from samtykke.selections.criteria import Condition, Group, Operator
from samtykke.selections.models import MOST_COLUMNS, NAME_LENGTH, Kind, Member, Selection, Share, Sort, TakenOut
from samtykke.selections.registry import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samtykke.accounts.models import User
    from samtykke.contacts.models import PersonQuerySet
    from samtykke.core.actors import Actor, Via

LARGEST_BATCH = 2**53
UNDONE_WITHIN = timedelta(hours=1)
TOLD = ("name", "columns", "sort", "share", "is_view")


@transaction.atomic
def create(
    name: str, *, root: Group, owner: User, by: Actor, via: Via, reader: Reader | None = None, **told: Any
) -> Selection:
    """Saves criteria under a name. What cannot be asked is refused by its place; `reader`: who asks (default: everybody)."""
    _refuse_problems(root, reader or Reader(user=owner))
    return _made(Selection(name=_name(name), criteria=criteria.to_json(root), owner=owner), told, by, via)


@transaction.atomic
def create_list(name: str, *, owner: User, by: Actor, via: Via, **told: Any) -> Selection:
    """An empty list, to which people are added."""
    return _made(Selection(name=_name(name), kind=Kind.LIST, owner=owner), told, by, via)


@transaction.atomic
def change(
    selection: Selection,
    *,
    told: dict[str, Any],
    root: Group | None = None,
    reader: Reader | None = None,
    version: int | None = None,
    by: Actor,
    via: Via,
) -> Selection:
    """Changes what a selection is called, asks or shows. With a `version`, refuses when somebody changed it in between."""
    found = _locked(selection)
    if version is not None and version != found.version:
        sentence = _("Somebody changed this selection while you were writing. Look at it again, then save.")
        raise Refused(sentence, code="changed_meanwhile")
    before = {name: getattr(found, name) for name in (*TOLD, "criteria")}
    if root is not None:
        _refuse_problems(root, reader or Reader(user=found.owner), above=found)
        found.criteria = criteria.to_json(root)
    _write(found, told)
    _refuse_telling_on(found)
    _refuse_narrower(found, before["share"])
    changed = sorted(name for name, value in before.items() if getattr(found, name) != value)
    if changed:
        found.version += 1
        found.updated_at = now()
        found.save()
        record(Deed.SELECTION_CHANGED, subject=Ref("selection", found.pk), by=by, via=via, fields=changed)
    return found


@transaction.atomic
def delete(selection: Selection, *, by: Actor, via: Via) -> None:
    """Puts a selection in the bin; refused while others stand on it."""
    found = _locked(selection)
    uses = queries.is_in_use(found)
    if uses:
        raise Refused(_("“%s” stands on this selection. Change it first.") % uses[0].name, code="in_use")
    Selection.objects.filter(pk=found.pk).update(deleted_at=now(), version=F("version") + 1)
    record(Deed.SELECTION_DELETED, subject=Ref("selection", found.pk), by=by, via=via)


@transaction.atomic
def restore(selection: Selection, *, by: Actor, via: Via) -> None:
    """Takes a selection out of the bin; twice is no error."""
    if Selection.objects.filter(pk=selection.pk, deleted_at__isnull=False).update(deleted_at=None):
        record(Deed.SELECTION_RESTORED, subject=Ref("selection", selection.pk), by=by, via=via)


def copy(selection: Selection, *, owner: User, reader: Reader, by: Actor, via: Via) -> Selection:
    """A selection of one's own that asks the same; of a list, one with those of its people that are seen."""
    name = (_("Copy of %s") % selection.name)[:NAME_LENGTH]
    if selection.is_list:
        return freeze(queries.root_of(selection), name, owner=owner, reader=reader, by=by, via=via)
    told = {"columns": selection.columns, "sort": selection.sort}
    return create(name, root=queries.root_of(selection), owner=owner, reader=reader, by=by, via=via, **told)


def combine(
    first: Selection, second: Selection, *, how: str, owner: User, reader: Reader, by: Actor, via: Via
) -> Selection:
    """A selection of those in both, in either, or in the first and not in the second; it follows both of them."""
    one, other = (Condition("selection", Operator.ANY_OF, (str(each.pk),)) for each in (first, second))
    without = Condition("selection", Operator.NONE_OF, other.value)
    roots = {
        "both": criteria.all_of(one, other),
        "either": criteria.any_of(one, other),
        "first": criteria.all_of(one, without),
    }
    if how not in roots:
        raise Refused(_("Choose how the two are combined."), code="invalid_choice", field="how", status=422)
    names = {
        "both": _("%(one)s and %(other)s"),
        "either": _("%(one)s or %(other)s"),
        "first": _("%(one)s without %(other)s"),
    }
    name = (names[how] % {"one": first.name, "other": second.name})[:NAME_LENGTH]
    return create(name, root=roots[how], owner=owner, reader=reader, by=by, via=via)


@transaction.atomic
def freeze(root: Group, name: str, *, owner: User, reader: Reader, by: Actor, via: Via) -> Selection:
    """A list of those whom criteria name now, as the reader sees them; who comes later is not in it."""
    made = create_list(name, owner=owner, by=by, via=via)
    add_people(made, queries.people_in(root, reader), by=by, via=via)
    return made


@transaction.atomic
def add_people(selection: Selection, people: PersonQuerySet, *, by: Actor, via: Via) -> tuple[int, int]:
    """Adds people to a list in one statement; those whose use is restricted are left out (Art. 18). Twice is no error.

    Returns how many were added, and what they can be taken out by again.
    """
    found = _locked(selection)
    _refuse_criteria(found)
    free = compiled(Group(parts=(Condition("restricted", Operator.NO),)), Reader(EVERYBODY))
    batch = secrets.randbelow(LARGEST_BATCH)
    added = queries.add_members(found, people.filter(Holds(free)), batch=batch, kind=str(by.kind), actor=by.id)
    if added:
        record(Deed.SELECTION_FILLED, subject=Ref("selection", found.pk), by=by, via=via, count=added)
    return added, batch


@transaction.atomic
def remove_people(selection: Selection, ids: Sequence[int], *, by: Actor, via: Via) -> tuple[int, int]:
    """Takes people out of a list; returns how many rows went, and what they can be put back by within the hour."""
    found = _locked(selection)
    _refuse_criteria(found)
    forget_taken_out()
    removal = secrets.randbelow(LARGEST_BATCH)
    gone = queries.remove_members(found, ids, removal)
    if gone:
        record(Deed.SELECTION_EMPTIED, subject=Ref("selection", found.pk), by=by, via=via, count=gone)
    return gone, removal


@transaction.atomic
def put_back(selection: Selection, removal: int, *, by: Actor, via: Via) -> int:
    """Puts those who were taken out together back, as they stood; twice is no error."""
    found = _locked(selection)
    back = queries.put_back(found, removal)
    if back:
        record(Deed.SELECTION_FILLED, subject=Ref("selection", found.pk), by=by, via=via, count=back)
    return back


def forget_taken_out() -> int:
    """Forgets who was taken out of lists, an hour after."""
    return TakenOut.objects.filter(taken_out_at__lt=now() - UNDONE_WITHIN).delete()[0]


@transaction.atomic
def take_back(selection: Selection, batch: int, *, by: Actor, via: Via) -> int:
    """Takes out what was added together."""
    found = _locked(selection)
    gone = Member.objects.filter(selection=found, batch=batch).delete()[0]
    if gone:
        record(Deed.SELECTION_EMPTIED, subject=Ref("selection", found.pk), by=by, via=via, count=gone)
    return gone


def _made(selection: Selection, told: dict[str, Any], by: Actor, via: Via) -> Selection:
    _write(selection, told)
    _refuse_telling_on(selection)
    selection.save()
    record(Deed.SELECTION_CREATED, subject=Ref("selection", selection.pk), by=by, via=via)
    return selection


def _write(selection: Selection, told: dict[str, Any]) -> None:
    for name in TOLD:
        if name in told:
            setattr(selection, name, _name(told[name]) if name == "name" else told[name])
    for field, known in (("share", Share.values), ("sort", Sort.values)):
        if getattr(selection, field) not in known:
            raise Refused(_("Choose one of the list."), code="invalid_choice", field=field, status=422)
    if len(selection.columns) > MOST_COLUMNS:
        sentence = _("At most %d columns.") % MOST_COLUMNS
        raise Refused(sentence, code="too_many", field="columns", status=422)


def _name(said: str) -> str:
    name = " ".join(said.split())
    if not name:
        raise Refused(_("A selection needs a name."), code="required", field="name", status=422)
    if "\x00" in name:
        raise Refused(_("This holds a character that cannot be stored."), code="nul", field="name", status=422)
    if len(name) > NAME_LENGTH:
        raise Refused(_("At most %d characters.") % NAME_LENGTH, code="too_long", field="name", status=422)
    return name


def _refuse_problems(root: Group, reader: Reader, *, above: Selection | None = None) -> None:
    """Nothing is saved that cannot be asked, nor a selection that stands on itself."""
    criteria.counted(root)
    found = next(problems(root, reader), None)
    if found:
        raise criteria.refused(found.place, found.code, found.sentence)
    if above is not None:
        own = Condition("selection", Operator.ANY_OF, (str(above.pk),))
        if _stands_on(root, own, 0):
            raise criteria.refused("", "circle", _("A selection cannot stand on itself."))


# How far a selection is shared: what stands on another is shared no further than that.
REACH: Final = {Share.ME: 0, Share.TEAM: 1, Share.EVERYBODY: 2}


def _refuse_telling_on(selection: Selection) -> None:
    """A selection would tell who is in those it stands on: each must be shared as far as it is."""
    if selection.share == Share.ME or selection.is_list:
        return
    inner = Selection.objects.existing().filter(pk__in=stood_on(queries.root_of(selection))).order_by("name", "pk")
    for one in inner:
        if REACH[Share(one.share)] < REACH[Share(selection.share)]:
            sentence = _(
                "It stands on “%s”, which is shared with fewer people and would be told to the others. Share that one first."
            )
            raise Refused(sentence % one.name, code="tells_another", field="share", status=422)


def _refuse_narrower(selection: Selection, before: str) -> None:
    """Nothing is taken back from those who see it while what they see stands on it."""
    if REACH[Share(selection.share)] >= REACH[Share(before)]:
        return
    for one in queries.is_in_use(selection):
        if REACH[Share(one.share)] > REACH[Share(selection.share)]:
            sentence = _("“%s” stands on this selection and is shared with more people. Change it first.")
            raise Refused(sentence % one.name, code="in_use", field="share", status=422)


def _stands_on(root: Group, own: Condition, depth: int) -> bool:
    for part in criteria.conditions_in(root):
        if part.field != "selection":
            continue
        keys = part.value if isinstance(part.value, tuple) else ()
        if own.value and own.value[0] in keys:  # type: ignore[index]
            return True
        inner = Selection.objects.existing().filter(
            pk__in=[int(key) for key in keys if key.isdigit()], kind=Kind.CRITERIA
        )
        if depth < criteria.DEEPEST and any(_stands_on(queries.root_of(one), own, depth + 1) for one in inner):
            return True
    return False


def _refuse_criteria(selection: Selection) -> None:
    if not selection.is_list:
        raise Refused(_("People are found by this selection; they cannot be added to it."), code="not_a_list")


def _locked(selection: Selection) -> Selection:
    found = Selection.objects.select_for_update(of=("self",), no_key=True).get(pk=selection.pk)
    if found.deleted_at:
        raise Refused(_("This selection is in the bin. Restore it first."), code="deleted")
    return found

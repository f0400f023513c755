"""Who sees which selections, and who may change one. Whom anybody sees in a selection is their own sight (contacts.access)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.shortcuts import get_object_or_404

from samtykke.accounts.models import User
from samtykke.accounts.rights import Right
from samtykke.contacts.access import sight_of
from samtykke.contacts.masking import mask_of
from samtykke.selections.criteria import Group, conditions_in
from samtykke.selections.models import Selection, SelectionQuerySet, Share
from samtykke.selections.registry import Reader
from samtykke.selections.sql.writing import ids_in

if TYPE_CHECKING:
    from django.db.models import QuerySet


def reader_of(user: User) -> Reader:
    """A user as the one who asks."""
    return Reader(sight_of(user), mask_of(user), user)


def visible_selections(user: User) -> SelectionQuerySet:
    """The selections a user sees: their own, their teams', everybody's; none without the right to see people."""
    if not user.has_right(Right.PEOPLE_VIEW):
        return Selection.objects.none()
    return _seen(user, Selection.objects.existing())


def binned_selections(user: User) -> SelectionQuerySet:
    """Those in the bin that a user may take out again: their own."""
    return Selection.objects.binned().filter(owner=user)


def mates_of(user: User) -> QuerySet[Any]:
    """The ids of everybody who is in a team with the user, to look rows up by."""
    mates: QuerySet[Any] = User.objects.filter(teams__in=user.teams.filter(deleted_at=None)).values("pk")
    return mates


def _seen(user: User, selections: SelectionQuerySet) -> SelectionQuerySet:
    shared = Q(share=Share.EVERYBODY) | Q(share=Share.TEAM, owner__in=mates_of(user))
    return selections.filter(Q(owner=user) | shared)


def selection_for(user: User, selection_id: int) -> Selection:
    """The selection behind the id of an address; 404 where the user does not see it."""
    return get_object_or_404(visible_selections(user).select_related("owner"), pk=selection_id)


def may_change(user: User, selection: Selection) -> bool:
    """Whether a user may change, share and bin a selection: whoever it belongs to; everybody's, who manages lists."""
    if selection.owner_id == user.pk:
        return True
    return selection.share == Share.EVERYBODY and user.has_right(Right.LISTS_MANAGE)


def own_selection(user: User, selection_id: int) -> Selection:
    """A selection the user may change; 404 where they do not see it or may not."""
    found = selection_for(user, selection_id)
    return found if may_change(user, found) else get_object_or_404(Selection.objects.none(), pk=selection_id)


def stood_on(root: Group) -> set[int]:
    """The ids of the selections that criteria stand on."""
    return {pk for asked in conditions_in(root) if asked.field == "selection" for pk in ids_in(asked)}

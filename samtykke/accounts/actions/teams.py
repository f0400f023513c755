"""Teams: who works together, and so sees each other's people where a role says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samtykke.accounts.actions.shared import Reach, ref, refuse_beyond, refuse_seen_otherwise
from samtykke.accounts.models import Team, Visibility
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.core.clock import now
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samtykke.accounts.models import User
    from samtykke.core.actors import Actor, Via


@transaction.atomic
def create_team(*, name: str, members: Iterable[User] = (), by: Actor, via: Via) -> Team:
    """Adds a team with its first members. Whoever does not see everybody brings nobody together (`_refuse_widening`)."""
    _refuse_taken_name(name)
    chosen = {member.pk for member in members}
    _refuse_widening(by, chosen)
    team = Team.objects.create(name=name.strip())
    team.members.set(chosen)
    audit.record(Deed.TEAM_CREATED, subject=ref(team), by=by, via=via, members=_told(chosen))
    return team


@transaction.atomic
def change_team(
    team: Team, *, name: str, members: Iterable[User], by: Actor, via: Via, seen: str | None = None
) -> Team:
    """Changes a team's name and members; whom they see changes at once. `seen` as in `change_role`."""
    team = _locked(team)
    refuse_seen_otherwise(team, seen)
    if team.deleted_at:
        raise Refused(_("This is in the bin. Restore it first."), code="deleted")
    _refuse_taken_name(name, but=team)
    before = set(team.members.values_list("pk", flat=True))
    after = {member.pk for member in members}
    _refuse_widening(by, after - before)
    renamed = team.name != name.strip()
    if renamed:
        team.name = name.strip()
        team.save(update_fields=["name"])
    if before != after:
        team.members.set(after)
    if renamed or before != after:
        audit.record(
            Deed.TEAM_CHANGED,
            subject=ref(team),
            by=by,
            via=via,
            fields=[name for name, is_so in (("members", before != after), ("name", renamed)) if is_so],
            added=_told(after - before),
            removed=_told(before - after),
        )
    return team


@transaction.atomic
def delete_team(team: Team, *, by: Actor, via: Via) -> Team:
    """Puts an empty team in the bin. It can be restored. Doing it twice changes nothing."""
    team = _locked(team)
    if team.deleted_at:
        return team
    if held := team.members.count():
        told = ngettext(
            "%(count)d user is in this team. Take them out of it first.",
            "%(count)d users are in this team. Take them out of it first.",
            held,
        )
        raise Refused(told % {"count": held}, code="team_held")
    team.deleted_at = now()
    team.save(update_fields=["deleted_at"])
    audit.record(Deed.TEAM_DELETED, subject=ref(team), by=by, via=via)
    return team


@transaction.atomic
def restore_team(team: Team, *, by: Actor, via: Via) -> Team:
    """Takes a team out of the bin, empty as it went there."""
    team = _locked(team)
    if team.deleted_at is None:
        return team
    _refuse_taken_name(team.name, but=team)
    team.deleted_at = None
    team.save(update_fields=["deleted_at"])
    audit.record(Deed.TEAM_RESTORED, subject=ref(team), by=by, via=via)
    return team


def _refuse_widening(by: Actor, joining: set[int]) -> None:
    """Who joins a team may see its people, and its members may see theirs: only who sees everybody decides that, since
    nobody shows more than they see (REQ-93). Taking somebody out asks for no more than the right.
    """
    if joining:
        refuse_beyond(by, Reach(frozenset(), Visibility.ALL), field="members")


def _told(members: set[int]) -> list[str]:
    """Members as the trail keeps them: by number, never by name."""
    return [str(pk) for pk in sorted(members)]


def _locked(team: Team) -> Team:
    return Team.objects.select_for_update(of=("self",)).get(pk=team.pk)


def _refuse_taken_name(name: str, but: Team | None = None) -> None:
    others = Team.objects.existing().exclude(pk=but.pk if but else 0)
    if others.filter(name__iexact=name.strip()).exists():
        raise Refused(_("There is a team with this name already."), code="name_taken", field="name")

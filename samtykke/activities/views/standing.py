"""Done, open again, cancelled; the recycle bin; and taking back what one has just written."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, who
from samtykke.accounts.rights import Right
from samtykke.activities import actions
from samtykke.activities.access import activity_for, in_the_bin_for
from samtykke.activities.cards import lines
from samtykke.activities.models import Outcome
from samtykke.activities.views.answering import back, say
from samtykke.contacts.access import sight_of
from samtykke.core.actors import ActorKind, Via
from samtykke.core.clock import now
from samtykke.core.http import writes

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from samtykke.accounts.models import User

# As long one may take back what one wrote, also without the right to delete.
JUST_NOW: Final = timedelta(hours=1)


@needs(Right.PEOPLE_EDIT)
@writes
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Notes that it is done."""
    activity = activity_for(who(request), pk)
    line = lines([activity], sight_of(who(request)))[0]
    outcome = request.POST.get("outcome", "")
    actions.finish(activity, outcome=outcome if outcome in Outcome.values else "", **_by(request))
    then = request.POST.get("next", "")
    say(request, _("Done: %(title)s") % {"title": line.title}, "activities:reopening", pk, then=then)
    return back(request, "activities:activity", pk)


@needs(Right.PEOPLE_EDIT)
@writes
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Notes that it is still to be done."""
    actions.reopen(activity_for(who(request), pk), **_by(request))
    say(request, _("It is open again."))
    return back(request, "activities:activity", pk)


@needs(Right.PEOPLE_EDIT)
@writes
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Notes that it will not be done."""
    actions.cancel(activity_for(who(request), pk), **_by(request))
    say(request, _("Cancelled."), "activities:reopening", pk)
    return back(request, "activities:activity", pk)


@needs(Right.PEOPLE_DELETE)
@writes
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Puts it in the recycle bin; it can be undone."""
    activity = actions.delete(activity_for(who(request), pk), **_by(request))
    say(request, _("The activity is in the recycle bin."), "activities:restoration", pk)
    return (
        back(request, "activities:company", activity.company_id) if activity.company_id else back(request, "web:home")
    )


@needs(Right.PEOPLE_DELETE)
@writes
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes it out of the recycle bin."""
    actions.restore(in_the_bin_for(who(request), pk), **_by(request))
    say(request, _("Restored."))
    return redirect("activities:activity", pk)


@needs(Right.PEOPLE_EDIT)
@writes
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes back what one has just written down oneself; 404 for anything else."""
    user = who(request)
    activity = activity_for(user, pk)
    if not _is_own(activity, user):
        raise Http404
    actions.delete(activity, **_by(request))
    say(request, _("Taken back."))
    return back(request, "web:home")


def _is_own(activity: Any, user: User) -> bool:
    own = (activity.actor_kind, activity.actor_id) == (ActorKind.USER.value, user.pk)
    return own and activity.created_at > now() - JUST_NOW


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"by": who(request).actor, "via": Via.STAFF}

"""The tab of interests: tick boxes by group, saved as they are ticked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from samtykke.accounts.access import may, needs, who
from samtykke.accounts.rights import Right
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.contacts import actions as contacts
from samtykke.contacts.access import CARD, opened_by, person_for, visible_to
from samtykke.contacts.actions.undoing import newest_change
from samtykke.contacts.interests import choices_for
from samtykke.contacts.masking import INTERESTS, mask_of
from samtykke.contacts.models import Interest
from samtykke.contacts.queries import one_and_merged, survivor_id
from samtykke.core.actors import Ref, Via
from samtykke.core.http import read_only, writes
from samtykke.core.refused import Refused
from samtykke.purposes.retired import retired_fields

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from samtykke.contacts.models import Person


@needs(Right.PEOPLE_VIEW)
@read_only
def show_interests(request: HttpRequest, person_id: int) -> HttpResponse:
    """What interests the person, and what the company asks about."""
    person = visible_to(who(request)).select_related(*CARD).filter(pk=person_id).first()
    if person is None:
        stands_for = survivor_id(person_id)
        if stands_for != person_id:
            return redirect("contacts:interests", stands_for)
        person = opened_by(who(request), person_id, *CARD)
    audit.look(Deed.PERSON_VIEWED, subject=Ref.person(person.pk), by=who(request).actor, via=Via.STAFF)
    return render(request, "contacts/interests.html", _told(request, person))


@needs(Right.PEOPLE_EDIT)
@writes
def change_interests(request: HttpRequest, person_id: int) -> HttpResponse:
    """Saves what was ticked and unticked since the page was read; what another ticked meanwhile stays."""
    person = person_for(who(request), person_id)
    mask_of(who(request)).refuse("interests")
    ticked, seen = set(request.POST.getlist("interest")), set(request.POST.getlist("was"))
    found = {one.key: one for one in Interest.objects.filter(key__in=_clean(ticked ^ seen))}
    refused = ""
    try:
        contacts.change_interests(
            person,
            add=[one for key, one in found.items() if key in ticked],
            remove=[one for key, one in found.items() if key in seen],
            by=who(request).actor,
            via=Via.STAFF,
        )
    except Refused as no:
        refused = str(no.reason)
    else:
        newest = newest_change(person.pk, {"interest"}) if found else None
        messages.success(
            request, _("Saved."), reverse("contacts:change-undo", args=[person.pk, newest]) if newest else ""
        )
    if refused or request.htmx:  # type: ignore[attr-defined]
        template = "contacts/_interests.html" if request.htmx else "contacts/interests.html"  # type: ignore[attr-defined]
        told = _told(request, person) | {"refused": refused, "is_saved": not refused}
        return render(request, template, told, status=422 if refused else 200)
    return redirect("contacts:interests", person.pk)


def _told(request: HttpRequest, person: Person) -> dict[str, Any]:
    mask = mask_of(who(request))
    is_retired = INTERESTS in retired_fields()
    members = list(one_and_merged(person.pk).values_list("pk", flat=True))
    is_covered = mask.hides("interests")
    return {
        "person": mask.cover(person),
        "groups": [] if is_covered else choices_for(members),
        "is_covered": is_covered,
        "is_retired": is_retired,
        "can_change": may(request, Right.PEOPLE_EDIT) and not person.deleted_at and not is_covered,
    }


def _clean(keys: set[str]) -> list[str]:
    return [key for key in keys if "\x00" not in key]

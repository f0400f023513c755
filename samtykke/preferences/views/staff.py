"""What staff do with a person's own page: see it as the person does, and have its link mailed to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, who
from samtykke.accounts.rights import Right
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.contacts.access import person_for
from samtykke.core.actors import Ref, Via
from samtykke.core.http import read_only, writes
from samtykke.core.refused import Refused
from samtykke.mail import hand_over, reasons
from samtykke.preferences import actions, links, queries
from samtykke.preferences.views.own_page import shown_to

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@needs(Right.PEOPLE_VIEW)
@read_only
def show_as_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """The own page as the person sees it, in their language. It has no token, so its buttons open nothing (REQ-73)."""
    person = person_for(who(request), person_id)
    audit.look(Deed.PERSON_VIEWED, subject=Ref.person(person.pk), by=who(request).actor, via=Via.STAFF)
    seen = queries.visited(person.pk, None)
    if seen is None:
        return render(request, "preferences/not_seen.html", {"person": person})
    told: dict[str, Any] = {
        "person": person,
        "explained": _("This is what the person sees. The buttons do nothing here."),
        "back_word": _("Back to the card"),
        "spoken": getattr(request, "LANGUAGE_CODE", ""),
    }
    visit = links.visit_of(request, "", seen)
    template = "preferences/seen.html"
    return links.secret(request, lambda: shown_to(request, visit, template=template, **told), visit.language)


@needs(Right.PEOPLE_EDIT)
@writes
def mail_link(request: HttpRequest, person_id: int) -> HttpResponse:
    """Mails the person the link to their own page, where they asked us for it."""
    person = person_for(who(request), person_id)
    try:
        actions.mail_link_by_hand(person.pk, by=who(request).actor)
        waits = reasons.sentence(hand_over.why_all_wait())
        messages.success(request, waits or _("The link is on its way to the person."))
    except Refused as refused:
        messages.error(request, str(refused.reason))
    return redirect("web:person", person.pk)

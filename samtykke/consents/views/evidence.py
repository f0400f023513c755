"""The scans that show what was said: kept with an event, opened by those who may see the person. Art. 7(1), REQ-14."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csp.constants import NONE
from csp.decorators import csp
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, who
from samtykke.accounts.rights import Right
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.consents import actions as consents
from samtykke.consents.forms import FileForm
from samtykke.consents.models import ConsentEvent, EvidenceFile
from samtykke.consents.queries.standing import members_of
from samtykke.contacts.access import person_for
from samtykke.core.actors import Ref, Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import form_page, refusals_on
from samtykke.core.templatetags.look import status_word

if TYPE_CHECKING:
    from django.http import HttpRequest

    from samtykke.contacts.models import Person

# A file from outside runs nothing and loads nothing, whatever opens it.
AS_FILE = {"default-src": [NONE], "sandbox": [], "frame-ancestors": [NONE]}


@needs(Right.CONSENTS_CHANGE)
@read_only
def show_keep(request: HttpRequest, person_id: int, event_id: int) -> HttpResponse:
    """The form for a scan of what shows an event."""
    person, event = _found(request, person_id, event_id)
    return _page(request, person, event, FileForm())


@needs(Right.CONSENTS_CHANGE)
@writes
def keep(request: HttpRequest, person_id: int, event_id: int) -> HttpResponse:
    """Keeps a scan with an event."""
    person, event = _found(request, person_id, event_id)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        with refusals_on(form):
            file = form.cleaned_data["file"]
            consents.keep_file(
                person, file.read(), name=file.name, event_id=event.id, by=who(request).actor, via=Via.STAFF
            )
            messages.success(request, _("The file is kept as evidence."))
            return redirect("web:person-privacy", person.pk)
    return _page(request, person, event, form)


@csp(AS_FILE)  # type: ignore[arg-type]
@needs(Right.PEOPLE_VIEW)
@read_only
def show_file(request: HttpRequest, person_id: int, file_id: int) -> HttpResponse:
    """A scan, as a file to save. That it was opened is noted."""
    person = person_for(who(request), person_id)
    file = get_object_or_404(EvidenceFile, person_id__in=members_of(person.pk), id=file_id)
    subject = Ref.person(person.pk)
    audit.look(Deed.EVIDENCE_VIEWED, subject=subject, by=who(request).actor, via=Via.STAFF, file=file.id)
    answer = HttpResponse(bytes(file.content), content_type=file.type)
    answer["Content-Disposition"] = content_disposition_header(True, file.name)
    answer["Cache-Control"] = "no-store"
    return answer


def _found(request: HttpRequest, person_id: int, event_id: int) -> tuple[Person, ConsentEvent]:
    person = person_for(who(request), person_id)
    events = ConsentEvent.objects.filter(person_id__in=members_of(person.pk)).select_related("purpose")
    return person, get_object_or_404(events, id=event_id)


def _page(request: HttpRequest, person: Person, event: ConsentEvent, form: FileForm) -> HttpResponse:
    status, purpose = status_word(event.status), event.purpose.name
    act = {
        "title": _("Keep a file as evidence"),
        "purpose": event.purpose,
        "explanation": _("It shows this entry: %(status)s, %(purpose)s.") % {"status": status, "purpose": purpose},
        "button": _("Keep the file"),
    }
    back = reverse("web:person-privacy", args=[person.pk])
    return form_page(request, "consents/act.html", form, act=act, person=person, back=back)


files = at_one_address(show=show_keep, act=keep)

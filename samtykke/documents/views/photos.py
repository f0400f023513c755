"""The photo of a person: shown on the card, kept, changed, taken away. Where the company keeps none, none of this is there."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from csp.decorators import csp
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, who
from samtykke.accounts.rights import Right
from samtykke.consents.queries.standing import is_restricted, members_of
from samtykke.contacts.access import CARD, person_for
from samtykke.contacts.actions.changes import ask_guards
from samtykke.contacts.masking import mask_of
from samtykke.core.actors import Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import CONFLICT, form_page, refusals_on
from samtykke.core.refused import Refused
from samtykke.core.uploads import takes_at_most
from samtykke.documents import actions, photo
from samtykke.documents.actions.photos import LARGEST
from samtykke.documents.fields import PHOTO
from samtykke.documents.forms import PhotoForm
from samtykke.documents.views.files import AS_FILE

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

    from samtykke.contacts.models import Person


def where_kept(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """404 where the company keeps no photos of people: before anything of a request is read."""

    @wraps(view)
    def wrapper(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not photo.are_kept():
            raise Http404
        return view(request, *args, **kwargs)

    return wrapper


def draws(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Has the picture drawn before the transaction of the view begins, where whoever asks may change the person's photo."""

    @wraps(view)
    def wrapper(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponseBase:
        said: Any = request
        _person(request, kwargs["person_id"])
        if file := request.FILES.get("file"):
            try:
                content: Any = file.file
                said.drawn = actions.drawn_photo(content, file.name or "", by=who(request).actor, via=Via.STAFF)
            except Refused as refused:
                said.drawn = refused
        return view(request, *args, **kwargs)

    return wrapper


@csp(AS_FILE)
@needs(Right.PEOPLE_VIEW)
@where_kept
@read_only
def show_picture(request: HttpRequest, person_id: int) -> HttpResponse:
    """The picture. That it was looked at is noted with the card."""
    person = person_for(who(request), person_id)
    found = photo.photo_of(members_of(person.pk))
    if found is None or mask_of(who(request)).hides(PHOTO) or is_restricted(person.pk):
        raise Http404
    picture = photo.picture_of(found)
    if picture is None:
        raise Http404
    answer = HttpResponse(picture, content_type="image/webp")
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@needs(Right.PEOPLE_EDIT)
@where_kept
@read_only
def show_form(request: HttpRequest, person_id: int) -> HttpResponse:
    """The form for a photo."""
    person = _person(request, person_id)
    try:
        ask_guards(person.pk)
    except Refused as refused:
        return _page(request, person, PhotoForm(), refused=str(refused.reason), status=refused.status)
    return _page(request, person, PhotoForm())


@needs(Right.PEOPLE_EDIT)
@where_kept
@draws
@writes
def keep(request: HttpRequest, person_id: int) -> HttpResponse:
    """Keeps a photo in the place of the one that was on the screen. The toast puts that one back."""
    person = _person(request, person_id)
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid():
        before, seen = photo.photo_of(members_of(person.pk)), form.cleaned_data["seen"]
        with refusals_on(form):
            try:
                actions.keep_photo(person, _drawn(request), seen=seen, by=who(request).actor, via=Via.STAFF)
            except Refused as refused:
                if refused.code == "changed_meanwhile":
                    return _page(request, person, PhotoForm(), refused=str(refused.reason), status=CONFLICT)
                raise
            messages.success(request, _("The photo is kept."), _undo(person, before.id) if before else "")
            return redirect("web:person", person.pk)
    return _page(request, person, form)


portrait = takes_at_most(lambda: LARGEST)(at_one_address(show=show_form, act=keep))


@needs(Right.PEOPLE_EDIT)
@where_kept
@writes
def remove(request: HttpRequest, person_id: int) -> HttpResponse:
    """Takes the photo away; the toast puts it back."""
    person = _person(request, person_id)
    before = photo.photo_of(members_of(person.pk))
    seen = request.POST.get("seen", "")
    try:
        actions.remove_photo(
            person, seen=int(seen) if seen.isascii() and seen.isdecimal() else None, by=who(request).actor, via=Via.STAFF
        )  # fmt: skip
    except Refused as refused:
        status = CONFLICT if refused.code == "changed_meanwhile" else refused.status
        return _page(request, person, PhotoForm(), refused=str(refused.reason), status=status)
    messages.success(request, _("The photo is taken away."), _undo(person, before.id) if before else "")
    return redirect("web:person", person.pk)


@needs(Right.PEOPLE_EDIT)
@where_kept
@writes
def put_back(request: HttpRequest, person_id: int, photo_id: int) -> HttpResponse:
    """Puts back a photo that was taken away or changed a moment ago."""
    person = _person(request, person_id)
    try:
        actions.put_back(person, photo_id, by=who(request).actor, via=Via.STAFF)
        messages.success(request, _("The photo is back."))
    except Refused as refused:
        messages.error(request, str(refused.reason))
    return redirect("web:person", person.pk)


def _person(request: HttpRequest, person_id: int) -> Person:
    """The person, where the photo is not covered for who changes it."""
    person = person_for(who(request), person_id, *CARD)
    mask_of(who(request)).refuse(PHOTO)
    return person


def _drawn(request: HttpRequest) -> bytes:
    said: Any = request
    if isinstance(said.drawn, Refused):
        raise said.drawn
    picture: bytes = said.drawn
    return picture


def _undo(person: Person, photo_id: int) -> str:
    return reverse("documents:photo-return", args=[person.pk, photo_id])


def _page(request: HttpRequest, person: Person, form: PhotoForm, *, refused: str = "", status: int = 0) -> HttpResponse:
    """The card with the form, over the photo that stands now."""
    shown = photo.photo_of(members_of(person.pk))
    context = {
        "person": mask_of(who(request)).cover(person),
        "shown": shown.id if shown and not is_restricted(person.pk) else 0,
        "refused": refused,
        "back": reverse("web:person", args=[person.pk]),
    }
    answer = form_page(request, "documents/photo.html", form, **context)
    answer.status_code = status or answer.status_code
    return answer

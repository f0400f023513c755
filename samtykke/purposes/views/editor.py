"""The editor of a purpose: what people read, by what right, how long; beside it what they will see, below it what it does."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from samtykke.accounts.access import closed_to_readers, needs, needs_any, who
from samtykke.accounts.names import actor_names
from samtykke.accounts.rights import Right
from samtykke.core.actors import Actor, ActorKind, Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import refusals_on
from samtykke.core.pagination import page as page_of
from samtykke.purposes import actions as purposes
from samtykke.purposes import queries, registry
from samtykke.purposes.actions.reach import further
from samtykke.purposes.forms.purpose import PurposeForm
from samtykke.purposes.models import Article, Purpose, PurposeVersion
from samtykke.purposes.queries.history import changes_between
from samtykke.purposes.views.lists import changed_meanwhile

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SHOWN_VERSIONS = 4
PAGE = 20
# The pages that mend what the form itself cannot.
MENDED_AT = {"legal_basis": "purposes:bases", "wording": "purposes:wordings", "assessment": "purposes:assessment"}


@needs_any(Right.LISTS_MANAGE, Right.GOVERNANCE_VIEW)
@read_only
def show(request: HttpRequest, key: str) -> HttpResponse:
    """A purpose with its form, what is missing, and how people see it."""
    purpose = _purpose(key)
    initial = {**PurposeForm.initial_of(purpose), "version": queries.state_of(purpose)}
    form = closed_to_readers(request, PurposeForm(initial=initial, item=purpose), Right.LISTS_MANAGE)
    return _page(request, purpose, form)


@needs(Right.LISTS_MANAGE)
@writes
def change(request: HttpRequest, key: str) -> HttpResponse:
    """Writes the next version; or only shows how it would look, and whom it would leave uncovered."""
    purpose = _purpose(key)
    form = PurposeForm(request.POST, initial=PurposeForm.initial_of(purpose), item=purpose)
    is_valid = form.is_valid()
    if "preview" in request.POST:
        return _preview(request, purpose, form)
    if is_valid:
        expected = form.cleaned_data["version"]
        if expected and expected != queries.state_of(purpose):
            return _page(request, purpose, form, HTTPStatus.CONFLICT, **changed_meanwhile(form, purpose))
        with refusals_on(form):
            return _save(request, purpose, form, expected)
    return _page(request, purpose, form, HTTPStatus.UNPROCESSABLE_ENTITY)


editor = at_one_address(show=show, act=change, more_read=True)


def _save(request: HttpRequest, purpose: Purpose, form: PurposeForm, expected: str) -> HttpResponse:
    changes = form.changes()
    widens = bool(changes.pop("widens"))
    before = queries.current_scope(purpose)
    purpose = purposes.change_item(
        purpose, changes=changes, widens=widens, expected=expected, by=who(request).actor, via=Via.STAFF
    )
    if queries.current_scope(purpose) == before:
        messages.success(request, _("Saved. “%(name)s” is changed.") % {"name": purpose.name})
        return redirect("purposes:purposes")
    told = _("Saved. “%(name)s” reaches further now: write the new words, then ask again.")
    messages.success(request, told % {"name": purpose.name})
    return redirect("purposes:wordings", purpose.key)


def _preview(request: HttpRequest, purpose: Purpose, form: PurposeForm) -> HttpResponse:
    """What would be, from what is typed so far; nothing is saved. People are counted when asked for, not at each pause."""
    if not request.htmx:  # type: ignore[attr-defined]
        return _page(request, purpose, form, HTTPStatus.OK, **_effect(purpose, form, counts=True))
    would = _would(purpose, form) | _effect(purpose, form, counts="count" in request.POST)
    return render(request, "purposes/_purpose_would.html", {"form": form, "purpose": purpose, **would})


def _would(purpose: Purpose, form: PurposeForm) -> dict[str, Any]:
    """How people would see the draft, and whether any would be left uncovered."""
    languages = form.languages
    seen = form.data.get("preview", "") if form.is_bound else ""
    seen = seen if seen in languages else languages[0]
    texts = {
        text.column: {language: str(form[f"{text.stem}_{language}"].value() or "") for language in languages}
        for text in form.TEXTS
    }
    bases = list(queries.allowed_bases(purpose))
    takes_consent = any(row.legal_basis.article == Article.CONSENT for row in bases)
    draft = registry.Draft(key=purpose.key, is_marketing=purpose.is_marketing, takes_consent=takes_consent, texts=texts)
    return {"look": registry.look(draft), "languages": languages, "seen": seen, **_effect(purpose, form, counts=False)}


def _effect(purpose: Purpose, form: PurposeForm, *, counts: bool) -> dict[str, Any]:
    """What the change does; `people` are counted where somebody asks, for at a million that takes its seconds."""
    if not form.is_bound or not form.is_valid():
        return {"widens": False, "stops": False, "people": None, "counted": False}
    changes = form.changes()
    widens = bool(changes.pop("widens")) or further(purpose, changes)
    stops = purpose.is_active and not changes["is_active"]
    counted = counts and (widens or stops)
    people = registry.effect(purpose, widens=widens, is_active=not stops) if counted else None
    return {"widens": widens, "stops": stops, "people": people, "counted": counted}


def _page(request: HttpRequest, purpose: Purpose, form: PurposeForm, status: int = 200, **more: Any) -> HttpResponse:
    gaps = queries.gaps(purpose)
    form.point_at(gaps)
    newest = list(queries.versions(purpose)[: SHOWN_VERSIONS + 1])
    context = {
        "form": form,
        "purpose": purpose,
        "item": purpose,
        "list_address": reverse("purposes:purposes"),
        "gaps": [(gap, _mended_at(gap, purpose, form)) for gap in gaps],
        "bases": queries.allowed_bases(purpose),
        "assessment": queries.assessments(purpose).filter(approved_at__isnull=False).first(),
        "versions": [(version, _who([version])[version]) for version in newest[:SHOWN_VERSIONS]],
        "has_more_versions": len(newest) > SHOWN_VERSIONS,
        **_would(purpose, form),
        **more,
    }
    return render(request, "purposes/purpose.html", context, status=status)


def _mended_at(gap: queries.Gap, purpose: Purpose, form: PurposeForm) -> str:
    if gap.field in MENDED_AT:
        return reverse(MENDED_AT[gap.field], args=[purpose.key])
    return f"#{form[gap.field].auto_id}" if gap.field in form.fields else ""


@needs_any(Right.LISTS_MANAGE, Right.GOVERNANCE_VIEW)
@read_only
def history(request: HttpRequest, key: str) -> HttpResponse:
    """Every version of a purpose, the newest first: who, when, and what differs from the one before, word by word."""
    purpose = _purpose(key)
    found = PurposeVersion.objects.filter(purpose=purpose)
    shown = page_of(found, order=["id"], cursor=request.GET.get("cursor"), size=PAGE, descending=True)
    names = _who(shown.items)
    rows = [{"version": version, "who": names[version], **_difference(purpose, version)} for version in shown.items]
    context = {"purpose": purpose, "rows": rows, "next": shown.next, "previous": shown.previous}
    return render(request, "purposes/history.html", context)


def _difference(purpose: Purpose, version: PurposeVersion) -> dict[str, Any]:
    before = queries.versions(purpose).filter(id__lt=version.pk).order_by("-id").first()
    if before is None:
        return {"changes": [], "is_first": True}
    told = {**before.content, "is_active": before.is_active}, {**version.content, "is_active": version.is_active}
    return {"changes": changes_between(*told), "widens": version.scope > before.scope}


def _who(versions: list[PurposeVersion]) -> dict[PurposeVersion, str]:
    actors = {version: Actor(ActorKind(version.changed_by_kind), version.changed_by_id) for version in versions}
    names = actor_names(actors.values())
    return {version: names[actor] for version, actor in actors.items()}


def _purpose(key: str) -> Purpose:
    found: Purpose = get_object_or_404(Purpose.objects.existing(), key=key)
    return found

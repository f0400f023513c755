"""The builder: what stands on a form, what keeps it from being published, and what a visitor will see. M12; REQ-12, 13, 35.

The draft is saved by every button. What was typed is kept also where it cannot be saved.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from samtykke.accounts.access import may, needs, needs_any, who
from samtykke.accounts.rights import Right
from samtykke.core.actors import Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.refused import Refused
from samtykke.webforms import actions, builder, queries
from samtykke.webforms.definition import LANGUAGES, Definition, as_json, read
from samtykke.webforms.lints import Lint, lints_of
from samtykke.webforms.posted import TRAP, HostedForm
from samtykke.webforms.views.hosted import texts_of
from samtykke.webforms.views.settings import form_at

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from samtykke.webforms.models import WebForm

# Where a lint is mended that is about no field of the form.
ELSEWHERE = {
    "controller_not_named": "accounts:organisation",
    "statement_missing": "governance:statement",
    "statement_lacks": "governance:statement",
}
OF_SETTINGS = frozenset(
    {"basis_not_allowed", "purpose_inactive", "assessment_missing", "marketing_needs_consent", "redirect_not_allowed"}
)


@needs_any(Right.LISTS_MANAGE, Right.GOVERNANCE_VIEW)
@read_only
def show_builder(request: HttpRequest, slug: str) -> HttpResponse:
    """The draft, what is in its way, and what people would see."""
    form = form_at(slug)
    return _page(request, form, read(form.draft), language=request.GET.get("shown", ""))


@needs(Right.LISTS_MANAGE)
@writes
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Saves the draft, with one step done if a step was pressed, and publishes it if that was asked for."""
    form, act = form_at(slug), request.POST.get("act", "save")
    told = builder.stepped(builder.typed(request.POST), act, request.POST.get("add", ""))
    edition = request.POST.get("edition", "")
    expected = int(edition) if edition.isdecimal() and len(edition) < 10 else form.edition
    by: dict[str, Any] = {"by": who(request).actor, "via": Via.STAFF}
    language = request.POST.get("shown", "")
    try:
        definition = read(told)
    except Refused as refused:
        return _malformed(request, form, told, refused)
    try:
        form = actions.write_draft(form, definition=told, expected=expected, **by)
    except Refused:
        others = builder.differences(as_json(definition), form.draft)
        return _page(request, form, definition, others=others, language=language, status=HTTPStatus.CONFLICT)
    if act == "publish":
        return _publish(request, form, definition, by)
    if request.htmx:  # type: ignore[attr-defined]
        return _page(request, form, definition, language=language, saved=True)
    messages.success(request, _("The draft is saved. People see what was published last."))
    return redirect(f"{reverse('webforms:builder', args=[slug])}?shown={language if language in LANGUAGES else ''}")


page = at_one_address(show=show_builder, act=change, more_read=True)


def _publish(request: HttpRequest, form: WebForm, definition: Definition, by: dict[str, Any]) -> HttpResponse:
    before = form.published
    try:
        version = actions.publish_form(form, **by)
    except actions.Unlawful:
        # The draft is saved; nothing was published, and all that is in the way stands on the page.
        messages.error(request, _("It is not published: see what is in the way. Your draft is saved."))
        return redirect(f"{reverse('webforms:builder', args=[form.slug])}#in-the-way")
    except Refused as refused:
        messages.error(request, str(refused.reason))
        return redirect("webforms:builder", form.slug)
    told = (
        _("Version %d is published. People see it now.") if version.number > before else _("Version %d says the same.")
    )
    messages.success(request, told % version.number)
    return redirect("webforms:builder", form.slug)


@needs(Right.LISTS_MANAGE)
@writes
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """What people would see of what is typed, and what would be in the way; nothing is saved."""
    form = form_at(slug)
    try:
        definition = read(builder.typed(request.POST))
    except Refused as refused:
        return render(request, "webforms/_beside.html", {"web_form": form, "malformed": refused.reason})
    told = _beside(request, form, definition, request.POST.get("shown", ""))
    return render(request, "webforms/_beside.html", told)


def _malformed(request: HttpRequest, form: WebForm, told: dict[str, Any], refused: Refused) -> HttpResponse:
    """The page with what was typed, as far as it can be shown, and what is wrong with it."""
    parts = (refused.field or "").split(".")
    place = f"field-{parts[1]}" if parts[0] == "fields" and len(parts) > 1 else "texts"
    definition = builder.kept(told)
    context: dict[str, Any] = {"malformed": refused.reason, "malformed_at": place}
    context |= {"language": request.POST.get("shown", ""), "status": HTTPStatus.UNPROCESSABLE_ENTITY}
    return _page(request, form, definition, **context)


def _page(
    request: HttpRequest,
    form: WebForm,
    definition: Definition,
    *,
    language: str = "",
    status: int = HTTPStatus.OK,
    **context: Any,
) -> HttpResponse:
    told = _beside(request, form, definition, language)
    told |= {
        "definition": definition,
        "texts": builder.whole_of(definition),
        "rows": builder.rows_of(definition, told["lints"]),
        "addable": builder.addable(definition),
        "languages": ",".join(definition.languages),
        "is_published_so": form.published and _is_published_so(form, definition),
        **context,
    }
    template = "webforms/_builder.html" if request.htmx else "webforms/builder.html"  # type: ignore[attr-defined]
    return render(request, template, told, status=status)


def _is_published_so(form: WebForm, definition: Definition) -> bool:
    newest = queries.newest_version(form)
    return newest is not None and newest.definition == as_json(actions.with_words(definition))


def _beside(request: HttpRequest, form: WebForm, definition: Definition, language: str) -> dict[str, Any]:
    """What stands beside the controls: what is in the way, with where it is mended, and the page as people would see it."""
    shown = language if language in definition.languages else definition.languages[0]
    lints = lints_of(form, definition)
    return {
        "web_form": form,
        "lints": lints,
        "in_the_way": [(lint, _address(form, definition, lint)) for lint in lints],
        "shown": shown,
        "preview": _seen(request, form, definition, shown),
        "may_change": may(request, Right.LISTS_MANAGE),
    }


def _address(form: WebForm, definition: Definition, lint: Lint) -> str:
    """Where something is mended: at its field, in the settings, or on a page elsewhere."""
    places = {one.input: number for number, one in enumerate(definition.fields)}
    if lint.field in places:
        return f"#field-{places[lint.field]}"
    if lint.code in OF_SETTINGS:
        return reverse("webforms:settings", args=[form.slug])
    return reverse(ELSEWHERE[lint.code]) if lint.code in ELSEWHERE else "#texts"


def _seen(request: HttpRequest, form: WebForm, definition: Definition, language: str) -> str:
    """The page that a visitor would see, from the same templates; it sends nothing and leads nowhere."""
    worded = actions.with_words(definition)
    words = queries.wordings_of(pk for box in worded.boxes for pk in box.wordings.values())
    with translation.override(language):
        told = {
            "posted": HostedForm(None, definition=worded, language=language, words=words),
            "definition": worded,
            "web_form": form,
            "page_language": language,
            "told": queries.told_of(form, worded),
            "trap": TRAP,
            "csrf_token": "",
            "organisation": getattr(request, "organisation", None),
            **texts_of(form, worded, language),
        }
        return render_to_string("webforms/preview.html", told, request=request)

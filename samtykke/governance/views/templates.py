"""The mail templates: which there are, their words in each language side by side, and their history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csp.decorators import csp
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override

from samtykke.accounts.access import needs, who
from samtykke.accounts.names import actor_names
from samtykke.accounts.rights import Right
from samtykke.core.actors import Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import form_page, refusals_on
from samtykke.core.refused import Refused
from samtykke.governance.forms import LANGUAGES, NewTemplateForm, TemplateForm
from samtykke.governance.looks import look
from samtykke.governance.views.outbox import AS_MAIL
from samtykke.mail import actions as mail
from samtykke.mail import letters, queries, registry, variables
from samtykke.mail.actions.templates import checked
from samtykke.mail.models import Template

if TYPE_CHECKING:
    from django.http import HttpRequest


@needs(Right.MAIL_MANAGE)
@read_only
def list_templates(request: HttpRequest) -> HttpResponse:
    """Every template with its kind, and what lies in the bin."""
    rows = list(Template.objects.order_by("rank", "id"))
    context = {
        "templates": [row for row in rows if row.deleted_at is None],
        "deleted": [row for row in rows if row.deleted_at is not None],
    }
    return render(request, "governance/templates.html", context)


@needs(Right.MAIL_MANAGE)
@read_only
def show_new(request: HttpRequest) -> HttpResponse:
    """The form for a new template, which begins as a copy of one there is."""
    return form_page(request, "governance/template_new.html", NewTemplateForm())


@needs(Right.MAIL_MANAGE)
@writes
def act_new(request: HttpRequest) -> HttpResponse:
    """Adds a template."""
    form = NewTemplateForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            like = form.cleaned_data["copy_of"]
            made = mail.add_template(
                kind=like.kind, names=form.names(), copy_of=like, by=who(request).actor, via=Via.STAFF
            )
            messages.success(
                request, _("“%(name)s” is there, with the words of the other. Change them now.") % {"name": made.name}
            )
            return redirect("governance:template", made.key)
    return form_page(request, "governance/template_new.html", form)


@needs(Right.MAIL_MANAGE)
@read_only
def show_one(request: HttpRequest, key: str) -> HttpResponse:
    """One template: its words in each language beside how they look, what may stand in them, and earlier versions."""
    template = _template(key)
    initial: dict[str, Any] = {"is_active": template.is_active}
    for language in LANGUAGES:
        newest = queries.newest_in(template, language)
        initial[f"name_{language}"] = template.names.get(language, "")
        initial[f"subject_{language}"] = newest.subject if newest else ""
        initial[f"body_{language}"] = newest.body if newest else ""
    form = TemplateForm(initial=initial)
    return form_page(request, "governance/template.html", form, **_context(template, form, initial))


@needs(Right.MAIL_MANAGE)
@writes
def act_one(request: HttpRequest, key: str) -> HttpResponse:
    """Writes the next version in each language whose words changed; or only shows how they look."""
    template = _template(key)
    form = TemplateForm(request.POST)
    valid = form.is_valid()
    if "preview" in request.POST:
        _check(form, template)
        context = _context(template, form, form.data)
        if request.htmx:  # type: ignore[attr-defined]
            return render(request, "governance/_template_previews.html", {"form": form, **context})
        return form_page(request, "governance/template.html", form, **context)
    if valid and _check(form, template):
        with refusals_on(form):
            _write(request, template, form)
            messages.success(request, _("Saved. Mails that go out from now on have these words."))
            return redirect("governance:template", template.key)
    return form_page(request, "governance/template.html", form, **_context(template, form, form.data))


new_template = at_one_address(show=show_new, act=act_new)
one_template = at_one_address(show=show_one, act=act_one)


@csp(AS_MAIL)  # type: ignore[arg-type]
@needs(Right.MAIL_MANAGE)
@read_only
def show_sample(request: HttpRequest, key: str, language: str) -> HttpResponse:
    """The newest words as a mail program shows them, with examples for values and links that lead nowhere."""
    template = _template(key)
    words = queries.newest_in(template, language)
    if words is None:
        raise Http404
    with override(language):
        values = variables.examples(template.kind)
    links = dict.fromkeys(variables.links_of(template.kind), "https://example.org/")
    head = registry.letterhead()
    values |= {"company": head.name, "privacy_contact": head.privacy_contact}
    return HttpResponse(letters.render(words, template.kind, letterhead=head, values=values, links=links).html)


@needs(Right.MAIL_MANAGE)
@writes
def delete_template(request: HttpRequest, key: str) -> HttpResponse:
    """Puts a template in the bin."""
    try:
        template = mail.delete_template(_template(key), by=who(request).actor, via=Via.STAFF)
        messages.success(request, _("“%(name)s” is in the bin and can be restored.") % {"name": template.name})
    except Refused as refused:
        messages.error(request, str(refused.reason))
    return redirect("governance:templates")


@needs(Right.MAIL_MANAGE)
@writes
def restore_template(request: HttpRequest, key: str) -> HttpResponse:
    """Takes a template out of the bin."""
    template = mail.restore_template(get_object_or_404(Template, key=key), by=who(request).actor, via=Via.STAFF)
    messages.success(request, _("“%(name)s” is back in the list.") % {"name": template.name})
    return redirect("governance:templates")


def _template(key: str) -> Template:
    found: Template = get_object_or_404(Template.objects.existing(), key=key)
    return found


def _check(form: TemplateForm, template: Template) -> bool:
    """Puts what is wrong with the words beside the field it is about, in each language that has any."""
    for language in LANGUAGES:
        subject, body = (form.data.get(f"{name}_{language}", "") for name in ("subject", "body"))
        if not subject.strip() and not body.strip():
            continue
        try:
            checked(template.kind, subject, body)
        except Refused as refused:
            form.add_error(f"{refused.field}_{language}", str(refused.reason))
    return not form.errors


def _write(request: HttpRequest, template: Template, form: TemplateForm) -> None:
    by, told = who(request).actor, form.cleaned_data
    names = {language: told[f"name_{language}"] for language in LANGUAGES}
    offered = True if template.is_standard else told["is_active"]
    mail.change_template(template, names=names, is_active=offered, by=by, via=Via.STAFF)
    for language in LANGUAGES:
        if told[f"body_{language}"]:
            subject, body = told[f"subject_{language}"], told[f"body_{language}"]
            mail.write_version(template, language, subject, body, by=by, via=Via.STAFF)


def _context(template: Template, form: TemplateForm, told: Any) -> dict[str, Any]:
    versions = list(queries.versions(template)[:20])
    names = actor_names(version.author for version in versions)
    return {
        "letter": template,
        "columns": [_column(template, form, language, told) for language in LANGUAGES],
        "variables": variables.allowed(template.kind),
        "required": variables.required_link(template.kind),
        "versions": [(version, names[version.author]) for version in versions],
    }


def _column(template: Template, form: TemplateForm, language: str, told: Any) -> dict[str, Any]:
    """One language: its fields, and how its words look."""
    subject, blocks = look(
        template.kind, language, told.get(f"subject_{language}", ""), told.get(f"body_{language}", "")
    )
    return {
        "language": language,
        "name": form[f"name_{language}"],
        "subject": form[f"subject_{language}"],
        "body": form[f"body_{language}"],
        "shown_subject": subject,
        "blocks": blocks,
    }

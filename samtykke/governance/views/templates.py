"""The mail templates: which there are, their words in each language side by side, how they look, and their history. M6."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from csp.constants import NONE
from csp.decorators import csp
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from samtykke.accounts.access import closed_to_readers, needs, needs_any, who
from samtykke.accounts.names import actor_names
from samtykke.accounts.rights import Right
from samtykke.core.actors import Via
from samtykke.core.differences import by_words
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import form_page, refusals_on
from samtykke.core.refused import Refused
from samtykke.core.templatetags.words import language_name
from samtykke.governance import looks
from samtykke.governance.forms import NewTemplateForm, TemplateForm
from samtykke.governance.views.outbox import AS_MAIL
from samtykke.mail import actions as mail
from samtykke.mail import hand_over, queries, reasons, variables
from samtykke.mail.actions.templates import checked
from samtykke.mail.models import Template, TemplateVersion

if TYPE_CHECKING:
    from django.http import HttpRequest

# What somebody is writing just now, shown as a mail: it runs nothing, sends nothing, and stands in no frame.
AS_SAMPLE = AS_MAIL | {"sandbox": True, "form-action": [NONE]}


@needs_any(Right.MAIL_MANAGE, Right.GOVERNANCE_VIEW)
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


@needs_any(Right.MAIL_MANAGE, Right.GOVERNANCE_VIEW)
@read_only
def show_one(request: HttpRequest, key: str) -> HttpResponse:
    """One template: its words in each language beside how they look, what may stand in them, and earlier versions."""
    template = _template(key)
    languages = looks.languages_of(template)
    form = TemplateForm(languages, initial=_kept(template, languages))
    return _page(request, template, closed_to_readers(request, form, Right.MAIL_MANAGE))


@needs(Right.MAIL_MANAGE)
@writes
def act_one(request: HttpRequest, key: str) -> HttpResponse:
    """Writes the next version in each language whose words changed; or only shows how they look, and keeps nothing."""
    template = _template(key)
    form = TemplateForm(looks.languages_of(template), request.POST)
    valid = form.is_valid()
    if "preview" in request.POST:
        _check(form, template)
        if request.htmx:  # type: ignore[attr-defined]
            context = {"form": form, "columns": _columns(template, form)}
            return render(request, "governance/_template_previews.html", context)
        return _page(request, template, form)
    if valid and _check(form, template):
        differing = _changed_meanwhile(template, form)
        if differing:
            answer = _page(request, template, form, differing=differing, meanwhile=True)
            answer.status_code = HTTPStatus.CONFLICT
            return answer
        with refusals_on(form):
            _write(request, template, form)
            messages.success(request, _("Saved. Mails that go out from now on have these words."))
            return redirect("governance:template", template.key)
    return _page(request, template, form)


new_template = at_one_address(show=show_new, act=act_new)
one_template = at_one_address(show=show_one, act=act_one, more_read=True)


@needs_any(Right.MAIL_MANAGE, Right.GOVERNANCE_VIEW)
@read_only
def show_sample(request: HttpRequest, key: str, language: str) -> HttpResponse:
    """The newest words as a mail program shows them, with examples for values and links that lead nowhere."""
    template = _template(key)
    words = queries.newest_in(template, language)
    if words is None:
        raise Http404
    return HttpResponse(looks.as_mail(template.kind, language, words.subject, words.body).html)


@needs(Right.MAIL_MANAGE)
@writes
def act_sample(request: HttpRequest, key: str, language: str) -> HttpResponse:
    """The same of words that somebody is writing just now. Nothing is kept."""
    template = _template(key)
    if language not in looks.languages_of(template):
        raise Http404
    subject, body = TemplateForm([language], request.POST).words(language)
    return HttpResponse(looks.as_mail(template.kind, language, subject, body).html)


sample = csp(AS_SAMPLE)(at_one_address(show=show_sample, act=act_sample, more_read=True))


@needs(Right.MAIL_MANAGE)
@writes
def try_out(request: HttpRequest, key: str, language: str) -> HttpResponse:
    """Sends the saved words in a language to whoever asks, with examples for the values."""
    template, user = _template(key), who(request)
    try:
        mail.try_out(template, language, user=user.pk, by=user.actor, via=Via.STAFF)
    except Refused as refused:
        messages.error(request, str(refused.reason))
        return redirect("governance:template", key)
    waits = reasons.sentence(hand_over.why_all_wait())
    if waits:
        messages.warning(request, _("The mail waits in the outbox. %(why)s") % {"why": waits})
    else:
        messages.success(
            request, _("The saved words go to %(address)s. The outbox shows them.") % {"address": user.email}
        )
    return redirect("governance:template", key)


@needs_any(Right.MAIL_MANAGE, Right.GOVERNANCE_VIEW)
@read_only
def show_version(request: HttpRequest, key: str, language: str, version: int) -> HttpResponse:
    """One version of a template's words, and what differs from the one before it and from the newest, by words."""
    template = _template(key)
    found = get_object_or_404(TemplateVersion, template=template, language=language, version=version)
    newest = queries.newest_in(template, language)
    before = TemplateVersion.objects.filter(template=template, language=language, version=version - 1).first()
    context = {
        "letter": template,
        "version": found,
        "writer": actor_names([found.author])[found.author],
        "before": before,
        "is_newest": newest == found,
        "subject_parts": by_words(before.subject if before else "", found.subject),
        "body_parts": by_words(before.body if before else "", found.body),
    }
    return render(request, "governance/template_version.html", context)


@needs(Right.MAIL_MANAGE)
@writes
def restore_version(request: HttpRequest, key: str, language: str, version: int) -> HttpResponse:
    """Writes the words of an earlier version once more, as the newest."""
    template = _template(key)
    found = get_object_or_404(TemplateVersion, template=template, language=language, version=version)
    try:
        mail.write_version(template, language, found.subject, found.body, by=who(request).actor, via=Via.STAFF)
        told = {"number": version, "language": language_name(language)}
        messages.success(request, _("The words of version %(number)d in %(language)s count again.") % told)
    except Refused as refused:
        messages.error(request, str(refused.reason))
    return redirect("governance:template", key)


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


def _kept(template: Template, languages: list[str]) -> dict[str, Any]:
    """What the form begins with: the newest words of each language, and which version they are."""
    found: dict[str, Any] = {"is_active": template.is_active}
    for language in languages:
        newest = queries.newest_in(template, language)
        found[f"name_{language}"] = template.names.get(language, "")
        found[f"subject_{language}"] = newest.subject if newest else ""
        found[f"body_{language}"] = newest.body if newest else ""
        found[f"seen_{language}"] = newest.version if newest else 0
    return found


def _check(form: TemplateForm, template: Template) -> bool:
    """Puts what is wrong with the words beside the field it is about, in each language that has any."""
    for language in form.languages:
        subject, body = form.words(language)
        if not subject.strip() and not body.strip():
            continue
        try:
            checked(template.kind, subject, body)
        except Refused as refused:
            form.add_error(f"{refused.field}_{language}", str(refused.reason))
    return not form.errors


def _changed_meanwhile(template: Template, form: TemplateForm) -> list[tuple[str, str]]:
    """The words that somebody else wrote since this form was opened, where they differ from what is typed; the form is
    told which versions it has seen now, so that saving once more puts the typed words in their place.
    """
    kept = _kept(template, form.languages)
    differing = []
    for language in form.languages:
        seen = form.cleaned_data[f"seen_{language}"]
        if seen is None or seen == kept[f"seen_{language}"]:
            continue
        for name in (f"subject_{language}", f"body_{language}"):
            if kept[name] != form.cleaned_data[name].replace("\r\n", "\n").strip():
                differing.append((str(form.fields[name].label), kept[name]))
    if differing:
        form.data = {**form.data.dict(), **{name: kept[name] for name in kept if name.startswith("seen_")}}  # type: ignore[attr-defined]
    return differing


def _write(request: HttpRequest, template: Template, form: TemplateForm) -> None:
    by, told = who(request).actor, form.cleaned_data
    names = {**template.names, **{language: told[f"name_{language}"] for language in form.languages}}
    offered = True if template.is_standard else told["is_active"]
    mail.change_template(template, names=names, is_active=offered, by=by, via=Via.STAFF)
    for language in form.languages:
        if told[f"body_{language}"]:
            subject, body, seen = (told[f"{name}_{language}"] for name in ("subject", "body", "seen"))
            mail.write_version(template, language, subject, body, expected=seen, by=by, via=Via.STAFF)


def _page(request: HttpRequest, template: Template, form: TemplateForm, **more: Any) -> HttpResponse:
    versions = list(queries.versions(template)[:20])
    names = actor_names(version.author for version in versions)
    context = {
        "letter": template,
        "columns": _columns(template, form),
        "variables": variables.allowed(template.kind),
        "versions": [(version, names[version.author]) for version in versions],
        "uses": looks.uses_of(template),
        "chosen": {name: request.POST.get(name, "") for name in ("shown_width", "shown_light")},
        **more,
    }
    return form_page(request, "governance/template.html", form, **context)


def _columns(template: Template, form: TemplateForm) -> list[dict[str, Any]]:
    """Each language: its fields, and how its words look."""
    return [
        {
            "language": language,
            "seen": form[f"seen_{language}"],
            "name": form[f"name_{language}"],
            "subject": form[f"subject_{language}"],
            "body": form[f"body_{language}"],
            "is_kept": bool(form[f"seen_{language}"].value()) and form[f"seen_{language}"].value() != "0",
            "look": looks.look(template.kind, language, *form.words(language)),
        }
        for language in form.languages
    ]

"""The hosted page of a form: no sign-in, no cookie, no script needed. M15; REQ-12, 18, 35, 72, 91, 92.

A POST does the same work whoever it names: it writes the record down, and a job does the rest.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import translation

from samtykke.accounts import limits
from samtykke.accounts.access import public
from samtykke.accounts.links import SECRET_ADDRESS, by_token_alone
from samtykke.accounts.public import chosen_language, is_from_here, show
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.refused import Refused
from samtykke.intake import actions as intake
from samtykke.intake.models import Arrival
from samtykke.purposes.queries import privacy_settings
from samtykke.purposes.statements import current_for
from samtykke.webforms import queries, tokens
from samtykke.webforms.models import FormState
from samtykke.webforms.posted import TRAP, HostedForm

if TYPE_CHECKING:
    from datetime import timedelta

    from django.http import HttpRequest, HttpResponseBase

    from samtykke.webforms.definition import Definition
    from samtykke.webforms.models import FormVersion, WebForm

R = TypeVar("R", bound="HttpResponseBase")
# POSTs an hour from one network, whatever comes of them: an office, or the guests of a fair, share one.
OF_A_NETWORK = 300
# From so many within ten minutes, more than one network may send, a form is flooded: browsers are asked for a sum, and who has not done it waits for a human.
RUSH, RUSH_TIME = 1000, 10 * limits.MINUTE
NAME = "form"
STYLE = "@layer pages { :root { --accent: light-dark(%(accent)s, #80cbe2); --accent-hover: light-dark(%(accent)s, #a3dbec); } }\n"


@public
@read_only
def show_form(request: HttpRequest, slug: str) -> HttpResponse:
    """The form as it was last published, in the language asked for; one that is retired says so kindly."""
    form = queries.form_by_slug(slug)
    version = queries.newest_version(form) if form is not None else None
    if form is None or version is None:
        return _answer(request, "webforms/unknown.html", status=HTTPStatus.NOT_FOUND)
    if form.state == FormState.RETIRED:
        return _answer(request, "webforms/retired.html", form, version, status=HTTPStatus.GONE)
    return _page(request, form, version)


@public
@read_only
def show_style(request: HttpRequest, slug: str) -> HttpResponse:
    """The colour of a form, by day; by night our own stays, which is made for it. No page of ours carries a style in itself."""
    form = queries.form_by_slug(slug)
    accent = str(form.style.get("accent", "")) if form is not None else ""
    if not accent:
        return _answer(request, "webforms/unknown.html", status=HTTPStatus.NOT_FOUND)
    css = STYLE % {"accent": accent}
    return HttpResponse(css, content_type="text/css; charset=utf-8", headers={"Cache-Control": "public, max-age=3600"})


@public
@writes
def act_form(request: HttpRequest, slug: str) -> HttpResponse:
    """Takes what was sent. The answer is the same for every address (REQ-92), and for the same page sent twice."""
    form = queries.form_by_slug(slug)
    newest = queries.newest_version(form) if form is not None else None
    if form is None or newest is None:
        return _answer(request, "webforms/unknown.html", status=HTTPStatus.NOT_FOUND)
    if form.state == FormState.RETIRED:
        return _answer(request, "webforms/retired.html", form, newest, status=HTTPStatus.GONE)
    if not is_allowed(request, form):
        return _answer(request, "webforms/elsewhere.html", form, newest, status=HTTPStatus.FORBIDDEN)
    token = tokens.read_token(request.POST.get("token", ""), form.pk)
    version = queries.version_of(form, token.version) if token is not None else None
    if token is None or version is None or token.is_too_old:
        return _page(request, form, newest, data=request.POST, problem="old", status=HTTPStatus.CONFLICT)
    if getattr(request, "is_too_much", False):
        return _page(request, form, version, data=request.POST, problem="often", status=HTTPStatus.TOO_MANY_REQUESTS)
    if request.POST.get("boxes") in {"all", "none"}:
        return _page(request, form, version, data=_with_boxes(request, version), problem="boxes")
    with translation.override(language_for(request, version)):
        posted = posted_of(request, version, request.POST)
        if posted.is_valid():
            return _take(request, form, version, posted, token)
    return _page(request, form, version, data=request.POST, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def counted(view: Any) -> Any:
    """Counts each POST to a form that stands open, outside of the view's transaction: what the view takes back does not make
    room. What comes from another website is refused, and counts nothing."""

    def wrapper(request: HttpRequest, slug: str) -> HttpResponse:
        form = queries.form_by_slug(slug) if request.method == "POST" else None
        if form is not None and is_allowed(request, form):
            key, is_too_much = limits.key_of(slug), not limits.allow_network(request, NAME, OF_A_NETWORK)
            request.is_too_much = is_too_much  # type: ignore[attr-defined]
            # One network that is over its own limit floods nothing by itself.
            request.is_rush = not is_too_much and not limits.allow(f"{NAME}-rush", key, RUSH, RUSH_TIME)  # type: ignore[attr-defined]
        answer: HttpResponse = view(request, slug)
        return answer

    for name in ("rights", "public", "login_required", "at_one_address"):
        if hasattr(view, name):
            setattr(wrapper, name, getattr(view, name))
    wrapper.__name__, wrapper.__doc__ = view.__name__, view.__doc__
    return wrapper


hosted = by_token_alone(counted(at_one_address(show=show_form, act=act_form)))


def _take(
    request: HttpRequest, form: WebForm, version: FormVersion, posted: HostedForm, token: tokens.Token
) -> HttpResponse:
    if not take_in(request, form, version, posted, token):
        return _answer(request, "webforms/retired.html", form, version, status=HTTPStatus.GONE)
    if form.redirect_to:
        return safe(HttpResponseRedirect(form.redirect_to, status=HTTPStatus.SEE_OTHER))
    return _answer(request, "webforms/thanks.html", form, version)


def take_in(request: HttpRequest, form: WebForm, version: FormVersion, posted: HostedForm, token: tokens.Token) -> bool:
    """Writes down what was sent; False where the form was retired in this moment. A job does the rest."""
    statement = current_for(posted.language)
    said = posted.said(
        version=version.pk,
        statement=statement.name
        if statement is not None and not posted.definition.statement.get(posted.language)
        else "",
        unknown=form.unknown,
        confirms=form.double_opt_in,
        link_days=form.link_days or privacy_settings().confirm_days,
    )
    try:
        intake.receive(
            said,
            channel=Arrival.WEB_FORM,
            point=form.point,
            token_hash=token.hash,
            spam=_spam(request, form, token.age),
            held=_unworked(request, token.text),
        )
    except Refused:  # retired in this moment
        return False
    return True


def _with_boxes(request: HttpRequest, version: FormVersion) -> Any:
    """What was written, with every box ticked or none, as the button that was pressed says; nothing is sent by it."""
    data = request.POST.copy()
    for box in queries.definition_of(version).boxes:
        data.pop(box.input, None)
        if data.get("boxes") == "all":
            data[box.input] = "on"
    return data


def _spam(request: HttpRequest, form: WebForm, age: timedelta) -> str:
    if request.POST.get(TRAP, "").strip():
        return "hidden_field"
    return "too_quick" if age.total_seconds() < form.slowest else ""


def _unworked(request: HttpRequest, token: str) -> str:
    """Why it waits for a human while the form is flooded: the browser has not done the sum (nor can it without script)."""
    if not getattr(request, "is_rush", False) or tokens.is_worked(token, request.POST.get("work", "")):
        return ""
    return "no_work"


def is_allowed(request: HttpRequest, form: WebForm) -> bool:
    """Whether a POST comes from our own page, or from one that the form may stand on."""
    return is_from_here(request) or request.headers.get("Origin", "") in form.allowed_origins


def posted_of(request: HttpRequest, version: FormVersion, data: Any = None) -> HostedForm:
    """A version as it is filled in, in the language of the request, with what was sent where something was."""
    definition = queries.definition_of(version)
    words = queries.wordings_of(pk for box in definition.boxes for pk in box.wordings.values())
    return HostedForm(data, definition=definition, language=language_for(request, version), words=words)


def language_for(request: HttpRequest, version: FormVersion) -> str:
    """The language asked for, else the browser's, else the form's own first; always one the form has."""
    asked = chosen_language(request) or request.POST.get("language", "")
    browser = (translation.get_language() or "")[:2]
    wanted = (asked, browser if "accept-language" in request.headers else "", version.languages[0])
    return next(language for language in wanted if language in version.languages)


def _page(
    request: HttpRequest,
    form: WebForm,
    version: FormVersion,
    *,
    data: Any = None,
    problem: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """The form to fill in; with what was written where something is to be mended, and a fresh token."""
    with translation.override(language_for(request, version)):
        posted = posted_of(request, version, data)
        if problem:
            posted.full_clean()
            posted.errors.clear()
    return _answer(
        request,
        "webforms/form.html",
        form,
        version,
        status=status,
        posted=posted,
        problem=problem,
        trap=TRAP,
        told=queries.told_of(form, queries.definition_of(version)),
        token=_token(request, form, version, data, status),
        work_bits=tokens.WORK_BITS if is_flooded(form) else 0,
    )


def _token(request: HttpRequest, form: WebForm, version: FormVersion, data: Any, status: int) -> str:
    """The page's token: what is mended is still the same page, so that nobody who was slow enough is too quick now."""
    if data is not None and status != HTTPStatus.CONFLICT:
        return str(data.get("token", ""))
    return tokens.make_token(form.pk, version.pk)


def is_flooded(form: WebForm) -> bool:
    """Whether so much is sent to a form just now that browsers are asked for a sum."""
    return limits.count(f"{NAME}-rush", limits.key_of(form.slug), RUSH_TIME) >= RUSH


def _answer(
    request: HttpRequest,
    template: str,
    form: WebForm | None = None,
    version: FormVersion | None = None,
    *,
    status: int = HTTPStatus.OK,
    **context: Any,
) -> HttpResponse:
    language = (
        language_for(request, version)
        if version is not None
        else chosen_language(request) or translation.get_language() or "en"
    )
    with translation.override(language):
        definition = queries.definition_of(version) if version is not None else None
        texts = texts_of(form, definition, language) if form is not None and definition is not None else {}
        told = {
            "web_form": form,
            "definition": definition,
            "page_language": language,
            **texts,
            **context,
        }
        response = show(request, template, status=status, **told)
    response["Content-Language"] = language
    return safe(response)


def texts_of(form: WebForm, definition: Definition, language: str) -> dict[str, str]:
    """The texts of a form in a language."""
    return {
        "title": definition.title.get(language) or form.name_in(language),
        "lead": definition.lead.get(language, ""),
        "submit": definition.submit.get(language, ""),
        "consents_title": definition.consents.title.get(language, ""),
        "consents_help": definition.consents.help.get(language, ""),
        "thanks_title": definition.thanks.title.get(language, ""),
        "thanks_text": definition.thanks.text.get(language, ""),
        "statement": definition.statement.get(language, ""),
    }


def safe(response: R) -> R:
    """What may not travel on, stay behind or be found."""
    for name, told in SECRET_ADDRESS.items():
        response[name] = told
    return response

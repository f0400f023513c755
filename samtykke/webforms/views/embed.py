"""A form on other websites: the script, what it shows as JSON, and what it sends. M15; REQ-12, 13, 35, 92.

Only pages that the form may stand on are answered across origins, and never with credentials; the work is that of the hosted page.
"""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse, JsonResponse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _

from samtykke.accounts.access import public
from samtykke.accounts.links import by_token_alone
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.webforms import embedding, queries, tokens
from samtykke.webforms.models import FormState
from samtykke.webforms.views import hosted

if TYPE_CHECKING:
    from django.http import HttpRequest

    from samtykke.webforms.models import FormVersion, WebForm

SCRIPT: Final = Path(__file__).resolve().parents[2] / "static" / "js" / "embed.js"
WORDS: Final = "const words={};"
NEEDLESS: Final = re.compile(r"\s*([=>,:;?|&])\s*")
# A script that changes with the product: asked for anew after five minutes, answered by its tag alone where it is the same.
KEPT: Final = "public, max-age=300, must-revalidate"
PREFLIGHT_KEPT: Final = "600"


@public
@read_only
def script(request: HttpRequest, slug: str) -> HttpResponse:
    """The script for other websites; the same for every form, so that it says nothing of one."""
    text = script_text()
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:20]}"'
    answer = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    answer["ETag"] = tag
    answer["Cache-Control"] = KEPT
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    found: HttpResponse = get_conditional_response(request, etag=tag, response=answer)  # type: ignore[assignment]
    return found


@cache
def script_text() -> str:
    """The script without its comments and the spaces it does not need, with its few own words in each language."""
    lines = (line.strip() for line in SCRIPT.read_text(encoding="utf-8").splitlines())
    text = "\n".join(line for line in lines if line and not line.startswith("//"))
    return NEEDLESS.sub(r"\1", text).replace(
        WORDS, f"const words={json.dumps(embedding.own_words(), ensure_ascii=False)};"
    )


@public
@read_only
def show_embedded(request: HttpRequest, slug: str) -> HttpResponse:
    """What stands on the form, in the language asked for, with a fresh token."""
    form, version, refusal = _found(request, slug)
    if form is None or version is None:
        return refusal
    language = hosted.language_for(request, version)
    with translation.override(language):
        posted = hosted.posted_of(request, version)
        told = embedding.told_by(form, version, posted, organisation=getattr(request, "organisation", None))
        told["statement"]["address"] = request.build_absolute_uri(told["statement"]["address"])
    told |= {"token": tokens.make_token(form.pk, version.pk)}
    told |= {"work": tokens.WORK_BITS if hosted.is_flooded(form) else 0}
    return JsonResponse(told)


@public
@writes
def act_embedded(request: HttpRequest, slug: str) -> HttpResponse:
    """Takes what was sent. The answer is the same for every address (REQ-92), and for the same page sent twice."""
    form, newest, refusal = _found(request, slug)
    if form is None or newest is None:
        return refusal
    token = tokens.read_token(request.POST.get("token", ""), form.pk)
    version = queries.version_of(form, token.version) if token is not None else None
    with translation.override(hosted.language_for(request, version or newest)):
        if token is None or version is None or token.is_too_old:
            said = _(
                "The page had been open for long. What you wrote is still here: look at it, and send it once more."
            )
            fresh = tokens.make_token(form.pk, newest.pk)
            return _problem(said, HTTPStatus.CONFLICT, token=fresh)
        if getattr(request, "is_too_much", False):
            said = _(
                "There were many tries from here. What you wrote is still here: wait an hour, and send it once more."
            )
            return _problem(said, HTTPStatus.TOO_MANY_REQUESTS)
        posted = hosted.posted_of(request, version, request.POST)
        if not posted.is_valid():
            errors = {name: [str(one) for one in said] for name, said in posted.errors.items()}
            return _problem(_("Look at the fields that are marked."), HTTPStatus.UNPROCESSABLE_ENTITY, errors=errors)
        if not hosted.take_in(request, form, version, posted, token):
            return _problem(_retired(), HTTPStatus.GONE)
        if form.redirect_to:
            return JsonResponse({"redirect": form.redirect_to})
        return JsonResponse({"thanks": embedding.thanks_of(form, posted)})


def _found(request: HttpRequest, slug: str) -> tuple[WebForm | None, FormVersion | None, HttpResponse]:
    """The form and its newest version, where the page that asks may show it; else the refusal."""
    form = queries.form_by_slug(slug)
    version = queries.newest_version(form) if form is not None else None
    if form is None or version is None:
        return None, None, _problem(_("There is no form here"), HTTPStatus.NOT_FOUND)
    with translation.override(hosted.language_for(request, version)):
        if not hosted.is_allowed(request, form):
            return None, None, _problem(_("The form may not stand on this website."), HTTPStatus.FORBIDDEN)
        if form.state == FormState.RETIRED:
            return None, None, _problem(_retired(), HTTPStatus.GONE)
    return form, version, HttpResponse()


def _retired() -> str:
    return _("This form is no longer in use, and nothing was taken in. Write to us if you need something.")


def _problem(sentence: str, status: int, **more: Any) -> HttpResponse:
    return JsonResponse({"problem": sentence, **more}, status=status)


def across(view: Any) -> Any:
    """Lets pages of other origins read the answers, only those the form may stand on: no credentials, and the preflight."""

    def wrapper(request: HttpRequest, slug: str) -> HttpResponse:
        is_asked_first = request.method == "OPTIONS"
        answer: HttpResponse = HttpResponse(status=HTTPStatus.NO_CONTENT) if is_asked_first else view(request, slug)
        form, origin = queries.form_by_slug(slug), request.headers.get("Origin", "")
        if form is not None and origin in form.allowed_origins:
            answer["Access-Control-Allow-Origin"] = origin
            if is_asked_first:
                answer["Access-Control-Allow-Methods"] = "GET, POST"
                answer["Access-Control-Allow-Headers"] = "Content-Type"
                answer["Access-Control-Max-Age"] = PREFLIGHT_KEPT
        patch_vary_headers(answer, ["Origin"])
        return hosted.safe(answer)

    for name in ("rights", "public", "login_required", "at_one_address"):
        if hasattr(view, name):
            setattr(wrapper, name, getattr(view, name))
    wrapper.__name__, wrapper.__doc__ = view.__name__, view.__doc__
    return wrapper


embedded = by_token_alone(across(hosted.counted(at_one_address(show=show_embedded, act=act_embedded))))

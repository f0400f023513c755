"""How the API says no: problem details (RFC 9457) with a stable code, and the field where one is meant."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BaseModel, Field

from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest
    from django.utils.functional import _StrPromise
    from ninja.errors import AuthenticationError, HttpError, ValidationError

MEDIA_TYPE = "application/problem+json"
log = logging.getLogger("samtykke.api")


class FieldProblem(BaseModel):
    """One field and what is wrong with it."""

    pointer: str = Field(description="JSON pointer to the field, as a fragment: `#/emails/0/address`.")
    detail: str


class Problem(BaseModel):
    """RFC 9457. `code` is a stable word for machines, `detail` a sentence for people."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldProblem] = []


class Stop(Exception):
    """Ends a call with a problem that is about the call, not about a rule."""

    def __init__(self, status: int, *, code: str, detail: str, **headers: str) -> None:
        super().__init__(code)
        self.status, self.code, self.detail = status, code, detail
        self.headers = {name.replace("_", "-"): text for name, text in headers.items()}


def problem(
    status: int,
    *,
    code: str,
    detail: str,
    errors: Sequence[FieldProblem] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """An answer with problem details."""
    told = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, code=code, errors=list(errors))
    return HttpResponse(told.model_dump_json(), status=status, content_type=MEDIA_TYPE, headers=dict(headers or {}))


def missing() -> HttpResponse:
    """Nothing stands at this address."""
    return problem(404, code="not_found", detail=_("There is nothing here."))


def pointer(*parts: object) -> str:
    """A JSON pointer as a URI fragment (RFC 6901 section 6)."""
    return "#" + "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


# --- What is raised, as answers -----------------------------------------------------------------------------------------

# What rules call a field, and what the API calls it.
OWN_NAMES = {
    "is_active": "active",
    "is_marketing": "marketing",
    "rank": "order",
    "is_default": "legal_bases",
    "channels": "channel",
}

SENTENCES: dict[str, _StrPromise] = {
    "missing": gettext_lazy("This is needed."),
    "extra_forbidden": gettext_lazy("There is no such field."),
    "string_type": gettext_lazy("Write a text."),
    "bool_type": gettext_lazy("Write true or false."),
    "int_type": gettext_lazy("Write a whole number."),
    "int_parsing": gettext_lazy("Write a whole number."),
    "list_type": gettext_lazy("Write a list."),
    "model_type": gettext_lazy("Write an object."),
    "model_attributes_type": gettext_lazy("Write an object."),
    "dict_type": gettext_lazy("Write an object."),
}


def refused(request: HttpRequest, no: Refused) -> HttpResponse:
    """A rule's no."""
    sentence, errors = str(no.reason), []
    if no.field:
        parts = [OWN_NAMES.get(part, part) for part in no.field.split(".")]
        errors = [FieldProblem(pointer=pointer(*parts), detail=sentence)]
    return problem(no.status, code=no.code, detail=sentence, errors=errors)


def stopped(request: HttpRequest, stop: Stop) -> HttpResponse:
    """A problem about the call itself."""
    return problem(stop.status, code=stop.code, detail=stop.detail, headers=stop.headers)


def invalid(request: HttpRequest, no: ValidationError) -> HttpResponse:
    """What was sent does not have the shape the contract asks for; every field that is wrong is named."""
    inside = [{**one, "loc": _inside(one["loc"])} for one in no.errors]
    code, unique = field_problems(inside)
    first = unique[0]
    where = first.pointer.removeprefix("#/") if first.pointer != "#" else ""
    detail = f"{where}: {first.detail}" if where else first.detail
    return problem(422, code=code, detail=detail, errors=unique)


def field_problems(errors: Sequence[Mapping[str, Any]], *where: object) -> tuple[str, list[FieldProblem]]:
    """The code of the first, and every field that is wrong, below `where` in what was sent."""
    found = [FieldProblem(pointer=pointer(*where, *_path(one["loc"])), detail=_sentence(one)) for one in errors]
    code = str(errors[0]["type"]) if errors[0].get("ctx", {}).get("own") else "invalid"
    return code, list({(one.pointer, one.detail): one for one in found}.values())


def _inside(loc: Sequence[Any]) -> Sequence[Any]:
    """Without the first part, which says body, query or path; of a body the second is our own name for it."""
    return loc[2:] if loc[0] == "body" or loc[1:2] == ("asked",) else loc[1:]


def _path(loc: Sequence[Any]) -> list[Any]:
    """Where in what was sent. Branches of a choice (`function-…`, `str`, `int`, `list[…]`) are no part of it."""
    return [part for part in loc if not (isinstance(part, str) and _is_branch(part))]


def _is_branch(part: str) -> bool:
    return part.startswith(("function-", "list[", "constrained-", "literal[")) or part in {"str", "int", "[key]"}


def _sentence(error: Mapping[str, Any]) -> str:
    known = SENTENCES.get(str(error["type"]))
    if known is not None:
        return str(known)
    limits: Mapping[str, Any] = error.get("ctx", {})
    sentence: str
    match error["type"]:
        case "string_too_long":
            sentence = _("At most %d characters.") % limits["max_length"]
        case "string_too_short":
            sentence = _("This is empty.")
        case "too_long":
            sentence = _("At most %d entries.") % limits["max_length"]
        case "literal_error":
            sentence = _("One of: %s.") % limits["expected"]
        case _:
            sentence = str(error["msg"])
    return sentence


def unauthenticated(request: HttpRequest, no: AuthenticationError) -> HttpResponse:
    """No key, or none that works: the answer does not say which."""
    return problem(
        401,
        code="bad_key",
        detail=_("Send a working key: Authorization: Bearer <key>."),
        headers={"WWW-Authenticate": 'Bearer realm="samtykke"'},
    )


def unreadable(request: HttpRequest, no: HttpError) -> HttpResponse:
    """What the framework itself refuses: a body it cannot read as JSON, or one of ours said why not."""
    if isinstance(no.__cause__, Refused):
        return refused(request, no.__cause__)
    if no.status_code == HTTPStatus.BAD_REQUEST:
        sentence = _("The body is not JSON in UTF-8.")
        return problem(422, code="malformed_json", detail=sentence, errors=[FieldProblem(pointer="#", detail=sentence)])
    return problem(no.status_code, code="refused", detail=str(no))


def not_found(request: HttpRequest, no: Http404) -> HttpResponse:
    """A row that is not there."""
    return missing()


def unavailable(request: HttpRequest, error: Exception) -> HttpResponse:
    """The database did not answer, or two calls waited for each other: nothing was written; try again."""
    log.warning("the database did not answer", exc_info=error)
    return problem(
        503, code="try_again", detail=_("This could not be done now. Try again."), headers={"Retry-After": "1"}
    )


def broken(request: HttpRequest, error: Exception) -> HttpResponse:
    """Our own mistake: it is in the log, without what was sent."""
    log.error("a call of the API failed", exc_info=error)
    return problem(500, code="error", detail=_("Something went wrong on our side. It has been noted."))

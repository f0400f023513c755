"""The API as a whole: its addresses, its language, its limits, and its description (OpenAPI)."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import OperationalError
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import path, register_converter
from django.urls.converters import PathConverter
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from samtykke.core.refused import Refused
from samtykke.core.uploads import MEGABYTE, ROOM
from samtykke.intake.channels.api import problems
from samtykke.intake.channels.api.reading import Reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.urls import URLPattern, URLResolver
    from ninja.openapi.schema import OpenAPISchema
    from ninja.operation import PathView

ROOT = "/api/v1/"
LARGEST_BODY = 10 * 1024 * 1024
LANGUAGES = {"nb": "nb", "no": "nb", "nn": "nb", "en": "en"}
ABOUT = """People, where they stand on each purpose, and the one question: may we?

Every call carries `Authorization: Bearer <key>`. Lists answer `{"items": [...], "next": cursor or null}`. Errors are
problem details (RFC 9457) with a stable `code`; `errors` names the fields. Times are ISO 8601 with a zone."""


class Anything(PathConverter):
    """What is left of an address, line breaks too: whatever is asked for, the answer is one of the API's."""

    regex = r"(?s:.+)"


register_converter(Anything, "anything")


class Contract(NinjaAPI):
    """Our own API: problem details under their own media type, one door for every address."""

    def __init__(self, root: str = ROOT, *, title: str = "Samtykke", about: str = ABOUT, space: str = "api") -> None:
        self.root = root
        super().__init__(
            title=title,
            version="1",
            description=about,
            urls_namespace=space,
            docs_url=None,
            parser=Reader(),
            openapi_extra={"info": {"license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"}}},
        )
        answers: tuple[tuple[type[Exception], Any], ...] = (
            (Exception, problems.broken),
            (OperationalError, problems.unavailable),
            (Http404, problems.not_found),
            (HttpError, problems.unreadable),
            (AuthenticationError, problems.unauthenticated),
            (ValidationError, problems.invalid),
            (Refused, problems.refused),
            (problems.Stop, problems.stopped),
        )
        for raised, answer in answers:
            self.add_exception_handler(raised, answer)

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        """The addresses, each behind the one door; whatever else is asked below is 404 as problem details."""
        found: list[URLResolver | URLPattern] = [path("openapi.json", _open(self._described), name="openapi-json")]
        for router in self._get_bound_routers():
            for route, view in router.path_operations.items():
                name = view.operations[0].view_func.__name__
                found.append(path(_django_path(route), _door(view), name=name))
        return [*found, path("<anything:rest>", _open(_nothing)), path("", _open(_nothing))]

    def _described(self, request: HttpRequest) -> HttpResponse:
        return JsonResponse(self.get_openapi_schema())

    def get_openapi_schema(self, **_kwargs: Any) -> OpenAPISchema:
        """The description; errors under their own media type, and the scopes with each operation."""
        schema = super().get_openapi_schema(path_prefix=self.root)
        for router in self._get_bound_routers():
            for route, view in router.path_operations.items():
                for operation in view.operations:
                    where = re.sub(r"{\w+:", "{", self.root + route.lstrip("/"))
                    for method in operation.methods:
                        _tidy(schema["paths"][where][method.lower()], operation.view_func.scopes)  # type: ignore[attr-defined]
        schema["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
        schema["servers"] = [{"url": "/"}]
        return schema


def _tidy(described: dict[str, Any], scopes: tuple[str, ...]) -> None:
    described["security"] = [{"key": [str(scope) for scope in scopes]}]
    described["description"] += "\n\nScope: " + ", ".join(f"`{scope}`" for scope in scopes) + "."
    for status, answer in described["responses"].items():
        if int(status) >= HTTPStatus.BAD_REQUEST and "content" in answer:
            answer["content"] = {problems.MEDIA_TYPE: next(iter(answer["content"].values()))}
        if int(status) == HTTPStatus.CREATED:
            answer["headers"] = {"Location": {"required": True, "schema": {"type": "string"}}}


def _django_path(route: str) -> str:
    return re.sub(r"{(\w+)(?::(\w+))?}", lambda hit: f"<{':'.join(filter(None, hit.groups()))}>", route.lstrip("/"))


def _door(view: PathView) -> Callable[..., HttpResponse]:
    """Every operation at one address, in the caller's language, within the limits."""

    def answer(request: HttpRequest, **parts: Any) -> HttpResponse:
        head = request.method == "HEAD"
        if head:
            request.method = "GET"
        no = _limits(request)
        if no is not None:
            return no
        response: Any = view._sync_view(request, **parts)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            allowed = sorted(filter(None, re.split(r"[ ,]+", response.headers["Allow"])))
            return problems.problem(
                405,
                code="method_not_allowed",
                detail=_("This address answers %s.") % ", ".join(allowed),
                headers={"Allow": ", ".join(allowed)},
            )
        if head:
            request.method = "HEAD"
        found: HttpResponse = response
        return found

    found = _open(answer)
    found.__wrapped__ = view._sync_view  # type: ignore[attr-defined]
    return found


def _open(answer: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Past the sign-in of pages: here a key opens, and no cookie counts. Nothing of an answer is kept on the way."""

    def view(request: HttpRequest, **parts: Any) -> HttpResponse:
        language = _language(request)
        with translation.override(language):
            response = answer(request, **parts)
        response.headers["Content-Language"] = language
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    view.csrf_exempt = True  # type: ignore[attr-defined]
    view.login_required = False  # type: ignore[attr-defined]
    return view


def _nothing(request: HttpRequest, rest: str = "") -> HttpResponse:
    return problems.missing()


def _language(request: HttpRequest) -> str:
    """The first of nb, no, nn and en that is asked for; else English, as machines have it."""
    for asked, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()):
        if (known := LANGUAGES.get(asked.split("-")[0])) is not None:
            return known
    return "en"


def _limits(request: HttpRequest) -> HttpResponse | None:
    """Refuses a body that is too large, and characters that no text may hold, before anything reads them."""
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    is_file = request.content_type == "multipart/form-data" and request.path.endswith("/documents")
    largest = max(LARGEST_BODY, settings.LARGEST_DOCUMENT + ROOM) if is_file else LARGEST_BODY
    if length > largest:
        sentence = _("A body has at most %(size)s MB.") % {"size": largest // MEGABYTE}
        return problems.problem(413, code="too_large", detail=sentence)
    if "\x00" in request.path:
        return problems.missing()
    for name, texts in request.GET.lists():
        if any("\x00" in text for text in (name, *texts)):
            sentence = _("This holds a character that cannot be stored.")
            where = problems.FieldProblem(pointer=problems.pointer(name), detail=sentence)
            return problems.problem(422, code="nul", detail=sentence, errors=[where])
        if len(texts) > 1:
            sentence = _("This is said more than once.")
            where = problems.FieldProblem(pointer=problems.pointer(name), detail=sentence)
            return problems.problem(422, code="repeated", detail=sentence, errors=[where])
    if not is_file:  # a file is read when the key is known, and waits sealed
        request._body = request.read()
    return None

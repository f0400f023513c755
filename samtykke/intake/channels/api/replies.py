"""Answers: a shape as JSON, with the headers of the contract, and whom it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import gettext as _

from samtykke.intake.channels.api.problems import Stop

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest
    from pydantic import BaseModel

JSON = "application/json"


class Reply(HttpResponse):
    """An answer that knows whose it is, so that what is kept of it can be erased with the person."""

    def __init__(
        self,
        body: BaseModel | str = "",
        status: int = 200,
        *,
        about: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        content = body if isinstance(body, str) else body.model_dump_json()
        super().__init__(content, status=status, content_type=JSON, headers=dict(headers or {}))
        if not content:
            del self.headers["Content-Type"]
        self.about = about


def etag(version: object) -> str:
    """The version of a thing, as it stands in ETag and If-Match."""
    return f'"{version}"'


def check_version(request: HttpRequest, version: object) -> None:
    """Refuses a change of something that has changed since it was read (412). Without If-Match everything goes."""
    told = request.headers.get("If-Match", "").strip()
    if told and told != "*" and etag(version) not in {part.strip() for part in told.split(",")}:
        raise Stop(
            412, code="changed_meanwhile", detail=_("Somebody changed this since you read it. Read it again."),
            ETag=etag(version),
        )  # fmt: skip


def moved(request: HttpRequest, survivor: int, *, kind: str = "persons") -> Reply:
    """The same question about who stands for what was asked about: 301, which nobody keeps, since a split undoes it."""
    parts = request.path.split("/")
    parts[parts.index(kind) + 1] = str(survivor)
    query = request.META.get("QUERY_STRING", "")
    address = "/".join(parts) + (f"?{query}" if query else "")
    about = survivor if kind == "persons" else None
    return Reply(status=301, about=about, headers={"Location": address, "Cache-Control": "no-store"})

"""What every operation of the API shares: a key with its scopes, one transaction, and the problems it may answer.

What reads runs where PostgreSQL refuses a write; what writes is done at most once for one Idempotency-Key.
"""

from __future__ import annotations

import inspect
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from samtykke.intake.channels.api.keys import asking_for
from samtykke.intake.channels.api.once import HEADER, once
from samtykke.intake.channels.api.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from ninja import Router

    from samtykke.accounts.rights import Scope
    from samtykke.intake.channels.api.replies import Reply

ALWAYS = (401, 403, 422, 429, 503)
IDEMPOTENT = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "1 to 255 visible characters: the same call sent again within a day is answered the same.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
}
MATCHING = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "The ETag that was read: a change made meanwhile is 412.",
    "schema": {"type": "string", "pattern": '^("[ -!#-~]*"|\\*)$'},
}


def reads(
    router: Router,
    path: str,
    *scopes: Scope,
    gives: Any,
    also: tuple[int, ...] = (),
    method: str = "GET",
    moves: bool = False,
) -> Callable[[Callable[..., Reply]], Callable[..., Reply]]:
    """Registers an operation that changes nothing. `moves`: who was merged away is answered by 301."""

    def run(request: HttpRequest, act: Callable[[], Reply]) -> Reply:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
            return act()

    answers = {200: gives, **({301: None} if moves else {})}
    return _registers(router, method, path, scopes, answers, also, run, reading=True)


def writes(
    router: Router,
    method: str,
    path: str,
    *scopes: Scope,
    gives: dict[int, Any],
    also: tuple[int, ...] = (),
    matching: bool = False,
    first: Callable[[HttpRequest], None] = lambda request: None,
) -> Callable[[Callable[..., Reply]], Callable[..., Reply]]:
    """Registers an operation that changes something: whole, or not at all. `first`: what is done before its transaction."""

    def run(request: HttpRequest, act: Callable[[], Reply]) -> Reply:
        first(request)
        with transaction.atomic():
            return once(request, act)

    headers = [IDEMPOTENT, MATCHING] if matching else [IDEMPOTENT]
    more = (412, *also) if matching else also
    return _registers(router, method, path, scopes, gives, (409, 413, *more), run, reading=False, headers=headers)


def _registers(
    router: Router,
    method: str,
    path: str,
    scopes: tuple[Scope, ...],
    gives: dict[int, Any],
    also: tuple[int, ...],
    run: Callable[[HttpRequest, Callable[[], Reply]], Reply],
    *,
    reading: bool,
    headers: list[dict[str, Any]] | None = None,
) -> Callable[[Callable[..., Reply]], Callable[..., Reply]]:
    responses = {**gives, **dict.fromkeys(sorted({*ALWAYS, *also}), Problem)}

    def register(view: Callable[..., Reply]) -> Callable[..., Reply]:
        @wraps(view)
        def operation(request: HttpRequest, *args: Any, **kwargs: Any) -> Reply:
            return run(request, lambda: view(request, *args, **kwargs))

        operation.__signature__ = inspect.signature(view, eval_str=True)  # type: ignore[attr-defined]
        operation.scopes = scopes  # type: ignore[attr-defined]
        operation.reads = reading  # type: ignore[attr-defined]
        router.api_operation(
            [method],
            path,
            auth=asking_for(*scopes),
            response=responses,
            operation_id=view.__name__,
            summary=(view.__doc__ or "").split("\n")[0].rstrip("."),
            description=inspect.cleandoc(view.__doc__ or ""),
            openapi_extra={"parameters": headers} if headers else None,
        )(operation)
        return operation

    return register

"""Views that may read and views that may write.

A GET never changes anything. `read_only` views run in a read-only transaction: PostgreSQL refuses the write.
`writes` views accept POST alone, in one transaction; an answer that refuses leaves nothing of it behind.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)

REFUSED = 400


def read_only(
    view: Callable[Concatenate[R, P], HttpResponseBase],
) -> Callable[Concatenate[R, P], HttpResponseBase]:
    """Answers GET and HEAD only, in a transaction that PostgreSQL holds read-only."""

    @wraps(view)
    def wrapper(request: R, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
            response = view(request, *args, **kwargs)
            if hasattr(response, "render") and callable(response.render):
                response = response.render()
        return response

    wrapper.reads = True  # type: ignore[attr-defined]
    return wrapper


def writes(
    view: Callable[Concatenate[R, P], HttpResponseBase],
) -> Callable[Concatenate[R, P], HttpResponseBase]:
    """Answers POST only, in one transaction that an answer of 400 and above takes back whole.

    What must outlive a refusal, a look or a counter of attempts, is written after the answer or kept outside of it.
    """

    @wraps(view)
    def wrapper(request: R, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        with transaction.atomic():
            response = view(request, *args, **kwargs)
            if response.status_code >= REFUSED:
                transaction.set_rollback(True)
        return response

    wrapper.reads = False  # type: ignore[attr-defined]
    return wrapper


def at_one_address(
    *, show: Callable[..., HttpResponseBase], act: Callable[..., HttpResponseBase], more_read: bool = False
) -> Callable[..., HttpResponseBase]:
    """A form's address: GET shows it through a `read_only` view, POST acts through one that `writes`.

    Both ask for the same rights. With `more_read` any one of those `show` names is enough to read, and `act` asks for one
    or some of them: then the page leaves its controls out for who only reads.
    """

    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return (act if request.method == "POST" else show)(request, *args, **kwargs)

    apart = {"rights", "any_right"} if more_read else set()
    if more_read and not (getattr(show, "any_right", False) and set(act.rights) < set(show.rights)):  # type: ignore[attr-defined]
        raise TypeError(f"{show.__name__} does not open to more than {act.__name__}")
    for name in ("rights", "any_right", "public", "confirms", "at_the_door"):
        if name not in apart and getattr(show, name, None) != getattr(act, name, None):
            raise TypeError(f"{show.__name__} and {act.__name__} differ in {name}")
        if hasattr(show, name):
            setattr(view, name, getattr(show, name))
    view.login_required = getattr(show, "login_required", True)  # type: ignore[attr-defined]
    view.at_one_address = (show, act)  # type: ignore[attr-defined]
    view.__name__, view.__doc__ = show.__name__, show.__doc__
    return view

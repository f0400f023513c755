"""Logs without personal data (REQ-98): no query strings, no tokens, no addresses, no values of local variables.

One JSON object per line. Our own loggers write what we wrote; of a foreign logger only the template of the message is
kept, never its arguments, and of an exception its kind and the places in the code, never its text.
"""

from __future__ import annotations

import json
import logging
import time
import traceback
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

EXTRA: Final = ("route", "method", "status", "ms", "user", "job", "task", "action", "count")
log = logging.getLogger("samtykke.requests")


class JsonLines(logging.Formatter):
    """A log record as one line of JSON that holds no personal data."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "says": record.getMessage() if record.name.startswith("samtykke") else str(record.msg),
        }
        line |= {name: record.__dict__[name] for name in EXTRA if name in record.__dict__}
        request = record.__dict__.get("request")
        if request is not None:
            line["route"] = route_of(request)
        if "status_code" in record.__dict__:
            line["status"] = record.__dict__["status_code"]
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["at_code"] = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(record.exc_info[2])][
                -12:
            ]
        return json.dumps(line, ensure_ascii=False, default=lambda value: type(value).__name__)


def route_of(request: Any) -> str:
    """The pattern of an address, never the address: `p/<str:token>/`, not the token (REQ-91)."""
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match else "unknown"


class RequestLog:
    """One line for each answer: method, route pattern, status, time taken, who by number."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        response = self.get_response(request)
        route = route_of(request)
        if route not in {"/healthz", "/readyz", "unknown"} or response.status_code >= 400:
            user = getattr(request, "user", None)
            told = {"route": route, "method": request.method, "status": response.status_code}
            told["ms"] = round((time.perf_counter() - started) * 1000)
            if user is not None and getattr(user, "_wrapped", None).__class__ is not object and user.pk:
                told["user"] = user.pk
            log.info("answered", extra=told)
        return response


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "samtykke.config.logs.JsonLines"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["out"], "level": "WARNING"},
    "loggers": {
        "samtykke": {"level": "INFO"},
        "procrastinate": {"level": "WARNING"},
        "django": {"handlers": ["out"], "level": "WARNING", "propagate": False},
        "django.request": {"level": "ERROR"},  # what was refused stands in our own line already
        "django.server": {"handlers": ["out"], "level": "WARNING", "propagate": False},
    },
}

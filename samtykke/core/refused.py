"""The one way a rule says no."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Refused(Exception):
    """A rule's refusal. Pages turn it into a form error, the API into 409 (422 or 403 where `status` says so).

    `reason` is a translated sentence for people, `code` a stable word for machines, `field` the input it is about.
    """

    def __init__(self, reason: str | _StrPromise, *, code: str, field: str | None = None, status: int = 409) -> None:
        super().__init__(code)
        self.reason = reason
        self.code = code
        self.field = field
        self.status = status

    def __str__(self) -> str:
        return str(self.reason)

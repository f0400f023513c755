"""Walking the address list: every address, its view, and what the view says about itself."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import URLPattern, URLResolver, get_resolver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PARAMETER = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
API = ("api/", "superoffice/")


@dataclass(frozen=True)
class Address:
    """One address as it stands in the list."""

    pattern: str
    view: Callable[..., Any]

    @property
    def where(self) -> str:
        """The function behind it."""
        first: Any = getattr(self.view, "at_one_address", (self.view,))[0]
        inner = inspect.unwrap(first)
        return f"{inner.__module__}.{getattr(inner, '__qualname__', type(inner).__name__)}"

    @property
    def is_api(self) -> bool:
        """Whether machines call it: its rights are scopes of a key."""
        return self.pattern.startswith(API)

    @property
    def is_ours(self) -> bool:
        """Whether we wrote the view."""
        return self.where.startswith("samtykke.")

    @property
    def is_public(self) -> bool:
        """Whether it answers somebody who has not signed in."""
        return bool(getattr(self.view, "public", False)) or not getattr(self.view, "login_required", True)

    @property
    def rights(self) -> tuple[str, ...] | None:
        """The rights it asks for; None where the view says nothing."""
        found = getattr(self.view, "rights", None)
        return None if found is None else tuple(str(right) for right in found)

    def view_for(self, way: str) -> Callable[..., Any]:
        """The view behind one way: where more may read than write, the two ask for different rights."""
        both = getattr(self.view, "at_one_address", ())
        return next((view for view in both if getattr(view, "reads", None) is (way == "reads")), self.view)

    def rights_for(self, way: str) -> tuple[str, ...]:
        """The rights that one way asks for."""
        return tuple(str(right) for right in getattr(self.view_for(way), "rights", self.rights or ()))

    @property
    def ways(self) -> set[str]:
        """`reads`, `writes`, or both where a form shows and acts at one address; empty where the view says nothing."""
        views = getattr(self.view, "at_one_address", (self.view,))
        marks = [getattr(view, "reads", None) for view in views]
        return {"reads" if mark else "writes" for mark in marks if mark is not None}

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """Kind and name of what stands in it."""
        return [(hit["kind"] or "str", hit["name"]) for hit in PARAMETER.finditer(self.pattern)]

    def at(self, values: dict[str, Any]) -> str:
        """The address filled in: each parameter by first part and name, else by name, else by kind."""
        part = self.pattern.removeprefix("api/v1/").split("/")[0]

        def value(hit: re.Match[str]) -> str:
            wanted = (f"{part}/{hit['name']}", hit["name"], hit["kind"] or "str")
            return str(next(values[key] for key in wanted if key in values))

        return "/" + PARAMETER.sub(value, self.pattern)


def addresses() -> list[Address]:
    """Every address, in the order of the list."""
    return list(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: list[Any], prefix: str) -> Iterator[Address]:
    for entry in patterns:
        here = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, here)
        elif isinstance(entry, URLPattern):
            yield Address(here, entry.callback)


def operations(address: Address) -> list[Any]:
    """The operations of an API address (django-ninja keeps them behind one view)."""
    inner = inspect.unwrap(address.view)
    owner = getattr(inner, "__self__", None)
    return list(getattr(owner, "operations", []))

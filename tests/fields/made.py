"""Fields for tests, made as a company makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from samtykke.core.actors import Actor, Via
from samtykke.fields import actions
from samtykke.fields.models import FieldGroup
from samtykke.purposes.actions import create_item
from samtykke.purposes.models import DataKind, Purpose

if TYPE_CHECKING:
    from samtykke.fields.models import FieldOption, UserField

BY: dict[str, Any] = {"by": Actor.user(1), "via": Via.STAFF}


def make_group(name: str = "Sport") -> FieldGroup:
    """A heading."""
    known = FieldGroup.objects.existing().filter(names__en=name).first()
    return known or create_item(FieldGroup, names={"en": name, "nb": name}, **BY)


def make_field(name: str = "Shoe size", kind: str = "number", subject: str = "person", **told: Any) -> UserField:
    """A field about people for the purpose STORE, unless something else is told."""
    named: dict[str, Any] = {"names": {"en": name, "nb": name}, "group": make_group(), **told}
    if subject == "person" or kind == "person":
        named.setdefault("purposes", [Purpose.objects.get(key="STORE")])
        named.setdefault("data_kind", DataKind.objects.get(key="RELATIONSHIP"))
    return actions.create_field(kind=kind, subject=subject, **{**named, **BY})


def make_list(
    name: str = "Segment", *options: str, kind: str = "choice", **told: Any
) -> tuple[UserField, list[FieldOption]]:
    """A field with a list, and its values."""
    field = make_field(name, kind, **told)
    found = [actions.add_option(field, names={"en": one, "nb": one}, **BY) for one in options or ("Gold", "Silver")]
    return field, found


def in_addresses() -> dict[str, str]:
    """What stands in the addresses of a field with a list."""
    field, options = make_list()
    return {"fields/key": field.key, "option_key": options[0].key, "field-groups/key": field.group.key}


class CaptureQueries:
    """How many statements are asked in between."""

    def __enter__(self) -> CaptureQueries:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        self._inner = CaptureQueriesContext(connection)
        self._inner.__enter__()
        return self

    def __exit__(self, *told: Any) -> None:
        self._inner.__exit__(*told)
        self.count = len(self._inner)

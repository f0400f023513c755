"""What these tables hold about people, by the keys that the data map uses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from samtykke.core.known_fields import KnownField

FIELDS: tuple[KnownField, ...] = (
    KnownField(
        key="person.sales", name=_("Sales they are part of"), table="sales_saleperson", columns=("sale_id",), kind="work",
        can_be_sensitive=False, can_be_retired=False,
    ),
    KnownField(
        key="person.projects", name=_("Projects they take part in"), table="sales_projectperson", columns=("project_id",),
        kind="work", can_be_sensitive=False, can_be_retired=False,
    ),
)  # fmt: skip

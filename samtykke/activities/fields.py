"""What these tables hold of people, by the key that the data map uses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from samtykke.core.known_fields import KnownField

FIELDS: tuple[KnownField, ...] = (
    KnownField(
        key="person.activities", name=_("Activities, with what is written about them"), table="activities_participant",
        columns=("activity_id",), kind="work", can_be_sensitive=False, can_be_retired=False,
    ),
)  # fmt: skip

"""The fields about people that the ways in hold, by the keys that the data map uses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from samtykke.core.known_fields import KnownField

FIELDS: tuple[KnownField, ...] = (
    KnownField(
        key="submission.said", name=_("What was sent with forms"), table="intake_intakerecord", columns=("said",),
        kind="identity", can_be_sensitive=False, can_be_retired=False,
    ),
)  # fmt: skip

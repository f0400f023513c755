"""What a person is told of purposes: who receives the data and which kinds there are, in words meant for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samtykke.purposes.models import DataKind, Recipient, in_language

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samtykke.purposes.models import Purpose


def recipients_said(purposes: Iterable[Purpose], language: str) -> str:
    """Who receives data for any of the purposes, by name (Art. 13(1)(e)); "" where nobody is registered."""
    rows = Recipient.objects.existing().filter(is_active=True, purposes__in=list(purposes)).order_by("id").distinct()
    return ", ".join(in_language(row.names, language) for row in rows)


def kinds_said(purposes: Iterable[Purpose], language: str) -> str:
    """The kinds of data that any of the purposes names (Art. 14(1)(d)); "" where none is named."""
    rows = DataKind.objects.existing().filter(purposes__in=list(purposes)).order_by("rank", "id").distinct()
    return ", ".join(row.name_in(language) for row in rows)

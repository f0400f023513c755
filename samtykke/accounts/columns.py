"""Lists whose columns each user chooses: what a list offers, what it shows to somebody, and keeping the choice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from samtykke.accounts.models import ListColumns

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.utils.functional import _StrPromise

    from samtykke.accounts.models import User


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key, its heading, and whether it is shown until somebody chooses."""

    key: str
    name: _StrPromise
    is_usual: bool = False


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that a list offers beside the name, in their order."""

    of: str
    offered: tuple[Column, ...]

    def shown_to(self, user: User) -> list[Column]:
        """Those a user has chosen, else the usual ones."""
        row = ListColumns.objects.filter(user=user, list=self.of).values_list("columns", flat=True).first()
        return [column for column in self.offered if (column.is_usual if row is None else column.key in row)]

    def keep(self, user: User, keys: Collection[str]) -> None:
        """Keeps a user's choice; what the list does not offer is left out."""
        chosen = [column.key for column in self.offered if column.key in keys]
        ListColumns.objects.update_or_create(user=user, list=self.of, defaults={"columns": chosen})

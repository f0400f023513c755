"""The import by which people came in, as something they can be selected by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from samtykke.core.templatetags.words import moment_text
from samtykke.intake.models import ImportRun
from samtykke.selections import registry
from samtykke.selections.criteria import Condition, Operator
from samtykke.selections.sql.contacts import ONE_OF, ORIGIN
from samtykke.selections.sql.writing import ids_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

OFFERED: Final = 100


def register() -> None:
    """Adds the import to the fields people are selected by."""
    registry.register("intake.file", tell)


def tell() -> Iterator[registry.Known]:
    """One field."""
    yield registry.Known(
        key="import_run", name=_("Import"), heading=ORIGIN, operators=ONE_OF,
        names=lambda keys, _reader: _names(keys), offers=lambda _reader: _names(None),
        sql=lambda w, asked: w.ids(f"{w.p}.run_id", asked),
    )  # fmt: skip


def _names(keys: Iterable[str] | None) -> dict[str, str]:
    runs = ImportRun.objects.order_by("-id")
    if keys is not None:
        runs = runs.filter(pk__in=ids_in(Condition("import_run", Operator.ANY_OF, tuple(keys))))
    return {str(run.pk): f"{run.name}, {moment_text(run.created_at)}" for run in runs[:OFFERED]}

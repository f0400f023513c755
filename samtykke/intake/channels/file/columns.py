"""The columns a file may fill, and which cells of a row go where."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from samtykke.contacts.masking import EMAILS, KEYS, PHONES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from samtykke.intake.channels.file.rows import Row

    Record = dict[str, str]

OWN = (
    "external_id",
    "first_name",
    "last_name",
    "email",
    "mobile",
    "phone",
    "title",
    "company",
    "org_number",
    "country",
    "language",
    "category",
    "purpose",
    "legal_basis",
    "source",
    "status",
    "occurred_at",
    "wording",
    "evidence",
    "comment",
    "street",
    "postal_code",
    "city",
    "postal_country",
    "role",
    "interests",
)
"""The import file's own columns (product.md part 4)."""

YIELDING = ("street", "postal_code", "city", "postal_country", "role", "interests")
"""A field of the company's own that is called so is meant first."""

BY_PRESET = ("more_emails", "more_phones", "store_legal_basis", "zone")
"""What a preset alone fills: nobody chooses them for a column."""

FURTHER = ("full_name", "middle_name", *BY_PRESET)
"""What presets and helpful headers fill beside our own columns."""

ALL = OWN + FURTHER
IDENTITY = frozenset({"external_id", "first_name", "last_name", "full_name", "email", "mobile", "phone", "org_number"})
"""Cells by which a person is known: a formula in one of them refuses the row."""

FIELD_OF = KEYS | {"mobile": PHONES, "more_phones": PHONES, "more_emails": EMAILS}
"""The key in core.known_fields of the field that a column of ours fills."""

OWN_FIELD = "field:"
"""What stands before the key of a field that the company added, in the name of its column."""

BETWEEN = "\n"
"""What stands between several values in `more_emails` and `more_phones`."""


def field_filled(column: str) -> str:
    """The key of the field that a column of ours fills, as the data map calls it; nothing for none."""
    if column.startswith(OWN_FIELD):
        return f"person.{column.removeprefix(OWN_FIELD)}"
    return FIELD_OF.get(column, "")


def folded(header: str) -> str:
    """A header as it is compared: case, spaces, dashes, underscores and typographic apostrophes make no difference."""
    text = (
        header.casefold().strip().rstrip(":*").replace("’", "'").replace("–", "-").replace("—", "-").replace("_", " ")
    )
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which columns of a file fill which of ours: by position, several columns in order of preference."""

    columns: dict[str, tuple[int, ...]]
    preset: str = ""
    finish: Callable[[Record, list[str]], Record | None] | None = None
    unused: tuple[str, ...] = field(default=())

    @property
    def own_fields(self) -> tuple[str, ...]:
        """The columns that fill fields the company added, in order."""
        return tuple(name for name in self.columns if name.startswith(OWN_FIELD))

    @property
    def further(self) -> list[str]:
        """What the columns say of a person beside their names and ways: `postal`, `role`, `interests`."""
        postal = ["postal"] if any(name in self.columns for name in ("street", "postal_code", "city")) else []
        return [*postal, *(name for name in ("role", "interests") if name in self.columns)]

    @property
    def is_plain(self) -> bool:
        """Whether every column of ours is one cell taken as it stands."""
        return (
            self.finish is None
            and all(len(places) == 1 for places in self.columns.values())
            and not (set(self.columns) & set(FURTHER))
        )

    def identity_places(self) -> frozenset[int]:
        """The positions in which a formula refuses the row."""
        return frozenset(place for name in IDENTITY for place in self.columns.get(name, ()))

    def record(self, cells: list[str]) -> Record | None:
        """A row under our names; None where the preset says that the row is no person."""
        found: Record = {}
        for name, places in self.columns.items():
            values = [value for place in places if (value := cells[place].strip())]
            if not values:
                continue
            found[name] = values[0]
            if len(values) > 1:
                _keep_more(found, name, values[1:])
        if self.finish is not None:
            finished = self.finish(found, cells)
            if finished is None:
                return None
            found = finished
        _settle_names(found)
        return found

    def formula_refused(self, row: Row) -> bool:
        return bool(row.formulas) and not self.identity_places().isdisjoint(row.formulas)


def mapped(header: Iterable[str], aliases: dict[str, str]) -> tuple[dict[str, tuple[int, ...]], tuple[str, ...]]:
    """The places of our columns in a header, and the headers nobody asked for."""
    places: dict[str, list[tuple[int, int]]] = {}
    unused = []
    order = {alias: number for number, alias in enumerate(aliases)}
    for place, name in enumerate(header):
        key = folded(name)
        if key in aliases:
            places.setdefault(aliases[key], []).append((order[key], place))
        elif name:
            unused.append(name)
    return {name: tuple(place for _rank, place in sorted(found)) for name, found in places.items()}, tuple(unused)


def _keep_more(found: Record, name: str, values: list[str]) -> None:
    if name == "email":
        add_more(found, "more_emails", values)
    elif name in {"mobile", "phone"}:
        add_more(found, "more_phones", [f"{name}:{value}" for value in values])
    elif name == "comment":
        found[name] = "; ".join([found[name], *values])


def add_more(found: Record, name: str, values: Iterable[str]) -> None:
    """Puts further e-mail addresses (or `kind:number` phones) beside the first."""
    known = found[name].split(BETWEEN) if name in found else []
    known += [" ".join(value.split()) for value in values if value.strip()]
    if known:
        found[name] = BETWEEN.join(dict.fromkeys(known))


def _settle_names(found: Record) -> None:
    whole = found.pop("full_name", "")
    if whole and not found.get("first_name") and not found.get("last_name"):
        if "," in whole:
            last, _comma, first = whole.partition(",")
        else:
            first, _space, last = whole.rpartition(" ")
        found["first_name"], found["last_name"] = first.strip(), last.strip()
        if not found["first_name"]:
            found["first_name"], found["last_name"] = found["last_name"], ""
    middle = found.pop("middle_name", "")
    if middle:
        found["first_name"] = f"{found.get('first_name', '')} {middle}".strip()

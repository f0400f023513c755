"""What a workbook would change in the map as it stands now: to be read before anything is written."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from samtykke.accounts.queries import company_zone
from samtykke.core.clock import now
from samtykke.governance.data_map import queries
from samtykke.governance.data_map.actions import BESIDE, LONGEST, TEXTS
from samtykke.governance.data_map.kept import Kept, Live
from samtykke.governance.data_map.reading import Fault, faults_of
from samtykke.governance.data_map.workbook import column_name
from samtykke.governance.models import MapRow

if TYPE_CHECKING:
    from samtykke.governance.models import MapUpload

# Column of the workbook → field of a row.
FIELDS = {**{name: name for name in (*TEXTS, "reviewed_on")}, "purpose": "purpose_id", "basis": "legal_basis_id"}


@dataclass(frozen=True, slots=True)
class Change:
    """A row that becomes another: its row in the sheet, its id, and by field what stands and what is to stand."""

    line: int
    key: str
    row_id: int | None
    fields: dict[str, tuple[Any, Any]]


@dataclass(slots=True)
class Differences:
    """Rows to add, rows to change, how many stay, what the product keeps itself, and what cannot be taken."""

    added: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    same: int = 0
    not_in_file: int = 0
    kept: list[Kept] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """A fingerprint: whoever approves approves exactly this."""
        told = [
            [[line, values] for line, values in self.added],
            [[change.line, change.key, change.fields] for change in self.changed],
            [[one.line, one.column, one.said] for one in self.kept],
            [[fault.line, fault.sentence] for fault in self.faults],
        ]
        return hashlib.sha256(json.dumps(told, default=str, sort_keys=True).encode()).hexdigest()

    @property
    def is_approvable(self) -> bool:
        """Whether there is something to write, and nothing that cannot be taken."""
        return not self.faults and bool(self.added or self.changed)


def differences(upload: MapUpload, *, lock: bool = False) -> Differences:
    """Compares a workbook with the map. Reads everything once, whatever the number of rows."""
    return _Comparing(upload, lock=lock).told


class _Comparing:
    """One comparison: the map as it stands, the words for purposes and bases, and what has been found so far."""

    def __init__(self, upload: MapUpload, *, lock: bool) -> None:
        rows = MapRow.objects.existing().order_by("id")
        found = list(rows.select_for_update(no_key=True) if lock else rows)
        self.own = {f"R{row.pk}": row for row in found if not row.live_key}
        self.beside = {row.live_key: row for row in found if row.live_key}
        self.live = Live(queries.live_lines())
        self.purposes, self.bases = queries.bases_and_purposes()
        self.today = now().astimezone(company_zone()).date()
        self.seen: set[str] = set()
        self.told = Differences(faults=faults_of(upload.reading.get("faults", [])))
        for row in upload.rows:
            self._compare(row["line"], row["cells"])
        self.told.not_in_file = len(set(self.own) - self.seen)
        self.told.faults.sort(key=lambda fault: fault.line)

    def _compare(self, line: int, cells: dict[str, str]) -> None:
        key = cells["id"]
        if key and key in self.seen:
            return self._fault(line, "id", _("The id %(id)s stands twice.") % {"id": key[:60]})
        self.seen.add(key)
        known = key in self.own or key in self.live.lines or key in self.beside
        if key and not known:
            return self._fault(
                line, "id", _("No row has the id %(id)s. Leave it empty for a new row.") % {"id": key[:60]}
            )
        is_live = bool(key) and key not in self.own
        if is_live:
            self.told.kept += self.live.kept(line, cells)
        values = self._values(line, cells, tuple(BESIDE) if is_live else tuple(FIELDS))
        if values is None:
            return None
        if not key:
            return self._add(line, values)
        row = self.beside.get(key) or MapRow(live_key=key) if is_live else self.own[key]
        return self._change(line, key, row, values)

    def _add(self, line: int, values: dict[str, Any]) -> None:
        if not values.get("people") or not values.get("kind"):
            column = "kind" if values.get("people") else "people"
            return self._fault(line, column, _("A new row says whose data and what kind of data."))
        self.told.added.append((line, {name: said for name, said in values.items() if said not in ("", None)}))
        return None

    def _change(self, line: int, key: str, row: MapRow, values: dict[str, Any]) -> None:
        if not row.live_key and not all(values.get(name, "-") for name in ("people", "kind")):
            return self._fault(line, "people", _("A row says whose data and what kind of data."))
        differing = {
            name: (getattr(row, name), said)
            for name, said in values.items()
            if (getattr(row, name) or "") != (said or "")
        }
        if differing:
            self.told.changed.append(Change(line, key, row.pk, differing))
        else:
            self.told.same += 1
        return None

    def _values(self, line: int, cells: dict[str, str], columns: tuple[str, ...]) -> dict[str, Any] | None:
        """What the row says in the form it is kept; a column that the file lacks says nothing."""
        values: dict[str, Any] = {}
        for column in columns:
            if column not in cells:
                continue
            try:
                values[FIELDS[column]] = self._value(column, cells[column])
            except ValueError as error:
                self._fault(line, column, str(error))
                return None
        return values

    def _value(self, column: str, text: str) -> Any:
        if column == "purpose":
            return _found(self.purposes, text, _("There is no purpose called “%s”."))
        if column == "basis":
            return _found(self.bases, text, _("There is no legal basis called “%s”."))
        if column == "reviewed_on":
            return _day(text, self.today)
        if len(text) > LONGEST or "\x00" in text:
            raise ValueError(_("The text is too long or has characters that cannot be kept."))
        return text.replace("\r\n", "\n")

    def _fault(self, line: int, column: str, sentence: str) -> None:
        self.told.faults.append(Fault(line, column_name(column), sentence))


def _found(known: dict[str, int], text: str, sentence: str) -> int | None:
    if not text:
        return None
    found = known.get(" ".join(text.split()).casefold())
    if found is None:
        raise ValueError(sentence % text[:60])
    return found


def _day(text: str, today: date) -> date | None:
    if not text:
        return None
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            day = datetime.strptime(text[:10].strip(), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        if day > today:
            raise ValueError(_("A row cannot have been looked at after today."))
        return day
    raise ValueError(_("“%s” is not a day. Write it as 2026-03-31 or 31.03.2026.") % text[:30])

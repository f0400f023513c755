"""The map as a workbook to work in: each row with its id, so that it can come back. REQ-94."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samtykke.accounts.queries import described
from samtykke.core.workbooks import Sheet, as_xlsx
from samtykke.governance.data_map import queries
from samtykke.purposes.models import LegalBasis, Purpose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samtykke.governance.data_map.queries import MapLine

# The columns by their names in each language: both are known when a workbook comes back, whoever sent it out.
COLUMNS: dict[str, dict[str, str]] = {
    "id": {"nb": "ID", "en": "ID"},
    "people": {"nb": "Hvem opplysningene gjelder", "en": "Whose data"},
    "kind": {"nb": "Hva slags opplysninger", "en": "What kind of data"},
    "fields": {"nb": "Felt", "en": "Fields"},
    "purpose": {"nb": "Formål", "en": "Purpose"},
    "basis": {"nb": "Behandlingsgrunnlag", "en": "Legal basis"},
    "sources": {"nb": "Hvor de kommer fra", "en": "Where they come from"},
    "access": {"nb": "Hvem som har tilgang", "en": "Who has access"},
    "recipients": {"nb": "Hvem som mottar dem", "en": "Who receives them"},
    "retention": {"nb": "Hvor lenge de lagres", "en": "How long they are kept"},
    "system": {"nb": "Hvor (ellers) opplysningene er", "en": "Where (else) the data are"},
    "note": {"nb": "Merknad", "en": "Note"},
    "reviewed_on": {"nb": "Sett på", "en": "Looked at on"},
}
WIDTHS = (22, 24, 24, 30, 24, 26, 30, 30, 30, 18, 30, 40, 14)
# Excel takes a list of words for a column only up to so many characters.
LONGEST_LIST = 250


def language() -> str:
    """The language of the page, as the columns are named in."""
    return "nb" if (get_language() or "en")[:2] in {"nb", "no", "nn"} else "en"


def column_name(column: str) -> str:
    """What a column is called in the language of the page."""
    return COLUMNS[column][language()]


def map_workbook() -> bytes:
    """The whole map, with a second sheet that says what each column is and which rows are filled by themselves."""
    head = [column_name(column) for column in COLUMNS]
    rows = [_cells(line) for line in queries.map_lines()]
    choices = [
        (place, words)
        for place, words in (
            (4, [item.name for item in Purpose.objects.in_order()]),
            (5, [item.name for item in LegalBasis.objects.in_order()]),
        )
        if words and len(",".join(words)) <= LONGEST_LIST
    ]
    return as_xlsx(
        Sheet(title=_("Data map"), head=head, rows=rows, widths=WIDTHS, choices=choices),
        Sheet(title=_("How to"), head=[_("Column"), _("What to do")], rows=_guide(), widths=(30, 90)),
        title=_("Data map"),
        author=described().legal_name or "Samtykke",
    )


def _cells(line: MapLine) -> list[str]:
    return [
        line.key, line.people, line.kind, line.fields, line.purpose, line.basis, line.sources, line.access,
        line.recipients, line.retention, line.system, line.note,
        line.reviewed_on.isoformat() if line.reviewed_on else "",
    ]  # fmt: skip


def _guide() -> Sequence[Sequence[str]]:
    hand = ", ".join(column_name(column) for column in ("system", "note", "reviewed_on"))
    return [
        (column_name("id"), _("Leave it as it is. A new row of your own has none.")),
        (
            _("Rows whose id has strokes"),
            _("The configuration fills them. Only these columns are read from them: %(columns)s.") % {"columns": hand},
        ),
        (_("Rows whose id begins with R"), _("Your own. Every column can be changed.")),
        (column_name("purpose"), _("The name or the key of a purpose, or empty.")),
        (column_name("basis"), _("The name or the key of a legal basis, or empty.")),
        (column_name("reviewed_on"), _("A day, for example 2026-03-31 or 31.03.2026.")),
        (_("Rows you take out"), _("Stay in the map. Remove them on its page.")),
        (_("Formulas"), _("Are not read. Write what they come to.")),
    ]

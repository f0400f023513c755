"""Which reader a file needs: judged by its first bytes, and its name must agree. ASVS 5.2.2."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from samtykke.intake.channels.file.csv_reader import CsvTable
from samtykke.intake.channels.file.rows import refuse_file
from samtykke.intake.channels.file.vcard_reader import VcardTable
from samtykke.intake.channels.file.xlsx_archive import OLE_MAGIC, ZIP_MAGIC
from samtykke.intake.channels.file.xlsx_reader import XlsxTable

if TYPE_CHECKING:
    from typing import BinaryIO

    from samtykke.intake.channels.file.rows import Table

MAX_BYTES = 2 << 30
CARD_NAMES = frozenset({".vcf", ".vcard"})
TEXT_NAMES = frozenset({".csv", ".txt", ".tsv", ""})


def open_table(stream: BinaryIO, name: str) -> Table:
    """The table in a file, header read. What is neither CSV, XLSX nor vCard, or is not what its name says, is refused."""
    suffix = PurePath(name).suffix.lower()
    if suffix == ".xlsm":
        raise refuse_file(_("A workbook with macros (.xlsm) is not read. Save it as .xlsx."), "macros")
    if stream.seek(0, 2) > MAX_BYTES:
        raise refuse_file(_("The file is larger than 2 GB."), "too_large")
    stream.seek(0)
    start = stream.read(4)
    if suffix == ".xlsx" or start == OLE_MAGIC:
        return XlsxTable(stream)
    if start == ZIP_MAGIC:
        raise refuse_file(_("The file is named as text, but holds a workbook. Give it the name .xlsx."), "wrong_name")
    if suffix in CARD_NAMES:
        return VcardTable(stream)
    if suffix not in TEXT_NAMES:
        raise refuse_file(_("Only CSV, XLSX and vCard files are read."), "unknown_format")
    return CsvTable(stream)

"""The record as a document to hand over and as a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import override

from samtykke.accounts.queries import company_zone, described
from samtykke.core.documents import Document, Facts, Heading, Text, as_pdf
from samtykke.core.workbooks import Sheet, as_xlsx

if TYPE_CHECKING:
    from datetime import datetime

    from samtykke.core.documents import Block
    from samtykke.governance.records.queries import Part, Record

WIDE = 34


def record_pdf(record: Record, *, language: str, at: datetime, number: int | None = None) -> bytes:
    """The record as PDF/A and PDF/UA, in a language; a copy that was kept says its number."""
    with override(language):
        title = _("Record of processing activities")
        lead = _("Art. 30 GDPR. Copy %s.") % number if number else _("Art. 30 GDPR. As it stands now.")
        document = Document(
            title=title,
            language=language,
            author=described().legal_name or "Samtykke",
            at=at.astimezone(company_zone()),
            lead=lead,
            foot=title,
            blocks=_blocks(record),
        )
    return as_pdf(document)


def _blocks(record: Record) -> list[Block]:
    found: list[Block] = [Heading(_("Who is responsible")), Facts(_said(record.controller))]
    found.append(Heading(_("Processing as a controller (Art. 30(1))")))
    for part in record.activities:
        found += [Heading(part.name, level=2), Facts(_said(part.facts))]
    if not record.activities:
        found.append(Text(_("No purpose is in use.")))
    found.append(Heading(_("Processing on behalf of others (Art. 30(2))")))
    for part in record.for_others:
        found += [Heading(part.name, level=2), Facts(_said(part.facts))]
    if not record.for_others:
        found.append(Text(_("Nothing is done on behalf of others.")))
    found.append(Heading(_("Security measures (g)")))
    found += [Text(text) for text in record.measures.split("\n\n") if text] or [Text(_("Not described yet."))]
    return found


def _said(facts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(label, text or "–") for label, text in facts]


def record_workbook(record: Record) -> bytes:
    """The record as a workbook in the language of the page: a sheet for each part."""
    return as_xlsx(
        Sheet(title=_("Who is responsible")[:31], head=["", ""], rows=record.controller, widths=(WIDE, 60)),
        _sheet("Art. 30(1)", record.activities),
        _sheet("Art. 30(2)", record.for_others),
        Sheet(
            title=_("Security measures (g)")[:31],
            head=[_("Security measures (g)")],
            rows=[[record.measures]],
            widths=(100,),
        ),
        title=_("Record of processing activities"),
        author=described().legal_name or "Samtykke",
    )


def _sheet(title: str, parts: list[Part]) -> Sheet:
    labels = list(dict.fromkeys(label for part in parts for label, _text in part.facts))
    rows = [[part.name, *(dict(part.facts).get(label, "") for label in labels)] for part in parts]
    return Sheet(title=title, head=[_("Activity"), *labels], rows=rows, widths=(WIDE,) * (len(labels) + 1))

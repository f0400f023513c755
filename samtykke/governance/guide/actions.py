"""Printing the report: a copy is kept each time, and nobody can change it. Art. 5(2)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import transaction

from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.core.documents import as_pdf
from samtykke.governance.answers.books import book_of
from samtykke.governance.answers.checks import circumstances
from samtykke.governance.guide.report import Report
from samtykke.governance.models import Register, ReportCopy

if TYPE_CHECKING:
    from samtykke.core.actors import Actor, Via


@transaction.atomic
def print_report(*, language: str, by: Actor, via: Via) -> ReportCopy:
    """Makes the report as PDF/A-2a and PDF/UA-1 in a language, and keeps it with its digest, who and when."""
    report = Report(book_of(Register.GUIDE), book_of(Register.MEASURES), circumstances(), language=language, by=by)
    content = as_pdf(report.document())
    copy = ReportCopy.objects.create(
        language=language,
        by_kind=by.kind.value,
        by_id=by.id,
        answered=report.closed,
        total=len(report.points),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
    )
    audit.record(Deed.GUIDE_REPORTED, subject=None, by=by, via=via, language=language)
    return copy

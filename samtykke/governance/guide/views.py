"""The report on paper: printing it, and the copies kept of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, who
from samtykke.accounts.names import actor_names
from samtykke.accounts.rights import Right
from samtykke.core.actors import Via
from samtykke.core.http import read_only, writes
from samtykke.core.pagination import page
from samtykke.governance.guide import actions
from samtykke.governance.guide.forms import ReportForm
from samtykke.governance.models import ReportCopy

if TYPE_CHECKING:
    from django.http import HttpRequest

ORDER = ["id"]


@needs(Right.GOVERNANCE_VIEW)
@read_only
def show_reports(request: HttpRequest) -> HttpResponse:
    """Every report that was printed, the newest first."""
    return _page(request, ReportForm(initial={"language": who(request).language}))


@needs(Right.GOVERNANCE_MANAGE)
@writes
def make_report(request: HttpRequest) -> HttpResponse:
    """Prints the report as things stand now, and keeps it."""
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    actions.print_report(language=form.cleaned_data["language"], by=who(request).actor, via=Via.STAFF)
    messages.success(request, _("The report is printed and kept below."))
    return redirect("governance:guide-reports")


@needs(Right.GOVERNANCE_VIEW)
@read_only
def show_report(request: HttpRequest, report_id: int) -> HttpResponse:
    """One kept report, byte by byte as it was printed."""
    copy = get_object_or_404(ReportCopy, pk=report_id)
    answer = HttpResponse(bytes(copy.content), content_type="application/pdf")
    name = f"gdpr-{localtime(copy.at):%Y-%m-%d}-{copy.language}-{copy.pk}.pdf"
    answer["Content-Disposition"] = content_disposition_header(True, name)
    answer["Cache-Control"] = "no-store"
    return answer


def _page(request: HttpRequest, form: ReportForm) -> HttpResponse:
    shown = page(ReportCopy.objects.defer("content"), order=ORDER, cursor=request.GET.get("cursor"), descending=True)
    names = actor_names(copy.by for copy in shown.items)
    context = {
        "form": form,
        "copies": [(copy, names[copy.by]) for copy in shown.items],
        "next": shown.next,
        "previous": shown.previous,
    }
    return render(request, "governance/guide/reports.html", context, status=422 if form.errors else 200)

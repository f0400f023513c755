"""Addresses of the guide and its report."""

from __future__ import annotations

from django.urls import path

from samtykke.governance.answers.urls import of_book
from samtykke.governance.guide import views
from samtykke.governance.models import Register

urlpatterns = [
    path("reports/", views.show_reports, name="guide-reports"),
    path("reports/new/", views.make_report, name="guide-report-new"),
    path("reports/<int:report_id>/", views.show_report, name="guide-report"),
    *of_book(Register.GUIDE.value),
]

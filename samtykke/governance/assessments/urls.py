"""Addresses of the assessments."""

from __future__ import annotations

from django.urls import path

from samtykke.governance.assessments import views

urlpatterns = [
    path("", views.show_all, name="assessments"),
    path("<str:key>/screening/", views.screening, name="screening"),
    path("<str:key>/impact/", views.show_impact, name="impact"),
    path("<str:key>/impact/draft/", views.draft, name="impact-draft"),
    path("<str:key>/impact/<int:version>/approval/", views.approve, name="impact-approval"),
    path("<str:key>/impact/document/<str:language>/", views.impact_document, name="impact-document"),
    path("<str:key>/interests/document/<str:language>/", views.interests_document, name="interests-document"),
]

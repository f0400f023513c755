"""Addresses of the record of processing."""

from __future__ import annotations

from django.urls import path

from samtykke.governance.records import views

urlpatterns = [
    path("", views.show_record, name="record"),
    path("document/<str:language>/", views.document, name="record-document"),
    path("workbook/", views.workbook, name="record-workbook"),
    path("settings/", views.settings, name="record-settings"),
    path("copies/", views.keep, name="record-copies"),
    path("copies/<int:number>/", views.show_copy, name="record-copy"),
    path("copies/<int:number>/document/<str:language>/", views.copy_document, name="record-copy-document"),
    path("activities/new/", views.new, name="activity-new"),
    path("activities/<int:activity_id>/", views.one, name="activity"),
    path("activities/<int:activity_id>/deletion/", views.delete, name="activity-deletion"),
    path("activities/<int:activity_id>/restoration/", views.restore, name="activity-restoration"),
]

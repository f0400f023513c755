"""Addresses of the data map."""

from __future__ import annotations

from django.urls import path

from samtykke.governance.data_map.views import fields, files, rows, use

urlpatterns = [
    path("", rows.show_map, name="data-map"),
    path("rows/new/", rows.new, name="map-row-new"),
    path("rows/<int:row_id>/", rows.one, name="map-row"),
    path("rows/<int:row_id>/deletion/", rows.delete, name="map-row-deletion"),
    path("rows/<int:row_id>/restoration/", rows.restore, name="map-row-restoration"),
    path("live/<str:purpose>/<str:people>/<str:kind>/", rows.live, name="map-live"),
    path("file/", files.file, name="map-file"),
    path("uploads/new/", files.new, name="map-upload-new"),
    path("uploads/<int:upload_id>/", files.show_upload, name="map-upload"),
    path("uploads/<int:upload_id>/approval/", files.approve, name="map-upload-approval"),
    path("uploads/<int:upload_id>/deletion/", files.discard, name="map-upload-deletion"),
    path("unused/", use.show_unused, name="unused"),
    path("unused/counts/", use.count, name="use-count"),
    path("unused/people/", use.show_never, name="never"),
    path("ways/", use.show_ways, name="ways"),
    path("fields/", fields.fields, name="fields"),
    path("fields/<str:key>/", fields.field, name="field"),
]

"""Addresses of the settings; under `governance:`."""

from __future__ import annotations

from django.urls import path

from samtykke.governance.settings.views import calendar, hub, informing, law, photos, privacy

urlpatterns = [
    path("", hub.show, name="settings"),
    path("privacy/", privacy.show_all, name="privacy-settings"),
    path("privacy/<str:name>/", privacy.setting, name="privacy-setting"),
    path("photos/", photos.setting, name="photos"),
    path("photos/end/", photos.forbid, name="photos-end"),
    path("informing/", informing.show_sources, name="informing-rules"),
    path("informing/<str:source_key>/", informing.rule, name="informing-rule"),
    path("law/", law.show_country, name="law"),
    path("law/<str:country>/<str:key>/", law.parameter, name="law-parameter"),
    path("law/<str:country>/<str:key>/<str:valid_from>/withdrawal/", law.withdraw, name="law-withdrawal"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/<str:day>/removal/", calendar.unmark, name="calendar-removal"),
]

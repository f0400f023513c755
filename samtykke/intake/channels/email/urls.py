"""Addresses of filing by mail."""

from __future__ import annotations

from django.urls import path

from samtykke.intake.channels.email import views

app_name = "email"
urlpatterns = [
    path("filing/", views.show_filing, name="filing"),
    path("filing/address/", views.make, name="filing-address"),
    path("filing/address/revocation/", views.revoke, name="filing-revocation"),
]

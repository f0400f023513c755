"""The shell around every page; no tables, and nothing imports it."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Base pages, navigation, the people list and card, error pages."""

    name = "samtykke.web"
    label = "web"

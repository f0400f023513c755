"""Web forms: what a company asks on its pages, and what was sent."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebformsConfig(AppConfig):
    name = "samtykke.webforms"
    label = "webforms"
    verbose_name = _("Web forms")

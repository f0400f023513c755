"""The pages of the data subject; no tables, no staff code."""

from __future__ import annotations

from django.apps import AppConfig


class PreferencesConfig(AppConfig):
    name = "samtykke.preferences"
    label = "preferences"

"""The pages of the data subject; no tables, no staff code."""

from __future__ import annotations

from django.apps import AppConfig


class PreferencesConfig(AppConfig):
    name = "samtykke.preferences"
    label = "preferences"

    def ready(self) -> None:
        from samtykke.preferences.queries import draft_choice
        from samtykke.purposes import registry

        registry.show_looks(draft_choice)

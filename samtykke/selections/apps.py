"""Selections: who is meant, saved as criteria or as a list."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SelectionsConfig(AppConfig):
    name = "samtykke.selections"
    label = "selections"
    verbose_name = _("Selections")

    def ready(self) -> None:
        from samtykke.selections import personal_data, registry
        from samtykke.selections.sql import activities, belonging, consents, contacts, lists, own, sales

        for part in (contacts, belonging, activities, sales, consents, own, lists):
            registry.register(part.__name__, part.tell)
        personal_data.register()

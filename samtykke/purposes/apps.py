"""Why people are held, by what right and how they came: the lists a company keeps."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PurposesConfig(AppConfig):
    name = "samtykke.purposes"
    label = "purposes"
    verbose_name = _("Purposes")

    def ready(self) -> None:
        from samtykke.mail import registry
        from samtykke.purposes import statements

        registry.statements[:] = [statements.name_behind]

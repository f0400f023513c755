"""The ways in: by hand, by file, by API."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    name = "samtykke.intake"
    label = "intake"
    verbose_name = _("Intake")

    def ready(self) -> None:
        from samtykke.intake import personal_data
        from samtykke.intake.channels.file import selecting

        personal_data.register()
        selecting.register()

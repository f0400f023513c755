"""The ways in: by hand, by file, by API; and what comes by itself."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    name = "samtykke.intake"
    label = "intake"
    verbose_name = _("Intake")

    def ready(self) -> None:
        from samtykke.core import confirming, known_fields
        from samtykke.intake import fields, letters, personal_data, views
        from samtykke.intake.channels.file import selecting

        personal_data.register()
        known_fields.register("intake", lambda: fields.FIELDS)
        letters.register()
        confirming.register("intake", views.OPENS)
        selecting.register()

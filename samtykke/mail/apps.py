"""What is written to people and staff: templates, outbox, hand-over, archive."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    name = "samtykke.mail"
    label = "mail"
    verbose_name = _("Mail")

    def ready(self) -> None:
        from samtykke.mail import personal_data

        personal_data.register()

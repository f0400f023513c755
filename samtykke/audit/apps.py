"""The append-only trail: who did what, to whom, when, by which door."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "samtykke.audit"
    label = "audit"
    verbose_name = _("Audit trail")

    def ready(self) -> None:
        from samtykke.audit import personal_data

        personal_data.register()

"""People and companies, their addresses and phones."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContactsConfig(AppConfig):
    name = "samtykke.contacts"
    label = "contacts"
    verbose_name = _("People and companies")

    def ready(self) -> None:
        from samtykke.contacts import (
            letters,
            lists,  # noqa: F401 - adds categories and lines of business to the lists
            personal_data,
        )

        personal_data.register()
        letters.register()

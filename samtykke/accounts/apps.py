"""Staff users, their roles and rights, API keys, sign-in; the organisation's profile."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "samtykke.accounts"
    label = "accounts"
    verbose_name = _("Access")

    def ready(self) -> None:
        from samtykke.accounts import letters, looking
        from samtykke.accounts.actions import kinds

        letters.register()
        looking.register()
        kinds.register()

"""The shell around every page; no tables, and nothing imports it."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    """Base pages, navigation, the people list and card, error pages."""

    name = "samtykke.web"
    label = "web"

    def ready(self) -> None:
        from samtykke.core.tabs import Tab, register
        from samtykke.web import selecting

        selecting.register()
        register(
            Tab(card="person", key="person", name=_("Person"), url_name="web:person", order=10),
            Tab(card="person", key="privacy", name=_("Privacy"), url_name="web:person-privacy", order=40),
            Tab(card="person", key="mail", name=_("Mail"), url_name="web:person-mail", order=80),
            Tab(card="person", key="history", name=_("History"), url_name="web:person-timeline", order=90),
        )

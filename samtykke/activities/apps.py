"""Meetings, calls, tasks, notes and mails."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActivitiesConfig(AppConfig):
    name = "samtykke.activities"
    label = "activities"
    verbose_name = _("Activities")

    def ready(self) -> None:
        from samtykke.activities import fields, letters, personal_data
        from samtykke.core import known_fields, tabs

        known_fields.register("activities", lambda: fields.FIELDS)
        personal_data.register()
        letters.register()
        tabs.register(
            tabs.Tab(card="person", key="activities", name=_("Activities"), url_name="activities:person", order=40),
            tabs.Tab(card="company", key="activities", name=_("Activities"), url_name="activities:company", order=40),
            tabs.Tab(card="sale", key="activities", name=_("Activities"), url_name="activities:sale", order=40),
            tabs.Tab(card="project", key="activities", name=_("Activities"), url_name="activities:project", order=40),
        )

        from samtykke.contacts import company_tables

        company_tables.tell("activities_activity", "company_id", _("Activities"))

"""Fields that the company adds to people and companies."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FieldsConfig(AppConfig):
    name = "samtykke.fields"
    label = "fields"
    verbose_name = _("Fields of your own")

    def ready(self) -> None:
        from samtykke.contacts import company_tables
        from samtykke.core import known_fields, tabs
        from samtykke.fields import (
            lists,  # noqa: F401 - adds the groups to the lists
            personal_data,
            queries,
        )

        known_fields.register("fields", queries.known)
        personal_data.register()
        company_tables.tell("fields_companyfieldvalue", "company_id", _("Values in fields of your own"))
        tabs.register(
            tabs.Tab(card="person", key="more", name=_("More"), url_name="fields:person", order=20),
            tabs.Tab(card="company", key="more", name=_("More"), url_name="fields:company", order=30),
        )

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
            company_tables,
            fields,
            letters,
            list_moves,
            lists,  # noqa: F401 - adds categories and lines of business to the lists
            personal_data,
        )
        from samtykke.core import known_fields, tabs

        known_fields.register("contacts", lambda: fields.FIELDS)
        personal_data.register()
        letters.register()
        list_moves.register()
        company_tables.tell("contacts_person", "company_id", _("People"), of_people=True)
        company_tables.tell("contacts_personcompany", "company_id", _("People, now or earlier"), of_people=True)
        tabs.register(
            tabs.Tab(card="person", key="interests", name=_("Interests"), url_name="contacts:interests", order=30),
            tabs.Tab(card="company", key="company", name=_("Company"), url_name="contacts:company", order=10),
            tabs.Tab(card="company", key="history", name=_("History"), url_name="contacts:company-history", order=90),
        )

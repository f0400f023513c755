"""Sales and projects."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SalesConfig(AppConfig):
    name = "samtykke.sales"
    label = "sales"
    verbose_name = _("Sales and projects")

    def ready(self) -> None:
        from samtykke.contacts import company_tables
        from samtykke.core import known_fields
        from samtykke.core.tabs import Tab, register
        from samtykke.sales import (
            fields,
            lists,  # noqa: F401 - adds stages, reasons, product groups, statuses and roles to the lists
            personal_data,
        )

        known_fields.register("sales", lambda: fields.FIELDS)
        personal_data.register()
        company_tables.tell("sales_sale", "company_id", _("Sales"))
        company_tables.tell("sales_project", "company_id", _("Projects"))
        register(
            Tab(card="person", key="sales", name=_("Sales"), url_name="sales:of-person", order=50),
            Tab(card="person", key="projects", name=_("Projects"), url_name="sales:projects-of-person", order=55),
            Tab(card="company", key="sales", name=_("Sales"), url_name="sales:of-company", order=50),
            Tab(card="company", key="projects", name=_("Projects"), url_name="sales:projects-of-company", order=55),
            Tab(card="sale", key="sale", name=_("Sale"), url_name="sales:sale", order=10),
            Tab(card="project", key="project", name=_("Project"), url_name="sales:project", order=10),
        )

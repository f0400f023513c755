"""Documents of people, companies, sales and projects."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "samtykke.documents"
    label = "documents"
    verbose_name = _("Documents")

    def ready(self) -> None:
        from samtykke.contacts import company_tables
        from samtykke.core import known_fields, tabs
        from samtykke.documents import fields, personal_data

        known_fields.register("documents", lambda: fields.FIELDS)
        personal_data.register()
        company_tables.tell("documents_document", "company_id", _("Documents"))
        tabs.register(
            tabs.Tab(card="person", key="documents", name=_("Documents"), url_name="documents:person", order=70),
            tabs.Tab(card="company", key="documents", name=_("Documents"), url_name="documents:company", order=70),
            tabs.Tab(card="sale", key="documents", name=_("Documents"), url_name="documents:sale", order=70),
            tabs.Tab(card="project", key="documents", name=_("Documents"), url_name="documents:project", order=70),
        )

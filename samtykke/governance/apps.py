"""What looks at the whole: who may receive, the audit trail, the guide, the measures, the data map and the desk."""

from __future__ import annotations

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """Reads every app below; its own tables hold figures and decisions, nobody's data."""

    name = "samtykke.governance"
    label = "governance"

    def ready(self) -> None:
        from samtykke.governance.answers import books
        from samtykke.governance.guide.book import GUIDE

        books.keep(GUIDE)

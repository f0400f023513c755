"""What looks at the whole: who may receive, the audit trail, the guide, the measures, the data map and the desk."""

from __future__ import annotations

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """Reads every app below; its own tables hold figures and decisions, nobody's data."""

    name = "samtykke.governance"
    label = "governance"

    def ready(self) -> None:
        """Keeps the questions of the guide and of the measures, and lets a screened purpose wait for the assessment of its consequences."""
        from samtykke.governance.answers import books
        from samtykke.governance.assessments.queries import impact_gaps
        from samtykke.governance.guide.book import GUIDE
        from samtykke.governance.measures.book import MEASURES
        from samtykke.purposes.queries import also_asked

        books.keep(GUIDE)
        books.keep(MEASURES)
        also_asked("impact", impact_gaps)

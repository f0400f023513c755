"""What looks at the whole: who may receive, the audit trail, the compliance desk."""

from __future__ import annotations

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """Reads every app below; its own tables hold figures and decisions, nobody's data."""

    name = "samtykke.governance"
    label = "governance"

"""What looks at the whole: who may receive, the audit trail; later the guide, the data map and the desk."""

from __future__ import annotations

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """No tables of its own in this release."""

    name = "samtykke.governance"
    label = "governance"

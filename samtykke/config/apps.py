"""The part that puts the others together: settings, addresses, and the commands an operator types."""

from __future__ import annotations

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """No tables: commands, health addresses and the schedule."""

    name = "samtykke.config"
    label = "config"

    def ready(self) -> None:
        from samtykke.config.health import is_out_of_quarantine
        from samtykke.mail import registry

        # A restored copy must not write again to people who were written to, or erased, after the backup was made.
        registry.brakes[:] = [lambda: "" if is_out_of_quarantine() else "quarantine"]

"""The part that puts the others together: settings, addresses, and the commands an operator types."""

from __future__ import annotations

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """No tables: commands, health addresses and the schedule."""

    name = "samtykke.config"
    label = "config"

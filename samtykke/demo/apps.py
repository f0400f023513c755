"""Fills an empty installation with a company that does not exist; no tables."""

from __future__ import annotations

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demo company and the command that makes it."""

    name = "samtykke.demo"
    label = "demo"

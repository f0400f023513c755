"""Applies grants.sql and the reference rows: what every database of ours needs after its tables are there."""

from __future__ import annotations

from importlib import import_module, resources
from importlib.util import find_spec
from typing import Final

from django.conf import settings
from django.db import connection

SEEDS: Final = ("samtykke.mail.seed", "samtykke.accounts.seed", "samtykke.purposes.seed", "samtykke.contacts.seed")


def apply_grants() -> None:
    """Sets what the application's role may do. Nothing to do where one role is both."""
    if settings.APP_ROLE == settings.OWNER_ROLE:
        text = "CREATE SCHEMA IF NOT EXISTS staging"
    else:
        text = resources.files("samtykke.config").joinpath("grants.sql").read_text(encoding="utf-8")
        text = text.replace(":app", '"' + settings.APP_ROLE.replace('"', '""') + '"')
    with connection.cursor() as cursor:
        cursor.execute(text)


def seed_all() -> None:
    """Standard roles, purposes, bases and sources; running it again changes nothing."""
    for name in SEEDS:
        if find_spec(name.rpartition(".")[0]) and find_spec(name):
            import_module(name).seed()

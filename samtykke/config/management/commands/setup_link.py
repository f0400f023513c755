"""A one-time address for the first administrator, for when the one that `serve` printed is lost."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from samtykke.accounts import actions
from samtykke.core.refused import Refused


class Command(BaseCommand):
    """Prints the address; earlier ones end."""

    help = "Print a one-time address for the first administrator; earlier ones end."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            token = actions.make_setup_link()
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{settings.BASE_URL}/setup/{token}/")

"""Signing a user out for good from the machine, where no second person is left to ask."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from samtykke.accounts import actions
from samtykke.accounts.models import User
from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused


class Command(BaseCommand):
    """Deactivates the user with an address. The last who manages users stays."""

    help = "Deactivate a user: the sessions end at once. For the day four eyes have nobody left to ask."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", help="the address the user signs in with")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=options["address"].strip().lower()).first()
        if user is None:
            raise CommandError("Nobody signs in with this address.")
        try:
            actions.deactivate_user(user, by=Actor.system(), via=Via.COMMAND)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write("Deactivated, and signed out everywhere.")

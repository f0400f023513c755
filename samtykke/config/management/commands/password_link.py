"""A one-time address for a user's new password, made at the machine."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from samtykke.accounts import actions
from samtykke.accounts.models import User
from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused


class Command(BaseCommand):
    """Prints the address; earlier ones of the same user end."""

    help = "Print a one-time address with which a user chooses a new password; earlier ones end."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", help="the address the user signs in with")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=options["address"].strip().lower()).first()
        if user is None:
            raise CommandError("Nobody signs in with this address.")
        try:
            token = actions.make_password_link(user, by=Actor.system(), via=Via.COMMAND)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{settings.BASE_URL}{reverse('accounts:set_password', args=[token])}")

"""`samtykke demo`: fills an empty database with the people of the demo, and tells how to sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from samtykke.accounts.queries import anybody_exists
from samtykke.contacts.models import Person
from samtykke.demo import staff
from samtykke.demo.filling import fill

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Fills an empty database with the demo company Fjordlys AS, once, and prints the sign-ins."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people", type=int, default=2000, metavar="N", help="how many people (at least 120)")
        parser.add_argument("--companies", type=int, default=300, metavar="N", help="how many companies")

    def handle(self, *args: Any, **options: Any) -> None:
        sign_ins = staff.sign_ins()
        if staff.is_filled():
            staff.make_true(sign_ins)
        elif anybody_exists() or Person.objects.exists():
            self.stderr.write("This database is in use already: the demo company was not added.", style_func=str)
            return
        else:
            fill(sign_ins, people=max(options["people"], 120), companies=max(options["companies"], 1))
        staff.keep(sign_ins)
        self.stdout.write(staff.told(sign_ins))

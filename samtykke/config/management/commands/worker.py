"""The worker: jobs and scheduled work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Works off the queue until it is asked to end."""

    help = "Run the worker: jobs, and what is done by schedule."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="work off what is there, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
        try:
            with app.replace_connector(connector):
                app.run_worker(wait=not options["once"])
        except ConnectorException as error:
            raise CommandError("The worker has lost the database; it ends so that it can be started again.") from error

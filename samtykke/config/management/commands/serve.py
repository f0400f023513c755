"""The web server, and with --with-worker the worker beside it."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from samtykke import embedded
from samtykke.accounts import actions as accounts
from samtykke.accounts import queries as users
from samtykke.config import prepare
from samtykke.config.supervise import Child, Supervisor

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Callable


class Command(BaseCommand):
    """Prepares, starts, watches and stops."""

    help = "Serve Samtykke: prepares the database, then runs the web server until Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
        parser.add_argument("--port", type=_port, default=8000, help="the port to listen on")
        parser.add_argument("--workers", type=int, default=1, help="web processes; each has eight threads")
        parser.add_argument("--with-worker", action="store_true", help="run the worker too")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        refuse_taken(host, port)
        prepare.bring_up_to_date(self._say)
        base = os.environ.setdefault("SAMTYKKE_BASE_URL", f"http://{_reachable(host)}:{port}")
        told = self._demo() if settings.DEMO else self._setup_address(base)
        connection.close()
        children = [Child("web server", granian(host, port, options["workers"]), os.environ | prepare.SERVING)]
        if options["with_worker"]:
            children.append(Child("worker", prepare.own("worker"), os.environ))
        supervisor = Supervisor(children, self._say, keep_database(self._say))

        def announce() -> None:
            self.stdout.write(
                f"\nSamtykke is ready at {base}\n{told}{NO_MAIL if self._is_mute() else ''}Ctrl-C stops it.\n"
            )
            self.stdout.flush()

        self._say("Starting …")
        supervisor.begin()
        try:
            supervisor.watch(answers(host, port), announce)
        finally:
            self._say("Stopping …")
            supervisor.end()

    def _say(self, text: str) -> None:
        self.stderr.write(text, style_func=str)
        self.stderr.flush()

    def _is_mute(self) -> bool:
        return not settings.EMAIL_URL and not settings.DEMO

    def _demo(self) -> str:
        """Fills the demo once; what it prints are the sign-ins."""
        if "demo" not in get_commands():
            self._say("The demo company is not part of this version; starting empty.")
            return self._setup_address(os.environ["SAMTYKKE_BASE_URL"])
        self._say("Making sure that the demo company is there (the first time takes a minute) …")
        done = subprocess.run(
            prepare.own("demo"), check=False, stdout=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL
        )
        if done.returncode:
            raise CommandError("The demo company could not be made; the reason stands above.")
        return done.stdout if done.stdout.endswith("\n") else done.stdout + "\n"

    def _setup_address(self, base: str) -> str:
        if users.anybody_exists():
            return ""
        return f"Nobody can sign in yet. Make the first administrator at (works once):\n  {base}/setup/{accounts.make_setup_link()}/\n"


NO_MAIL = (
    "No mail server is set, so mails wait in the outbox. SAMTYKKE_EMAIL_URL names one; the page Outbox shows how.\n"
)


def granian(host: str, port: int, workers: int) -> list[str]:
    """The web server's command line: WSGI, eight threads a process, no log of addresses (REQ-98)."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", "8", "--no-ws", "--log-level", "error", "--no-access-log"),
        *("--respawn-failed-workers", "--workers-kill-timeout", "6"),
        "samtykke.config.wsgi:application",
    ]


def refuse_taken(host: str, port: int) -> None:
    """One sentence now instead of a traceback later."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CommandError(
                f"Port {port} is taken by another program: choose another with --port (make run: PORT=)."
            ) from error
        if error.errno == errno.EACCES:
            raise CommandError(
                f"Port {port} may not be opened by this user: choose one above 1023 with --port."
            ) from error
        raise CommandError(f"{host} cannot be listened on: {error.strerror}.") from error


def answers(host: str, port: int) -> Callable[[], bool]:
    """Asks whether the web server answers."""
    address = f"http://{_reachable(host)}:{port}/healthz"

    def ask() -> bool:
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except (urllib.error.URLError, OSError):
            return False
        return True

    return ask


def keep_database(say: Callable[[str], None]) -> Callable[[], None]:
    """Looks after the embedded database: one that was killed is started again."""
    if not settings.EMBEDDED:
        return lambda: None
    server = embedded.Server(folder=settings.DATA_DIR, say=say)

    def look() -> None:
        try:
            server.revive()
        except embedded.CannotStart as trouble:
            say(str(trouble))

    return look


def _reachable(host: str) -> str:
    if host in {"0.0.0.0", "::", ""}:  # noqa: S104 - compared, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _port(text: str) -> int:
    port = int(text)
    if not 0 < port < 65536:
        raise ValueError
    return port

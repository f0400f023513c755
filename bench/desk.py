"""The compliance desk: counting its figures anew, and opening the page from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.base import filled
from bench.rounds import ROUNDS, Result, Timed, timed
from bench.server import RUN

if TYPE_CHECKING:
    from django.test import Client

    from bench.server import Bench

# The page may take so long, and the job that counts no longer than the time between two counts.
OPENS_WITHIN, COUNTS_WITHIN = 0.3, 240.0
OPENED = 10


def measure(bench: Bench, size: int, *, rounds: int = ROUNDS) -> list[Result]:
    """Seconds of each against what they may take: the ratio is the share used."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from samtykke.governance.desk import actions as desk

    name = filled(bench, size)
    bench.clone(name)
    counting, opening = Timed("counting"), Timed("opening")
    client = officer()
    for _ in range(rounds):
        counting.seconds.append(timed(desk.count_figures))
        opened(client)
        opening.seconds.append(timed(lambda: [opened(client) for _ in range(OPENED)]) / OPENED)
    with CaptureQueriesContext(connection) as asked:
        opened(client)
    bench.drop(RUN)
    return [
        share("11 compliance desk, opening", size, opening, OPENS_WITHIN, queries=len(asked)),
        share("11 compliance desk, counting", size, counting, COUNTS_WITHIN),
    ]


def officer() -> Client:
    """A privacy officer, signed in."""
    from django.test import Client

    from samtykke.accounts.models import Role, User

    user, _ = User.objects.get_or_create(email="bench@fjordlys.example", defaults={"name": "Siri", "language": "en"})
    user.roles.set(Role.objects.filter(key="privacy_officer"))
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def opened(client: Client) -> None:
    """Opens the page; anything but the page stops the run."""
    answer = client.get("/desk/")
    if answer.status_code != 200:
        raise SystemExit(f"The desk answered {answer.status_code}.")


def share(name: str, size: int, side: Timed, within: float, **notes: object) -> Result:
    """One line: how much of what it may take it took."""
    return Result(
        workload=name,
        size=size,
        ratio=side.median / within,
        target=1.0,
        spread=side.spread,
        product=f"{side.median:.3f} s",
        denominator=f"{within:g} s",
        notes=dict(notes),
    )

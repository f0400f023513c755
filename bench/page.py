"""The person's own page, opened and acted on over HTTP, against a bare view with one SELECT 1 (16 clients each)."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

from bench.base import filled
from bench.intake import BARE, PORT, PRODUCT, ratio, serving
from bench.rounds import ROUNDS, Result, Timed, say
from bench.server import RUN

if TYPE_CHECKING:
    from bench.server import Bench

CLIENTS, SECONDS, PAGES = 16, 8, 400
AGAINST_ONE = 0.35


def measure(bench: Bench, size: int, *, rounds: int = ROUNDS) -> list[Result]:
    """Opening the page, and saying no on it, each against the bare view."""
    name = filled(bench, size)
    collect(bench)
    sides = {word: Timed(word) for word in ("GET", "POST", "SELECT 1")}
    for number in range(rounds):
        bench.clone(name)
        pages = prepare()
        for application in (PRODUCT, BARE) if number % 2 == 0 else (BARE, PRODUCT):
            with serving(bench, application, {}):
                if application == BARE:
                    sides["SELECT 1"].seconds.append(1 / ask("GET", ["/one"]))
                    continue
                sides["GET"].seconds.append(1 / ask("GET", pages))
                acts = [f"{page}consents/EMARKETING/withdrawal/" for page in pages]
                sides["POST"].seconds.append(1 / ask("POST", acts))
    bench.drop(RUN)
    return [
        ratio(f"10 own page, {word}, against SELECT 1", size, sides[word], sides["SELECT 1"], AGAINST_ONE)
        for word in ("GET", "POST")
    ]


def collect(bench: Bench) -> None:
    """Lays out the style sheets as `serve` does; a page names them by their contents."""
    from samtykke.config import prepare

    subprocess.run(
        prepare.own("collectstatic", "--noinput", "--clear", "--verbosity=0"),
        check=True,
        env=bench.environment(RUN, **prepare.SERVING),
    )


def prepare() -> list[str]:
    """The pages of some people."""
    from samtykke.contacts.actions import make_link
    from samtykke.contacts.models import LinkUse, Person

    lives = Person.objects.held().filter(emails__is_primary=True, emails__retired_at__isnull=True).order_by("id")
    return [f"/p/{make_link(person, LinkUse.PREFERENCES, timedelta(days=21))}/" for person in lives[:PAGES]]


def ask(method: str, pages: list[str]) -> float:
    """Answers per second, after a short warm-up."""
    told: dict[str, float] = {}
    for seconds in (2, SECONDS):
        asked = {
            "port": PORT, "clients": CLIENTS, "seconds": seconds, "method": method, "pages": pages,
            "seed": secrets.token_hex(6), "size": 0,
        }  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "bench.clients", json.dumps(asked)], check=True, capture_output=True, text=True
        )
        told = json.loads(done.stdout)
    say(
        f"    {method} {pages[0][:4]}: {told['per_second']:.0f}/s, p50 {told['p50_ms']} ms, failed {told['failed']} {told['first_failure']}"
    )
    if told["failed"] > told["calls"] * 0.05:
        raise SystemExit("Too many calls failed.")
    return float(told["per_second"])

"""Consents that arrive one at a time: by API over HTTP, and as the bare transaction in the database.

Three ratios: the API against a bare Django view with the same writes (16 clients); the API with 16 clients against
one; and the transaction itself with 16 clients against one, by pgbench, which shows that no lock is shared by all.
"""

from __future__ import annotations

import json
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from bench.base import filled
from bench.rounds import ROUNDS, Result, Timed, say
from bench.server import RUN
from samtykke import embedded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.server import Bench

PORT = 8647
SECONDS = 8
MANY = 16
KEY = "bench-key-" + "k" * 40
AGAINST_BARE, AGAINST_ONE = 0.6, 4.0
PRODUCT, BARE = "samtykke.config.wsgi:application", "bench.bare:application"


def measure(bench: Bench, size: int, *, rounds: int = ROUNDS) -> list[Result]:
    """The three ratios, each side after the other on a fresh copy of the base."""
    name = filled(bench, size)
    speeds: dict[tuple[str, int], Timed] = {}
    for number in range(rounds):
        for application in (PRODUCT, BARE) if number % 2 == 0 else (BARE, PRODUCT):
            bench.clone(name)
            fixed = prepare()
            with serving(bench, application, fixed):
                for clients in (1, MANY):
                    speed = ask(clients, size, fixed)
                    side = speeds.setdefault((application, clients), Timed(application))
                    side.seconds.append(1 / speed)
    bench.clone(name)
    fixed = prepare()
    transactions = {clients: Timed("transaction") for clients in (1, MANY)}
    for _ in range(rounds):
        for clients, side in transactions.items():
            side.seconds.append(1 / pgbench(bench, clients, size, fixed))
    bench.drop(RUN)
    return [
        ratio(
            "6 intake, 16 clients, against a bare view", size, speeds[PRODUCT, MANY], speeds[BARE, MANY], AGAINST_BARE
        ),
        ratio("6 intake, API, 16 clients against 1", size, speeds[PRODUCT, MANY], speeds[PRODUCT, 1], AGAINST_ONE),
        ratio("6 intake, transaction, 16 clients against 1", size, transactions[MANY], transactions[1], AGAINST_ONE),
    ]


def ratio(workload: str, size: int, ours: Timed, theirs: Timed, target: float) -> Result:
    """How many times as many calls a second the first makes."""
    return Result(
        workload=workload,
        size=size,
        ratio=theirs.median / ours.median,
        target=target,
        spread=max(ours.spread, theirs.spread),
        product=f"{1 / ours.median:.0f}/s",
        denominator=f"{1 / theirs.median:.0f}/s",
        at_most=False,
    )


def prepare() -> dict[str, Any]:
    """A key with every scope, and what is the same in every call."""
    from bench.bare import fixed
    from samtykke.accounts.actions import create_api_key
    from samtykke.accounts.rights import Scope
    from samtykke.core.actors import Actor, Via
    from samtykke.purposes.queries import basis_by_key, current_wording, purpose_by_key, source_by_key

    purpose = purpose_by_key("EMARKETING")
    wording = current_wording(purpose, "nb")
    assert wording is not None
    key, _ = create_api_key(name="bench", scopes=list(Scope), by=Actor.system(), via=Via.COMMAND, readable=KEY)
    basis, source = basis_by_key("61A"), source_by_key("WEBFORM")
    return fixed(purpose.pk, basis.pk, source.pk, wording.pk, wording.text_hash) | {"actor_id": key.pk}


@contextmanager
def serving(bench: Bench, application: str, fixed: dict[str, Any]) -> Iterator[None]:
    """Granian with the product's own switches, over one of the two applications."""
    from samtykke.config import prepare
    from samtykke.config.management.commands.serve import granian

    settings = "samtykke.config.settings" if application == PRODUCT else "bench.bare_settings"
    environment = bench.environment(
        RUN, **prepare.SERVING, DJANGO_SETTINGS_MODULE=settings, BENCH_FIXED=json.dumps(fixed)
    )
    command = [*granian("127.0.0.1", PORT, 1)[:-1], application]
    (bench.folder / "static").mkdir(exist_ok=True)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", PORT))
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(server)
        yield
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(15)


def wait_for(server: subprocess.Popen[bytes]) -> None:
    """Waits until the server takes calls."""
    for _ in range(600):
        if server.poll() is not None:
            raise SystemExit("The web server ended.")
        try:
            socket.create_connection(("127.0.0.1", PORT), timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The web server does not answer.")


def ask(clients: int, size: int, fixed: dict[str, Any]) -> float:
    """Calls per second, after a short warm-up."""
    body = {
        "legal_basis": "61A",
        "source": "WEBFORM",
        "status": "given",
        "act_by": "person",
        "wording": fixed["wording_id"],
    }
    told: dict[str, Any] = {}
    for seconds in (2, SECONDS):
        asked = {
            "port": PORT, "clients": clients, "seconds": seconds, "size": size, "key": KEY, "body": body,
            "seed": secrets.token_hex(6),
        }  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "bench.clients", json.dumps(asked)], check=True, capture_output=True, text=True
        )
        told = json.loads(done.stdout)
    say(
        f"    {clients:>2} clients: {told['per_second']:.0f}/s, p50 {told['p50_ms']} ms, failed {told['failed']} {told['first_failure']}"
    )
    if told["failed"] > told["calls"] * 0.05:
        raise SystemExit("Too many calls failed.")
    return float(told["per_second"])


def pgbench(bench: Bench, clients: int, size: int, fixed: dict[str, Any]) -> float:
    """Transactions per second of the same writes, without Python."""
    from bench import bare

    script = bench.server.socket_folder / "intake.sql"
    script.write_text(
        f"\\set person random(1, {size})\nBEGIN;\n"
        + ";\n".join(
            literal(statement, fixed)
            for statement in (
                bare.LOCK.replace("%s", ":person"),
                bare.APPEND_ONE,
                bare.DERIVE,
                trail(bare.TRAIL, fixed),
            )
        )
        + ";\nEND;\n"
    )
    script.chmod(0o644)
    arguments = [
        "-n",
        "-f",
        str(script),
        "-c",
        str(clients),
        "-j",
        str(min(clients, 2)),
        "-T",
        str(SECONDS),
        "-M",
        "prepared",
    ]
    done = bench.server.run(
        "pgbench", *arguments, "-h", str(bench.server.socket_folder), "-U", embedded.APP, RUN, timeout=SECONDS + 60
    )
    found = re.search(rb"tps = ([0-9.]+)", done.stdout)
    if found is None:
        raise SystemExit(done.stderr.decode()[-500:])
    say(f"    {clients:>2} clients: {float(found[1]):.0f} transactions/s")
    return float(found[1])


def trail(statement: str, fixed: dict[str, Any]) -> str:
    """The entry of the trail with its two values in place. pgbench would read `:given` as a variable."""
    statement = statement.replace("'consent:given'", "'consent' || chr(58) || 'given'")
    return statement.replace("%s", ":person", 1).replace("%s", str(fixed["actor_id"]), 1)


def literal(statement: str, fixed: dict[str, Any]) -> str:
    """A statement with its values written out, each person's own left to pgbench."""
    own = {
        "person_id": ":person",
        "email_id": ":person",
        "occurred_at": "(clock_timestamp() - interval '1 second')",
        "salt": "sha256(int8send(:person))",
        "evidence_reference": "'form 1'",
    }

    def value(found: re.Match[str]) -> str:
        name = found[1]
        if name in own:
            return own[name]
        told = fixed[name]
        return "NULL" if told is None else f"'{told}'"

    return " ".join(re.sub(r"%\((\w+)\)s", value, statement).replace("%%", "%").split())

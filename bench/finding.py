"""Finding, the lists and the card: opened at two thousand people and at so many, by turns; a search within 50 ms."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from bench.base import filled
from bench.desk import officer, share
from bench.rounds import ROUNDS, Result, Timed, say, timed
from bench.server import RUN

if TYPE_CHECKING:
    from django.test import Client

    from bench.server import Bench

SMALL, SMALL_RUN = 2_000, "bench_small"
# The whole answer of a search, and how many times longer a page may take among many than among two thousand.
WITHIN, GROWS = 0.050, 1.3
OPENED = 7
TEXTS: Final = {
    "one letter": "k",
    "one letter, folded": "å",
    "two letters": "ka",
    "two initials": "k h",
    "the commonest name": "kari",
    "first and last name": "kari hansen",
    "last name and a beginning": "hansen kar",
    "four digits": "9012",
    "four digits common to many": "4790",
    "a whole number": "+47 912 34 567",
    "an address": "p77@firm77.example",
    "a domain": "@firm12.example",
    "a beginning many addresses share": "p1",
    "a number in another system": "B-777",
    "a company": "bygg fjordlys",
    "an organisation number": "900 000 77",
    "a word nobody has": "zzzz",
    "signs": "%_'\\",
    "another script": "שרה",
    "ten thousand letters": "x" * 10_000,
    "two hundred words": " ".join(f"ord{number}" for number in range(200)),
}
# The searches of the list are the same ones; these stand for them.
LISTS: Final = {
    "list": "/people/",
    "list, newest first": "/people/?sort=newest",
    "list of a category": "/people/?category=CUSTOMER",
    "list of an answer": "/people/?purpose=EMARKETING&status=given",
    "list of another answer": "/people/?purpose=EMARKETING&status=withdrawn",
    "list of a common name": "/people/?q=kari",
    "list of a letter": "/people/?q=k",
    "list of a number": "/people/?q=4790",
    "list of a word nobody has": "/people/?q=zzzz",
    "companies": "/companies/",
    "companies of a word": "/companies/?q=bygg",
}
CARDS: Final = ("/people/77/", "/people/501/", "/people/1204/")
PHONES = """
INSERT INTO contacts_personphone (person_id, number, kind, use, is_primary)
SELECT id, '+479' || lpad(mod(mod(hashint8(id)::bigint, 10000000) + 10000000, 10000000)::text, 7, '0'), 'mobile', 'work', true
FROM contacts_person
"""
COMPANIES = """
INSERT INTO contacts_company (name, org_number, country)
SELECT (ARRAY['Fjord','Nord','Berg','Sjø','Vik','Åsen','Björk','Havn'])[1 + mod(g, 8)] || 'lys '
  || (ARRAY['AS','Handel','Consulting','Bygg'])[1 + mod(g / 8, 4)] || ' ' || g, (900000000 + g)::text, 'NO'
FROM generate_series(1, %(size)s / 20) g
"""
CATEGORY = "UPDATE contacts_person SET category_id = (SELECT id FROM contacts_category WHERE key = 'CUSTOMER') WHERE mod(id, 3) = 0"


def measure(bench: Bench, size: int, *, rounds: int = ROUNDS) -> list[Result]:
    """Seconds of each page at both sizes; a search against what it may take, everything against two thousand people."""
    logging.getLogger("samtykke.requests").setLevel(logging.WARNING)
    sides = {SMALL_RUN: prepared(bench, SMALL, SMALL_RUN), RUN: prepared(bench, size, RUN)}
    taken: dict[tuple[str, str], Timed] = {}
    for number in range(rounds):
        for side, client in list(sides.items())[:: 1 if number % 2 == 0 else -1]:
            bench.use(side)
            for name, (address, told) in asked().items():
                taken.setdefault((side, name), Timed(name)).seconds.append(opened(client, address, told))
    for side in sides:
        bench.drop(side)
    return rows(size, taken)


def prepared(bench: Bench, size: int, name: str) -> Client:
    """A base of its own with phones, companies and categories too, and somebody signed in to it."""
    from django.db import connection

    bench.clone(filled(bench, size), name)
    took = timed(lambda: [_run(statement, size) for statement in (PHONES, COMPANIES, CATEGORY)])
    connection.close()
    bench.settle(name)
    say(f"    phones, companies and categories of {size:,} people: {took:.0f} s")
    bench.use(name)
    return officer()


def _run(statement: str, size: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, {"size": size} if "%(size)s" in statement else None)


def asked() -> dict[str, tuple[str, dict[str, str]]]:
    """What is opened, by its name."""
    return {
        **{f"search: {name}": ("/find/", {"q": text}) for name, text in TEXTS.items()},
        **{name: (address, {}) for name, address in LISTS.items()},
        **{f"card {address}": (address, {}) for address in CARDS},
    }


def opened(client: Client, address: str, told: dict[str, str]) -> float:
    """Seconds of the fastest of several answers: what else the machine does only adds. Anything but the page stops the run."""
    return min(timed(lambda: _open(client, address, told)) for _ in range(OPENED))


def _open(client: Client, address: str, told: dict[str, str]) -> None:
    answer = client.get(address, told)
    if answer.status_code != 200:
        raise SystemExit(f"{address} answered {answer.status_code}.")


def rows(size: int, taken: dict[tuple[str, str], Timed]) -> list[Result]:
    """The slowest search, and what grew the most of searches, lists and cards."""
    ours = {name: side for (at, name), side in taken.items() if at == RUN}
    searches = [side for name, side in ours.items() if name.startswith("search")]
    told = {side.name.removeprefix("search: "): f"{side.median * 1000:.0f} ms" for side in searches}
    slowest = max(searches, key=lambda side: side.median)
    return [
        share(f"12 {slowest.name}", size, slowest, WITHIN, **told),
        grown("12 search, all kinds", size, taken, [side.name for side in searches]),
        *(grown(f"12 {name}", size, taken, [name]) for name in LISTS),
        grown("12 card", size, taken, [name for name in ours if name.startswith("card")]),
    ]


def grown(name: str, size: int, taken: dict[tuple[str, str], Timed], names: list[str]) -> Result:
    """How many times longer some pages take together than among two thousand people."""
    ours, theirs = (sum(taken[at, each].median for each in names) for at in (RUN, SMALL_RUN))
    return Result(
        workload=f"{name}, against {SMALL:,} people",
        size=size,
        ratio=ours / theirs,
        target=GROWS,
        spread=max(taken[RUN, each].spread for each in names),
        product=f"{ours / len(names) * 1000:.0f} ms",
        denominator=f"{theirs / len(names) * 1000:.0f} ms",
    )

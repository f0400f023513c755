"""Everyone who may receive e-marketing, streamed with name and address.

Product: `stream_permitted`, as an export or a mailing walks it. Denominator: the shortest SQL that answers the same,
by COPY TO, its lines only counted. Both must name the same people.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from bench.base import filled
from bench.rounds import ROUNDS, Result, Timed, alternate, say, slower, timed

if TYPE_CHECKING:
    from bench.server import Bench

TARGET = 1.3
NAIVE = 400

BY_HAND = """
COPY (
SELECT p.id, p.first_name, p.last_name, e.normal, 'allowed', r.event_id, p.language
FROM contacts_person p
JOIN contacts_personemail e ON e.person_id = p.id AND e.is_primary AND e.retired_at IS NULL
JOIN consents_consentrecord r ON r.person_id = p.id AND r.purpose_id = 2
WHERE p.deleted_at IS NULL AND r.status = 'given' AND (r.expires_at IS NULL OR r.expires_at > now())
  AND r.scope >= 1 AND r.email_id = e.id AND r.channels LIKE '%email%'
  AND NOT EXISTS (SELECT FROM contacts_merge m WHERE m.merged_id = p.id AND m.undone_at IS NULL)
  AND NOT EXISTS (SELECT FROM consents_restriction x WHERE x.person_id = p.id AND x.kind = 'set' AND NOT EXISTS (
        SELECT FROM consents_restriction l WHERE l.person_id = x.person_id AND l.occurred_at > x.occurred_at))
  AND NOT EXISTS (SELECT FROM consents_objection o WHERE o.person_id = p.id AND o.kind = 'made'
        AND (r.own_yes_at IS NULL OR r.own_yes_at <= o.occurred_at) AND NOT EXISTS (
        SELECT FROM consents_objection v WHERE v.person_id = o.person_id AND v.voids_id = o.id))
  AND NOT EXISTS (SELECT FROM consents_suppression s WHERE s.fingerprint = e.fingerprint AND s.kind = 'set'
        AND (r.own_opt_in_at IS NULL OR r.own_opt_in_at <= s.occurred_at) AND NOT EXISTS (
        SELECT FROM consents_suppression l WHERE l.fingerprint = s.fingerprint AND l.occurred_at > s.occurred_at))
  AND NOT EXISTS (SELECT FROM (
        SELECT o.normal, o.person_id FROM contacts_personemail o WHERE o.retired_at IS NULL AND (
          o.person_id IN (SELECT n.person_id FROM consents_consentrecord n
                          WHERE n.purpose_id = 2 AND n.status IN ('refused', 'withdrawn', 'objected'))
          OR o.person_id IN (SELECT x.person_id FROM consents_restriction x WHERE x.kind = 'set')
          OR o.person_id IN (SELECT j.person_id FROM consents_objection j
             LEFT JOIN consents_consentrecord n ON n.person_id = j.person_id AND n.purpose_id = 2
             WHERE j.kind = 'made' AND (n.own_yes_at IS NULL OR n.own_yes_at <= j.occurred_at)))) sharer
        LEFT JOIN contacts_merge m ON m.merged_id = sharer.person_id
        WHERE sharer.normal = e.normal AND coalesce(m.survivor_id, sharer.person_id) <> p.id)
) TO STDOUT
"""


def measure(bench: Bench, size: int, *, rounds: int = ROUNDS) -> list[Result]:
    """The ratio, and a naive row: the gate asked for one person after the other."""
    name = filled(bench, size)
    bench.use(name)
    check()
    counts: set[int] = set()
    ours, theirs = alternate(
        lambda: bench.settle(name) if rounds > 1 else None,
        lambda: timed(lambda: counts.add(stream())),
        lambda: timed(lambda: counts.add(by_hand())),
        rounds=rounds,
    )
    assert len(counts) == 1, f"not the same people: {counts}"
    naive = Timed("one by one", [timed(one_by_one) * size / NAIVE])
    notes = {
        "people": counts.pop(),
        "memory": f"+{memory(bench, name)} MB",
        "one_by_one": f"{naive.median:.0f} s (from {NAIVE})",
    }
    return [slower("2 eligible of all", size, ours, theirs, target=TARGET, **notes)]


def stream() -> int:
    """The product's way: how many rows came."""
    from samtykke.consents.queries.decisions import stream_permitted

    return sum(1 for _ in stream_permitted(_asked()))


def by_hand() -> int:
    """The shortest way, with the same memory for its joins: how many lines came."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '128MB'")
        with cursor.copy(BY_HAND) as copy:
            return sum(bytes(block).count(b"\n") for block in copy)


def one_by_one() -> None:
    """The way a loop would go: the gate for each person."""
    from samtykke.consents.queries.decisions import may
    from samtykke.contacts.models import Person

    asked = _asked()
    for person in Person.objects.order_by("id")[:NAIVE]:
        may(person, asked.purpose)


def check() -> None:
    """Stops where the two sides would not name the same people."""
    from django.db import connection

    from samtykke.consents.queries.decisions import stream_permitted

    ours = {row.person for row in stream_permitted(_asked())}
    with connection.cursor() as cursor, cursor.copy(BY_HAND) as copy:
        text = b"".join(bytes(block) for block in copy)
    theirs = {int(line.split(b"\t", 1)[0]) for line in text.splitlines()}
    if ours != theirs:
        say(f"    only ours: {sorted(ours - theirs)[:5]}, only by hand: {sorted(theirs - ours)[:5]}")
        raise SystemExit("The two sides do not answer the same question.")


def memory(bench: Bench, name: str) -> int:
    """How many MB a process of its own grows by, from idle, while it walks everybody."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.eligible"],
        check=True,
        capture_output=True,
        text=True,
        env=bench.environment(name),
    )
    return int(done.stdout)


def grown() -> int:
    """The same of this process."""
    import django

    django.setup()
    from samtykke.contacts.models import Person

    Person.objects.first()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    stream()
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024


def _asked() -> Any:
    from samtykke.consents.queries.gate import Asked
    from samtykke.purposes.queries import purpose_by_key

    return Asked(purpose_by_key("EMARKETING"))


if __name__ == "__main__":
    sys.stdout.write(str(grown()))

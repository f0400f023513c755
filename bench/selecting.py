"""A selection of five conditions: counted, and its first page, against SQL by hand; how both grow with the base."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bench.base import filled
from bench.rounds import ROUNDS, Result, alternate, slower, timed
from bench.server import RUN

if TYPE_CHECKING:
    from bench.server import Bench

TARGET = 1.3
# The same five by hand, with everything a count of people must ask.
BY_HAND = """
SELECT {what} FROM contacts_person p
WHERE p.deleted_at IS NULL AND NOT EXISTS (SELECT FROM contacts_merge m WHERE m.merged_id = p.id AND m.undone_at IS NULL)
  AND p.language = 'nb' AND p.origin_at < %(before)s
  AND EXISTS (SELECT FROM consents_consentrecord r WHERE r.person_id = p.id AND r.purpose_id = %(emarketing)s
    AND r.status = 'given' AND (r.expires_at IS NULL OR r.expires_at > now()))
  AND (EXISTS (SELECT FROM contacts_personemail e WHERE e.person_id = p.id AND e.retired_at IS NULL)
    OR p.id IN (SELECT m.survivor_id FROM contacts_merge m JOIN contacts_personemail e ON e.person_id = m.merged_id
      WHERE m.undone_at IS NULL AND e.retired_at IS NULL))
  AND NOT EXISTS (SELECT FROM activities_participant a WHERE a.person_id = p.id AND a.is_contact AND a.at >= %(since)s)
  AND p.id NOT IN (SELECT m.survivor_id FROM contacts_merge m JOIN activities_participant a ON a.person_id = m.merged_id
    WHERE m.undone_at IS NULL AND a.is_contact AND a.at >= %(since)s)
{more}
"""


def measure(bench: Bench, size: int, *, rounds: int = ROUNDS) -> list[Result]:
    """The count of all of them, and the first page, each against SQL by hand."""
    bench.clone(filled(bench, size))
    counts: set[int] = set()
    results = []
    for word, ours, theirs in (
        ("count", lambda: counts.add(count()), lambda: counts.add(by_hand("count(*)"))),
        ("first page", first_page, lambda: by_hand("p.id", "ORDER BY p.sort_key, p.id LIMIT 51")),
    ):
        sides = alternate(
            lambda: None,
            lambda work=ours: best(work),
            lambda work=theirs: best(work),
            rounds=rounds,  # type: ignore[misc]
        )
        results.append(
            slower(f"14 selection, {word}", size, *sides, target=TARGET, milliseconds=round(sides[0].median * 1000, 1))
        )
    assert len(counts) == 1, f"not the same work: {counts}"
    bench.drop(RUN)
    return results


def best(work: Any) -> float:
    """The best of a few: the first warms what is read."""
    return min(timed(work) for _ in range(5))


def criteria() -> Any:
    """The five conditions."""
    from samtykke.selections.criteria import Condition, Operator, Span, Unit, all_of

    return all_of(
        Condition("language", Operator.ANY_OF, ("nb",)),
        Condition("registered", Operator.LONGER_AGO, Span(4, Unit.MONTHS)),
        Condition("consent.EMARKETING.status", Operator.ANY_OF, ("given",)),
        Condition("has_email", Operator.YES),
        Condition("last_contact", Operator.NOT_FOR, Span(12, Unit.MONTHS)),
    )


def count() -> int:
    """The product's count of all of them."""
    from samtykke.selections.queries import count_all
    from samtykke.selections.registry import Reader

    return count_all(criteria(), Reader())


def first_page() -> None:
    """The product's first page."""
    from samtykke.selections.queries import page_in
    from samtykke.selections.registry import Reader

    assert len(page_in(criteria(), Reader()).items) == 50


def _days() -> dict[str, object]:
    """The same days as the conditions ask about."""
    from samtykke.accounts.queries import company_zone
    from samtykke.core.clock import now, start_of_day
    from samtykke.selections.criteria import Span, Unit
    from samtykke.selections.sql.writing import shifted

    zone = company_zone()
    today = now().astimezone(zone).date()
    return {
        name: start_of_day(shifted(today, Span(months, Unit.MONTHS), -1), zone)
        for name, months in (("before", 4), ("since", 12))
    }


def by_hand(what: str, more: str = "") -> int:
    """The same in SQL alone."""
    from django.db import connection

    from samtykke.purposes.queries import purpose_by_key

    with connection.cursor() as cursor:
        cursor.execute("SET work_mem = '64MB'; SET jit = off")
        cursor.execute(BY_HAND.format(what=what, more=more), {"emarketing": purpose_by_key("EMARKETING").pk, **_days()})
        rows = cursor.fetchall()
    return int(rows[0][0])

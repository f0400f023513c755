"""Finding what came in: by its link, in line behind another, old enough to go; and counting it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Q

from samtykke.accounts.queries import company_zone
from samtykke.accounts.secrets import hashed
from samtykke.contacts.addresses import fingerprints
from samtykke.contacts.queries import living_at
from samtykke.core.clock import now
from samtykke.intake.models import FORGOTTEN, IntakeLink, IntakeRecord, IntakeRecordQuerySet, RecordState

if TYPE_CHECKING:
    from datetime import datetime

    from samtykke.purposes.models import CollectionPoint

# Whoever sends for one address at the same instant waits for the other.
LOCK_ADDRESS = "SELECT pg_advisory_xact_lock(hashtextextended('intake:' || encode(%s, 'hex'), 0))"
TALLY = """
INSERT INTO intake_intaketally AS t (point_id, day, what, count) VALUES (%(point)s, %(day)s, %(what)s, %(count)s)
ON CONFLICT (point_id, day, what) DO UPDATE SET count = t.count + excluded.count
"""


def lock_address(key: bytes) -> None:
    """Holds an address, by its keyed hash, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_ADDRESS, [key])


def locked_record(pk: int) -> IntakeRecord | None:
    """A record, held until the transaction ends, with its place."""
    rows = IntakeRecord.objects.select_for_update(of=("self",), no_key=True).filter(pk=pk)
    return rows.select_related("point", "point__purpose", "point__legal_basis", "point__source").first()


def record_behind(token: str) -> IntakeRecord | None:
    """The record a readable token opens, whatever its age; None where nobody knows it."""
    token_hash = bytes.fromhex(hashed(token))
    link = IntakeLink.objects.filter(token_hash=token_hash).select_related("record__point").first()
    return link.record if link is not None else None


def opens(token: str, record: IntakeRecord) -> bool:
    """Whether a readable token is of a link to this record."""
    return IntakeLink.objects.filter(record=record, token_hash=bytes.fromhex(hashed(token))).exists()


def of_address(normal: str) -> IntakeRecordQuerySet:
    """What came in for an address in its normal form, whichever key it was hashed under."""
    return IntakeRecord.objects.filter(address_key__in=fingerprints(normal))


def people_at(normal: str, *, name: str = "") -> list[tuple[int, int]]:
    """Who lives at an address, as (person, address) ids; of several the one the name says, where it says one."""
    from samtykke.contacts.models import Person

    found = living_at(normal)
    if len(found) < 2 or not name.strip():
        return found
    names = {row.pk: row.full_name for row in Person.objects.filter(pk__in=[person for person, _ in found])}
    said = " ".join(name.split()).casefold()
    called = [row for row in found if " ".join(names.get(row[0], "").split()).casefold() == said]
    return called if len(called) == 1 else found


def is_asked(normal: str, point: CollectionPoint, within: timedelta) -> bool:
    """Whether a mail for this address and place went out lately, and waits for its button to be pressed."""
    found = of_address(normal).waiting().filter(point=point, asked_at__gt=now() - within)
    return found.filter(expires_at__gt=now()).exists()


def next_in_line(normal: str, point: CollectionPoint) -> list[int]:
    """What waits for the same address and place without a mail of its own, the oldest first."""
    found = of_address(normal).waiting().filter(point=point, asked_at__isnull=True)
    return list(found.order_by("id").values_list("id", flat=True))


def to_remind(after: timedelta, before_the_end: timedelta) -> list[int]:
    """The records whose mail waits so long, whose link still works for so long, and who were not reminded."""
    found = IntakeRecord.objects.waiting().filter(reminded_at__isnull=True, asked_at__lt=now() - after)
    return list(found.filter(expires_at__gt=now() + before_the_end).order_by("id").values_list("id", flat=True))


def run_out() -> list[int]:
    """The records that wait past their time."""
    found = IntakeRecord.objects.waiting().filter(expires_at__lte=now())
    return list(found.order_by("id").values_list("id", flat=True))


def forgettable(older: datetime, most: int) -> list[int]:
    """The records that nobody confirmed or wanted, and that came before an instant."""
    waits = Q(state=RecordState.PENDING, asked_at__gte=older)
    found = IntakeRecord.objects.filter(~waits, state__in=FORGOTTEN, at__lt=older).order_by("id")
    return list(found.values_list("id", flat=True)[:most])


def tally(point: int, what: str, *, count: int = 1, at: datetime | None = None) -> None:
    """Counts something for the place and the company's day."""
    told: dict[str, Any] = {"point": point, "what": what, "count": count}
    with connection.cursor() as cursor:
        cursor.execute(TALLY, told | {"day": (at or now()).astimezone(company_zone()).date()})


def states() -> dict[str, int]:
    """State → how many records stand there, counted no further than a page needs."""
    return {state: IntakeRecord.objects.filter(state=state)[:1001].count() for state in RecordState.values}

"""What the staff of Fjordlys did with people: calls, meetings, notes and tasks, some behind them and some to come.

A set: a few statements, whatever the number of people. What is written is as short and as dull as such notes are.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from samtykke.activities import queries as activities
from samtykke.activities.models import Activity, ActivityKind, ActivityStatus, Participant, Standing
from samtykke.contacts.models import Merge, Person
from samtykke.core.clock import now

if TYPE_CHECKING:
    from random import Random
    from zoneinfo import ZoneInfo

    from samtykke.core.actors import Actor

CALLS = (
    "Spurte om pris på lysmaster. Ringer tilbake.", "Ville vite når tilbudet kommer.", "Fornøyd med leveransen.",
    "Ønsker møte neste måned.", "Har byttet leverandør, men hører gjerne fra oss igjen.", "Avtalte befaring.",
    "Spurte om garanti på armaturene.", "Sendte spørsmålet videre til teknisk.", "",
)  # fmt: skip
MEETINGS = (
    "Gjennomgang av tilbudet", "Befaring", "Statusmøte", "Oppstart", "Demonstrasjon av styringen", "Avtale om service",
)  # fmt: skip
NOTES = ("Foretrekker å bli ringt etter lunsj.", "Budsjettet bestemmes i november.", "Møtt på messen i Bergen.")
TASKS = (
    "Sende oppdatert tilbud", "Ringe om leveringstid", "Finne datablad", "Bestille befaring", "Svare om garanti",
    "Følge opp etter møtet",
)  # fmt: skip
OUTCOMES = ("reached", "reached", "reached", "not_reached", "message")
# Of the people, so many have something behind them; each of those between one and this many.
SHARE, MOST = 0.6, 5
TO_COME, TASKS_TO_COME = 60, 40
# Of what would fall into the last weeks some is left out, as no week holds a year.
LATELY, KEPT_OF_LATELY = timedelta(days=21), 0.15
PIECE = 2_000


def fill_calendar(cast: dict[str, Actor], rng: Random, zone: ZoneInfo) -> None:
    """Writes what was done and what is planned, and has the people's rows repeat it."""
    merged = Merge.objects.standing().values("merged_id")
    held = Person.objects.filter(deleted_at__isnull=True).exclude(pk__in=merged).order_by("pk")
    people = list(held.values_list("pk", "company_id", "origin_at"))
    chosen = [person for person in people if rng.random() < SHARE]
    staff = [cast["ola"].id, cast["ola"].id, cast["siri"].id, cast["admin"].id]
    moment = now()
    rows: list[Activity] = []
    who: list[int] = []
    for person, company, since in chosen:
        for _one in range(rng.randrange(1, MOST + 1)):
            at = _office_hour(since + (moment - since) * rng.uniform(0.02, 0.999), rng, zone)
            row = _past(at, company, rng.choice(staff), rng)
            if at < moment - LATELY or (rng.random() < KEPT_OF_LATELY and at < moment - timedelta(hours=2)):
                rows.append(row)
                who.append(person)
    for person, company, _since in rng.sample(chosen, min(TO_COME, len(chosen))):
        at = _office_hour(moment + timedelta(days=rng.randrange(-1, 25)), rng, zone)
        rows.append(_meeting_to_come(max(at, moment + timedelta(hours=1)), company, rng.choice(staff), rng))
        who.append(person)
    for person, company, _since in rng.sample(chosen, min(TASKS_TO_COME, len(chosen))):
        day = (moment + timedelta(days=rng.randrange(-5, 15))).astimezone(zone).date()
        rows.append(_task(day, company, rng.choice(staff), rng, zone))
        who.append(person)
    made = Activity.objects.bulk_create(rows, batch_size=PIECE)
    Participant.objects.bulk_create(
        (
            Participant(person_id=person, activity_id=row.pk, at=row.at, standing=Standing.PLANNED)
            for person, row in zip(who, made, strict=True)
        ),
        batch_size=PIECE,
    )
    activities.copy_to_participants(row.pk for row in made)


def _office_hour(moment: datetime, rng: Random, zone: ZoneInfo) -> datetime:
    """The same day, or the Monday after, between eight and half past three."""
    day = moment.astimezone(zone).date()
    day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
    return datetime.combine(day, time(8 + rng.randrange(8), rng.choice((0, 30))), tzinfo=zone)


def _past(at: datetime, company: int | None, owner: int, rng: Random) -> Activity:
    """A call, a meeting or a note that is behind them."""
    kind = rng.choices((ActivityKind.CALL, ActivityKind.MEETING, ActivityKind.NOTE), (6, 3, 1))[0]
    told: dict[str, Any] = {"text": rng.choice(NOTES)}
    if kind == ActivityKind.CALL:
        told = {
            "text": rng.choice(CALLS),
            "outcome": rng.choice(OUTCOMES),
            "direction": rng.choice(("out", "out", "in")),
        }
    elif kind == ActivityKind.MEETING:
        told = {"title": rng.choice(MEETINGS), "ends_at": at + timedelta(hours=1)}
    return _row(
        kind, at, owner, company, status=ActivityStatus.DONE, done_at=told.get("ends_at", at), created_at=at, **told
    )


def _meeting_to_come(at: datetime, company: int | None, owner: int, rng: Random) -> Activity:
    length = timedelta(minutes=rng.choice((30, 60, 90)))
    return _row(ActivityKind.MEETING, at, owner, company, title=rng.choice(MEETINGS), ends_at=at + length)


def _task(day: Any, company: int | None, owner: int, rng: Random, zone: ZoneInfo) -> Activity:
    at = datetime.combine(day, time(), tzinfo=zone)
    row = _row(ActivityKind.TASK, at, owner, company, title=rng.choice(TASKS), due_on=day)
    row.starts_at = None
    return row


def _row(kind: str, at: datetime, owner: int, company: int | None, **told: Any) -> Activity:
    return Activity(
        kind=kind, starts_at=at, at=at, owner_id=owner, company_id=company, actor_kind="user", actor_id=owner, via="staff",
        **told,
    )  # fmt: skip

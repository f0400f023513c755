"""What Fjordlys sells and works on: sales over the stages, some projects, and who is part of them; by a handful of statements."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any

from samtykke.accounts.models import User
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.contacts.models import Company, Person
from samtykke.core.actors import Via
from samtykke.demo.deck import Deck
from samtykke.sales.models import (
    LossReason,
    PartRole,
    ProductGroup,
    Project,
    ProjectPerson,
    ProjectStatus,
    ProjectUser,
    Sale,
    SalePerson,
    Stage,
)

if TYPE_CHECKING:
    from datetime import datetime

    from samtykke.core.actors import Actor

SALES, PROJECTS = 150, 12
STAGES = {"NEW": 18, "QUALIFIED": 16, "OFFER": 14, "NEGOTIATION": 9, "WON": 28, "LOST": 15}
GROUPS = {"SERVICES": 35, "GOODS": 45, "MAINTENANCE": 20}
GOODS = {
    "SERVICES": ("Rådgivning om lysplan", "Prosjektering av utelys", "Kurs for driftspersonell", "Energikartlegging"),
    "GOODS": ("Lyslenker til butikken", "Armaturer til lageret", "Nødlys til tre etasjer", "Gatelys langs brygga", "Solcellelamper"),
    "MAINTENANCE": ("Serviceavtale for ett år", "Årlig kontroll av nødlys", "Utskifting av lyskilder"),
}  # fmt: skip
LOSSES = {"PRICE": 35, "COMPETITOR": 25, "NONEED": 15, "POSTPONED": 15, "NOANSWER": 10}
CURRENCIES = {"NOK": 90, "SEK": 5, "EUR": 5}
AMOUNTS = (8_500, 12_000, 24_900, 36_000, 48_500, 75_000, 98_000, 140_000, 225_000, 410_000)
NOTES = (
    "Vil ha tilbud før sommeren.", "Sammenligner med dagens leverandør.", "Skal ta det opp i styret.",
    "Ønsker befaring på kveldstid.", "Trenger faktura delt på to avdelinger.",
)  # fmt: skip
WORKS = (
    "Nytt utelys på torget", "Lysplan for skolen", "Julegate i sentrum", "Ombygging av lageret", "Lys i parkeringshuset",
    "Nødlys i kulturhuset", "Pilot med solcellelamper", "Utskifting på brygga", "Lys i idrettshallen", "Rehabilitering av hotellet",
    "Lys langs turstien", "Ny butikkinnredning",
)  # fmt: skip
STATUSES = {"PLANNED": 25, "RUNNING": 45, "PAUSED": 10, "DONE": 20}


def sell(cast: dict[str, Actor], moment: datetime, *, seed: int) -> None:
    """Makes the sales and the projects, with people of each company."""
    rng = Random(seed)  # noqa: S311 - the same demo every time, no secret
    workers = _workers(rng)
    if not workers:
        return
    staff = {name: User.objects.get(pk=cast[name].id) for name in ("ola", "siri")}
    sales = Sale._default_manager.bulk_create(_sales(workers, staff, rng, moment))
    SalePerson._default_manager.bulk_create(_parts(SalePerson, "sale", sales, workers, rng))
    projects = Project._default_manager.bulk_create(_projects(workers, staff, rng, moment))
    ProjectPerson._default_manager.bulk_create(_parts(ProjectPerson, "project", projects, workers, rng))
    ProjectUser.objects.bulk_create(
        ProjectUser(project=project, user_id=user.pk) for project in projects for user in staff.values()
    )
    for sale in sales[:1]:
        audit.record(
            Deed.SALE_CREATED,
            subject=None,
            by=cast["ola"],
            via=Via.COMMAND,
            count=len(sales),
            of=str(sale._meta.model_name),
        )


def _workers(rng: Random) -> dict[int | None, list[Person]]:
    """The people of each company that has some, in an order of chance; under None some who belong to none."""
    found: dict[int | None, list[Person]] = {}
    named = Person.objects.held().exclude(first_name="").order_by("pk").only("pk", "company_id")
    for person in named:
        found.setdefault(person.company_id, []).append(person)
    for people in found.values():
        rng.shuffle(people)
    return {pk: people[:12] for pk, people in found.items()}


def _company(workers: dict[int | None, list[Person]], rng: Random) -> Company | None:
    told = sorted(pk for pk in workers if pk)
    pk = rng.choice(told) if told and rng.random() > 0.07 else None
    return Company(pk=pk) if pk else None


def _sales(
    workers: dict[int | None, list[Person]], staff: dict[str, User], rng: Random, moment: datetime
) -> list[Sale]:
    stages = {stage.key: stage for stage in Stage.objects.all()}
    groups = {group.key: group for group in ProductGroup.objects.all()}
    reasons = {reason.key: reason for reason in LossReason.objects.all()}
    decks = {
        name: Deck(told, rng)
        for name, told in (("stage", STAGES), ("group", GROUPS), ("loss", LOSSES), ("money", CURRENCIES))
    }
    made = []
    for _number in range(SALES):
        stage, group = stages[decks["stage"].draw()], decks["group"].draw()
        age = timedelta(days=rng.randrange(3, 700 if stage.kind != "open" else 160))
        created = moment - age
        expected = (moment + timedelta(days=rng.randrange(-12, 240))).date()
        closed = (created + age * rng.uniform(0.2, 0.95)).date() if stage.kind != "open" else None
        made.append(
            Sale(
                title=rng.choice(GOODS[group]),
                note=rng.choice(NOTES) if rng.random() < 0.3 else "",
                company=_company(workers, rng),
                owner_id=staff["ola" if rng.random() < 0.75 else "siri"].pk,
                stage=stage,
                kind=stage.kind,
                stage_before=stages["NEGOTIATION"] if closed else None,
                amount=Decimal(rng.choice(AMOUNTS)) * rng.choice((1, 1, 1, 2)),
                currency=decks["money"].draw(),
                probability=stage.probability,
                expected_on=closed or expected,
                closed_on=closed,
                loss_reason=reasons[decks["loss"].draw()] if stage.kind == "lost" else None,
                product_group=groups[group],
                created_at=created,
                updated_at=created,
            )
        )
    return made


def _projects(
    workers: dict[int | None, list[Person]], staff: dict[str, User], rng: Random, moment: datetime
) -> list[Project]:
    statuses, deck = {status.key: status for status in ProjectStatus.objects.all()}, Deck(STATUSES, rng)
    made = []
    for title in WORKS[:PROJECTS]:
        key = deck.draw()
        begins = (
            moment + timedelta(days=rng.randrange(10, 90) if key == "PLANNED" else -rng.randrange(30, 400))
        ).date()
        made.append(
            Project(
                title=title,
                company=_company(workers, rng),
                owner_id=staff[rng.choice(("ola", "siri"))].pk,
                status=statuses[key],
                starts_on=begins,
                ends_on=begins + timedelta(days=rng.randrange(40, 300)),
            )
        )
    return made


def _parts(model: Any, name: str, things: list[Any], workers: dict[int | None, list[Person]], rng: Random) -> list[Any]:
    """One to three people of the company of each, or somebody who belongs to none."""
    roles = list(PartRole.objects.order_by("rank", "id"))
    made = []
    for thing in things:
        people = workers.get(thing.company_id) or workers.get(None, [])
        several = 1 if thing.company_id is None else rng.choice((1, 1, 2, 3))
        for place, person in enumerate(rng.sample(people, min(several, len(people)))):
            role = rng.choice(roles) if rng.random() < 0.6 else None
            made.append(model(**{name: thing}, person_id=person.pk, role=role, is_primary=place == 0))
    return made

"""How the demo's companies are reached, who looks after them, and the few that stand on two cards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from samtykke.accounts.models import User
from samtykke.contacts import actions as contacts
from samtykke.contacts.duplicates import find_company_pairs
from samtykke.contacts.models import Company
from samtykke.core.actors import Via
from samtykke.demo.people import NUMBERS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from samtykke.core.actors import Actor
    from samtykke.demo.companies import Firm

# Places that exist, on streets that do not: postcodes of post boxes and of towns.
TOWNS: Final = (
    ("5003", "Bergen"), ("0150", "Oslo"), ("7010", "Trondheim"), ("4006", "Stavanger"), ("9008", "Tromsø"),
    ("6002", "Ålesund"), ("8006", "Bodø"), ("4611", "Kristiansand"),
)  # fmt: skip
STREETS: Final = ("Trollstien", "Huldreveien", "Nissebakken", "Eventyrgata", "Askeladdens vei", "Sju mil lange gate")
NOTES: Final = (
    "Vil ha faktura den første i måneden.",
    "Rammeavtale til og med neste år.",
    "Ringer helst; svarer sjelden på e-post før fredag.",
)
MERGED, WAITING = 2, 4


def write_cards(ids: Sequence[int], firms: Sequence[Firm], rng: Random, *, by: Actor) -> None:
    """Writes how each company is reached, all in one go."""
    owners = list(User.objects.filter(is_active=True).order_by("pk").values_list("pk", flat=True))
    rows = Company.objects.in_bulk(ids)
    for pk, firm in zip(ids, firms, strict=True):
        _reach(rows[pk], firm, owners, rng)
    columns = [
        "web", "phone", "email", "note", "owner_id", "postal_street", "postal_code", "postal_place", "visiting_street",
        "visiting_code", "visiting_place",
    ]  # fmt: skip
    Company.objects.bulk_update(rows.values(), columns, batch_size=500)
    _stand_twice([rows[pk] for pk in ids], rng, by)
    find_company_pairs()


def _reach(company: Company, firm: Firm, owners: Sequence[int], rng: Random) -> None:
    company.web = f"https://www.{firm.domain}"
    company.email = f"post@{firm.domain}"
    start, digits = NUMBERS.get(firm.country, NUMBERS["NO"])
    company.phone = (
        start + f"{rng.randrange(10**digits):0{digits}}" if digits else f"{start[:-2]}{rng.randrange(5, 100):02}"
    )
    company.owner_id = rng.choice(owners) if owners and rng.random() < 0.6 else None
    company.note = rng.choice(NOTES) if rng.random() < 0.12 else ""
    if firm.country == "NO":
        code, place = rng.choice(TOWNS)
        company.postal_street, company.postal_code, company.postal_place = (
            f"Postboks {rng.randrange(1, 900)}",
            code,
            place,
        )
        company.visiting_street = f"{rng.choice(STREETS)} {rng.randrange(1, 60)}"
        company.visiting_code, company.visiting_place = code, place


def _stand_twice(companies: Sequence[Company], rng: Random, by: Actor) -> None:
    """Some came in a second time under another form of their name; half of them were made one again."""
    norwegian = [company for company in companies if company.org_number and company.name.endswith(" AS")]
    for place, company in enumerate(rng.sample(norwegian, min(MERGED + WAITING, len(norwegian)))):
        name = company.name.removesuffix(" AS") + (" A/S" if place % 2 else "")
        twin = contacts.create_company(name, country=company.country, by=by, via=Via.STAFF)
        if place < MERGED:
            contacts.merge_companies(company.pk, twin.pk, by=by, via=Via.STAFF)

"""Selections for tests, and people of every kind to select among."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from samtykke.accounts.models import User
from samtykke.consents import actions as consents
from samtykke.contacts import actions as contacts
from samtykke.contacts.access import EVERYBODY
from samtykke.contacts.models import Business, Category, Company, Interest, Person, PersonInterest, PersonPostal
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.fields import actions as fields
from samtykke.purposes.actions import create_item
from samtykke.sales.models import (
    LossReason,
    ProductGroup,
    Project,
    ProjectPerson,
    ProjectStatus,
    Sale,
    SalePerson,
    Stage,
)
from samtykke.selections.criteria import Condition, Operator
from samtykke.selections.registry import Reader
from tests.activities.made import make_activity, make_task
from tests.factories import make_consent, make_person, withdraw
from tests.fields.made import make_field, make_list

BY: dict[str, Any] = {"by": Actor.system(), "via": Via.STAFF}
ALL = Reader(EVERYBODY)
PURPOSE = "EMARKETING"


def asks(field: str, operator: str, value: Any = None) -> Condition:
    """A condition."""
    return Condition(field, Operator(operator), value)


def _company(name: str, category: Category | None, business: Business | None) -> Company:
    made = contacts.create_company(name=name, org_number="", country="NO", **BY)
    Company.objects.filter(pk=made.pk).update(category=category, business=business)
    return made


def population(owner: User) -> list[Person]:
    """A dozen people who differ in everything one may be selected by; some in the bin, merged, restricted, objecting."""
    customer, lost = Category.objects.in_order()[:2]
    trade = Business.objects.in_order().first() or create_item(Business, names={"en": "Trade", "nb": "Handel"}, **BY)
    fjord, berg = _company("Fjord Kabel AS", customer, trade), _company("Berg Data", None, None)
    fjords = _company("Fjord Kabler", None, None)
    Company.objects.filter(pk=berg.pk).update(postal_place="Bergen")
    own = _own_fields()
    people = []
    for n in range(14):
        first, last = ("Kari", "Ola", "Åse", "Bjørn", "Siri")[n % 5], ("Nordmann", "Østby", "Dal")[n % 3]
        person = make_person(
            first, last, email=None if n % 6 == 5 else f"{n}@{('fjord', 'berg')[n % 2]}.example",
            phone=f"+4790000{n:03}" if n % 3 == 0 else "", external_id=f"E{n}" if n % 4 == 0 else None,
        )  # fmt: skip
        Person.objects.filter(pk=person.pk).update(
            title=("", "Head of sales", "sales")[n % 3], category=(None, customer, lost)[n % 3],
            company=(fjord, berg, None, fjords)[n % 4], language=("nb", "en", "")[n % 3], country=("NO", "SE", "")[(n + 1) % 3],
            owner_id=owner.pk if n % 4 == 1 else None, origin_at=now() - timedelta(days=40 * n),
            from_person=n % 2 == 0, informed_at=None if n % 5 else now(),
            inform_by=now().date() + timedelta(days=n - 7),
        )  # fmt: skip
        _answer(person, n)
        _fill(person, n, own)
        people.append(person)
    golf = Interest.objects.in_order().first() or create_item(Interest, names={"en": "Golf", "nb": "Golf"}, **BY)
    for n, person in enumerate(people):
        if n % 3 == 1:
            PersonPostal.objects.create(
                person=person, city=("Bergen", "BERGEN", "Ås")[n % 4 % 3], postal_code=f"50{n:02}"
            )
        if n % 4 == 3:
            told = {"via": "staff", "actor_kind": "system", "actor_id": 0}
            PersonInterest.objects.create(person=person, interest=golf, **told)
        if n % 3 != 1:
            ago = now() - timedelta(days=60 * n + 1)
            make_activity(("call", "meeting", "note")[n % 3], person, starts_at=ago, ends_at=ago + timedelta(hours=1))
        if n % 5 == 2:
            make_task("Ring back", person)
        _sell(person, n)
    _stand_above(people)
    contacts.merge_companies(fjord.pk, fjords.pk, **BY)
    return people


def _own_fields() -> list[Any]:
    number, day, yes = make_field("Size"), make_field("Ends", "date"), make_field("Vip", "yes_no")
    text, link = make_field("Nick", "text"), make_field("Page", "link")
    segment, _one = make_list("Segment", "Gold", "Silver")
    sports, _two = make_list("Sports", "Golf", "Ski", kind="choices")
    return [number, day, yes, text, link, segment, sports]


def _sell(person: Person, n: int) -> None:
    """Open, won long ago or lately, with a product group or none, lost, in the bin, several, nothing; a project or none."""
    today = now().date()
    for stage, days in (
        (("OFFER", 0),),
        (("WON", 40 * n), ("LOST", 10)),
        (),
        (("WON", 30),),
        (("NEW", 0), ("WON", 700)),
    )[n % 5]:
        reached = Stage.objects.get(key=stage)
        sale = Sale.objects.create(
            title="Cable", stage=reached, kind=reached.kind, amount=100 * n, currency=("NOK", "EUR")[n % 2], probability=50,
            expected_on=today, closed_on=None if reached.kind == "open" else today - timedelta(days=days),
            loss_reason=LossReason.objects.first() if reached.kind == "lost" else None,
            product_group=ProductGroup.objects.in_order().first() if n % 3 else None, deleted_at=now() if n == 8 else None,
        )  # fmt: skip
        SalePerson.objects.create(person=person, sale=sale)
    if n % 3 == 0:
        status = ProjectStatus.objects.in_order()[n % 2]
        gone = now() if n == 9 else None
        project = Project.objects.create(title=f"Net {n}", status=status, deleted_at=gone)
        ProjectPerson.objects.create(person=person, project=project)


def _answer(person: Person, n: int) -> None:
    """Given, given and over, withdrawn, nothing."""
    if n % 4 == 0 or n % 4 == 1:
        more = {"expires_at": now() + timedelta(milliseconds=50)} if n % 8 == 1 else {}
        make_consent(person, given_at=now() - timedelta(days=30 * n + 1), **more)
    if n % 4 == 2:
        withdraw(person)


def _fill(person: Person, n: int, own: list[Any]) -> None:
    number, day, yes, text, link, segment, sports = own
    told: dict[str, Any] = {}
    if n % 2:
        told |= {number.key: n, text.key: ("Bob", "bobby")[n % 4 // 2], yes.key: n % 3 == 0}
    if n % 3:
        told |= {
            day.key: (now().date() + timedelta(days=20 * (n - 7))).isoformat(),
            segment.key: ("Gold", "Silver")[n % 2],
        }
    if n % 4 == 3:
        told |= {sports.key: ["Golf", "Ski"][: 1 + n % 2], link.key: f"https://club.example/{n}"}
    if told:
        fields.change_fields(person, told=told, **BY)


def _stand_above(people: list[Person]) -> None:
    """One is restricted, one objects, one is in the bin, and two are merged into others."""
    consents.restrict(people[4], **BY)
    consents.object_to_marketing(people[8], **BY)
    consents.merge(people[0], people[13], **BY)
    consents.merge(people[2], people[3], **BY)
    Person.objects.filter(pk=people[12].pk).update(deleted_at=now())


def in_addresses() -> dict[str, Any]:
    """What stands in the addresses of a list."""
    from samtykke.selections import actions
    from tests.accounts.factories import make_user

    made = actions.create_list("Fair in May", owner=make_user("Liv Liste", "sales"), share="everybody", **BY)
    return {"selection_id": made.pk, "batch": 1, "removal": 1}

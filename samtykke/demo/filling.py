"""Filling an empty installation with Fjordlys AS: lists, staff, companies, people, history. One transaction."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from django.db import transaction

from samtykke.accounts.queries import company_zone
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.contacts import actions as contacts
from samtykke.contacts.models import Business, Category
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.demo import documents, mails, queries
from samtykke.demo.activities import fill_calendar
from samtykke.demo.afterwards import what_came_later
from samtykke.demo.belonging import make_belongings
from samtykke.demo.companies import firms
from samtykke.demo.company_cards import write_cards
from samtykke.demo.deck import Deck
from samtykke.demo.forms import ask_on_the_web
from samtykke.demo.governing import govern
from samtykke.demo.guide import answer_the_guide
from samtykke.demo.lists import make_lists
from samtykke.demo.people import Town
from samtykke.demo.rows import Filling, add_person, event_row
from samtykke.demo.sales import sell
from samtykke.demo.selecting import make_selections
from samtykke.demo.staff import SignIns, hire
from samtykke.demo.statement import publish_statements
from samtykke.demo.stories import (
    EMARKETING,
    EVENTS,
    INVITATIONS,
    MARKETING,
    STORE,
    SURVEYING,
    SURVEYS,
    Scene,
    Told,
)
from samtykke.governance.data_map.counting import count_use
from samtykke.governance.desk import actions as desk

if TYPE_CHECKING:
    from samtykke.demo.companies import Firm
    from samtykke.demo.people import Drawn

SEED = 20_180_525  # the day the regulation began to apply
# Nobody who came lately is told yet, most of those before them are, and everybody who has been held for long.
NOT_YET, LATE = timedelta(days=30), timedelta(days=75)
ORIGIN_BASES = {"61F": 82, "61B": 10, "61A": 8}
LATER_IN_STORE = {"": 93, "ended": 4, "objected": 3}


@transaction.atomic
def fill(sign_ins: SignIns, *, people: int = 2000, companies: int = 300, seed: int = SEED) -> None:
    """Makes the company, its people and everything that happened to them."""
    rng = Random(seed)  # noqa: S311 - the same demo every time, no secret
    cast = hire(sign_ins)
    make_lists(by=cast["siri"])
    drawn_firms = firms(companies, rng)
    companies_made = _make_companies(drawn_firms, cast["ola"])
    filling = Filling(cast, rng, now())
    drawn = _draw(drawn_firms, people, filling)
    ids = queries.draw("contacts_person_id_seq", len(drawn))
    wanted = sum(len(person.emails) for person in drawn)
    filling.address_ids = queries.draw("contacts_address_id_seq", wanted)[::-1]
    for person_id, person in zip(ids, drawn, strict=True):
        add_person(filling, person_id, person, companies_made)
    _tell(filling, list(zip(ids, drawn, strict=True)))
    queries.insert_people(filling.people, filling.emails, filling.phones)
    queries.append_events(_event_rows(filling))
    queries.inform(_informed(filling, list(zip(ids, drawn, strict=True))))
    audit.record(Deed.PEOPLE_IMPORTED, subject=None, by=Actor.system(), via=Via.COMMAND, created=len(drawn))
    write_cards(companies_made, drawn_firms, Random(seed), by=cast["ola"])  # noqa: S311 - as above
    what_came_later(ids, drawn, filling.cast, rng, filling.moment)
    documents.keep_some(ids, companies_made, moment=filling.moment, by=cast["ola"])
    make_belongings(by=cast["ola"])
    fill_calendar(cast, rng, company_zone())
    govern(by=cast["siri"])
    make_selections(ola=cast["ola"], siri=cast["siri"])
    mails.write(by=cast["siri"])
    sell(filling.cast, filling.moment, seed=seed)
    count_use()
    publish_statements(by=cast["siri"])
    ask_on_the_web(cast, filling.moment, seed=seed)
    desk.count_figures()
    answer_the_guide(siri=cast["siri"], admin=cast["admin"])


def _make_companies(drawn: list[Firm], by: Actor) -> list[int]:
    categories = {item.key: item for item in Category.objects.all()}
    businesses = {item.key: item for item in Business.objects.all()}
    return [
        contacts.create_company(
            firm.name,
            org_number=firm.org_number,
            country=firm.country,
            category=categories.get(firm.category),
            business=businesses.get(firm.business),
            by=by,
            via=Via.STAFF,
        ).pk
        for firm in drawn
    ]


def _draw(drawn_firms: list[Firm], count: int, filling: Filling) -> list[Drawn]:
    """People, among them some who are here twice and some who share an address."""
    town = Town(drawn_firms, filling.rng, filling.moment)
    twins = max(count // 120, 6)
    drawn = [town.draw() for _ in range(count - twins)]
    single = [person for person in drawn if not person.is_role and person.emails]
    drawn += [town.twin(person) for person in filling.rng.sample(single, twins)]
    couples = filling.rng.sample(single, max(count // 40, 8) // 2 * 2)
    for one, other in zip(couples[::2], couples[1::2], strict=True):
        other.last_name, other.emails = one.last_name, one.emails[:1]
    return drawn


def _tell(filling: Filling, people: list[tuple[int, Drawn]]) -> None:
    """Deals each person a story for each purpose."""
    rng = filling.rng
    bases, later = Deck(ORIGIN_BASES, rng), Deck(LATER_IN_STORE, rng)
    decks = {EMARKETING: Deck(MARKETING, rng), EVENTS: Deck(INVITATIONS, rng), SURVEYS: Deck(SURVEYING, rng)}
    for row, (person_id, person) in zip(filling.people, people, strict=True):
        scene = Scene(person, rng, filling.moment)
        origin = _origin(scene, bases.draw())
        row["origin_basis_id"] = filling.bases[origin.basis or ""].pk
        facts = [origin, *_later_in_store(scene, origin, later.draw())]
        for purpose, deck in decks.items():
            facts += deck.draw()(scene, purpose) if not person.is_role else []
        filling.told += [(person_id, person, fact) for fact in facts]


def _origin(scene: Scene, basis: str) -> Told:
    """The STORE event every person is born with (M1)."""
    door = scene.person.door
    own = basis == "61A" and door.actor == "person"
    origin = Told(
        purpose=STORE,
        status="given" if own else "in_force",
        basis=basis if own or basis != "61A" else "61F",
        at=scene.person.origin_at,
        source=door.source,
        via=door.via,
        actor=door.actor,
        act_by="person" if own else "controller",
        point=door.point,
    )
    if own:
        origin.has_wording, origin.evidence, origin.reference = True, "web_form", "Skjema"
    return origin


def _later_in_store(scene: Scene, origin: Told, word: str) -> list[Told]:
    if not word:
        return []
    at = scene.at(0.7, 0.98)
    if origin.status == "given":
        return [Told(purpose=STORE, status="withdrawn", basis="61A", at=at, act_by="person", actor="siri")]
    if word == "ended":
        return [Told(purpose=STORE, status="ended", basis=origin.basis, at=at, comment="Sluttet i jobben")]
    return [
        Told(purpose=STORE, status="objected", basis=origin.basis, at=at, act_by="person", source="EMAIL", actor="siri")
    ]


def _event_rows(filling: Filling) -> queries.Rows:
    ids = queries.draw("consents_consentevent_id_seq", len(filling.told))
    by_fact = {id(fact): event_id for event_id, (_, _, fact) in zip(ids, filling.told, strict=True)}
    return [
        event_row(filling, event_id, person_id, person, fact, by_fact)
        for event_id, (person_id, person, fact) in zip(ids, filling.told, strict=True)
    ]


def _informed(filling: Filling, people: list[tuple[int, Drawn]]) -> queries.Rows:
    """Most of those we had from others were told in time."""
    return [
        {"id": row["id"], "informed_at": min(person.origin_at + timedelta(days=9), filling.moment)}
        for row, (_, person) in zip(filling.people, people, strict=True)
        if not row["from_person"] and _is_told(person, filling.moment - person.origin_at)
    ]


def _is_told(person: Drawn, held_for: timedelta) -> bool:
    return held_for > LATE or (person.is_informed and held_for > NOT_YET)

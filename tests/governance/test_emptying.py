"""The recycle bin, emptied each night of what nothing refers to. Art. 5(1)(e), 5(2); M21."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from samtykke.accounts.models import Team
from samtykke.audit.models import Entry
from samtykke.contacts import actions as contacts
from samtykke.contacts.models import Business, Category, Company, Person
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.governance import emptying
from samtykke.governance.jobs import empty_bin
from samtykke.purposes import actions as purposes
from samtykke.purposes.models import CollectedHow, DataKind, LegalBasis, Purpose
from tests.factories import make_person

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": Actor.system(), "via": Via.STAFF}


def binned(model: Any, days: float = 15, **fields: Any) -> Any:
    """A row of a list that was put in the bin so many days ago."""
    told = fields or {"key": f"OLD{model.objects.count()}", "names": {"en": f"Old {model.objects.count()}"}}
    return model.objects.create(**told, deleted_at=now() - timedelta(days=days))


def left(*rows: Any) -> list[bool]:
    return [type(row)._base_manager.filter(pk=row.pk).exists() for row in rows]


def test_what_nothing_refers_to_goes_when_its_days_are_over() -> None:
    """Breaks when something goes before its days, never goes, or goes without a line in the trail."""
    old = [binned(model) for model in (Category, Business, CollectedHow, DataKind)]
    old += [binned(Company, name="Tenkt Bygg AS"), binned(Team, name="South")]
    young = [binned(Category, days=13), binned(Company, days=13, name="Tenkt Rør AS")]
    there = Company.objects.create(name="Tenkt Tak AS")
    empty_bin()
    assert left(*old, *young, there) == [False] * 6 + [True] * 3
    lines = Entry.objects.filter(deed="bin:emptied")
    assert {line.details["of"]: line.details["removed"] for line in lines} == {
        "category": 1, "business": 1, "collectedhow": 1, "datakind": 1, "company": 1, "team": 1,
    }  # fmt: skip
    empty_bin()
    assert lines.count() == 6


def test_the_days_are_those_of_the_settings() -> None:
    """M21. Breaks when the setting says one thing and the night does another."""
    row = binned(Category, days=29)
    purposes.change_settings(changes={"deleted_days": 30}, **BY)
    empty_bin()
    assert left(row) == [True]
    purposes.change_settings(changes={"deleted_days": 28}, **BY)
    empty_bin()
    assert left(row) == [False]


def test_what_somebody_stands_on_stays(kari: Person) -> None:
    """Art. 5(2). Breaks when a night takes away what a card, a history or another list still names."""
    company, category, kind = binned(Company, name="Tenkt Bygg AS"), binned(Category), binned(DataKind)
    before, of_company = binned(Category), binned(Category)
    contacts.change_person(kari, changes={"category": before}, **BY)
    Person.objects.filter(pk=kari.pk).update(company=company, category=category)
    Company.objects.create(name="Tenkt Tak AS", category=of_company)
    purposes.decide_field("person.title", purposes=[], data_kind=kind, **BY)
    empty_bin()
    assert left(company, category, before, of_company, kind) == [True] * 5


def test_people_and_what_they_were_told_stay() -> None:
    """REQ-100. Breaks when a night erases somebody without what the law wants kept, or what their log names."""
    somebody = make_person("Per", "Vik")
    contacts.delete_person(somebody, **BY)
    Person.objects.filter(pk=somebody.pk).update(deleted_at=now() - timedelta(days=400))
    kept = [binned(Purpose, days=400), binned(LegalBasis, days=400, key="OLD", names={"en": "Old"}, article="b")]
    empty_bin()
    assert left(somebody, *kept) == [True] * 3


def test_it_goes_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    """Breaks when the last piece is forgotten, or the first is done over and over."""
    monkeypatch.setattr(emptying, "PIECE", 2)
    rows = [binned(Company, name=f"Tenkt {number} AS") for number in range(5)]
    assert emptying.empty_bin(**BY) == 5
    assert not any(left(*rows))

"""A file says where people live, what they are in their company, what interests them; and our own file comes in again."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from samtykke.consents import actions as consents
from samtykke.contacts import actions as contacts
from samtykke.contacts.masking import Mask
from samtykke.contacts.models import (
    Company,
    FieldChange,
    Interest,
    Person,
    PersonCompany,
    PersonInterest,
    PersonPostal,
)
from samtykke.core.actors import Actor, Via
from samtykke.intake.channels.file import undo
from samtykke.intake.channels.file.forms import ChoicesForm
from samtykke.intake.channels.file.reasons import sentence_of
from samtykke.purposes import actions as purposes
from samtykke.purposes.models import DataKind, Purpose
from samtykke.web.queries import exported, head
from tests.factories import get_purpose, make_consent, make_person
from tests.fields.made import CaptureQueries
from tests.intake.file.runs import counts, imported, problems, received, tried

pytestmark = pytest.mark.django_db

BY: dict[str, Any] = {"by": Actor.user(7), "via": Via.STAFF}
HEAD = "external_id,Firma,Adresse,Postnr,Poststed,Postland,Rolle,Interesser"


@pytest.fixture(autouse=True)
def interests(db: None) -> dict[str, Interest]:
    kind = DataKind.objects.filter(is_special=True).order_by("id")[0]
    made = {}
    for key, nb, more in (("SOLAR", "Sol", {}), ("WIND", "Vind", {}), ("HEALTH", "Helse", {"data_kind": kind})):
        made[key] = purposes.create_item(Interest, names={"nb": nb, "en": key.title()}, key=key, **more, **BY)
    return made


def told(person: Person | str) -> tuple[list[str], list[str], list[str]]:
    """Addresses, roles and interests of a person, themselves."""
    pk = person.pk if isinstance(person, Person) else Person.objects.get(external_id=person).pk
    postals = [
        " ".join((row.street, row.postal_code, row.city, row.country))
        for row in PersonPostal.objects.filter(person_id=pk)
    ]
    roles = [
        f"{row.role}@{row.company.name}" for row in PersonCompany.objects.filter(person_id=pk).select_related("company")
    ]
    found = PersonInterest.objects.filter(person_id=pk).values_list("interest__key", flat=True)
    return sorted(postals), sorted(roles), sorted(found)


ROWS = """
1,Fjordlys,"Kaia 1
Inngang B",5003,Bergen,Norge,Styreleder,"sol; WIND"
2,,,,,,Sjef,Romfart
3,Fjordlys,,,,,,
"""


def test_new_people_bring_it_and_what_the_list_lacks_is_said() -> None:
    """Breaks when a column of Norwegian headers is not suggested, or a value goes astray without a word."""
    would = tried(HEAD + ROWS)
    assert list(ChoicesForm(run=would).suggested.values()) == [
        "external_id", "company", "street", "postal_code", "city", "postal_country", "role", "interests",
    ]  # fmt: skip
    run = imported(HEAD + ROWS)
    assert counts(run) == counts(would) == {"created": 3}
    assert (
        sorted(problems(run))
        == sorted(problems(would))
        == [
            (4, "warning", "role_without_company"),
            (4, "warning", "unknown_option"),
        ]
    )
    assert told("1") == (["Kaia 1\nInngang B 5003 Bergen NO"], ["Styreleder@Fjordlys"], ["SOLAR", "WIND"])
    assert told("2") == told("3") == ([], [], [])
    assert not FieldChange.objects.exists()
    assert counts(imported(HEAD + ROWS, strategy="replace")) == {"unchanged": 3}


@pytest.mark.parametrize(
    ("strategy", "after"),
    [
        ("fill", (["Gata 1  Oslo "], ["Sjef@Fjordlys"], ["SOLAR"])),
        ("replace", (["Gata 1  Oslo ", "Kaia 1 5003 Bergen NO"], ["Styreleder@Fjordlys"], ["SOLAR", "WIND"])),
        ("skip", (["Gata 1  Oslo "], ["Sjef@Fjordlys"], ["SOLAR"])),
    ],
)
def test_nothing_that_stands_is_written_over_unasked_and_undoing_gives_it_back(
    strategy: str, after: Any, interests: dict[str, Interest]
) -> None:
    """Breaks when a file takes an address or an interest away, or its undo is not exact."""
    firm = contacts.create_company("Fjordlys", **BY)
    kari, ola = (make_person(name, "Ås", email=None, external_id=name, company=firm) for name in ("Kari", "Ola"))
    contacts.set_postal(kari, street="Gata 1", city="Oslo", **BY)
    contacts.belong(kari, firm, role="Sjef", **BY)
    contacts.change_interests(kari, add=[interests["SOLAR"]], **BY)
    before = told(kari)
    text = HEAD + "".join(f'\n{name},Fjordlys,Kaia 1,5003,Bergen,NO,Styreleder,"Vind,Sol"' for name in ("Kari", "Ola"))
    would = tried(text, strategy=strategy)
    run = imported(text, strategy=strategy)
    assert counts(run) == counts(would)
    assert told(kari) == after
    filled = (["Kaia 1 5003 Bergen NO"], ["Styreleder@Fjordlys"], ["SOLAR", "WIND"])
    assert told(ola) == (filled if strategy != "skip" else ([], [], []))
    assert counts(imported(text, strategy=strategy)) == {"unchanged": 2}
    lines = FieldChange.objects.filter(run_id=run.pk, person_id=kari.pk).order_by("id")
    assert [(line.field, line.before, line.after) for line in lines] == (
        [
            ("postal", None, "Kaia 1, 5003 Bergen, NO"),
            ("belonging", "Fjordlys, Sjef", "Fjordlys, Styreleder"),
            ("interest", None, "WIND"),
        ]
        if strategy == "replace"
        else []
    )
    contacts.set_postal(ola, row=PersonPostal.objects.filter(person=ola).first(), street="Kaia 2", **BY)
    undo.undo(run)
    assert told(kari) == before
    assert told(ola) == (["Kaia 2   "], [], [])


def test_a_survivor_speaks_for_both_and_a_role_in_another_company_is_not_taken() -> None:
    firm = contacts.create_company("Fjordlys", **BY)
    kari, twin = (make_person("Kari", "Ås", email=None, external_id=one, company=firm) for one in ("1", "2"))
    contacts.set_postal(twin, street="Kaia 1", postal_code="5003", city="Bergen", **BY)
    contacts.belong(twin, firm, role="Sjef", **BY)
    consents.merge(kari, twin, **BY)
    assert counts(imported(f"{HEAD}\n1,Havbris,Gata 2,,Oslo,,Styreleder,")) == {"unchanged": 1}
    assert counts(imported(f"{HEAD}\n1,,KAIA 1,5003,bergen,,Sjef,", strategy="replace")) == {"unchanged": 1}
    assert told(kari) == ([], [], [])
    assert Company.objects.get(name="Havbris").people.count() == 0


def test_what_reveals_a_special_category_needs_its_condition(interests: dict[str, Interest]) -> None:
    """REQ-20. Breaks when a file holds of somebody what the card would refuse, or the row does not say so."""
    kari = make_person("Kari", "Ås", email="kari@example.org", external_id="1")
    text = "external_id,email,interests\n1,,Helse;Sol\n2,,Helse;Sol\n"
    for run in (tried(text), imported(text)):
        assert problems(run) == [
            (2, "warning", "special_condition_missing"),
            (3, "warning", "special_condition_missing"),
        ]
        assert run.problems.first().detail == "HEALTH"
    assert "Art. 9" in sentence_of("special_condition_missing", "HEALTH")
    assert told("1")[2] == told("2")[2] == ["SOLAR"]
    marketing = get_purpose("EMARKETING")
    marketing.data_kinds.add(interests["HEALTH"].data_kind_id)
    Purpose.objects.filter(pk=marketing.pk).update(special_condition="a")
    assert problems(imported(text, strategy="replace")) == [
        (line, "warning", "explicit_consent_missing") for line in (2, 3)
    ]
    make_consent(kari)
    text += "3,ola@example.org,Helse\n"
    assert [line for line, *_ in problems(imported(text, strategy="replace"))] == [3, 4]
    assert (told("1")[2], told("2")[2], told("3")[2]) == (["HEALTH", "SOLAR"], ["SOLAR"], [])
    said = "4,siri@example.org,Helse,EMARKETING,61A,given,2024-03-01 10:00,form 7\n"
    text = "external_id,email,interests,purpose,legal_basis,status,occurred_at,evidence\n" + said
    for run in (tried(text, wording="Yes."), imported(text, wording="Yes.")):
        assert (counts(run), problems(run)) == ({"created": 1}, [])
    assert told("4")[2] == ["HEALTH"]


@pytest.mark.parametrize(
    ("column", "cell"), [("street", "x" * 501), ("postal_code", "x" * 21), ("city", "x" * 201), ("role", "x" * 501)]
)
def test_what_is_too_long_refuses_its_row_and_names_the_column(column: str, cell: str) -> None:
    run = tried(f"external_id,{column}\n1,\n2,{cell}\n")
    problem = run.problems.get()
    assert (counts(run), problem.line, problem.code) == ({"created": 1, "refused": 1}, 3, "column_too_long")
    assert problem.detail.startswith(column)


def test_our_own_file_of_people_comes_in_as_it_went_out(interests: dict[str, Interest]) -> None:
    """Breaks when the columns that hold several addresses or numbers in one cell are not read."""
    kari = make_person("Kari", "Ås", email="kari@example.org", phone="+4791234567", external_id="1")
    contacts.add_email(kari, "second@example.org", **BY)
    contacts.add_phone(kari, "+4722334455", **BY)
    firm = contacts.create_company("Fjordlys", **BY)
    contacts.belong(kari, firm, role="Sjef", **BY)
    contacts.set_postal(kari, street="Kaia 1\nInngang B", postal_code="5003", city="Bergen", country="NO", **BY)
    contacts.change_interests(kari, add=[interests["SOLAR"], interests["WIND"]], **BY)
    out = io.StringIO()
    csv.writer(out).writerows([head(Mask()), *exported(Person.objects.all(), Mask())])
    assert counts(imported(out.getvalue(), strategy="replace")) == {"unchanged": 1}
    imported(out.getvalue().replace("\r\n1,1,", "\r\n1,2,").replace(f"\r\n{kari.pk},1,", "\r\n9,2,"), strategy="add")
    new = Person.objects.get(external_id="2")
    assert told(new) == told(kari)
    for model in ("emails", "phones"):
        rows = [
            [(getattr(row, "normal", "") or row.number, row.is_primary) for row in getattr(one, model).order_by("id")]
            for one in (kari, new)
        ]
        assert rows[0] == rows[1]
    assert sorted(new.phones.values_list("kind", flat=True)) == ["mobile", "work"]
    assert (
        ChoicesForm(run=received(out.getvalue())).fields["column_7"].choices[0][1] == "Read the way Samtykke writes it"
    )


def test_two_thousand_rows_take_as_many_statements_as_two() -> None:
    asked = []
    for rows in (2, 1000):
        with CaptureQueries() as new:
            imported(HEAD + "".join(f"\n{rows}-{n},Fjordlys,Kaia {n},5003,Bergen,,Sjef,Sol" for n in range(rows)))
        asked.append(new.count)
    assert PersonPostal.objects.count() == PersonInterest.objects.count() == PersonCompany.objects.count() == 1002
    assert asked[1] <= asked[0] + 1

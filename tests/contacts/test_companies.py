"""Companies: a number stands for one, a name may be shared."""

from __future__ import annotations

from typing import Any

import pytest

from samtykke.contacts import actions
from samtykke.contacts.models import Category, Company
from samtykke.core.refused import Refused
from tests.contacts.rows import BY, make_person

pytestmark = pytest.mark.django_db
NUMBER = "923 609 016"


def refusal(act: Any, *args: Any, **fields: Any) -> tuple[str, str | None]:
    with pytest.raises(Refused) as refused:
        act(*args, **BY, **fields)
    return refused.value.code, refused.value.field


def test_a_number_is_checked_by_the_country_which_is_the_organisations_when_none_is_told() -> None:
    company = actions.create_company("Fjordlys  AS", org_number=NUMBER, **BY)
    assert (company.name, company.org_number, company.country) == ("Fjordlys AS", "923609016", "NO")
    assert refusal(actions.create_company, "Other", org_number="1") == ("invalid_org_number", "org_number")
    assert refusal(actions.create_company, " ") == ("name_missing", "name")


def test_a_number_stands_for_one_company_until_it_is_deleted() -> None:
    first = actions.create_company("A", org_number=NUMBER, **BY)
    assert refusal(actions.create_company, "B", org_number=NUMBER) == ("org_number_taken", "org_number")
    actions.delete_company(first, **BY)
    second = actions.create_company("B", org_number=NUMBER, **BY)
    assert refusal(actions.restore_company, first) == ("org_number_taken", "org_number")
    actions.delete_company(second, **BY)
    assert actions.restore_company(first, **BY).deleted_at is None


def test_a_company_is_found_by_number_then_by_name_else_made() -> None:
    company = actions.find_or_create_company("Fjordlys AS", org_number=NUMBER, **BY)
    assert actions.find_or_create_company("Renamed", org_number=NUMBER, **BY) == company
    assert actions.find_or_create_company("FJORDLYS as", **BY) == company
    other = actions.find_or_create_company("Fjordlys AS", org_number="974 760 673", **BY)
    assert other != company
    assert Company.objects.count() == 2


def test_a_change_says_what_changed_and_minds_the_version() -> None:
    company = actions.create_company("A", **BY)
    customer = Category.objects.get(key="CUSTOMER")
    changed = actions.change_company(company, changes={"name": "B", "category": customer}, version=1, **BY)
    assert (changed.name, changed.category, changed.version, changed.country) == ("B", customer, 2, "")
    assert actions.change_company(company, changes={"name": "B"}, version=1, **BY).version == 2
    assert refusal(actions.change_company, company, changes={"name": "C"}, version=1)[0] == "changed_meanwhile"
    moved = actions.change_company(company, changes={"org_number": NUMBER, "country": "Norge"}, **BY)
    assert (moved.org_number, moved.country) == ("923609016", "NO")


@pytest.mark.parametrize(
    ("field", "said", "code"),
    [
        ("web", "javascript:alert(1)", "invalid_url"),
        ("web", "ftp://a.example", "invalid_url"),
        ("web", "x" * 10_000, "too_long"),
        ("phone", "12", "invalid_phone"),
        ("email", "nobody", "invalid_email"),
        ("note", "\x00", "too_long"),
        ("postal_place", "x" * 101, "too_long"),
        ("visiting_country", "Atlantis", "unknown_country"),
        ("owner_id", 10**9, "unknown_owner"),
        ("name", "x" * 10_000, "too_long"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(field: str, said: Any, code: str) -> None:
    company = actions.create_company("A", **BY)
    found = refusal(actions.change_company, company, changes={field: said})
    assert found == (code, "owner" if field == "owner_id" else field)


def test_what_is_known_of_a_company_is_kept_in_one_form() -> None:
    company = actions.create_company(
        "A", web="Fjordlys.example/om", phone="22 33 44 55", email="Post@Fjordlys.example", country="NO", **BY
    )
    assert (company.web, company.phone, company.email) == (
        "https://Fjordlys.example/om", "+4722334455", "post@fjordlys.example"
    )  # fmt: skip
    assert company.host == "fjordlys.example"


def test_a_persons_own_address_is_not_the_companys() -> None:
    make_person(email="kari@fjordlys.example")
    company = actions.create_company("A", **BY)
    assert refusal(actions.change_company, company, changes={"email": "Kari@fjordlys.example"}) == (
        "address_of_a_person", "email"
    )  # fmt: skip


def test_the_history_says_what_stood_before_but_not_what_a_note_says() -> None:
    company = actions.create_company("A", **BY)
    actions.change_company(company, changes={"name": "B", "note": "Kari is in charge"}, **BY)
    rows = {row.field: (row.before, row.after) for row in company.changes.all()}
    assert rows == {"name": ("A", "B"), "note": (None, None)}

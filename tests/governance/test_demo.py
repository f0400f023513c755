"""Fjordlys AS: everything the product can say about a person is there, and nothing in it is real."""

from __future__ import annotations

import re
import stat
from collections import Counter
from io import StringIO
from typing import TYPE_CHECKING, Any

import phonenumbers
import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from stdnum.no import orgnr

from samtykke.accounts.models import ApiKey, Organisation, User
from samtykke.accounts.queries import key_behind
from samtykke.accounts.rights import Right, Scope
from samtykke.consents.models import ConsentEvent, ConsentRecord, Objection, Restriction, Status, Suppression
from samtykke.consents.queries.decisions import REASONS, count_by_reason
from samtykke.consents.queries.gate import Asked
from samtykke.consents.queries.ledger import faults
from samtykke.contacts.models import Company, Merge, Person, PersonEmail, PersonPhone
from samtykke.core.clock import now
from samtykke.intake.models import KeyDefaults
from samtykke.purposes.queries import assessment_holds, purpose_by_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PEOPLE, COMPANIES = 240, 30
pytestmark = pytest.mark.django_db
SECRET, KEY = "en-lang-hemmelighet-for-demo", "noekkel-" + "k" * 40


def run() -> str:
    out = StringIO()
    call_command("demo", people=PEOPLE, companies=COMPANIES, stdout=out, stderr=StringIO())
    return out.getvalue()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def told(folder: Path, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The demo, filled once for all tests of this file; each of them is rolled back to it."""
    with (
        override_settings(DATA_DIR=folder, DEMO_PASSWORD="", DEMO_API_KEY=""),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        yield run()
        transaction.set_rollback(True)


def test_the_company_and_its_people_are_there(told: str) -> None:
    assert Person.objects.count() == PEOPLE
    assert Company.objects.filter(deleted_at=None).exclude(web="").count() == COMPANIES
    profile = Organisation.objects.get()
    assert profile.legal_name == "Fjordlys AS"
    assert profile.is_described
    assert orgnr.is_valid(profile.number)
    assert set(Person.objects.values_list("language", flat=True)) == {"nb", "en"}
    assert Person.objects.values("country").distinct().count() > 8


def test_every_status_is_shown(told: str) -> None:
    assert set(ConsentEvent.objects.values_list("status", flat=True)) == set(Status.values)
    standing = {record.status_now for record in ConsentRecord.objects.all()}
    assert standing == set(Status.values) - {Status.INVALIDATED}


def test_everything_that_stands_above_an_answer_is_shown(told: str) -> None:
    assert Restriction.objects.exists()
    assert Objection.objects.exists()
    assert set(Suppression.objects.values_list("reach", flat=True)) == {"marketing", "all"}
    assert Merge.objects.standing().exists()
    assert Person.objects.deleted().exists()
    late = Person.objects.filter(from_person=False, informed_at__isnull=True)
    assert late.filter(inform_by__lt=now().date()).exists()


def test_the_gate_has_most_of_its_reasons_to_say(told: str) -> None:
    said: Counter[str] = Counter()
    for key in ("STORE", "EMARKETING", "EVENTS", "CUSTOMERSURVEY"):
        said.update(count_by_reason(Asked(purpose_by_key(key))))
    never = {
        "unknown_person",
        "purpose_inactive",
        "assessment_lapsed",
        "invalidated",
        "role_address",
        "existing_customer",
        "consent_needed",
    }
    assert set(REASONS) - never - set(said) <= {"not_informed"}


def test_the_history_goes_back_and_holds(told: str) -> None:
    times = ConsentEvent.objects.order_by("occurred_at").values_list("occurred_at", flat=True)
    assert (now() - times[0]).days > 900
    assert list(faults()) == []
    assert not ConsentEvent.objects.filter(status="given", evidence_kind="").exists()


def test_the_staff_sign_in_with_the_rights_of_their_roles(told: str) -> None:
    password = re.search(r"Password: (\S+)", told)
    key = re.search(r"API key:  (\S+)", told)
    assert password is not None
    assert key is not None
    staff = {user.email.partition("@")[0]: user for user in User.objects.all()}
    assert set(staff) == {"admin", "siri", "ola", "per"}
    assert staff["per"].check_password(password[1])
    assert not staff["per"].rights
    assert staff["admin"].has_right(Right.KEYS_MANAGE)
    assert staff["siri"].has_right(Right.ASSESSMENTS_APPROVE)
    assert staff["ola"].has_right(Right.PEOPLE_EXPORT)
    found = key_behind(key[1])
    assert found is not None
    assert set(found.scopes) == set(Scope)
    defaults = KeyDefaults.objects.get(key=found)
    assert (defaults.purpose.key, defaults.legal_basis.key, defaults.source.key) == ("STORE", "61F", "API")
    assert assessment_holds(purpose_by_key("STORE"), now())


def test_a_second_run_adds_nothing_and_tells_the_same(told: str, folder: Path) -> None:
    before = ConsentEvent.objects.count()
    assert run() == told
    assert (Person.objects.count(), ConsentEvent.objects.count()) == (PEOPLE, before)
    assert stat.S_IMODE((folder / "demo-sign-ins").stat().st_mode) == 0o600


def test_settings_that_come_later_open_the_demo_too(told: str) -> None:
    with override_settings(DEMO_PASSWORD=SECRET, DEMO_API_KEY=KEY):
        run()
    assert User.objects.get(email="siri@fjordlys.example").check_password(SECRET)
    assert key_behind(KEY) is not None
    assert ApiKey.objects.count() == 2


def test_nobody_real_is_reached(told: str) -> None:
    assert not PersonEmail.objects.exclude(normal__endswith=".example").exists()
    for number in PersonPhone.objects.values_list("number", flat=True):
        told_number = phonenumbers.parse(number)
        fictitious = number.startswith(("+467017406", "+49302312500"))
        assert fictitious or not phonenumbers.is_valid_number(told_number), number
    for number in Company.objects.exclude(org_number="").values_list("org_number", flat=True):
        assert orgnr.is_valid(number)
        assert number[0] == "3"

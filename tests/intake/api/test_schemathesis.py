"""The API against its own description: many calls, well-formed and not, seeded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS as ALL
from schemathesis.checks import load_all_checks

from samtykke.accounts.models import Attempt
from samtykke.config.wsgi import application
from samtykke.intake.channels.api.urls import api
from tests.intake.api.calls import own_yes

if TYPE_CHECKING:
    from samtykke.contacts.models import Person
    from tests.intake.api.calls import Caller

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
load_all_checks()
# What the description cannot say: which keys exist, what rules allow. Every other check is asked.
NOT_ASKED = frozenset({"positive_data_acceptance"})
CHECKS = [check for check in ALL.get_all() if check.__name__ not in NOT_ASKED]


def in_the_transaction_of_the_test(environ: dict[str, Any], start_response: Any) -> Any:
    """The application; the connection stays open between calls, as the test client of Django has it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        return application(environ, start_response)
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


schema = schemathesis.openapi.from_dict(api.get_openapi_schema())
schema.app = in_the_transaction_of_the_test


@pytest.fixture
def caller(erp: Caller, kari: Person) -> tuple[Caller, Person]:
    """A key that may do everything, and a person of whom something is known."""
    erp.put(f"/persons/{kari.pk}/consents/EMARKETING", own_yes())
    return erp, kari


@schema.parametrize()
@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_every_operation_keeps_the_contract(case: Any, caller: tuple[Caller, Person]) -> None:
    erp, kari = caller
    person = case.path_parameters.get("person_id")
    if isinstance(person, int) and person % 2:
        case.path_parameters["person_id"] = kari.pk
    Attempt.objects.all().delete()  # calls without a key are among those made here
    case.call_and_validate(headers={"Authorization": f"Bearer {erp.readable}"}, checks=CHECKS)

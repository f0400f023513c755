"""Who may call: without a key nothing, without the scope nothing either, and no guessing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from samtykke.accounts import actions as accounts
from samtykke.accounts.models import Attempt
from samtykke.accounts.rights import Scope
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.intake.channels.api.actions import set_key_defaults
from samtykke.intake.channels.api.keys import MOST_FAILURES
from samtykke.purposes.queries import basis_by_key, source_by_key
from tests.factories import Clock, get_purpose
from tests.house.addresses import addresses, operations
from tests.house.tables import changed, digests
from tests.intake.api.calls import Caller, new_person

if TYPE_CHECKING:
    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db

VALUES = {
    "persons/person_id": 1,
    "sale_id": 1,
    "project_id": 1,
    "system": "ERP",
    "path": "1",
    "key": "EMARKETING",
    "legal-bases/key": "61F",
    "sources/key": "USER",
    "int": 1,
}


def every_operation() -> list[tuple[str, str, tuple[Scope, ...]]]:
    """Method, address and scopes of every operation there is."""
    return [
        (method, address.at(VALUES), operation.view_func.scopes)
        for address in addresses()
        if address.pattern.startswith("api/v1/")
        for operation in operations(address)
        for method in operation.methods
    ]


def test_there_are_operations_to_try() -> None:
    assert len(every_operation()) == 66
    assert {scope for _, _, scopes in every_operation() for scope in scopes} == set(Scope) - {
        Scope.CONSENTS_OWN_ACT,
        Scope.PERSONS_SENSITIVE,
        Scope.PERSONS_RESTRICTED,
    }


def test_a_key_without_the_scope_is_refused_everywhere(erp: Caller, kari: Person) -> None:
    before = digests()
    for method, path, scopes in every_operation():
        others = Caller(*(scope for scope in Scope if scope not in scopes), name=f"{method} {path}")
        response = others.send(method, path, None if method in {"GET", "DELETE"} else {})
        assert (response.status_code, response.json()["code"]) == (403, "missing_scope"), f"{method} {path}"
        assert scopes[0].value in response.headers["WWW-Authenticate"]
        others.key.delete()
    assert [table for table in changed(before) if table != "accounts_apikey"] == []


def test_without_a_key_nothing_answers(erp: Caller, kari: Person) -> None:
    before = digests()
    for headers in ({}, {"Authorization": "Bearer " + "x" * 40}, {"Authorization": "Basic x"}, {"Authorization": "å"}):
        for method, path, _ in every_operation():
            response = Client().generic(method, path, "{}", content_type="application/json", headers=headers)
            assert response.status_code == 401, f"{method} {path}"
            assert response.headers["WWW-Authenticate"].startswith("Bearer")
            assert response.json()["code"] == "bad_key"
            Attempt.objects.all().delete()
    assert changed(before) == []


def test_a_revoked_or_expired_key_is_a_bad_key(erp: Caller, clock: Clock) -> None:
    accounts.revoke_api_key(erp.key, by=Actor.system(), via=Via.COMMAND)
    assert erp.get("/purposes").status_code == 401
    assert Caller(name="Old", expires_at=clock.days_ago(1)).get("/purposes").status_code == 401


def test_a_cookie_opens_nothing(siri: Any, signed_in: Any) -> None:
    assert signed_in(siri).get("/api/v1/persons").status_code == 401


def test_the_use_of_a_key_is_noted(erp: Caller) -> None:
    assert erp.key.last_used_at is None
    erp.get("/purposes")
    erp.key.refresh_from_db()
    assert erp.key.last_used_at is not None
    assert (now() - erp.key.last_used_at).total_seconds() < 60


def test_guessing_keys_ends_in_a_wait(erp: Caller) -> None:
    wrong = Client(headers={"Authorization": "Bearer " + "x" * 40})
    codes = [wrong.get("/api/v1/purposes").status_code for _ in range(MOST_FAILURES + 1)]
    assert codes == [401] * MOST_FAILURES + [429]
    held = wrong.get("/api/v1/purposes")
    assert (held.status_code, held.headers["Retry-After"]) == (429, "60")
    assert wrong.get("/api/v1/purposes", REMOTE_ADDR="192.0.2.7").status_code == 401


def test_a_key_that_works_is_refused_to_nobody_because_another_guesses_behind_the_same_proxy(erp: Caller) -> None:
    wrong = Client(headers={"Authorization": "Bearer " + "x" * 40})
    for _ in range(MOST_FAILURES + 1):
        wrong.get("/api/v1/purposes")
    assert erp.get("/purposes").status_code == 200


def test_what_a_key_says_by_default(erp: Caller) -> None:
    set_key_defaults(
        erp.key, purpose=get_purpose("STORE"), legal_basis=basis_by_key("61F"), source=source_by_key("REQUEST")
    )
    store = erp.post("/persons", new_person()).json()["consents"][0]
    assert (store["legal_basis"], store["source"]) == ("61F", "REQUEST")
    told = {"purpose": "EMARKETING", "status": "objected", "occurred_at": "2026-01-01T00:00:00Z"}
    both = erp.post("/persons", new_person(consents=[told])).json()["consents"]
    assert [(one["purpose"], one["source"], one["occurred_at"]) for one in both] == [
        ("STORE", "REQUEST", "2026-01-01T00:00:00Z"),
        ("EMARKETING", "REQUEST", "2026-01-01T00:00:00Z"),
    ]

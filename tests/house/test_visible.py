"""Whom somebody does not see is to them as if not held: at every address, in every list, by every way in. REQ-93, check 80."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

import pytest

from samtykke.accounts.models import Role
from samtykke.accounts.rights import Right
from samtykke.consents import actions as consents
from samtykke.core.actors import Actor, Via
from tests.accounts.factories import make_user
from tests.house.addresses import Address, addresses
from tests.house.code import called, modules
from tests.house.test_rights import body, canaries, quiet, values

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from samtykke.accounts.models import User
    from samtykke.contacts.models import Person

__all__ = ["values"]

NOBODY = 4_242_424_242


def about_one_person() -> list[Address]:
    """The pages of staff about one person, whose id stands in the address."""
    return [a for a in addresses() if not a.is_api and not a.is_public and ("int", "person_id") in a.parameters]


@pytest.fixture
def nils(db: None) -> User:
    """Staff with every right but the one to restrict."""
    rights = [right.value for right in Right if right != Right.CONSENTS_RESTRICT]
    Role.objects.create(key="all-but-one", names={"en": "All but one"}, rights=rights)
    return make_user("Nils Nesten", "all-but-one")


@pytest.mark.django_db
def test_a_restricted_person_is_not_there_for_who_may_not_restrict(
    nils: User, kari: Person, values: dict[str, Any], signed_in: Callable[..., Client]
) -> None:
    """Check 80. Breaks when a page reaches a person past `visible_to`: it answers otherwise than for nobody."""
    consents.restrict(kari, by=Actor.system(), via=Via.STAFF)
    client, secret, wrong = quiet(signed_in(nils)), canaries(kari), []
    for address in about_one_person():
        for method in ("get", "post"):
            found = getattr(client, method)(address.at(values))
            missing = getattr(client, method)(address.at({**values, "person_id": NOBODY, "int": NOBODY}))
            wrong += [f"{method} {address.pattern} shows {text!r}" for text in secret if text in body(found)]
            is_card = address.pattern == "people/<int:person_id>/" and method == "get"
            if found.status_code != (200 if is_card else missing.status_code):
                wrong.append(f"{method} {address.pattern}: {found.status_code}, nobody: {missing.status_code}")
    assert wrong == []


@pytest.mark.slow
@pytest.mark.django_db
def test_a_restricted_person_stands_on_no_page(
    nils: User, siri: User, kari: Person, values: dict[str, Any], signed_in: Callable[..., Client], settings: Any
) -> None:
    """Check 80. Breaks when a list, a search, a count's people or a file holds somebody whose use is restricted."""
    consents.restrict(kari, by=Actor.system(), via=Via.STAFF)
    secret, wrong, settings.DEMO = canaries(kari), [], True
    client = quiet(signed_in(nils))
    for address in (a for a in addresses() if not a.is_api and not a.is_public):
        for method in ("get", "post"):
            if address.pattern.endswith(("sign-out/", "language/", "theme/")):
                continue
            found = getattr(client, method)(address.at(values), {"q": "kari", "reason": "A test", "purpose": "STORE"})
            wrong += [f"{method} {address.pattern} shows {text!r}" for text in secret if text in body(found)]
    assert wrong == []
    assert secret[0] in body(signed_in(siri).get("/people/?q=kari"))


# --- The code ---------------------------------------------------------------------------------------------------------

# The ways in for staff; what API keys, jobs, commands and people themselves ask is about everybody or about one.
STAFF = ("/views/", "/views.py", "samtykke/web/", "channels/file/shown.py", "governance/")


# The lines of a file are read again for the ids of people who were seen.
CHOSEN_BEFORE = {"samtykke/web/queries.py"}


def ways_in() -> list[Any]:
    """The modules that answer staff."""
    found = [m for m in modules() if any(part in m.name for part in STAFF)]
    return [m for m in found if not m.is_migration and "management" not in m.name and "preferences" not in m.name]


def test_no_page_reaches_people_past_the_one_way() -> None:
    """Breaks at `Person.objects` in what answers staff: it is `contacts.access.visible_to`, `person_for` or `Sight`."""
    wrong = []
    for module in (m for m in ways_in() if m.name not in CHOSEN_BEFORE):
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
                continue
            if node.value.id == "Person" and node.attr in {"objects", "_default_manager"}:
                wrong.append(f"{module.name}:{node.lineno}")
    assert wrong == []


def test_whoever_asks_the_gate_or_the_duty_for_everybody_says_whom_the_reader_sees() -> None:
    """Breaks when a page asks about everybody and leaves `sight` out, which means everybody."""
    wrong = []
    for module in ways_in():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and called(node).split(".")[-1] in {"Asked", "figures"}:
                told = [keyword.arg for keyword in node.keywords]
                if "sight" not in told and called(node) in {"Asked", "gate.Asked", "duty.Asked", "duty.figures"}:
                    wrong.append(f"{module.name}:{node.lineno}")
    assert wrong == []

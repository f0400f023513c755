"""Whom somebody does not see is to them as if not held: at every address, in every list, by every way in. REQ-93, check 80."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

import pytest

from samtykke.accounts.models import Role, Team
from samtykke.accounts.rights import Right
from samtykke.consents import actions as consents
from samtykke.contacts.access import visible_to
from samtykke.contacts.models import Person
from samtykke.core.actors import Actor, Via
from tests.accounts.factories import make_user
from tests.factories import make_person
from tests.house.addresses import Address, addresses
from tests.house.code import called, modules
from tests.house.test_rights import body, canaries, quiet, values

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from samtykke.accounts.models import User

__all__ = ["values"]

NOBODY = 4_242_424_242
# Pages about one person that a state of theirs opens, and Kari is not in it.
NOT_THERE_TODAY: set[str] = set()


def about_one_person() -> list[Address]:
    """The pages of staff about one person, whose id stands in the address."""
    return [a for a in addresses() if not a.is_api and not a.is_public and ("int", "person_id") in a.parameters]


def seeing(visibility: str, *, but: Right | None = None) -> User:
    """Staff who sees so many people, with every right, or every one but one."""
    rights = [right.value for right in Right if right != but]
    Role.objects.create(key="looking", names={"en": "Looking"}, rights=rights, visibility=visibility)
    return make_user("Nils Nesten", "looking")


@pytest.fixture
def nils(db: None) -> User:
    """Staff with every right but the one to restrict."""
    return seeing("all", but=Right.CONSENTS_RESTRICT)


@pytest.mark.django_db
def test_a_restricted_person_is_not_there_for_who_may_not_restrict(
    nils: User, kari: Person, values: dict[str, Any], signed_in: Callable[..., Client]
) -> None:
    """Check 80. Breaks when a page reaches a person past `visible_to`: it answers otherwise than for nobody. The tabs of the
    shell say that the use is restricted, and nothing else.
    """
    consents.restrict(kari, by=Actor.system(), via=Via.STAFF)
    tabs = [f"get people/<int:person_id>/{tab}: 200, nobody: 404" for tab in ("", "privacy/", "timeline/", "mail/")]
    client = signed_in(nils)
    assert as_for_nobody(client, kari, values) == tabs
    for tab in ("", "privacy/", "timeline/", "mail/"):
        answer = client.get(f"/people/{kari.pk}/{tab}")
        assert answer.templates[0].name == "web/person_restricted.html"
        assert b"testvik" not in body(answer).lower()


@pytest.mark.django_db
def test_somebody_merged_into_one_who_is_not_seen_is_nobody_too(
    kari: Person, values: dict[str, Any], signed_in: Callable[..., Client]
) -> None:
    """REQ-93. Breaks when a number of before a merge leads on to a person whom the reader does not see: it tells both."""
    earlier = make_person("Kari", "Testvik")
    consents.merge(kari, earlier, by=Actor.system(), via=Via.STAFF)
    client, wide = signed_in(seeing("own")), signed_in(make_user("Eva", "auditor"))
    for tab in ("", "timeline/", "mail/"):
        assert client.get(f"/people/{earlier.pk}/{tab}").status_code == 404
        assert wide.get(f"/people/{earlier.pk}/{tab}").status_code == 302


# Whose person Kari is (their own, of somebody in a team of theirs, of another, nobody's) → who sees her.
SEEN = {
    "mine": {"own", "team", "all"},
    "mate": {"team", "all"},
    "other": {"all"},
    "nobody": {"all"},
}


def owned(kari: Person, whose: str, nils: User, ola: User) -> None:
    """Kari becomes the person of one of them: of the reader, of somebody in a team of theirs, of another, of nobody."""
    mate = make_user("Tor Team")
    team = Team.objects.create(name="East")
    team.members.set([nils, mate])
    owner = {"mine": nils.pk, "mate": mate.pk, "other": ola.pk, "nobody": None}[whose]
    Person.objects.filter(pk=kari.pk).update(owner_id=owner)


@pytest.mark.django_db
@pytest.mark.parametrize("visibility", ["own", "team", "all"])
@pytest.mark.parametrize("whose", SEEN)
def test_each_visibility_sees_whose_people_it_says(
    visibility: str, whose: str, kari: Person, ola: User, signed_in: Callable[..., Client]
) -> None:
    """REQ-93, M23. Breaks when the card or the list shows a person past the visibility of the role, or hides one it opens."""
    nils = seeing(visibility)
    owned(kari, whose, nils, ola)
    is_seen = visibility in SEEN[whose]
    assert visible_to(nils).filter(pk=kari.pk).exists() == is_seen
    assert signed_in(nils).get(f"/people/{kari.pk}/").status_code == (200 if is_seen else 404)


@pytest.mark.django_db
@pytest.mark.parametrize(("visibility", "whose"), [("team", "mate"), ("team", "nobody")])
def test_each_page_about_a_person_asks_whom_the_reader_sees(
    visibility: str, whose: str, kari: Person, values: dict[str, Any], ola: User, signed_in: Callable[..., Client]
) -> None:
    """REQ-93, M23. Breaks when a page about a person asks otherwise than the card does: which rows, the test above says."""
    nils = seeing(visibility)
    owned(kari, whose, nils, ola)
    if visibility in SEEN[whose]:
        pages = [a for a in about_one_person() if "reads" in a.ways]
        statuses = {a.pattern: quiet(signed_in(nils)).get(a.at(values)).status_code for a in pages}
        assert {pattern for pattern, status in statuses.items() if status != 200} <= NOT_THERE_TODAY
    else:
        assert as_for_nobody(signed_in(nils), kari, values) == []


def as_for_nobody(client: Client, kari: Person, values: dict[str, Any]) -> list[str]:
    """Where Kari is answered otherwise than somebody who does not exist, or shown."""
    secret, wrong = canaries(kari), []
    for address in about_one_person():
        for method in ("get", "post"):
            found = getattr(quiet(client), method)(address.at(values))
            missing = getattr(client, method)(address.at({**values, "person_id": NOBODY, "int": NOBODY}))
            wrong += [f"{method} {address.pattern} shows {text!r}" for text in secret if text in body(found)]
            if found.status_code != missing.status_code:
                wrong.append(f"{method} {address.pattern}: {found.status_code}, nobody: {missing.status_code}")
    return wrong


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("why", ["restricted", "another's"])
def test_whom_somebody_does_not_see_stands_on_no_page(
    why: str, siri: User, kari: Person, values: dict[str, Any], signed_in: Callable[..., Client], settings: Any
) -> None:
    """REQ-93, check 80. Breaks when a list, a search or a file holds somebody restricted, or somebody else's. The pages
    about one person are walked above.
    """
    nils = seeing("all", but=Right.CONSENTS_RESTRICT) if why == "restricted" else seeing("own")
    if why == "restricted":
        consents.restrict(kari, by=Actor.system(), via=Via.STAFF)
    secret, wrong, settings.DEMO = canaries(kari), [], True
    assert secret[0] in body(signed_in(siri).get("/people/?q=kari"))
    client, walked = quiet(signed_in(nils)), set(about_one_person())
    for address in (a for a in addresses() if not a.is_api and not a.is_public and a not in walked):
        for method in ["get"] if "reads" in address.ways else ["post"]:
            if address.pattern.endswith(("deactivation/", "sign-out/", "language/", "theme/")):
                continue
            found = getattr(client, method)(address.at(values), {"q": "kari", "reason": "A test", "purpose": "STORE"})
            wrong += [f"{method} {address.pattern} shows {text!r}" for text in secret if text in body(found)]
    assert wrong == []


# --- The code ---------------------------------------------------------------------------------------------------------

# The ways in for staff; what API keys, jobs, commands and people themselves ask is about everybody or about one.
STAFF = ("/views/", "/views.py", "samtykke/web/", "channels/file/shown.py", "governance/")


# The lines of a file are read again for the ids of people who were seen.
CHOSEN_BEFORE = {"samtykke/web/queries/__init__.py"}


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

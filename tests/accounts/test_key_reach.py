"""A key reaches no further than whoever made it, when it is made and at each call."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from samtykke.accounts import actions, queries
from samtykke.accounts.models import Role, User
from samtykke.accounts.rights import MEETS_PEOPLE, SCOPE_NEEDS, Right, Scope
from samtykke.core.actors import Via
from samtykke.core.refused import Refused
from tests.accounts.factories import make_key, make_user, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def kim(db: None) -> User:
    """Somebody in integration who may make keys."""
    Role.objects.filter(key="integration").update(rights=["people:view", "keys:manage", "consents:change"])
    return make_user("Kim", "integration", language="en")


def key_of(user: User, *scopes: Scope) -> tuple[Any, str]:
    return actions.create_api_key(name="ERP", scopes=scopes, by=user.actor, via=Via.STAFF)


def status(readable: str, path: str = "/api/v1/persons") -> int:
    return Client().get(path, headers={"Authorization": f"Bearer {readable}"}).status_code


def test_every_scope_says_what_its_maker_must_hold() -> None:
    assert set(SCOPE_NEEDS) == set(Scope)
    assert all(SCOPE_NEEDS.values())


def test_no_scope_that_meets_people_goes_to_who_may_not_see_them() -> None:
    """Breaks when a key answers for people whom its maker could not open."""
    assert [scope for scope in MEETS_PEOPLE if Right.PEOPLE_VIEW not in SCOPE_NEEDS[scope]] == []


def test_nobody_makes_a_key_that_reaches_further_than_they_do(kim: User) -> None:
    for scope in (Scope.PERSONS_WRITE, Scope.CONSENTS_WRITE, Scope.LISTS_WRITE, Scope.CONSENTS_OWN_ACT):
        with pytest.raises(Refused) as refused:
            key_of(kim, Scope.PERSONS_READ, scope)
        assert (refused.value.code, refused.value.field) == ("beyond_own_rights", "scopes")
    assert status(key_of(kim, Scope.PERSONS_READ)[1]) == 200


def test_a_key_loses_a_scope_when_its_maker_loses_the_right(kim: User) -> None:
    key, readable = key_of(kim, Scope.PERSONS_READ)
    Role.objects.filter(key="integration").update(rights=["keys:manage"])
    assert status(readable) == 403
    found = queries.key_behind(readable)
    assert found is not None
    assert found.lost_scopes == {Scope.PERSONS_READ: [Right.PEOPLE_VIEW.sentence]}
    assert found.working_scopes == []
    Role.objects.filter(key="integration").update(rights=["people:view"])
    assert status(readable) == 200
    assert key.scopes == ["persons:read"]


def test_a_key_sees_everybody_so_its_maker_must_too(kim: User) -> None:
    readable = key_of(kim, Scope.PERSONS_READ)[1]
    Role.objects.filter(key="integration").update(visibility="team", rights=["people:view", "lists:manage"])
    assert status(readable) == 403
    with pytest.raises(Refused) as refused:
        key_of(kim, Scope.MAY_READ)
    assert refused.value.code == "beyond_own_rights"
    assert key_of(kim, Scope.LISTS_WRITE)[0].working_scopes == ["lists:write"]


def test_a_key_of_somebody_deactivated_opens_nothing(kim: User) -> None:
    readable = key_of(kim, Scope.PERSONS_READ)[1]
    User.objects.filter(pk=kim.pk).update(is_active=False)
    assert status(readable) in {401, 403}


def test_a_key_made_by_the_system_stands_on_nobody() -> None:
    key, readable = make_key(Scope.PERSONS_READ)
    assert (key.created_by, key.lost_scopes) == (None, {})
    assert status(readable) == 200


def test_the_pages_say_why_a_scope_is_missing(kim: User) -> None:
    browser = signed_in(kim)
    page = " ".join(browser.get("/keys/new/").content.decode().split())
    assert 'value="persons:read"' in page
    assert 'value="lists:write"' not in page
    assert f"your roles do not give “{Right.LISTS_MANAGE.sentence}”" in page
    posted = {"name": "ERP", "scopes": ["lists:write"], "expires_on": ""}
    assert "scopes" in browser.post("/keys/new/", posted).context["form"].errors
    key_of(kim, Scope.PERSONS_READ)
    Role.objects.filter(key="integration").update(rights=["keys:manage"])
    page = " ".join(browser.get("/keys/").content.decode().split())
    assert f"Not persons:read any more: Kim no longer holds “{Right.PEOPLE_VIEW.sentence}”" in page


def test_a_closed_page_names_who_gives_access_and_what_it_takes(per: User) -> None:
    per.language = "en"
    per.save()
    make_user("Siri Vernøy", "administrator")
    page = " ".join(signed_in(per).get("/people/").content.decode().split())
    assert "Siri Vernøy gives access." in page
    assert f"It takes the right: “{Right.PEOPLE_VIEW.sentence}”" in page

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from samtykke.accounts import actions
from samtykke.accounts.models import PasswordLink, SetupLink, User
from samtykke.accounts.rights import Right
from samtykke.accounts.secrets import hashed
from samtykke.audit.queries import trail
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from tests.accounts.factories import PASSWORD, make_user, signed_in

pytestmark = pytest.mark.django_db

ANNE = {"name": "Anne", "email": "Anne@fjordlys.example", "language": "nb", "password": PASSWORD}


def strict() -> Client:
    return Client(enforce_csrf_checks=True)


def make_link(user: User) -> str:
    return actions.make_password_link(user, by=Actor.system(), via=Via.COMMAND)


def test_the_set_up_leads_from_the_administrator_over_the_organisation_to_the_assessment() -> None:
    browser = strict()
    address = f"/setup/{actions.make_setup_link()}/"
    assert browser.get(address).status_code == 200
    answer = browser.post(address, ANNE)
    assert (answer.status_code, answer.url) == (302, "/setup/organisation/profile/")
    anne = User.objects.get()
    assert anne.email == "anne@fjordlys.example"
    assert all(anne.has_right(right) for right in Right)
    assert browser.get("/setup/organisation/profile/").status_code == 200
    browser = signed_in(anne)
    from tests.accounts.test_organisation import PROFILE

    assert browser.post("/setup/organisation/profile/", PROFILE).url == "/purposes/STORE/assessment/"
    assert "setup:completed" in [entry.deed for entry in trail()]


def test_a_set_up_link_works_once_and_never_when_somebody_exists() -> None:
    token = actions.make_setup_link()
    strict().post(f"/setup/{token}/", ANNE)
    assert strict().get(f"/setup/{token}/").status_code == 410
    assert strict().post(f"/setup/{token}/", {**ANNE, "email": "x@y.example"}).status_code == 410
    assert User.objects.count() == 1
    with pytest.raises(Refused) as refused:
        actions.make_setup_link()
    assert refused.value.code == "already_set_up"


def test_an_unused_set_up_link_ends_when_somebody_comes_to_exist() -> None:
    token = actions.make_setup_link()
    link = SetupLink.objects.get()
    make_user("Ola")
    assert strict().get(f"/setup/{token}/").status_code == 410
    with pytest.raises(Refused):
        actions.complete_setup(link, email="x@y.example", name="X", password=PASSWORD, language="nb")
    assert User.objects.count() == 1


def test_a_new_set_up_link_ends_the_old_one() -> None:
    first, second = actions.make_setup_link(), actions.make_setup_link()
    assert strict().get(f"/setup/{first}/").status_code == 410
    assert strict().get(f"/setup/{second}/").status_code == 200


def test_a_bad_password_at_set_up_leaves_the_link_usable() -> None:
    address = f"/setup/{actions.make_setup_link()}/"
    answer = strict().post(address, {**ANNE, "password": "anne anne anne anne"})
    assert "password" in answer.context["form"].errors
    assert strict().post(address, ANNE).status_code == 302


@pytest.mark.parametrize("kind", ["setup", "password"])
def test_an_unknown_link_is_not_found(kind: str) -> None:
    assert strict().get(f"/{kind}/{'x' * 43}/").status_code == 404
    assert strict().post(f"/{kind}/{'x' * 43}/", ANNE).status_code == 404


@pytest.mark.parametrize("links", [SetupLink, PasswordLink])
def test_an_expired_link_is_gone(links: type[SetupLink] | type[PasswordLink]) -> None:
    address = f"/setup/{actions.make_setup_link()}/"
    if links is PasswordLink:
        address = f"/password/{make_link(make_user('Ola'))}/"
    links.objects.update(expires_at=now() - timedelta(seconds=1))
    assert strict().get(address).status_code == 410


def test_only_a_hash_of_a_token_is_kept_and_it_opens_nothing() -> None:
    token = make_link(make_user("Ola"))
    link = PasswordLink.objects.get()
    assert token not in str(PasswordLink.objects.values().get())
    assert strict().get(f"/password/{link.token_hash}/").status_code == 404
    assert link.token_hash == hashed(token)
    assert link.expires_at - link.created_at <= timedelta(hours=24, seconds=1)


def test_a_password_link_sets_the_password_once_and_signs_nobody_in() -> None:
    ola = make_user("Ola", password=None)
    address = f"/password/{make_link(ola)}/"
    browser = strict()
    assert browser.post(address, {"new_password": "short"}).status_code == 200
    assert browser.post(address, {"new_password": PASSWORD}).url == "/sign-in/"
    assert "_auth_user_id" not in browser.session
    ola.refresh_from_db()
    assert ola.check_password(PASSWORD)
    assert strict().post(address, {"new_password": "another long sentence"}).status_code == 410
    ola.refresh_from_db()
    assert ola.check_password(PASSWORD)


def test_a_new_link_a_new_password_and_deactivation_each_end_the_link() -> None:
    make_user("Anne", "administrator")
    ola = make_user("Ola")
    first = make_link(ola)
    second = make_link(ola)
    assert strict().get(f"/password/{first}/").status_code == 410
    actions.set_password(ola, PASSWORD, by=ola.actor, via=Via.STAFF)
    assert strict().get(f"/password/{second}/").status_code == 410
    third = make_link(ola)
    ola = actions.deactivate_user(ola, by=Actor.system(), via=Via.COMMAND)
    assert strict().get(f"/password/{third}/").status_code == 410
    with pytest.raises(Refused):
        make_link(ola)
    actions.reactivate_user(ola, by=Actor.system(), via=Via.COMMAND)
    assert strict().get(f"/password/{third}/").status_code == 410


def test_a_secret_address_does_not_travel_on() -> None:
    for address in (f"/setup/{actions.make_setup_link()}/", f"/password/{make_link(make_user('Ola'))}/"):
        answer = strict().get(address)
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Robots-Tag"] == "noindex"

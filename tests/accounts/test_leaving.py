"""Somebody leaves, or loses a phone: what ends at once, what stays, and who must be left (REQ-99)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from samtykke.accounts import actions, factors
from samtykke.accounts.actions import second_factor
from samtykke.accounts.models import ApiKey, Identity, Role, Session
from samtykke.accounts.rights import Scope
from samtykke.audit.queries import trail
from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused
from samtykke.mail.models import Mail
from tests.accounts.codes import has_given_factor, with_app
from tests.accounts.factories import make_user, signed_in
from tests.pages import browse, text_of

if TYPE_CHECKING:
    from typing import Any

    from samtykke.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def anne(db: None) -> User:
    return make_user("Anne", "administrator")


def key_of(user: User, name: str = "ERP") -> tuple[ApiKey, str]:
    return actions.create_api_key(name=name, scopes=[Scope.MAY_READ], by=user.actor, via=Via.STAFF)


def test_deactivating_closes_every_way_in_at_once(anne: User) -> None:
    """Sessions, links, factors, single sign-on, and the keys they made and may know."""
    ola = make_user("Ola", "privacy_officer")
    key, readable = key_of(ola)
    browser = signed_in(ola)
    with_app(ola)
    Identity.objects.create(user=ola, issuer="https://id.example", subject="7")
    actions.make_password_link(ola, by=Actor.system(), via=Via.COMMAND)
    actions.deactivate_user(ola, by=anne.actor, via=Via.STAFF)
    assert browser.get("/profile/").status_code == 302
    assert not Session.objects.filter(user=ola).exists()
    assert factors.of(ola) == []
    assert not ola.password_links.usable().exists()
    assert not ola.identities.exists()
    assert actions.use_api_key(readable) is None
    assert set(trail().values_list("deed", flat=True)) >= {"user:deactivated", "key:revoked"}
    key.refresh_from_db()
    assert key.state == "revoked"


def test_a_key_taken_over_goes_on(anne: User) -> None:
    ola = make_user("Ola", "privacy_officer")
    key, readable = key_of(ola)
    browser = browse(anne)
    assert "ERP" in text_of(browser.get(f"/users/{ola.pk}/"))
    browser.post(f"/keys/{key.pk}/taking-over/")
    browser.post(f"/users/{ola.pk}/deactivation/")
    assert actions.use_api_key(readable) == key
    assert trail().filter(deed="key:taken_over").get().actor == anne.actor


def test_a_key_taken_over_twice_is_noted_once(anne: User) -> None:
    key, _ = key_of(make_user("Ola", "administrator"))
    for _ in range(2):
        actions.take_over_api_key(key, by=anne.actor, via=Via.STAFF)
    assert trail().filter(deed="key:taken_over").count() == 1


def test_somebody_invited_who_never_came_is_not_the_one_who_is_left(anne: User) -> None:
    """Breaks when the last administrator may leave to somebody who has no password yet."""
    make_user("Siri", "administrator", password=None)
    with pytest.raises(Refused) as refused, transaction.atomic():
        actions.deactivate_user(anne, by=anne.actor, via=Via.STAFF)
    assert refused.value.code == "last_administrator"


def test_a_demand_for_a_factor_does_not_lock_the_last_administrator_out(anne: User) -> None:
    browser = signed_in(anne)
    Role.objects.filter(key="administrator").update(needs_second_factor=True)
    answer = browser.get("/users/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/profile/second-factor/")
    assert browser.get("/profile/second-factor/app/").status_code == 200


def test_a_lost_phone_is_replaced_by_who_manages_users(anne: User) -> None:
    ola = make_user("Ola")
    with_app(ola)
    here = has_given_factor(signed_in(ola), ola)
    answer = browse(anne).post(f"/users/{ola.pk}/second-factors/removal/", follow=True)
    assert "can set up a new second factor" in text_of(answer)
    assert factors.of(ola) == []
    assert here.get("/profile/").status_code == 302
    assert trail().filter(deed="factor:reset").get().actor == anne.actor


def test_a_short_password_goes_with_the_factor_it_stood_beside(anne: User) -> None:
    """REQ-90: eight characters are enough beside a second factor and never alone."""
    ola = make_user("Ola")
    with_app(ola)
    actions.set_password(ola, "kaffe-båt", by=ola.actor, via=Via.STAFF)
    assert ola.has_short_password
    assert not second_factor.remove_factors_of(ola, by=anne.actor, via=Via.STAFF)
    ola.refresh_from_db()
    assert not ola.has_usable_password()


def test_nobody_removes_the_factor_of_somebody_with_more_rights() -> None:
    anne = make_user("Anne", "administrator")
    with_app(anne)
    Role.objects.create(key="people_office", names={"en": "People office"}, rights=["users:manage"])
    siri = make_user("Siri", "people_office")
    for act in (second_factor.remove_factors_of, actions.end_sessions_of, actions.revoke_invitation):
        with pytest.raises(Refused) as refused:
            act(anne, by=siri.actor, via=Via.STAFF)
        assert refused.value.code == "beyond_own_rights"
    assert factors.has_factor(anne)


def test_the_user_is_told_by_mail_in_their_own_language(anne: User, settings: Any) -> None:
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    actions.change_organisation(by=Actor.system(), via=Via.COMMAND, sender_address="hei@fjordlys.example")
    ola = make_user("Ola", language="en")
    with_app(ola)
    second_factor.remove_factors_of(ola, by=anne.actor, via=Via.STAFF)
    told = Mail.objects.of_user(ola.pk).order_by("id")
    assert [(mail.kind, mail.about_id, mail.language_wanted) for mail in told] == [
        ("security", 1, "en"),
        ("security", 4, "en"),
    ]


def test_nobody_removes_their_own_factors_on_the_page_of_another(anne: User) -> None:
    """The last administrator would be locked out by it."""
    with pytest.raises(Refused) as refused:
        second_factor.remove_factors_of(anne, by=anne.actor, via=Via.STAFF)
    assert refused.value.code == "own_factors"

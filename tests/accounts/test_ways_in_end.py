"""What ends the ways in of before: another sign-in address, and becoming a second person (REQ-91, REQ-99)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from samtykke.accounts import actions, factors, limits, oidc
from samtykke.accounts.models import Approval, Identity, Role, Session, User
from samtykke.accounts.second import SecondPersonNeeded
from samtykke.audit.queries import trail
from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused
from samtykke.mail.models import Mail
from tests.accounts.codes import code_at, has_given_factor, with_app
from tests.accounts.factories import make_user, signed_in
from tests.pages import browse, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

pytestmark = pytest.mark.django_db


@pytest.fixture
def anne(db: None) -> User:
    return make_user("Anne", "administrator")


@pytest.fixture
def bo(anne: User) -> User:
    return make_user("Bo", "administrator")


def told(user: User, **fields: Any) -> dict[str, Any]:
    return {"email": user.email, "name": user.name, "language": user.language, "roles": user.roles.all(), **fields}


def asked(user: User, by: User, roles: Iterable[Role]) -> Approval:
    with pytest.raises(SecondPersonNeeded) as needed:
        actions.change_user(user, by=by.actor, via=Via.STAFF, **told(user, roles=roles))
    return actions.ask(needed.value.wanted, reason="Stands in", by=by.actor, via=Via.STAFF)


def administrators() -> Any:
    return Role.objects.filter(key="administrator")


def test_another_address_ends_the_links_and_the_sessions_of_before(anne: User) -> None:
    ola = make_user("Ola")
    browser = signed_in(ola)
    actions.make_password_link(ola, by=anne.actor, via=Via.STAFF)
    actions.mail_way_in(ola, by=anne.actor, via=Via.STAFF)
    actions.change_user(ola, by=anne.actor, via=Via.STAFF, **told(ola, name="Ola Nordmann"))
    assert ola.password_links.usable().exists()
    actions.change_user(ola, by=anne.actor, via=Via.STAFF, **told(ola, email="ola.n@fjordlys.example"))
    assert not ola.password_links.usable().exists()
    assert not Mail.objects.of_user(ola.pk).filter(delivery__state="waiting").exists()
    assert browser.get("/profile/").status_code == 302


def test_whoever_changes_their_own_address_stays_signed_in_here_alone(anne: User) -> None:
    elsewhere, here = signed_in(anne), signed_in(anne)
    sent = {"name": anne.name, "email": "a@fjordlys.example", "language": "nb"}
    role = administrators().get().pk
    answer = here.post(f"/users/{anne.pk}/", {**sent, "roles": [role], "seen": anne.state})
    assert answer.status_code == 302
    assert User.objects.get(pk=anne.pk).email == "a@fjordlys.example"
    assert here.get("/profile/").status_code == 200
    assert elsewhere.get("/profile/").status_code == 302


def test_whoever_becomes_a_second_person_comes_in_anew(anne: User, bo: User, settings: Any) -> None:
    """Anne made the user, and may know the password: with it she would approve what she asks for herself."""
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    actions.change_organisation(by=Actor.system(), via=Via.COMMAND, sender_address="hei@fjordlys.example")
    per = make_user("Per")
    with_app(per)
    Identity.objects.create(user=per, issuer="https://id.example", subject="9")
    actions.make_password_link(per, by=anne.actor, via=Via.STAFF)
    signed_in(per)
    approval = asked(per, anne, administrators())
    actions.approve(approval, by=bo.actor, via=Via.STAFF)
    per = User.objects.get(pk=per.pk)
    assert not per.has_usable_password()
    assert factors.of(per) == []
    assert not per.identities.exists()
    assert not per.password_links.usable().exists()
    assert not Session.objects.filter(user=per).exists()
    assert [mail.kind for mail in Mail.objects.of_user(per.pk).order_by("-id")[:1]] == ["invitation"]


def test_a_second_person_who_gets_more_keeps_what_they_sign_in_with(anne: User, bo: User) -> None:
    office = Role.objects.create(key="people_office", names={"en": "People office"}, rights=["users:manage"])
    eli = make_user("Eli", office.key)
    actions.approve(asked(eli, anne, administrators()), by=bo.actor, via=Via.STAFF)
    assert User.objects.get(pk=eli.pk).has_usable_password()


def test_nobody_is_handed_a_link_to_who_is_to_become_a_second_person(anne: User, bo: User) -> None:
    per = make_user("Per", password=None)
    approval = asked(per, anne, administrators())
    with pytest.raises(Refused) as refused:
        actions.make_password_link(per, by=anne.actor, via=Via.STAFF)
    assert refused.value.code == "second_person"
    assert actions.make_password_link(per, by=Actor.system(), via=Via.COMMAND)
    actions.take_back(approval, by=anne.actor, via=Via.STAFF)
    assert actions.make_password_link(per, by=anne.actor, via=Via.STAFF)


def test_a_new_user_who_is_to_become_a_second_person_stays_without_a_link(anne: User, bo: User) -> None:
    sent = {"name": "Per", "email": "per@fjordlys.example", "language": "nb", "reason": "Stands in"}
    answer = browse(anne).post("/users/new/", {**sent, "roles": [administrators().get().pk]}, follow=True)
    per = User.objects.get(email="per@fjordlys.example")
    assert "samtykke password-link" in text_of(answer)
    assert not per.password_links.exists()
    assert Approval.objects.waiting().get().subject_id == per.pk


def test_where_to_go_on_to_after_a_factor_is_an_address_of_ours() -> None:
    ola = make_user("Ola")
    browser = browse(ola)
    page = browser.get("/profile/second-factor/?next=https://away.example/")
    assert page.context["next"] == "/"
    assert browser.get("/profile/second-factor/?next=/people/").context["next"] == "/people/"
    assert browser.get("/profile/second-factor/?next=javascript:alert(1)").context["next"] == "/"


def test_codes_given_to_confirm_are_limited_as_at_the_door_and_noted() -> None:
    ola = make_user("Ola")
    with_app(ola)
    browser = has_given_factor(signed_in(ola, confirmed=False), ola)
    answers = [browser.post("/confirm/", {"code": "111111"}) for _ in range(limits.OF_FACTOR_SOON[0] + 1)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert browser.post("/confirm/", {"code": code_at()}).status_code == 429
    assert trail().filter(deed="factor:failed", subject_id=ola.pk).exists()
    assert Client().get("/confirm/").status_code == 302


@pytest.mark.parametrize("said", [None, "", "1000", True, 899])
def test_a_provider_that_does_not_say_when_is_not_believed_anew(said: object) -> None:
    assert not oidc._is_later(said, 900)
    assert oidc._is_later(900, 900)

"""Whoever becomes a second person by a role that changes, comes back, or signs in anew holds no way in of before (REQ-99)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from samtykke.accounts import actions, factors, queries
from samtykke.accounts.actions.roles import Told
from samtykke.accounts.models import Identity, Role, Session, User
from samtykke.accounts.second import SecondPersonNeeded, kind_named
from samtykke.audit.queries import trail
from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused
from samtykke.mail.models import Mail
from tests.accounts.codes import with_app
from tests.accounts.factories import PASSWORD, make_user, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from samtykke.accounts.models import Approval

pytestmark = pytest.mark.django_db
STAFF: dict[str, Any] = {"via": Via.STAFF}


@pytest.fixture
def anne(db: None) -> User:
    return make_user("Anne", "administrator")


@pytest.fixture
def bo(anne: User) -> User:
    return make_user("Bo", "administrator")


@pytest.fixture
def mails(settings: Any) -> None:
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    actions.change_organisation(by=Actor.system(), via=Via.COMMAND, sender_address="hei@fjordlys.example")


def asked(act: Callable[[], object], by: User) -> Approval:
    with pytest.raises(SecondPersonNeeded) as needed:
        act()
    return actions.ask(needed.value.wanted, reason="Stands in", by=by.actor, **STAFF)


def widened(by: User, key: str = "sales") -> Approval:
    """The role of Per is to let its holders manage users."""
    role = Role.objects.get(key=key)
    told = Told.of({"names": role.names, "rights": [*role.rights, "users:manage"], "visibility": role.visibility})
    return asked(lambda: actions.change_role(role, told, by=by.actor, **STAFF), by)


def changed(user: User, by: User, **fields: Any) -> User:
    told = {"email": user.email, "name": user.name, "language": user.language, "roles": user.roles.all(), **fields}
    return actions.change_user(user, by=by.actor, **STAFF, **told)


def with_every_way_in(user: User) -> User:
    with_app(user)
    Identity.objects.create(user=user, issuer="https://id.example", subject=str(user.pk))
    actions.make_password_link(user, by=Actor.system(), via=Via.COMMAND)
    signed_in(user)
    return user


def ways_left(user: User) -> list[str]:
    user = User.objects.get(pk=user.pk)
    held = {
        "password": user.has_usable_password(),
        "factor": bool(factors.of(user)),
        "provider": user.identities.exists(),
        "link": user.password_links.usable().exists(),
        "session": Session.objects.filter(user=user).exists(),
    }
    return [name for name, is_there in held.items() if is_there]


@pytest.mark.usefixtures("mails")
def test_a_role_that_makes_second_persons_has_all_of_them_come_in_anew(anne: User, bo: User) -> None:
    """Anne may know the password of each who holds the role, or have their link: she would approve what she asks for.

    Breaks when the change of a role leaves a way in open, also of somebody deactivated who is let in again later.
    """
    per, eli, kim = (with_every_way_in(make_user(name, "sales")) for name in ("Per", "Eli", "Kim"))
    ola = with_every_way_in(make_user("Ola", "support"))
    User.objects.filter(pk=kim.pk).update(is_active=False)
    browser = signed_in(per)
    actions.approve(widened(anne), by=bo.actor, **STAFF)
    assert [ways_left(user) for user in (per, eli, kim)] == [[], [], []]
    assert browser.get("/profile/").status_code == 302
    assert ways_left(ola) == ["password", "factor", "provider", "link", "session"]
    invited = Mail.objects.filter(kind="invitation").order_by("user_id")
    assert list(invited.values_list("user_id", flat=True)) == [per.pk, eli.pk]
    assert trail().filter(deed="session:all_ended").count() == 3


def test_who_decides_already_keeps_their_ways_in_when_another_role_gains_the_right(anne: User, bo: User) -> None:
    """Breaks when the administrators who hold the role besides are sent to the door."""
    bo.roles.add(Role.objects.get(key="sales"))
    actions.approve(widened(anne), by=bo.actor, **STAFF)
    assert ways_left(bo) == ["password"]


def test_the_second_person_reads_whose_ways_in_end_and_where_the_links_go(anne: User, bo: User) -> None:
    """Anne may have changed an address to one of her own before she asked: Bo sees which it is."""
    per = make_user("Per", "sales")
    of_role = widened(anne)
    of_user = asked(lambda: changed(per, anne, roles=Role.objects.filter(key="administrator")), anne)
    for approval in (of_role, of_user):
        told = [line.after for line in kind_named(approval.kind).lines(approval) if line.name == "Ways in"]
        assert len(told) == 1
        assert told[0].endswith("per@fjordlys.example")


def test_another_address_or_another_holder_in_between_is_not_approved(anne: User, bo: User) -> None:
    """Breaks when Anne gives Per an address of hers, which takes one person, while the role waits for Bo."""
    per = make_user("Per", "sales")
    approval = widened(anne)
    changed(per, anne, email="anne.too@fjordlys.example")
    with pytest.raises(Refused) as refused:
        actions.approve(approval, by=bo.actor, **STAFF)
    assert refused.value.code == "changed_since"
    approval = widened(anne)
    make_user("Eli", "sales")
    with pytest.raises(Refused) as refused:
        actions.approve(approval, by=bo.actor, **STAFF)
    assert refused.value.code == "changed_since"


def test_nobody_is_handed_a_link_while_a_role_waits_that_makes_them_a_second_person(anne: User, bo: User) -> None:
    per = make_user("Per", "sales")
    approval = widened(anne)
    with pytest.raises(Refused) as refused:
        actions.make_password_link(per, by=anne.actor, **STAFF)
    assert refused.value.code == "second_person"
    actions.take_back(approval, by=anne.actor, **STAFF)
    assert actions.make_password_link(per, by=anne.actor, **STAFF)


def test_a_role_from_the_bin_gives_nobody_anything_before_two_agree(anne: User, bo: User) -> None:
    """Nobody holds it: restored, it is given like any other, and whoever gets it comes in anew."""
    office = Role.objects.create(key="office", names={"en": "Office"}, rights=["users:manage"])
    actions.delete_role(office, by=anne.actor, **STAFF)
    per = with_every_way_in(make_user("Per"))
    actions.restore_role(office, by=anne.actor, **STAFF)
    assert not office.users.exists()
    approval = asked(lambda: changed(per, anne, roles=[office]), anne)
    assert User.objects.get(pk=per.pk).rights == frozenset()
    actions.approve(approval, by=bo.actor, **STAFF)
    assert ways_left(per) == []


def test_a_password_chosen_while_another_address_waits_is_no_way_around_it(anne: User, bo: User) -> None:
    """Whoever reads the old mailbox has a link sent to it, and would keep the password when the address is taken away."""
    kim = make_user("Kim", "administrator")
    approval = asked(lambda: changed(kim, anne, email="kim.ny@fjordlys.example"), anne)
    assert [line.name for line in kind_named(approval.kind).lines(approval)] == ["E-mail"]
    actions.set_password(kim, PASSWORD + " x", by=kim.actor, **STAFF)
    with_every_way_in(kim)
    assert [line.name for line in kind_named(approval.kind).lines(approval)] == ["E-mail", "Ways in"]
    actions.approve(approval, by=bo.actor, **STAFF)
    kim.refresh_from_db()
    assert (kim.email, ways_left(kim)) == ("kim.ny@fjordlys.example", [])


def test_another_address_alone_leaves_the_second_person_in(anne: User, bo: User) -> None:
    """Breaks when Bo, who agrees to an address of his, is sent to the door by it: until he is back Anne would be alone."""
    browser = signed_in(bo)
    approval = asked(lambda: changed(bo, anne, email="bo.ny@fjordlys.example"), anne)
    actions.approve(approval, by=bo.actor, **STAFF)
    bo.refresh_from_db()
    assert (bo.email, ways_left(bo)) == ("bo.ny@fjordlys.example", ["password"])
    assert queries.four_eyes_state().is_in_force
    assert browser.get("/profile/").status_code == 302


def test_a_second_person_let_in_again_comes_in_anew(anne: User, bo: User) -> None:
    """The second factor ended when they left, and the password of before would stand alone."""
    kim = make_user("Kim", "administrator")
    actions.approve(asked(lambda: actions.deactivate_user(kim, by=anne.actor, **STAFF), anne), by=bo.actor, **STAFF)
    actions.approve(asked(lambda: actions.reactivate_user(kim, by=anne.actor, **STAFF), anne), by=bo.actor, **STAFF)
    kim.refresh_from_db()
    assert (kim.is_active, ways_left(kim)) == (True, [])

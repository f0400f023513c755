"""Four eyes: what one person may not do alone, who decides it, and the ways around it that are closed (REQ-99)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from samtykke.accounts import actions, queries
from samtykke.accounts.actions.roles import Told
from samtykke.accounts.actions.second_factor import remove_factors_of
from samtykke.accounts.models import Approval, FourEyesChange, Role, User, Visibility
from samtykke.accounts.rights import Right
from samtykke.accounts.second import SecondPersonNeeded
from samtykke.audit.queries import trail
from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused
from tests.accounts.factories import make_user

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db
STAFF: dict[str, Any] = {"via": Via.STAFF}


@pytest.fixture
def anne(db: None) -> User:
    return make_user("Anne", "administrator")


@pytest.fixture
def bo(anne: User) -> User:
    """The second administrator: from now on two are asked for."""
    return make_user("Bo", "administrator")


def change(user: User, *, by: User, **fields: Any) -> User:
    told = {"email": user.email, "name": user.name, "language": user.language, "roles": user.roles.all(), **fields}
    return actions.change_user(user, by=by.actor, **STAFF, **told)


def roles(*keys: str) -> list[Role]:
    return list(Role.objects.filter(key__in=keys))


def asked(act: Callable[[], object], by: User, reason: str = "New in sales") -> Approval:
    """What comes of it when it needs a second person, and one is asked."""
    with pytest.raises(SecondPersonNeeded) as needed, transaction.atomic():
        act()
    return actions.ask(needed.value.wanted, reason=reason, by=by.actor, **STAFF)


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as raised, transaction.atomic():
        act()
    return raised.value.code


def told_of(role: Role, **fields: Any) -> Told:
    return Told.of({"names": role.names, "rights": role.rights, "visibility": role.visibility, **fields})


def change_role(role: Role, by: User, **fields: Any) -> Role:
    return actions.change_role(role, told_of(role, **fields), by=by.actor, **STAFF)


def test_alone_an_administrator_decides_alone(anne: User) -> None:
    state = queries.four_eyes_state()
    assert (state.is_on, state.is_in_force, state.holders) == (True, False, {Right.USERS_MANAGE: 1})
    assert change(make_user("Ola"), by=anne, roles=roles("sales")).has_right(Right.PEOPLE_VIEW)


def test_with_two_a_user_gets_no_right_before_the_second_agrees(anne: User, bo: User) -> None:
    ola = make_user("Ola")
    approval = asked(lambda: change(ola, by=anne, roles=roles("sales")), anne)
    assert not User.objects.get(pk=ola.pk).has_right(Right.PEOPLE_VIEW)
    approval = actions.approve(approval, by=bo.actor, **STAFF)
    assert User.objects.get(pk=ola.pk).has_right(Right.PEOPLE_VIEW)
    assert (approval.state, approval.decided_by) == ("approved", bo)
    deeds = [(entry.deed, entry.actor_id) for entry in trail()[:3]]
    assert deeds == [("approval:given", bo.pk), ("user:roles_changed", anne.pk), ("approval:asked", anne.pk)]
    written = trail().count()
    actions.approve(approval, by=bo.actor, **STAFF)
    assert trail().count() == written


def test_nobody_is_their_own_second_person(anne: User, bo: User) -> None:
    ola = make_user("Ola")
    approval = asked(lambda: change(ola, by=anne, roles=roles("sales")), anne)
    assert refused(lambda: actions.approve(approval, by=anne.actor, **STAFF)) == "own_request"
    assert refused(lambda: actions.refuse(approval, answer="No", by=anne.actor, **STAFF)) == "own_request"
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.update(state="approved", decided_by=anne, decided_at=approval.asked_at)


def test_who_may_not_do_it_does_not_decide_it(anne: User, bo: User) -> None:
    ola = make_user("Ola")
    approval = asked(lambda: change(ola, by=anne, roles=roles("sales")), anne)
    office = Role.objects.create(key="people_office", names={"en": "People office"}, rights=["users:manage"])
    for nobody in (make_user("Siri", "privacy_officer").actor, Actor.user(999), Actor.data_subject(1)):
        with pytest.raises(PermissionDenied):
            actions.approve(approval, by=nobody, **STAFF)
    lesser = make_user("Eli", office.key)
    assert refused(lambda: actions.approve(approval, by=lesser.actor, **STAFF)) == "beyond_own_rights"
    assert Approval.objects.get().is_waiting


def test_a_refusal_and_taking_back_change_nothing_and_say_why(anne: User, bo: User) -> None:
    ola = make_user("Ola")
    approval = asked(lambda: change(ola, by=anne, roles=roles("sales")), anne)
    assert refused(lambda: actions.refuse(approval, answer=" ", by=bo.actor, **STAFF)) == "no_reason"
    approval = actions.refuse(approval, answer="Ola starts in May", by=bo.actor, **STAFF)
    assert (approval.state, approval.answer) == ("refused", "Ola starts in May")
    assert refused(lambda: actions.approve(approval, by=bo.actor, **STAFF)) == "already_decided"
    again = asked(lambda: change(ola, by=anne, roles=roles("sales")), anne)
    with pytest.raises(PermissionDenied):
        actions.take_back(again, by=bo.actor, **STAFF)
    assert actions.take_back(again, by=anne.actor, **STAFF).state == "taken_back"
    assert refused(lambda: actions.approve(again, by=bo.actor, **STAFF)) == "already_decided"
    assert not User.objects.get(pk=ola.pk).rights


def test_a_question_needs_a_reason_and_one_is_asked_at_a_time(anne: User, bo: User) -> None:
    ola = make_user("Ola")
    with pytest.raises(SecondPersonNeeded) as needed, transaction.atomic():
        change(ola, by=anne, roles=roles("sales"))
    wanted = needed.value.wanted
    assert refused(lambda: actions.ask(wanted, reason=" ", by=anne.actor, **STAFF)) == "no_reason"
    first = actions.ask(wanted, reason="In sales", by=anne.actor, **STAFF)
    assert refused(lambda: actions.ask(wanted, reason="In sales", by=bo.actor, **STAFF)) == "asked_already"
    actions.ask(wanted, reason="In sales from May", by=anne.actor, **STAFF)
    first.refresh_from_db()
    assert first.state == "taken_back"


def test_what_changed_since_is_not_approved(anne: User, bo: User) -> None:
    """The second person approves what was asked for, and nothing that came in between."""
    ola = make_user("Ola", "support")
    approval = asked(lambda: change(ola, by=anne, roles=roles("support", "marketing")), anne)
    change(ola, by=anne, email="puppet@fjordlys.example", roles=roles("support"))
    assert refused(lambda: actions.approve(approval, by=bo.actor, **STAFF)) == "changed_since"
    approval = asked(lambda: change(ola, by=anne, roles=roles("support", "marketing")), anne)
    Role.objects.filter(key="marketing").update(rights=[right.value for right in Right])
    assert refused(lambda: actions.approve(approval, by=bo.actor, **STAFF)) == "changed_since"


def test_a_new_name_in_between_is_no_hindrance(anne: User, bo: User) -> None:
    ola = make_user("Ola")
    approval = asked(lambda: change(ola, by=anne, roles=roles("sales")), anne)
    change(ola, by=anne, name="Ola Nordfiktiv", roles=[])
    actions.approve(approval, by=bo.actor, **STAFF)
    assert User.objects.get(pk=ola.pk).name == "Ola Nordfiktiv"


def test_after_a_week_nobody_waits_any_more(anne: User, bo: User) -> None:
    ola = make_user("Ola")
    approval = asked(lambda: change(ola, by=anne, roles=roles("sales")), anne)
    Approval.objects.update(expires_at=approval.asked_at)
    approval.refresh_from_db()
    assert (approval.is_waiting, approval.standing) == (False, "expired")
    assert refused(lambda: actions.approve(approval, by=bo.actor, **STAFF)) == "already_decided"


def test_who_lost_the_right_since_has_nothing_approved(anne: User, bo: User) -> None:
    ola = make_user("Ola")
    approval = asked(lambda: change(ola, by=anne, roles=roles("sales")), anne)
    change(anne, by=anne, roles=roles("sales"))
    assert refused(lambda: actions.approve(approval, by=bo.actor, **STAFF)) == "asker_may_not"


def test_a_role_that_gives_or_shows_more_takes_two(anne: User, bo: User) -> None:
    sales = Role.objects.get(key="sales")
    more = [*sales.rights, "people:export"]
    approval = asked(lambda: change_role(sales, anne, rights=more), anne)
    assert Role.objects.get(key="sales").rights == sales.rights
    actions.approve(approval, by=bo.actor, **STAFF)
    sales.refresh_from_db()
    assert "people:export" in sales.rights
    sales = change_role(sales, anne, rights=["people:view"], visibility="own")  # less: one is enough
    assert sales.visibility == Visibility.OWN
    asked(lambda: change_role(sales, anne, visibility="all"), anne)
    asked(lambda: actions.ship_role(sales, by=anne.actor, **STAFF), anne)
    sales = change_role(sales, anne, needs_second_factor=True)
    assert sales.needs_second_factor
    asked(lambda: change_role(sales, anne, needs_second_factor=False), anne)


def test_no_way_around_by_sending_the_second_person_away(anne: User, bo: User) -> None:
    """Neither deactivated, nor stripped of the role, nor of its right, nor taken over by address or link."""
    administrator = Role.objects.get(key="administrator")
    without = [right for right in administrator.rights if right != "users:manage"]
    office = Role.objects.create(key="office", names={"en": "Office"}, rights=administrator.rights)
    anne.roles.add(office)
    for act in (
        lambda: actions.deactivate_user(bo, by=anne.actor, **STAFF),
        lambda: change(bo, by=anne, roles=roles("sales")),
        lambda: change(bo, by=anne, email="anne.too@fjordlys.example"),
        lambda: actions.make_password_link(bo, by=anne.actor, **STAFF),
        lambda: remove_factors_of(bo, by=anne.actor, **STAFF),
        lambda: change_role(administrator, anne, rights=without),
    ):
        assert refused(act) == "second_person"
    assert queries.four_eyes_state().is_in_force


def test_no_way_around_by_somebody_deactivated(anne: User, bo: User) -> None:
    """A sleeping administrator is neither woken nor given another address by one alone."""
    kim = make_user("Kim", "administrator")
    actions.approve(asked(lambda: actions.deactivate_user(kim, by=anne.actor, **STAFF), anne), by=bo.actor, **STAFF)
    kim.refresh_from_db()
    assert not kim.is_active
    for act in (
        lambda: actions.reactivate_user(kim, by=anne.actor, **STAFF),
        lambda: change(kim, by=anne, email="anne.too@fjordlys.example"),
    ):
        assert refused(act) == "second_person"


def test_leaving_oneself_takes_one(anne: User, bo: User) -> None:
    assert not actions.deactivate_user(anne, by=anne.actor, **STAFF).is_active
    assert not queries.four_eyes_state().is_in_force


def test_a_new_user_comes_without_the_roles_until_they_are_approved(anne: User, bo: User) -> None:
    told = {"email": "eli@fjordlys.example", "name": "Eli", "by": anne.actor, **STAFF}
    assert refused(lambda: actions.create_user(roles=roles("sales"), **told)) == "second_person"
    assert refused(lambda: actions.invite(roles=roles("sales"), reason="", **told)) == "no_reason"
    eli, approval = actions.invite(roles=roles("sales"), reason="Starts today", **told)
    assert not eli.rights
    assert approval is not None
    actions.approve(approval, by=bo.actor, **STAFF)
    assert User.objects.get(pk=eli.pk).has_right(Right.PEOPLE_VIEW)
    assert actions.invite(roles=[], reason="", **{**told, "email": "k@fjordlys.example"})[1] is None


def test_switching_it_off_needs_a_reason_and_a_second_person(anne: User, bo: User) -> None:
    off: dict[str, Any] = {"is_on": False, "by": anne.actor, **STAFF}
    assert refused(lambda: actions.switch_four_eyes(**off)) == "no_reason"
    approval = asked(lambda: actions.switch_four_eyes(reason="Bo is away in May", **off), anne, "Bo is away in May")
    actions.approve(approval, by=bo.actor, **STAFF)
    state = queries.four_eyes_state()
    assert (state.is_on, state.change and state.change.reason) == (False, "Bo is away in May")
    assert state.change is not None
    assert (state.change.by, state.change.approved_by) == (anne, bo)
    assert change(make_user("Ola"), by=anne, roles=roles("sales")).rights
    actions.switch_four_eyes(is_on=True, by=anne.actor, **STAFF)
    assert queries.four_eyes_state().is_in_force
    with pytest.raises(IntegrityError), transaction.atomic():
        FourEyesChange.objects.create(is_on=False, reason="", by=anne)


def test_an_approval_opens_nothing_else(anne: User, bo: User) -> None:
    """An approval of one thing does not cover another."""
    ola, eli = make_user("Ola"), make_user("Eli")
    approval = asked(lambda: change(ola, by=anne, roles=roles("sales")), anne)
    approval = actions.approve(approval, by=bo.actor, **STAFF)
    for act in (
        lambda: change(eli, by=anne, roles=roles("sales"), approval=approval),
        lambda: change(ola, by=anne, roles=roles("sales", "marketing"), approval=approval),
    ):
        assert refused(act) == "second_person"


def test_every_kind_says_in_words_what_changes(anne: User, bo: User) -> None:
    from samtykke.accounts.second import kind_named

    ola, sales = make_user("Ola"), Role.objects.get(key="sales")
    more = [*sales.rights, "people:export"]
    found = [
        asked(lambda: change(ola, by=anne, name="Ola N", email="o@fjordlys.example", roles=roles("sales")), anne),
        asked(lambda: change_role(sales, anne, rights=more, names={"nb": "Selgere", "en": "Sales"}), anne),
        asked(lambda: actions.deactivate_user(bo, by=anne.actor, **STAFF), anne),
        asked(lambda: actions.switch_four_eyes(is_on=False, reason="x", by=anne.actor, **STAFF), anne),
    ]
    lines = [kind_named(approval.kind).lines(approval) for approval in found]
    assert [[line.name for line in told] for told in lines] == [
        ["Name", "E-mail", "Roles", "New rights"],
        ["Name (Norsk bokmål)", "New rights"],
        ["State"],
        ["Four eyes"],
    ]
    assert lines[0][2].after == "Sales"
    assert lines[1][1].after == str(Right.PEOPLE_EXPORT.sentence)

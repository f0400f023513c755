"""Somebody must be left who manages users, also when two leave at the same moment (issue 4)."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from samtykke.accounts import actions, queries
from samtykke.accounts.actions.roles import Told
from samtykke.accounts.models import Role, User, Visibility
from samtykke.accounts.rights import Right
from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused
from tests.accounts.factories import make_user

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Does all at the same moment, each on a connection of its own; returns what was refused."""
    ready, refused = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            ready.wait(20)
            act()
        except Refused as error:
            refused.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return refused


def leave(user: User) -> Callable[[], object]:
    return lambda: actions.deactivate_user(user, by=user.actor, via=Via.STAFF)


def give_up(user: User) -> Callable[[], object]:
    told = {"email": user.email, "name": user.name, "language": user.language, "roles": []}
    return lambda: actions.change_user(user, by=user.actor, via=Via.STAFF, **told)  # type: ignore[arg-type]


def empty(role: Role) -> Callable[[], object]:
    told = Told(role.names, frozenset({Right.PEOPLE_VIEW}), Visibility.ALL)
    return lambda: actions.change_role(role, told, by=Actor.system(), via=Via.COMMAND)


@pytest.mark.parametrize("turn", range(4))
def test_of_two_who_leave_at_once_one_stays(turn: int) -> None:
    first, second = make_user("Anne", "administrator"), make_user("Bo", "administrator")
    assert at_once(leave(first), leave(second)) == ["last_administrator"]
    assert queries.holders(Right.USERS_MANAGE).count() == 1


@pytest.mark.parametrize("turn", range(4))
def test_nor_by_giving_up_a_role_while_the_other_role_loses_the_right(turn: int) -> None:
    office = Role.objects.create(key="office", names={"en": "Office"}, rights=["users:manage"])
    first = make_user("Anne", "administrator")
    make_user("Bo", office.key)
    assert at_once(give_up(first), empty(office)) == ["last_administrator"]
    assert queries.holders(Right.USERS_MANAGE).count() == 1


def test_of_two_who_approve_at_once_one_does() -> None:
    """A thing is done once, whoever presses at the same moment."""
    from samtykke.accounts.models import Approval
    from samtykke.accounts.second import Wanted
    from samtykke.core.actors import Ref

    anne, bo, eli = (make_user(name, "administrator") for name in ("Anne", "Bo", "Eli"))
    ola = make_user("Ola")
    wanted = Wanted("user:change", Ref("user", ola.pk), {"roles": ["sales"]}, {"roles": []})
    approval = actions.ask(wanted, reason="New in sales", by=anne.actor, via=Via.STAFF)
    acts = [lambda by=by: actions.approve(approval, by=by.actor, via=Via.STAFF) for by in (bo, eli)]  # type: ignore[misc]
    assert at_once(*acts) == ["already_decided"]
    assert Approval.objects.get().state == "approved"
    assert ola.roles.count() == 1

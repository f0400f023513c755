"""Nobody shows others, or themselves, more people than they see: by a role, by a user, by a team (REQ-93, REQ-99)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

from samtykke.accounts import actions
from samtykke.accounts.actions.roles import Told
from samtykke.accounts.actions.second_factor import remove_factors_of
from samtykke.accounts.models import Role, Team, User, Visibility
from samtykke.audit.queries import trail
from samtykke.core.actors import Via
from samtykke.core.refused import Refused
from tests.accounts.factories import make_user, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db
STAFF: dict[str, Any] = {"via": Via.STAFF}
HELD = ["people:view", "users:manage"]


@pytest.fixture
def siri(db: None) -> User:
    """Manages users, and sees the people of her own teams alone."""
    Role.objects.create(key="lead", names={"en": "Lead"}, rights=HELD, visibility="team")
    return make_user("Siri", "lead")


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused, transaction.atomic():
        act()
    assert refused.value.status == 403
    return refused.value.code


def told(visibility: str, *rights: str, name: str = "New") -> Told:
    return Told.of({"names": {"en": name}, "rights": rights, "visibility": visibility})


def test_nobody_makes_or_widens_a_role_that_shows_more_than_they_see(siri: User) -> None:
    """Breaks when a manager who sees a team makes a role that shows everybody, and takes it. Also one without rights:
    beside another role it would show everybody.
    """
    by: dict[str, Any] = {"by": siri.actor, **STAFF}
    assert code_of(lambda: actions.create_role(told("all", "people:view"), **by)) == "beyond_own_rights"
    assert code_of(lambda: actions.create_role(told("all"), **by)) == "beyond_own_rights"
    role = actions.create_role(told("own", "people:view"), **by)
    assert code_of(lambda: actions.change_role(role, told("all", "people:view"), **by)) == "beyond_own_rights"
    assert actions.change_role(role, told("team", "people:view"), **by).visibility == Visibility.TEAM


def test_nobody_touches_or_restores_a_role_that_shows_more(siri: User) -> None:
    wide = Role.objects.create(key="wide", names={"en": "Wide"}, rights=["people:view"], visibility="all")
    by: dict[str, Any] = {"by": siri.actor, **STAFF}
    assert code_of(lambda: actions.change_role(wide, told("own", name="Wide"), **by)) == "beyond_own_rights"
    assert code_of(lambda: actions.delete_role(wide, **by)) == "beyond_own_rights"
    Role.objects.filter(pk=wide.pk).update(deleted_at="2026-11-01T00:00:00Z")
    assert code_of(lambda: actions.restore_role(wide, **by)) == "beyond_own_rights"


def test_nobody_gives_or_takes_over_somebody_who_sees_more(siri: User) -> None:
    """Breaks when she gives a role that shows everybody, or is handed the way in of somebody who sees everybody."""
    Role.objects.create(key="wide", names={"en": "Wide"}, rights=["people:view"], visibility="all")
    per, eli = make_user("Per", "wide"), make_user("Eli")
    by: dict[str, Any] = {"by": siri.actor, **STAFF}
    wide = Role.objects.filter(key="wide")

    def changed(user: User, email: str, roles: Any) -> User:
        return actions.change_user(user, email=email, name=user.name, language="nb", roles=roles, **by)

    for act in (
        lambda: changed(eli, eli.email, wide),
        lambda: changed(per, "siri.too@fjordlys.example", wide),
        lambda: actions.create_user(email="k@fjordlys.example", name="Kim", roles=wide, **by),
        lambda: actions.make_password_link(per, **by),
        lambda: actions.mail_way_in(per, **by),
        lambda: actions.end_sessions_of(per, **by),
        lambda: actions.deactivate_user(per, **by),
        lambda: remove_factors_of(per, **by),
    ):
        assert code_of(act) == "beyond_own_rights"
    User.objects.filter(pk=per.pk).update(is_active=False)
    assert code_of(lambda: actions.reactivate_user(per, **by)) == "beyond_own_rights"


def test_who_sees_some_people_brings_nobody_into_a_team(siri: User) -> None:
    """Breaks when Siri joins a team, and sees its people by it; taking somebody out shows less, and takes the right alone."""
    per = make_user("Per")
    east = Team.objects.create(name="East")
    east.members.set([per])
    by: dict[str, Any] = {"by": siri.actor, **STAFF}
    join = {"name": "East", "members": [per, siri]}
    assert code_of(lambda: actions.change_team(east, **join, **by)) == "beyond_own_rights"
    assert code_of(lambda: actions.create_team(name="West", members=[siri], **by)) == "beyond_own_rights"
    assert not Team.objects.filter(name="West").exists()
    actions.change_team(east, name="East", members=[], **by)
    assert trail().filter(deed="team:changed").get().details["removed"] == [str(per.pk)]
    anne = make_user("Anne", "administrator")
    actions.change_team(east, name="East", members=[siri], by=anne.actor, **STAFF)
    assert siri.seen_owners == (siri.pk,)


def test_the_page_says_so_beside_the_members(siri: User) -> None:
    answer = signed_in(siri).post("/teams/new/", {"name": "West", "members": [siri.pk]})
    assert answer.status_code == 403
    assert answer.context["form"].errors["members"]


@pytest.mark.parametrize("path", ["new/", "{pk}/", "{pk}/deletion/", "{pk}/restoration/"])
def test_who_is_in_which_team_asks_again_who_it_is(path: str) -> None:
    """REQ-99: teams widen sight. Breaks when a session left open changes one."""
    anne = make_user("Anne", "administrator")
    team = Team.objects.create(name="East")
    answer = signed_in(anne, confirmed=False).post(f"/teams/{path.format(pk=team.pk)}", {"name": "X"})
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/confirm/")

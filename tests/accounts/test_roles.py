"""Roles and teams: made, changed, put in the bin and back; and nobody left out of the last administrator's chair."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction

from samtykke.accounts import actions
from samtykke.accounts.actions.roles import Told
from samtykke.accounts.models import Role, Team, User, Visibility
from samtykke.accounts.rights import STANDARD_ROLES, Right
from samtykke.audit.queries import trail
from samtykke.core.actors import Via
from samtykke.core.refused import Refused
from tests.accounts.factories import make_user

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db


def told(name: str = "Fair", *rights: Right, visibility: Visibility = Visibility.ALL) -> Told:
    return Told({"nb": name, "en": name}, frozenset(rights), visibility)


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as raised, transaction.atomic():
        act()
    return raised.value.code


def make_role(by: User, name: str = "Fair", *rights: Right) -> Role:
    return actions.create_role(told(name, *rights), by=by.actor, via=Via.STAFF)


def test_a_new_role_has_its_own_key_and_stands_in_the_trail() -> None:
    anne = make_user("Anne", "administrator")
    first = make_role(anne, "Stand på messe", Right.PEOPLE_VIEW)
    assert (first.key, first.rights, first.is_standard) == ("stand_pa_messe", ["people:view"], False)
    entry = trail()[0]
    assert (entry.deed, entry.subject_id, entry.details) == ("role:created", first.pk, {"rights": ["people:view"]})
    assert refused(lambda: make_role(anne, "STAND på messe")) == "name_taken"
    assert make_role(anne, "Stand på messe!").key == "stand_pa_messe_2"


def test_a_role_needs_a_name() -> None:
    anne = make_user("Anne", "administrator")
    assert refused(lambda: make_role(anne, "  ")) == "no_name"


def test_nobody_makes_a_role_beyond_their_own_rights() -> None:
    make_user("Anne", "administrator")
    office = Role.objects.create(key="people_office", names={"en": "People office"}, rights=["users:manage"])
    siri = make_user("Siri", office.key)
    assert refused(lambda: make_role(siri, "All", Right.PEOPLE_EXPORT)) == "beyond_own_rights"
    sales = Role.objects.get(key="sales")
    assert (
        refused(lambda: actions.change_role(sales, told("Sales"), by=siri.actor, via=Via.STAFF)) == "beyond_own_rights"
    )
    assert refused(lambda: actions.ship_role(sales, by=siri.actor, via=Via.STAFF)) == "beyond_own_rights"


def test_a_change_of_a_role_says_what_was_added_and_removed() -> None:
    anne = make_user("Anne", "administrator")
    role = make_role(anne, "Fair", Right.PEOPLE_VIEW)
    wanted = told("Fair", Right.PEOPLE_EDIT, visibility=Visibility.TEAM)
    role = actions.change_role(role, wanted, by=anne.actor, via=Via.STAFF)
    assert (role.rights, role.visibility) == (["people:edit"], "team")
    assert trail()[0].details == {
        "fields": ["rights", "visibility"],
        "added": ["people:edit"],
        "removed": ["people:view"],
    }
    before = trail().count()
    actions.change_role(role, wanted, by=anne.actor, via=Via.STAFF)
    assert trail().count() == before


def test_who_changes_a_role_from_an_old_page_is_told() -> None:
    anne = make_user("Anne", "administrator")
    role = make_role(anne, "Fair", Right.PEOPLE_VIEW)
    seen = role.state
    actions.change_role(role, told("Fair", Right.PEOPLE_EDIT), by=anne.actor, via=Via.STAFF, seen=seen)
    late = lambda: actions.change_role(role, told("Fair"), by=anne.actor, via=Via.STAFF, seen=seen)  # noqa: E731
    assert refused(late) == "changed_since"


def test_no_change_of_a_role_leaves_nobody_who_manages_users() -> None:
    """The last administrator cannot lock themselves out (issue 4)."""
    anne = make_user("Anne", "administrator")
    administrator = Role.objects.get(key="administrator")
    rights = [right for right in Right if right is not Right.USERS_MANAGE]
    act = lambda: actions.change_role(administrator, told("Administrator", *rights), by=anne.actor, via=Via.STAFF)  # noqa: E731
    assert refused(act) == "last_administrator"


def test_a_standard_role_is_set_back_and_never_removed() -> None:
    anne = make_user("Anne", "administrator")
    sales = Role.objects.get(key="sales")
    narrow = told("Selgere", Right.PEOPLE_VIEW, visibility=Visibility.OWN)
    sales = actions.change_role(sales, narrow, by=anne.actor, via=Via.STAFF)
    sales = actions.ship_role(sales, by=anne.actor, via=Via.STAFF)
    assert sales.names == STANDARD_ROLES["sales"][0]
    assert set(sales.rights) == {right.value for right in STANDARD_ROLES["sales"][1]}
    assert sales.visibility == Visibility.ALL
    assert refused(lambda: actions.delete_role(sales, by=anne.actor, via=Via.STAFF)) == "is_standard"
    with pytest.raises(IntegrityError), transaction.atomic():
        Role.objects.filter(key="sales").update(deleted_at=sales.users.model().created_at)
    own = make_role(anne, "Fair")
    assert refused(lambda: actions.ship_role(own, by=anne.actor, via=Via.STAFF)) == "own_role"


def test_a_role_that_somebody_holds_stays_and_a_free_one_comes_back() -> None:
    anne = make_user("Anne", "administrator")
    role = make_role(anne, "Fair", Right.PEOPLE_VIEW)
    ola = make_user("Ola", role.key)
    assert refused(lambda: actions.delete_role(role, by=anne.actor, via=Via.STAFF)) == "role_held"
    ola.roles.clear()
    for _ in range(2):
        role = actions.delete_role(role, by=anne.actor, via=Via.STAFF)
    assert [entry.deed for entry in trail()[:2]] == ["role:deleted", "user:created"]
    give = lambda: actions.change_user(  # noqa: E731
        ola, email=ola.email, name=ola.name, language="nb", roles=[role], by=anne.actor, via=Via.STAFF
    )
    assert refused(give) == "role_deleted"
    other = make_role(anne, "Fair")
    assert refused(lambda: actions.restore_role(role, by=anne.actor, via=Via.STAFF)) == "name_taken"
    actions.delete_role(other, by=anne.actor, via=Via.STAFF)
    assert actions.restore_role(role, by=anne.actor, via=Via.STAFF).deleted_at is None
    give()
    assert User.objects.get(pk=ola.pk).has_right(Right.PEOPLE_VIEW)


def test_what_a_user_sees_is_the_widest_of_the_roles() -> None:
    anne = make_user("Anne", "administrator")
    own, team = make_role(anne, "Own"), make_role(anne, "Team")
    for role, visibility in ((own, Visibility.OWN), (team, Visibility.TEAM)):
        actions.change_role(role, told(role.names["en"], visibility=visibility), by=anne.actor, via=Via.STAFF)
    assert make_user("Ola", own.key).visibility == Visibility.OWN
    assert make_user("Kim", own.key, team.key).visibility == Visibility.TEAM
    assert make_user("Eli", own.key, "sales").visibility == Visibility.ALL
    assert make_user("Per").visibility == Visibility.OWN
    with pytest.raises(IntegrityError), transaction.atomic():
        Role.objects.filter(pk=own.pk).update(visibility="none")


def test_a_team_has_members_and_goes_into_the_bin_empty() -> None:
    anne, ola = make_user("Anne", "administrator"), make_user("Ola")
    team = actions.create_team(name="Bergen", members=[ola], by=anne.actor, via=Via.STAFF)
    assert list(ola.teams.all()) == [team]
    assert refused(lambda: actions.create_team(name="BERGEN", by=anne.actor, via=Via.STAFF)) == "name_taken"
    assert refused(lambda: actions.delete_team(team, by=anne.actor, via=Via.STAFF)) == "team_held"
    seen = team.state
    team = actions.change_team(team, name="Bergen", members=[], by=anne.actor, via=Via.STAFF, seen=seen)
    assert trail()[0].details == {"fields": ["members"], "added": [], "removed": [str(ola.pk)]}
    late = lambda: actions.change_team(team, name="Voss", members=[], by=anne.actor, via=Via.STAFF, seen=seen)  # noqa: E731
    assert refused(late) == "changed_since"
    for _ in range(2):
        team = actions.delete_team(team, by=anne.actor, via=Via.STAFF)
    assert list(Team.objects.existing()) == []
    again = actions.create_team(name="Bergen", by=anne.actor, via=Via.STAFF)
    assert refused(lambda: actions.restore_team(team, by=anne.actor, via=Via.STAFF)) == "name_taken"
    actions.delete_team(again, by=anne.actor, via=Via.STAFF)
    assert actions.restore_team(team, by=anne.actor, via=Via.STAFF) in Team.objects.existing()

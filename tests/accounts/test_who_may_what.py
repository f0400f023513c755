"""Who may what, in words: roles by rights, one user with the reasons, and who reaches personal data (M23, REQ-50)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from samtykke.accounts import actions, queries
from samtykke.accounts.models import Role
from samtykke.accounts.rights import REACHES, Right
from samtykke.audit.models import Entry
from samtykke.core.actors import Actor, Via
from tests.accounts.factories import make_user, signed_in

if TYPE_CHECKING:
    from samtykke.accounts.models import User

pytestmark = pytest.mark.django_db


def said(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return " ".join(content.decode().split())


def test_who_reaches_personal_data_is_told_by_role_and_counted_once(django_assert_max_num_queries: Any) -> None:
    """A user with two roles that give the same right is one; somebody deactivated is none."""
    make_user("Ola", "sales", "marketing")
    gone = make_user("Eli", "sales")
    make_user("Anne", "administrator")
    actions.deactivate_user(gone, by=Actor.system(), via=Via.COMMAND)
    Role.objects.filter(key="sales").update(visibility="own")
    with django_assert_max_num_queries(2):
        found = {row.key: row for row in queries.personal_data_access()}
        assert [user.name for user in found["view"].users] == ["Anne", "Ola"]
        assert [role.key for role in found["export"].roles] == ["administrator", "privacy_officer", "marketing"]
        assert (len(found["export"].users), found["export"].sees_all) == (2, 2)
        assert [user.name for user in found["bulk_delete"].users] == ["Anne"]
        assert found["bulk_delete"].opens_later
    assert list(found) == [key for key, _name, _right in REACHES]


def test_who_sees_only_their_own_is_not_counted_as_seeing_everybody() -> None:
    Role.objects.filter(key="sales").update(visibility="own")
    make_user("Ola", "sales")
    view = queries.personal_data_access()[0]
    assert (view.right, len(view.users), view.sees_all) == (Right.PEOPLE_VIEW, 1, 0)


def test_the_report_is_for_who_manages_users_and_who_reads_governance(
    per: User, ola: User, siri: User, auditor: User
) -> None:
    for nobody in (per, ola):
        for address in ("/access/", "/access/file/", "/rights/", f"/users/{ola.pk}/rights/"):
            assert signed_in(nobody).get(address).status_code == 403
    for reader in (siri, auditor):
        page = said(signed_in(reader).get("/access/"))
        assert "Ola Salg" in page
        assert "/users/new/" not in page


def test_the_report_as_a_file_names_each_user_with_the_roles_and_runs_no_formula(siri: User) -> None:
    """REQ-94."""
    actions.create_user(
        email="eli@fjordlys.example",
        name="=1+1",
        roles=Role.objects.filter(key="sales"),
        by=Actor.system(),
        via=Via.COMMAND,
    )
    siri.language = "en"
    siri.save()
    answer = signed_in(siri).get("/access/file/")
    assert answer["Content-Disposition"].endswith('.csv"')
    assert answer["Cache-Control"] == "no-store"
    assert Entry.objects.get(deed="access:exported").actor == siri.actor
    assert signed_in(siri, confirmed=False).get("/access/file/").url.startswith("/confirm/")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert lines[0] == "\ufeffWhat,Right,Name,E-mail,From these roles,Whose people"
    assert "See,people:view,'=1+1,eli@fjordlys.example,Sales,Everybody" in lines


def test_what_one_user_can_do_says_why_in_words(siri: User) -> None:
    siri.language = "en"
    siri.save()
    ola = make_user("Ola", "sales", "marketing")
    Role.objects.filter(key="sales").update(visibility="own")
    actions.create_team(name="Bergen", members=[ola], by=Actor.system(), via=Via.COMMAND)
    page = said(signed_in(siri).get(f"/users/{ola.pk}/rights/"))
    assert "From Sales, Marketing" in page
    assert "From Marketing<" in page
    assert page.count("No role gives it") == len(Right) - len(ola.rights)
    assert "Everybody" in page
    assert "The widest counts." in page
    assert "Bergen" in page
    per = make_user("Per")
    assert "No role: can sign in, and sees nobody." in said(signed_in(siri).get(f"/users/{per.pk}/rights/"))
    assert signed_in(siri).get("/users/999999/rights/").status_code == 404

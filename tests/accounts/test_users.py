from __future__ import annotations

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from samtykke.accounts import actions, queries, seed
from samtykke.accounts.models import Organisation, Role, User
from samtykke.accounts.rights import GROUPS, OPENS_LATER, RIGHTS, SCOPES, STANDARD_ROLES, Right, Scope
from samtykke.audit.queries import trail
from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused
from tests.accounts.factories import make_user
from tests.house.code import PACKAGE

pytestmark = pytest.mark.django_db


def change(user: User, *, by: User, **fields: object) -> User:
    told = {"email": user.email, "name": user.name, "language": user.language, "roles": user.roles.all(), **fields}
    return actions.change_user(user, by=by.actor, via=Via.STAFF, **told)  # type: ignore[arg-type]


def roles(*keys: str) -> list[Role]:
    return list(Role.objects.filter(key__in=keys))


def test_seeding_twice_changes_nothing_and_keeps_what_was_changed() -> None:
    Role.objects.filter(key="sales").update(rights=["people:view"])
    before = list(Role.objects.values())
    seed.seed()
    assert list(Role.objects.values()) == before
    assert {role.key for role in Role.objects.all()} == set(STANDARD_ROLES)
    assert Organisation.objects.count() == 1


def test_every_right_and_scope_has_a_sentence_and_every_right_somebody_to_hold_it() -> None:
    assert set(RIGHTS) == set(Right)
    assert sorted(right for _title, rights in GROUPS for right in rights) == sorted(Right)
    assert set(SCOPES) == set(Scope)
    assert set(STANDARD_ROLES["administrator"][1]) == set(Right)


def test_a_right_opens_something_or_says_that_it_will_later() -> None:
    """Breaks when the report of who has access tells an auditor of a power that nobody has, or a right that works says later."""
    told_of = {"rights.py", "lines.py", "places.py"}
    apart = {"guide", "measures", "demo"}
    files = [
        f for f in PACKAGE.rglob("*.py") if f.name not in told_of and not apart & set(f.relative_to(PACKAGE).parts)
    ]
    code = "\n".join(file.read_text(encoding="utf-8") for file in files)
    assert {right for right in Right if not re.search(rf"Right\.{right.name}\b", code)} == OPENS_LATER


def test_rights_come_from_every_role() -> None:
    ola = make_user("Ola", "marketing", "auditor")
    assert ola.has_right(Right.PEOPLE_EXPORT)
    assert ola.has_right(Right.AUDIT_VIEW)
    assert not ola.has_right(Right.USERS_MANAGE)
    assert make_user("Per").rights == frozenset()


def test_somebody_deactivated_has_no_right() -> None:
    make_user("Anne", "administrator")
    siri = make_user("Siri", "privacy_officer")
    siri = actions.deactivate_user(siri, by=Actor.system(), via=Via.COMMAND)
    assert not User.objects.get(pk=siri.pk).has_right(Right.PEOPLE_VIEW)
    assert siri not in queries.holders(Right.PEOPLE_VIEW)


def test_an_address_signs_in_one_user_whatever_its_case() -> None:
    make_user("Ola", email="Ola@Fjordlys.example")
    assert User.objects.get().email == "ola@fjordlys.example"
    with pytest.raises(Refused) as refused:
        make_user("Other", email="OLA@fjordlys.EXAMPLE")
    assert (refused.value.code, refused.value.field) == ("email_taken", "email")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.update(email="Ola@fjordlys.example")


def test_a_change_is_noted_by_its_fields_alone() -> None:
    anne, ola = make_user("Anne", "administrator"), make_user("Ola", "sales")
    change(ola, by=anne, name="Ola Nordfiktiv", roles=roles("marketing"))
    roles_entry, fields_entry = trail()[:2]
    assert fields_entry.details == {"fields": ["name"]}
    assert roles_entry.details == {"added": ["marketing"], "removed": ["sales"]}
    assert roles_entry.actor == anne.actor
    assert "Nordfiktiv" not in str(list(trail().values()))


def test_nobody_gives_more_than_they_hold() -> None:
    role = Role.objects.create(key="people_office", names={"en": "People office"}, rights=["users:manage"])
    siri, per = make_user("Siri", "people_office"), make_user("Per")
    with pytest.raises(Refused) as refused:
        change(siri, by=siri, roles=[role, *roles("administrator")])
    assert refused.value.code == "beyond_own_rights"
    assert change(per, by=siri, roles=[role]).has_right(Right.USERS_MANAGE)


def test_nobody_takes_over_somebody_with_more_rights() -> None:
    anne = make_user("Anne", "administrator")
    Role.objects.create(key="people_office", names={"en": "People office"}, rights=["users:manage"])
    siri = make_user("Siri", "people_office")
    for act in (
        lambda: change(anne, by=siri, email="siri2@fjordlys.example"),
        lambda: actions.make_password_link(anne, by=siri.actor, via=Via.STAFF),
        lambda: actions.deactivate_user(anne, by=siri.actor, via=Via.STAFF),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert (refused.value.code, refused.value.status) == ("beyond_own_rights", 403)


def test_a_person_or_an_integration_manages_no_users() -> None:
    for actor in (Actor.data_subject(1), Actor.integration(1), Actor.user(999)):
        with pytest.raises(PermissionDenied):
            actions.create_user(email="x@fjordlys.example", name="X", by=actor, via=Via.API)


def test_the_last_who_manages_users_stays() -> None:
    anne = make_user("Anne", "administrator")
    for act in (
        lambda: change(anne, by=anne, roles=roles("sales")),
        lambda: actions.deactivate_user(anne, by=anne.actor, via=Via.STAFF),
    ):
        with pytest.raises(Refused) as refused, transaction.atomic():
            act()
        assert refused.value.code == "last_administrator"
    make_user("Siri", "administrator")
    assert not change(anne, by=anne, roles=roles("sales")).has_right(Right.USERS_MANAGE)


def test_deactivating_and_reactivating_twice_changes_nothing() -> None:
    anne, ola = make_user("Anne", "administrator"), make_user("Ola")
    for act in (actions.deactivate_user, actions.reactivate_user):
        act(ola, by=anne.actor, via=Via.STAFF)
        written = trail().count()
        act(ola, by=anne.actor, via=Via.STAFF)
        assert trail().count() == written


def test_a_name_is_never_in_the_text_of_a_user() -> None:
    ola = make_user("Ola")
    assert str(ola) == f"user {ola.pk}"

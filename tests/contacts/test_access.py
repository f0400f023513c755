"""Who may see whom: the query is the check."""

from __future__ import annotations

import pytest

from samtykke.accounts.models import Role, User
from samtykke.contacts import actions
from samtykke.contacts.access import companies_visible_to, in_the_bin_for, visible_to
from samtykke.purposes.access import visible_to as items_visible_to
from samtykke.purposes.models import Source
from tests.contacts.rows import BY, make_person

pytestmark = pytest.mark.django_db


def user(*roles: str) -> User:
    made = User.objects.create(email=f"{'-'.join(roles) or 'per'}@fjordlys.example", name="N")
    made.roles.set(Role.objects.filter(key__in=roles))
    return made


def test_people_are_shown_to_who_holds_the_right_and_to_nobody_else() -> None:
    person, binned = make_person(), make_person("Per")
    actions.delete_person(binned, **BY)
    actions.create_company("A", **BY)
    assert list(visible_to(user("sales"))) == [person]
    assert companies_visible_to(user("support")).count() == 1
    per = user()
    assert [visible_to(per).count(), companies_visible_to(per).count(), in_the_bin_for(per).count()] == [0, 0, 0]
    assert list(in_the_bin_for(user("privacy_officer"))) == [binned]


def test_the_bin_of_a_list_is_shown_to_who_manages_lists() -> None:
    source = Source.objects.get(key="API")
    Source.objects.filter(pk=source.pk).update(deleted_at=source.created_at)
    assert items_visible_to(user("privacy_officer"), Source).count() == 9
    assert items_visible_to(user("sales"), Source).count() == 8
    assert items_visible_to(user(), Source).count() == 0

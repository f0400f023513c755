"""A no is recorded by everybody who sees people, but for the auditor; a yes only by who may change consents (checks 27, 65)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from samtykke.accounts.models import Role, User
from samtykke.accounts.rights import STANDARD_ROLES, Right
from tests.accounts.factories import make_user, signed_in
from tests.factories import make_consent

if TYPE_CHECKING:
    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db


def test_every_standard_role_that_sees_people_may_record_a_no_but_the_auditor() -> None:
    sees = {key for key, (_names, rights) in STANDARD_ROLES.items() if Right.PEOPLE_VIEW in rights}
    may = {key for key, (_names, rights) in STANDARD_ROLES.items() if Right.CONSENTS_WITHDRAW in rights}
    assert sees - may == {"auditor"}
    assert may - sees == set()


def test_who_sees_and_changes_nothing_else_may_record_a_no(kari: Person) -> None:
    """Art. 7(3): as easy to withdraw as to give, also by telephone."""
    make_consent(kari)
    Role.objects.create(key="reception", names={"en": "Reception"}, rights=["people:view", "consents:withdraw"])
    browser = signed_in(make_user("Eli", "reception"))
    page = browser.get(f"/people/{kari.pk}/privacy/").content.decode()
    assert f"/people/{kari.pk}/purposes/EMARKETING/withdrawal/" in page
    assert f"/people/{kari.pk}/objection/" in page
    assert f"/people/{kari.pk}/purposes/EMARKETING/answer/" not in page
    assert browser.get(f"/people/{kari.pk}/purposes/EMARKETING/withdrawal/").status_code == 200
    assert browser.get(f"/people/{kari.pk}/objection/").status_code == 200
    for closed in ("answer", "basis", "ending", "question"):
        assert browser.get(f"/people/{kari.pk}/purposes/EMARKETING/{closed}/").status_code == 403


def test_the_auditor_records_nothing(kari: Person, auditor: User) -> None:
    make_consent(kari)
    browser = signed_in(auditor)
    assert "withdrawal/" not in browser.get(f"/people/{kari.pk}/privacy/").content.decode()
    for address in (f"/people/{kari.pk}/purposes/EMARKETING/withdrawal/", f"/people/{kari.pk}/objection/"):
        assert browser.get(address).status_code == 403
        assert browser.post(address, {"act_by": "person"}).status_code == 403


def test_an_older_installation_gets_the_right_where_people_are_seen() -> None:
    """The migration gives it once: to whoever sees people, and not to the auditor."""
    from importlib import import_module

    from django.apps import apps

    Role.objects.filter(key="auditor").update(rights=["people:view"])
    Role.objects.filter(key="sales").update(rights=["people:view"])
    own = Role.objects.create(key="own", names={"en": "Own"}, rights=["audit:view"])
    migration = import_module("samtykke.accounts.migrations.0012_right_to_withdraw")
    migration.give_right(apps, None)
    migration.give_right(apps, None)
    rights = {role.key: role.rights for role in Role.objects.all()}
    assert rights["sales"] == ["people:view", "consents:withdraw"]
    assert rights["auditor"] == ["people:view"]
    assert rights[own.key] == ["audit:view"]

"""The people of the tests. Kari is the data subject; Ola, Siri and Per are staff; Per may do nothing.

Loaded by tests/conftest.py; a test asks for them by name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.factories import Clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from samtykke.accounts.models import User
    from samtykke.contacts.models import Person

__all__ = ["admin", "auditor", "clock", "kari", "ola", "per", "signed_in", "siri"]


@pytest.fixture
def clock() -> Clock:
    """Times around now."""
    return Clock()


@pytest.fixture
def kari(db: None) -> Person:
    """A data subject with an address, a mobile and the five facts."""
    from tests.factories import make_person

    return make_person(
        "Kari", "Ødegård-Testvik", email="kari.testvik@example.org", phone="+4791234567", external_id="ERP-KARI-1204"
    )


@pytest.fixture
def ola(db: None) -> User:
    """Staff in sales."""
    from tests.accounts.factories import make_user

    return make_user("Ola Salg", "sales")


@pytest.fixture
def siri(db: None) -> User:
    """The privacy officer."""
    from tests.accounts.factories import make_user

    return make_user("Siri Vernøy", "privacy_officer")


@pytest.fixture
def per(db: None) -> User:
    """Staff who may sign in and nothing else."""
    from tests.accounts.factories import make_user

    return make_user("Per Uten")


@pytest.fixture
def auditor(db: None) -> User:
    """Staff who may look, and read the trail."""
    from tests.accounts.factories import make_user

    return make_user("Åse Revisjon", "auditor")


@pytest.fixture
def admin(db: None) -> User:
    """Staff with every right there is."""
    from samtykke.accounts.models import Role
    from tests.accounts.factories import make_user

    return make_user("Ada Alt", *Role.objects.values_list("key", flat=True))


@pytest.fixture
def signed_in(db: None) -> Callable[..., Client]:
    """A function: the test client in which somebody has signed in, `signed_in(ola)`."""
    from tests.accounts.factories import signed_in as sign_in

    return sign_in

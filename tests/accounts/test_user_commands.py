"""What the operator does at the machine where nobody is left to ask."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from samtykke.accounts import queries
from samtykke.accounts.models import User
from samtykke.audit.queries import trail
from tests.accounts.factories import make_user

pytestmark = pytest.mark.django_db


def told(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_one_of_two_administrators_is_deactivated_at_the_machine() -> None:
    make_user("Anne", "administrator")
    bo = make_user("Bo", "administrator")
    assert "signed out" in told("deactivate_user", " BO@fjordlys.example")
    assert not User.objects.get(pk=bo.pk).is_active
    assert (trail()[0].deed, trail()[0].actor_kind, trail()[0].via) == ("user:deactivated", "system", "command")
    with pytest.raises(CommandError, match="Somebody must be left"):
        told("deactivate_user", "anne@fjordlys.example")
    with pytest.raises(CommandError, match="Nobody signs in"):
        told("deactivate_user", "nobody@fjordlys.example")


def test_a_link_for_a_new_password_is_made_at_the_machine() -> None:
    anne = make_user("Anne", "administrator")
    link = queries.password_link_behind(told("password_link", "anne@fjordlys.example").strip().split("/")[-2])
    assert link is not None
    assert link.user == anne
    with pytest.raises(CommandError, match="Nobody signs in"):
        told("password_link", "nobody@fjordlys.example")

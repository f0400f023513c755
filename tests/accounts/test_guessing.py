"""Guessing a password: limited in the database, so that no process and no restart begins anew (REQ-90, REQ-92)."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from samtykke.accounts import limits
from samtykke.accounts.models import Attempt, User
from samtykke.core.clock import now
from tests.accounts.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]
HERE, ELSEWHERE = "192.0.2.7", "198.51.100.9"
TRY = """
import django
django.setup()
from datetime import timedelta
from samtykke.accounts import limits
print([limits.allow("twice", b"k" * 32, 3, timedelta(hours=1)) for _ in range(2)])
"""


@pytest.fixture
def ola() -> User:
    return make_user("Ola", language="en")


def sign_in(password: str = PASSWORD, email: str = "ola@fjordlys.example", *, at: str = HERE) -> int:
    """The status of one try by a browser without a history."""
    return Client(REMOTE_ADDR=at).post("/sign-in/", {"login": email, "password": password}).status_code


def networks(count: int) -> list[str]:
    return [f"203.0.113.{number}" for number in range(count)]


def test_five_wrong_passwords_stop_the_sixth_try_even_when_it_is_right(ola: User) -> None:
    """Breaks when guesses are not counted, or a right guess past the limit gets in."""
    assert [sign_in("wrong-wrong-wrong") for _ in range(5)] == [200] * 5
    assert sign_in() == 429
    answer = Client(REMOTE_ADDR=HERE).post("/sign-in/", {"login": ola.email, "password": PASSWORD})
    assert "Too many attempts" in answer.content.decode()
    assert "_auth_user_id" not in answer.client.session


def test_unknown_and_known_addresses_are_stopped_alike(ola: User) -> None:
    """Breaks when the limit tells who signs in here (REQ-92)."""
    assert [sign_in("wrong-wrong-wrong", "nobody@fjordlys.example") for _ in range(6)] == [200] * 5 + [429]


def test_a_right_password_uses_up_no_room(ola: User) -> None:
    """Breaks when somebody who signs in often is shut out."""
    assert [sign_in() for _ in range(12)] == [302] * 12
    assert set(Attempt.objects.values_list("name", flat=True)) == {limits.KNOWN}


def test_guessing_elsewhere_shuts_nobody_out(ola: User) -> None:
    """Breaks when anybody can keep Ola from signing in by guessing in Ola's name."""
    for _ in range(8):
        sign_in("wrong-wrong-wrong", at=ELSEWHERE)
    assert sign_in() == 302


def test_guessing_from_many_networks_is_stopped_and_stops_nobody_where_they_signed_in_before(ola: User) -> None:
    """Breaks when many machines guess without end, or when they shut Ola out of Ola's own office."""
    assert sign_in() == 302
    most = limits.OF_ADDRESS[0]
    assert [sign_in("wrong-wrong-wrong", at=network) for network in networks(most)] == [200] * most
    assert sign_in(at="203.0.113.200") == 429
    assert sign_in() == 302


def test_one_network_tries_few_addresses(ola: User) -> None:
    """Breaks when one machine tries one password on everybody."""
    codes = [sign_in("wrong-wrong-wrong", f"user{number}@fjordlys.example") for number in range(11)]
    assert codes == [200] * 10 + [429]
    assert sign_in(at=ELSEWHERE) == 302


def test_spellings_of_an_address_that_find_the_same_user_count_together(ola: User) -> None:
    """Breaks when each capital letter is worth five more guesses: addresses are compared without case."""
    spelled = ["ola@fjordlys.example", "OLA@FJORDLYS.EXAMPLE", " Ola@fjordlys.example", "ola@fjordlyſ.example"]
    codes = [sign_in("wrong-wrong-wrong", spelled[number % 4]) for number in range(8)]
    assert codes[-1] == 429


def test_what_is_refused_is_not_noted_and_the_wait_does_not_grow(ola: User) -> None:
    """Breaks when somebody who keeps trying shuts the door for good."""
    for _ in range(9):
        sign_in("wrong-wrong-wrong")
    assert Attempt.objects.filter(name="sign-in-here").count() == 5
    assert Attempt.objects.filter(name="sign-in-network").count() == 5, "a refused try was noted under another limit"
    Attempt.objects.update(at=now() - timedelta(minutes=6))
    assert sign_in() == 302


def test_neither_address_nor_network_is_kept(ola: User) -> None:
    """REQ-98, 101. Breaks when the table says who tried, or where."""
    sign_in("wrong-wrong-wrong")
    sign_in()
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(to_jsonb(a)::text, '') FROM accounts_attempt a")
        told = cursor.fetchone()[0]
    assert "ola" not in told
    assert HERE not in told


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_another_process_and_a_restart_begin_where_the_last_one_ended() -> None:
    """Breaks when each process counts for itself, or forgets when it ends: two of two, one of two, none of two."""
    parts = connection.settings_dict
    where = f"postgresql://{parts['USER']}@/{parts['NAME']}?host={parts['HOST']}&port={parts['PORT'] or 5432}"
    environ = {**os.environ, "SAMTYKKE_DATABASE_URL": where, "_SAMTYKKE_ROLE": "app"}
    told = [
        subprocess.run([sys.executable, "-c", TRY], env=environ, cwd=ROOT, capture_output=True, text=True)
        for _ in range(3)
    ]
    assert [one.stdout.strip() for one in told] == ["[True, True]", "[True, False]", "[False, False]"], told[0].stderr
    assert Attempt.objects.filter(name="twice").count() == 3

"""How often something may be tried at a public door (REQ-92): per key, in every process, and never in clear."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from samtykke.accounts import limits
from samtykke.accounts.models import Attempt
from samtykke.core.clock import now

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
KARI = limits.key_of("kari@example.org")


def test_so_many_and_no_more() -> None:
    """REQ-92. Breaks when attempts are not counted."""
    assert [limits.allow("link", KARI, 3, HOUR) for _ in range(5)] == [True, True, True, False, False]
    assert Attempt.objects.count() == 3, "a refused attempt does not lengthen the wait"


def test_each_door_and_each_key_counts_for_itself() -> None:
    """REQ-92. Breaks when one door, or one person, uses up the room of another."""
    assert limits.allow("link", KARI, 1, HOUR)
    assert limits.allow("receipt", KARI, 1, HOUR)
    assert limits.allow("link", limits.key_of("ola@example.org"), 1, HOUR)
    assert not limits.allow("link", KARI, 1, HOUR)


def test_room_comes_back_with_time() -> None:
    """Breaks when an attempt counts for ever."""
    Attempt.objects.create(name="link", key_hash=KARI, at=now() - timedelta(minutes=61))
    assert limits.allow("link", KARI, 1, HOUR)
    assert not limits.allow("link", KARI, 1, HOUR)


def test_only_a_keyed_hash_is_kept(settings: Any) -> None:
    """REQ-92, 101. Breaks when an address is kept, or a hash that anybody can make."""
    limits.allow("link", KARI, 1, HOUR)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(a)::text FROM accounts_attempt a")
        assert "kari" not in cursor.fetchone()[0]
    settings.SECRET_KEY = "another" * 8
    assert limits.key_of("kari@example.org") != KARI


def test_the_table_is_unlogged() -> None:
    """Breaks when each attempt is written to the log of the database, and from there to every copy."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'accounts_attempt'")
        assert cursor.fetchone()[0] == "u"


def test_what_limits_nothing_any_more_goes() -> None:
    """Breaks when attempts pile up."""
    Attempt.objects.create(name="link", key_hash=KARI, at=now() - timedelta(hours=25))
    Attempt.objects.create(name="link", key_hash=KARI, at=now() - timedelta(hours=23))
    assert limits.forget() == 1
    assert Attempt.objects.count() == 1


@pytest.mark.parametrize(
    ("told", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::99", "2001:db8:1:2::/64"),
        ("", "unknown"),
    ],
)
def test_a_network_is_as_wide_as_a_household(rf: Any, told: str, network: str) -> None:
    """REQ-92. Breaks when somebody with a /64 has more tries than somebody with one address."""
    assert limits.network_of(rf.get("/", REMOTE_ADDR=told)) == network


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_no_more_than_one_after_the_other() -> None:
    """REQ-92. Breaks when two processes both see the last free place."""
    allowed: list[bool] = []

    def attempt() -> None:
        try:
            allowed.append(limits.allow("race", KARI, 3, HOUR))
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(allowed) == [False] * 5 + [True] * 3

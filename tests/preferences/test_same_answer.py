"""Every public door answers the same for known and unknown: in status, headers, bytes and time. REQ-92, check 44."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

from samtykke.accounts import actions as accounts
from samtykke.accounts import limits
from samtykke.contacts.models import PersonLink
from samtykke.core.clock import now
from samtykke.preferences import actions
from tests.factories import make_person
from tests.mail.conftest import describe_sender
from tests.preferences.pages import confirmation_of, link_of, stranger
from tests.preferences.test_privacy import nowhere
from tests.timing import same_time

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from samtykke.accounts.models import User

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
NOBODY = "x" * 43
# What is drawn anew for every answer: the nonce of the policy, the token of the form.
DRAWN = re.compile(r"""(["'])(nonce-)?[\w+/-]{16,}=*\1""")


@dataclass(frozen=True)
class Door:
    """A form of a public page: how it is sent for somebody known, and for nobody."""

    known: Callable[[], HttpResponse]
    unknown: Callable[[], HttpResponse]


def ask(path: str, **told: str) -> HttpResponse:
    """Sends the form from a network that was never here."""
    return stranger().post(path, told, REMOTE_ADDR=nowhere())


@pytest.fixture(params=["link", "old page", "old confirmation", "password"])
def door(request: pytest.FixtureRequest, ola: User, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Door:
    """Each door in turn, open as often as is measured: the limits stand in tests of their own."""
    describe_sender()
    settings.EMAIL_URL = "smtp://127.0.0.1:9"
    monkeypatch.setattr(actions, "LINKS_AN_HOUR", 10_000)
    monkeypatch.setattr(accounts, "MOST_ASKED", 10_000)
    kari = make_person("Kari", email="kari@example.org")
    match request.param:
        case "link":
            return Door(
                lambda: ask("/privacy/link/", email="kari@example.org", website=""),
                lambda: ask("/privacy/link/", email="nobody@example.org", website=""),
            )
        case "old page":
            old = link_of(kari)
            PersonLink.objects.update(expires_at=now())
            return Door(lambda: ask(f"/p/{old}/link/"), lambda: ask(f"/p/{NOBODY}/link/"))
        case "old confirmation":
            token = confirmation_of(kari)
            return Door(lambda: ask(f"/c/{token}/link/"), lambda: ask(f"/c/{NOBODY}/link/"))
    return Door(
        lambda: without_csrf("/forgotten/", ola.email), lambda: without_csrf("/forgotten/", "nobody@fjordlys.example")
    )


def without_csrf(path: str, address: str) -> HttpResponse:
    """The form of a page that has a token, sent as the page sends it."""
    from django.test import Client

    return Client().post(path, {"email": address}, REMOTE_ADDR=nowhere())


def plain(answer: HttpResponse) -> tuple[int, str, dict[str, str]]:
    """An answer without what is drawn anew each time."""
    headers = {name: DRAWN.sub("", told) for name, told in answer.headers.items()}
    return answer.status_code, DRAWN.sub("", answer.content.decode()), headers


def test_known_and_unknown_get_the_same_answer(door: Door) -> None:
    """Breaks when a status, a header, a byte or the length of an answer tells whom we know."""
    answers = [door.known(), door.unknown(), door.known()]
    assert answers[0].status_code in {200, 302}
    assert plain(answers[0]) == plain(answers[1]) == plain(answers[2])
    assert len({len(answer.content) for answer in answers}) == 1
    assert len({tuple(answer.cookies) for answer in answers}) == 1


def test_known_and_unknown_take_the_same_time(door: Door) -> None:
    """Breaks when a stopwatch tells whom we know: the medians differ by 10 ms, or by a sixth, in every batch."""
    for _ in range(3):
        door.known()
        door.unknown()
    same, told = same_time(door.known, door.unknown)
    assert same, told


def test_a_difference_is_noticed() -> None:
    """Breaks when the stopwatch of these tests no longer sees a statement more."""
    person = make_person("Kari")

    def few() -> None:
        with transaction.atomic():
            limits.allow("measure", limits.key_of("few"), 10_000, limits.HOUR)

    def more() -> None:
        few()
        link_of(person)

    same, told = same_time(few, more)
    assert not same, told

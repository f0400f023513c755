from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from tests.mail.servers import Receiver

# People, named for a run.
Named = Callable[[Iterable[int]], str]


@pytest.fixture
def sender(db: None) -> None:
    """An organisation that can write."""
    describe_sender()


def describe_sender() -> None:
    """Gives the organisation what a letterhead needs."""
    from samtykke.accounts.models import Organisation

    Organisation.objects.update_or_create(
        pk=1,
        defaults={
            "legal_name": "Fjordlys AS",
            "sender_name": "Fjordlys",
            "sender_address": "post@fjordlys.example",
            "reply_to": "personvern@fjordlys.example",
            "privacy_contact_name": "Siri Vernøy",
            "privacy_contact_email": "personvern@fjordlys.example",
            "address_line": "Tenktgata 1",
            "postal_code": "5003",
            "city": "Bergen",
        },
    )


@pytest.fixture
def receiver(sender: None, settings: Any) -> Iterator[Receiver]:
    """A mail server that takes everything, and the setting that names it."""
    with Receiver().running() as running:
        settings.EMAIL_URL = running.url
        yield running


@pytest.fixture
def audience() -> Iterator[Named]:
    """Names a set of people for a run, whoever they are, in the order of their ids."""
    from samtykke.mail import registry

    def name(people: Iterable[int]) -> str:
        everybody = sorted(people)

        def after(place: list[Any] | None, limit: int) -> registry.Piece:
            found = [person for person in everybody if place is None or person > place[0]][:limit]
            return registry.Piece(found, [found[-1]] if len(found) == limit else None)

        registry.audiences["of_a_test"] = registry.Audience(after, "SELECT unnest(%(people)s::bigint[])")
        return "of_a_test"

    yield name
    registry.audiences.pop("of_a_test", None)

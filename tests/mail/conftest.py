from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.mail.servers import Receiver

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


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

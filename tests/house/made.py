"""What stands in the addresses of each app that makes its own rows for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from samtykke.contacts.models import Person


def in_addresses(person: Person) -> dict[str, Any]:
    """Rows that exist, by the names of parameters."""
    from tests.activities.made import in_addresses as of_activities
    from tests.contacts.made import in_addresses as of_cards
    from tests.documents.made import in_addresses as of_documents
    from tests.fields.made import in_addresses as of_fields
    from tests.selections.made import in_addresses as of_selections

    return {**of_fields(), **of_activities(person), **of_documents(person), **of_selections(), **of_cards(person)}

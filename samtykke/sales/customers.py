"""A won sale as the ground for the exception for existing customers: offered, never done by itself. REQ-61.

The sale gives three of the five facts: which sale, when, and what was sold. That the person gave this address at the sale,
and was offered a way out then, somebody who knows says by an act of their own (`consents:basis`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

from samtykke.accounts.rights import Right
from samtykke.consents.models import PERMITTING
from samtykke.consents.queries.people import record_of
from samtykke.consents.queries.standing import is_restricted, objects_to_marketing
from samtykke.contacts.queries import living_emails
from samtykke.purposes.models import EMARKETING, Article
from samtykke.purposes.queries import allowed_bases, privacy_settings, purpose_by_key

if TYPE_CHECKING:
    from samtykke.accounts.models import User
    from samtykke.contacts.models import Person
    from samtykke.sales.models import Sale
    from samtykke.sales.queries import Part

# As many people of a sale as are asked about.
ASKED = 5


@dataclass(frozen=True, slots=True)
class Offer:
    """A person of a won sale who may be mailed as an existing customer, once somebody says so, and where that is said."""

    person: Person
    address: str


def offers(sale: Sale, parts: list[Part], user: User) -> list[Offer]:
    """Whom it may be offered for: a won sale with a product group; people with an e-mail address, about whom nothing
    stands that permits or refuses; where the company uses the exception, and the user may record it.
    """
    if not (sale.is_won and sale.product_group and sale.closed_on and user.has_right(Right.CONSENTS_CHANGE)):
        return []
    purpose, settings = purpose_by_key(EMARKETING), privacy_settings()
    if not settings.existing_customers or purpose.pk in settings.only_consent or not purpose.is_active:
        return []
    if not any(row.legal_basis.article == Article.LEGITIMATE_INTERESTS for row in allowed_bases(purpose)):
        return []
    told = urlencode(
        {
            "sale_reference": f"#{sale.pk}",
            "sale_on": sale.closed_on.isoformat(),
            "product_group": sale.product_group.name,
        }
    )
    return [
        Offer(part.person, f"{reverse('consents:basis', args=[part.person.pk, EMARKETING])}?{told}")
        for part in parts[:ASKED]
        if _is_open(part.person)
    ]


def _is_open(person: Person) -> bool:
    record = record_of(person.pk, purpose_by_key(EMARKETING))
    if record is not None and (record.is_no or record.status_now in PERMITTING):
        return False
    if is_restricted(person.pk) or objects_to_marketing(person.pk):
        return False
    return living_emails(person).exists()

"""The lists about people and companies, among the company's other lists."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from samtykke.contacts.models import Business, Category
from samtykke.purposes.lists import Listing, register

register(
    Listing(
        slug="categories",
        model=Category,
        title=_("Categories"),
        lead=_("What a person or a company is to you: a prospect, a customer, a supplier."),
        add=_("New category"),
    )
)
register(
    Listing(
        slug="businesses",
        model=Business,
        title=_("Lines of business"),
        lead=_("What companies live from."),
        add=_("New line of business"),
    )
)

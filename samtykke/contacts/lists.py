"""The lists about people and companies, among the company's other lists."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from samtykke.contacts.forms import CategoryForm
from samtykke.contacts.models import Business, Category
from samtykke.purposes.actions.fields import also
from samtykke.purposes.lists import Listing, register, tells


def kept_for(category: Category) -> str:
    """How long people of a category are kept, in words; nothing where it does not say."""
    months = category.retention_months
    if months is None:
        return ""
    told = ngettext("Kept %(months)s month", "Kept %(months)s months", months)
    return told % {"months": months}


also(Category, "retention_months", "retention_from")
tells(Category, kept_for)

register(
    Listing(
        slug="categories",
        model=Category,
        form=CategoryForm,
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

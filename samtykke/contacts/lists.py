"""The lists about people and companies, among the company's other lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from samtykke.contacts.forms import CategoryForm
from samtykke.contacts.models import Business, Category
from samtykke.purposes.actions.fields import also
from samtykke.purposes.lists import Listing, register, tells
from samtykke.purposes.registry import tell_periods

if TYPE_CHECKING:
    from samtykke.purposes.registry import Period


def kept_for(category: Category) -> str:
    """How long people of a category are kept, in words; nothing where it does not say."""
    months = category.retention_months
    if months is None:
        return ""
    told = ngettext("Kept %(months)s month", "Kept %(months)s months", months)
    return told % {"months": months}


def periods() -> list[Period]:
    """How long the people of each category in use are kept. REQ-24."""
    told = Category.objects.offered().filter(retention_months__isnull=False)
    return [one.period for one in told if one.period is not None]


also(Category, "retention_months", "retention_from")
tells(Category, kept_for)
tell_periods(periods)

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

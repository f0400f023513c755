"""The lists about people and companies, among the company's other lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from samtykke.contacts.forms import CategoryForm, InterestForm
from samtykke.contacts.models import Business, Category, Interest, InterestGroup
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


def kind_told(interest: Interest) -> str:
    """The kind of data of an interest, and its group."""
    parts = [interest.group.name if interest.group else "", interest.data_kind.name if interest.data_kind else ""]
    return " · ".join(part for part in parts if part)


def periods() -> list[Period]:
    """How long the people of each category in use are kept. REQ-24."""
    told = Category.objects.offered().filter(retention_months__isnull=False)
    return [one.period for one in told if one.period is not None]


also(Category, "retention_months", "retention_from")
also(Interest, "data_kind", "group")
tells(Category, kept_for)
tells(Interest, kind_told)
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
        slug="interests",
        model=Interest,
        form=InterestForm,
        title=_("Interests"),
        lead=_(
            "What people may be interested in. Each says what kind of data it is: some interests reveal a special category."
        ),
        add=_("New interest"),
    )
)
register(
    Listing(
        slug="interest-groups",
        model=InterestGroup,
        title=_("Groups of interests"),
        lead=_("The headings under which interests stand on a card."),
        add=_("New group"),
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

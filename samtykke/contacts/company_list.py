"""The list of companies: what narrows it, its orders, and its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from samtykke.accounts.columns import Column, Columns
from samtykke.accounts.queries import names_of
from samtykke.contacts.finding import first_companies
from samtykke.contacts.models import Business, Category, Company
from samtykke.core.pagination import page
from samtykke.purposes.forms import ItemChoice, offer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from samtykke.core.pagination import Page

PICKED: Final = ("category", "business")
COLUMNS: Final = Columns(
    "companies",
    (
        Column("org_number", _("Organisation number"), is_usual=True),
        Column("category", _("Category"), is_usual=True),
        Column("business", _("Line of business"), is_usual=True),
        Column("phone", _("Phone")),
        Column("email", _("E-mail")),
        Column("web", _("Web address")),
        Column("place", _("Place")),
        Column("country", _("Country")),
        Column("owner", _("Looked after by")),
        Column("created", _("Registered")),
    ),
)


class CompanyFilter(forms.Form):
    """Search words, filters and order; the address of the page carries them."""

    q = forms.CharField(required=False, max_length=200)
    category = ItemChoice(label=_("Category"), queryset=Category.objects.none(), required=False)
    business = ItemChoice(label=_("Line of business"), queryset=Business.objects.none(), required=False)
    sort = forms.ChoiceField(choices=[("name", "name"), ("newest", "newest")], required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["category"], Category.objects.in_order())
        offer(self.fields["business"], Business.objects.in_order())
        self.fields["sort"].widget.attrs["form"] = "company-search"


def listed(told: dict[str, Any], *, among: QuerySet[Company], cursor: str | None) -> tuple[Page[Company], bool]:
    """A page of those `among` some companies that a filter names, and whether a search was cut: of very many the first."""
    narrowed = {name: told[name] for name in PICKED if told.get(name)}
    companies, is_cut = among.filter(**narrowed), False
    if text := (told.get("q") or "").strip():
        first = first_companies(text, among=companies)
        companies, is_cut = Company.objects.filter(pk__in=list(first.ranks)), first.is_cut
    rows = companies.select_related("category", "business")
    if told.get("sort") == "newest":
        return page(rows, order=["id"], cursor=cursor, descending=True), is_cut
    return page(rows, order=["sort_key", "id"], cursor=cursor), is_cut


def name_owners(companies: Sequence[Any]) -> None:
    """Gives each company of a page the name of who looks after it, in one query."""
    names = names_of(company.owner_id or 0 for company in companies)
    for company in companies:
        company.owner_name = names.get(company.owner_id or 0, "")

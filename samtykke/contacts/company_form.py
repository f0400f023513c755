"""What staff write about companies: parsed and checked, no rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from samtykke.accounts.models import User
from samtykke.contacts.forms import UserChoice, country_choices
from samtykke.contacts.models import NAME_LENGTH, Business, Category
from samtykke.purposes.forms import ItemChoice, offer
from samtykke.purposes.forms.items import shown

if TYPE_CHECKING:
    from samtykke.contacts.company_words import CompanyLine
    from samtykke.contacts.models import Company

LONGEST_NOTE, LONGEST_WEB, LONGEST_STREET = 10_000, 2000, 300


def _street(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=LONGEST_STREET, widget=forms.Textarea(attrs={"rows": 2})
    )


class CompanyForm(forms.Form):
    """An organisation."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH)
    org_number = forms.CharField(
        label=_("Organisation number"), max_length=40, required=False, help_text=_("Checked by its country.")
    )
    country = forms.ChoiceField(label=_("Country"), choices=country_choices, required=False, initial="NO")
    category = ItemChoice(label=_("Category"), queryset=Category.objects.none(), required=False)
    business = ItemChoice(label=_("Line of business"), queryset=Business.objects.none(), required=False)
    owner = UserChoice(
        label=_("Looked after by"), queryset=User.objects.none(), required=False, empty_label=_("Nobody")
    )
    web = forms.CharField(
        label=_("Web address"),
        required=False,
        max_length=LONGEST_WEB,
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "company.example"}),
    )
    phone = forms.CharField(
        label=_("Phone"), required=False, max_length=40, widget=forms.TextInput(attrs={"type": "tel"})
    )
    email = forms.CharField(
        label=_("General e-mail"),
        required=False,
        max_length=320,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "placeholder": "post@company.example"}),
        help_text=_("An address of the company. A person’s own stands on the person’s card."),
    )
    postal_street = _street(_("Street or box"))
    postal_code = forms.CharField(label=_("Postcode"), required=False, max_length=20)
    postal_place = forms.CharField(label=_("Place"), required=False, max_length=100)
    postal_country = forms.ChoiceField(label=_("Country"), choices=country_choices, required=False)
    visiting_street = _street(_("Street"))
    visiting_code = forms.CharField(label=_("Postcode"), required=False, max_length=20)
    visiting_place = forms.CharField(label=_("Place"), required=False, max_length=100)
    visiting_country = forms.ChoiceField(label=_("Country"), choices=country_choices, required=False)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("About the company, not about people in it."),
    )

    PLAIN: Final = (
        "name", "org_number", "country", "web", "phone", "email", "postal_street", "postal_code", "postal_place",
        "postal_country", "visiting_street", "visiting_code", "visiting_place", "visiting_country", "note",
    )  # fmt: skip

    def __init__(self, *args: Any, company: Company | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, model in (("category", Category), ("business", Business)):
            held = getattr(company, f"{name}_id", None)
            offered = model.objects.offered()
            offer(self.fields[name], offered | model.objects.filter(pk=held) if held else offered)
        owned_by = [company.owner_id] if company and company.owner_id else []
        offer(self.fields["owner"], User.objects.filter(Q(is_active=True) | Q(pk__in=owned_by)))

    @classmethod
    def initial_of(cls, company: Company) -> dict[str, Any]:
        """The form's values for a company we know."""
        return {
            **{name: getattr(company, name) for name in cls.PLAIN},
            "category": company.category.key if company.category else "",
            "business": company.business.key if company.business else "",
            "owner": company.owner_id,
            "version": company.version,
        }

    def changes(self) -> dict[str, Any]:
        """What the company is to become. What was not sent at all stays as it is, and an owner nobody chose is nobody."""
        told = {name: said for name, said in self.cleaned_data.items() if name in self.data and name != "version"}
        if "owner" in told:
            owner = told.pop("owner")
            told["owner_id"] = owner.pk if owner else None
        return told

    def meanwhile(self, company: Company) -> list[dict[str, Any]]:
        """What stands beside what was typed, where the company was changed since the form was opened; it then knows the
        newest version.
        """
        read = self.cleaned_data["version"]
        if read is None or read == company.version:
            return []
        stands = type(self)(initial=self.initial_of(company), company=company)
        names = [name for name in self.fields if name != "version" and shown(stands[name]) != shown(self[name])]
        told: Any = self.data
        self.data = told.copy()
        self.data["version"] = company.version  # type: ignore[index]
        return [
            {"label": self[name].label, "stands": shown(stands[name]), "typed": shown(self[name])} for name in names
        ]


OURS, THEIRS = "survivor", "other"


class MergeCompaniesForm(forms.Form):
    """Which value the company that stays keeps, where the two differ; what was seen of each comes along."""

    survivor_version = forms.IntegerField(widget=forms.HiddenInput)
    other_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, lines: list[CompanyLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            if line.is_choice:
                self.fields[line.key] = forms.ChoiceField(
                    label=line.name,
                    choices=[(OURS, line.survivor or _("Nothing")), (THEIRS, line.other or _("Nothing"))],
                    widget=forms.RadioSelect,
                )

    @classmethod
    def initial_of(cls, survivor: Company, other: Company, lines: list[CompanyLine]) -> dict[str, Any]:
        """What is suggested: what the company that stays has, else what the other has."""
        seen = {"survivor_version": survivor.version, "other_version": other.version}
        return seen | {line.key: THEIRS if line.takes_other else OURS for line in lines if line.is_choice}

    def choices(self) -> list[forms.BoundField]:
        """The fields to choose in."""
        return [self[line.key] for line in self.lines if line.is_choice]

    def taken(self) -> list[str]:
        """What comes from the other."""
        return [line.key for line in self.lines if self.cleaned_data.get(line.key) == THEIRS]

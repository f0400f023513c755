"""What staff write about people and companies: parsed and checked, no rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from babel import Locale
from django import forms
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from samtykke.accounts.models import User
from samtykke.contacts.masking import KEYS
from samtykke.contacts.models import (
    LONGEST_STREET,
    NAME_LENGTH,
    AddressKind,
    AddressUse,
    Category,
    Interest,
    InterestGroup,
    PhoneKind,
    RetentionFrom,
)
from samtykke.purposes.forms import ItemChoice, offer
from samtykke.purposes.forms.items import ItemForm
from samtykke.purposes.models import DataKind
from samtykke.purposes.retired import retired_fields

if TYPE_CHECKING:
    from samtykke.contacts.masking import Mask
    from samtykke.contacts.models import Person

LANGUAGES = ("nb", "nn", "en", "sv", "da", "fi", "is", "se", "de", "nl", "fr", "es", "pl", "lt", "uk", "ar")
LETTERS = 2


def _locale() -> Locale:
    return Locale((get_language() or "en").split("-")[0])


def language_choices(also: str = "") -> list[tuple[str, str]]:
    """Languages a person may be written to in, by name; whatever the person already has stands among them."""
    codes = [*LANGUAGES, *([also] if also and also not in LANGUAGES else [])]
    names = _locale().languages
    return [("", "–"), *((code, names.get(code, code)) for code in codes)]


def country_choices() -> list[tuple[str, str]]:
    """Countries by name in the reader's language."""
    named = [
        (code, name)
        for code, name in _locale().territories.items()
        if len(code) == LETTERS and code not in NOT_COUNTRIES
    ]
    return [("", "–"), *sorted(named, key=lambda pair: pair[1])]


NOT_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ", "AC", "CP", "DG", "EA", "IC", "TA", "CQ"})


class CategoryForm(ItemForm):
    """A category also says how long people of it are kept. REQ-24, M11."""

    retention_months = forms.IntegerField(
        label=_("Months"), required=False, min_value=1, max_value=1200, help_text=_("Empty: as the purpose says.")
    )
    retention_from = forms.ChoiceField(
        label=_("Counted from"), choices=RetentionFrom.choices, initial=RetentionFrom.LAST_CONTACT
    )


class InterestForm(ItemForm):
    """An interest says what kind of data it is, and under which heading it stands. REQ-20."""

    group = ItemChoice(label=_("Group"), queryset=InterestGroup.objects.none(), required=False)
    data_kind = ItemChoice(
        label=_("Kind of data"),
        queryset=DataKind.objects.none(),
        required=False,
        help_text=_(
            "One that reveals health, religion or the like takes a condition of Art. 9(2) before anybody has it."
        ),
    )

    def __init__(self, *args: Any, item: Interest | None = None, **kwargs: Any) -> None:
        super().__init__(*args, item=item, **kwargs)
        offer(
            self.fields["group"],
            InterestGroup.objects.offered() | _chosen(InterestGroup, item.group_id if item else None),
        )
        offer(self.fields["data_kind"], DataKind.objects.in_order())


def _chosen(model: Any, pk: int | None) -> Any:
    return model.objects.filter(pk=pk)


class UserChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice among the staff, by name."""

    def label_from_instance(self, obj: User) -> str:
        return obj.name


class PersonForm(forms.Form):
    """What a person is called and belongs to. Addresses have forms of their own."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    first_name = forms.CharField(label=_("First name"), required=False, max_length=NAME_LENGTH)
    last_name = forms.CharField(label=_("Last name"), required=False, max_length=NAME_LENGTH)
    title = forms.CharField(label=_("Title"), required=False, max_length=NAME_LENGTH)
    company_name = forms.CharField(
        label=_("Company"), required=False, max_length=NAME_LENGTH, help_text=_("Empty for a private person.")
    )
    category = ItemChoice(label=_("Category"), queryset=Category.objects.none(), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=language_choices, required=False)
    country = forms.ChoiceField(label=_("Country"), choices=country_choices, required=False)
    external_id = forms.CharField(label=_("Number in another system"), required=False, max_length=200)
    owner = UserChoice(
        label=_("Looked after by"), queryset=User.objects.none(), required=False, empty_label=_("Nobody")
    )

    OWN = ("first_name", "last_name", "title", "language", "country", "category", "external_id")

    def __init__(self, *args: Any, person: Person | None = None, mask: Mask | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = Category.objects.offered()
        if person and person.category_id:
            offered = offered | Category.objects.filter(pk=person.category_id)
        offer(self.fields["category"], offered)
        owned_by = [person.owner_id] if person and person.owner_id else []
        offer(self.fields["owner"], User.objects.filter(Q(is_active=True) | Q(pk__in=owned_by)))
        if person and person.language:
            self.fields["language"].choices = language_choices(person.language)  # type: ignore[attr-defined]
        for name in [name for name in self.fields if mask and mask.hides(name)]:
            del self.fields[name]
        self._retire(self.initial_of(person) if person else {})

    def _retire(self, stands: dict[str, Any]) -> None:
        """A field that the company retired is shown where it says something, and not filled in. product.md M30."""
        retired = retired_fields()
        for name in [name for name in self.fields if KEYS.get(name) in retired]:
            if not stands.get(name):
                del self.fields[name]
                continue
            self.initial[name] = stands[name]
            self.fields[name].disabled = True
            self.fields[name].help_text = _("Retired: no longer filled in. What was written stays readable.")

    @classmethod
    def initial_of(cls, person: Person) -> dict[str, Any]:
        """The form's values for somebody we hold."""
        return {
            **{name: getattr(person, name) for name in cls.OWN},
            "category": person.category.key if person.category else "",
            "company_name": person.company.name if person.company else "",
            "owner": person.owner_id,
            "version": person.version,
        }

    def changes(self) -> dict[str, Any]:
        """What the person is to become, the company apart; what is covered for who writes stays as it is."""
        told = self.cleaned_data
        own = {name: told[name] for name in self.OWN if name in self.fields}
        if "external_id" in own:
            own["external_id"] = own["external_id"] or None
        if "owner" in self.fields:
            own["owner_id"] = told["owner"].pk if told["owner"] else None
        return own


class EmailForm(forms.Form):
    """One more e-mail address of a person. A changed address is a new one."""

    address = forms.CharField(
        label=_("E-mail"),
        max_length=320,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "placeholder": "name@company.example"}),
    )
    kind = forms.ChoiceField(
        label=_("Who reads it"),
        choices=[("", _("Judge by the address")), *AddressKind.choices],
        required=False,
    )
    use = forms.ChoiceField(label=_("Use"), choices=AddressUse.choices, initial=AddressUse.WORK)
    primary = forms.BooleanField(label=_("Write here first"), required=False)


class AddressForm(forms.Form):
    """The address that is to stand in the place of another."""

    address = forms.CharField(
        label=_("E-mail"), max_length=320, widget=forms.EmailInput(attrs={"autocomplete": "off", "autofocus": True})
    )


class NumberForm(forms.Form):
    """The number that is to stand in the place of another."""

    phone = forms.CharField(
        label=_("Phone"), max_length=40, widget=forms.TextInput(attrs={"type": "tel", "autofocus": True})
    )


class PhoneForm(forms.Form):
    """One more phone of a person, in any notation."""

    phone = forms.CharField(label=_("Phone"), max_length=40, widget=forms.TextInput(attrs={"type": "tel"}))
    kind = forms.ChoiceField(label=_("Kind"), choices=PhoneKind.choices, initial=PhoneKind.MOBILE)
    use = forms.ChoiceField(label=_("Use"), choices=AddressUse.choices, initial=AddressUse.WORK)
    primary = forms.BooleanField(label=_("Call here first"), required=False)


class UseForm(forms.Form):
    """Who reads an address, or of which kind a phone is, and what it is for; never the address itself."""

    kind = forms.ChoiceField(label=_("Kind"))
    use = forms.ChoiceField(label=_("Use"), choices=AddressUse.choices)

    def __init__(self, *args: Any, kinds: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


def _day(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class BelongingForm(forms.Form):
    """A time at a company."""

    company_name = forms.CharField(label=_("Company"), max_length=NAME_LENGTH)
    role = forms.CharField(label=_("Role"), max_length=NAME_LENGTH, required=False)
    from_on = _day(_("From"), required=False)
    to_on = _day(_("To"), required=False)
    main = forms.BooleanField(label=_("This is the main company"), required=False)

    def __init__(self, *args: Any, is_known: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_known:
            del self.fields["company_name"], self.fields["main"]


class LeavingForm(forms.Form):
    """That a person has left a company, and which addresses go out of use with it."""

    on = _day(_("Last day"))
    emails = forms.MultipleChoiceField(
        label=_("Take out of use"), required=False, widget=forms.CheckboxSelectMultiple(), choices=[]
    )

    def __init__(self, *args: Any, emails: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["emails"].choices = emails  # type: ignore[attr-defined]
        if not emails:
            del self.fields["emails"]


class PostalForm(forms.Form):
    """A postal address."""

    street = forms.CharField(
        label=_("Street"), required=False, max_length=LONGEST_STREET, widget=forms.Textarea(attrs={"rows": 2})
    )
    postal_code = forms.CharField(label=_("Postal code"), required=False, max_length=20)
    city = forms.CharField(label=_("City"), required=False, max_length=200)
    country = forms.ChoiceField(label=_("Country"), choices=country_choices, required=False)
    use = forms.ChoiceField(label=_("Use"), choices=AddressUse.choices, initial=AddressUse.WORK)

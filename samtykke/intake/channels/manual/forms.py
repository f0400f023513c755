"""What staff write about somebody new: parsed and checked, no rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samtykke.consents.answers import Answer, NewEmail, NewPerson, NewPhone
from samtykke.contacts.forms import country_choices, language_choices
from samtykke.contacts.models import NAME_LENGTH, Category, Company
from samtykke.purposes import queries as purposes
from samtykke.purposes.forms import ItemChoice, offer
from samtykke.purposes.models import STORE, CollectedHow, LegalBasis, Source
from samtykke.purposes.retired import retired_fields

# The fields of the form that a retired field takes away.
OF_FIELD = {
    "person.title": "title",
    "person.company": "company_name",
    "person.category": "category",
    "person.country": "country",
    "person.phones": "phone",
}


class QuickForm(forms.Form):
    """A person and how we met. Purpose, basis and source are filled by rule, and changed only with the right.

    Where the company has switched the default basis off, whoever registers names one (check 14).
    """

    first_name = forms.CharField(label=_("First name"), required=False, max_length=NAME_LENGTH)
    last_name = forms.CharField(label=_("Last name"), required=False, max_length=NAME_LENGTH)
    email = forms.CharField(
        label=_("E-mail"), required=False, max_length=320, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    phone = forms.CharField(
        label=_("Phone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    title = forms.CharField(label=_("Title"), required=False, max_length=NAME_LENGTH)
    company_name = forms.CharField(
        label=_("Company"), required=False, max_length=NAME_LENGTH, help_text=_("Empty for a private person.")
    )
    category = ItemChoice(label=_("Category"), queryset=Category.objects.none(), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=language_choices, required=False)
    country = forms.ChoiceField(label=_("Country"), choices=country_choices, required=False)
    collected_how = ItemChoice(
        label=_("How did you meet?"),
        queryset=CollectedHow.objects.none(),
        required=False,
        help_text=_("It decides when the person must be told that you hold them."),
    )
    legal_basis = ItemChoice(label=_("By what right"), queryset=LegalBasis.objects.none(), empty_label=None)
    source = ItemChoice(label=_("Source"), queryset=Source.objects.none(), empty_label=None)
    comment = forms.CharField(
        label=_("Comment"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    anyway = forms.BooleanField(label=_("This is somebody else. Register anyway"), required=False)

    def __init__(self, *args: Any, may_choose: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.purpose = purposes.purpose_by_key(STORE)
        self.may_choose = may_choose
        offer(self.fields["category"], Category.objects.offered())
        offer(self.fields["collected_how"], CollectedHow.objects.offered())
        offer(self.fields["source"], Source.objects.offered())
        allowed = purposes.allowed_bases(self.purpose).values("legal_basis")
        offer(self.fields["legal_basis"], LegalBasis.objects.offered().filter(pk__in=allowed).exclude(article="a"))
        self.has_default = purposes.default_basis(self.purpose) is not None
        if not self.has_default:  # D1: nothing is chosen for whoever registers
            self.fields["legal_basis"].empty_label = "–"  # type: ignore[attr-defined]
        if not may_choose:
            del self.fields["source"]
            if self.has_default:
                del self.fields["legal_basis"]
        for key in retired_fields() & set(OF_FIELD):
            self.fields.pop(OF_FIELD[key], None)

    def person(self, company: Company | None) -> NewPerson:
        """The person to be."""
        told = self.cleaned_data
        return NewPerson(
            first_name=told["first_name"],
            last_name=told["last_name"],
            title=told.get("title", ""),
            language=told["language"],
            country=told.get("country", ""),
            category=told.get("category"),
            company=company,
            collected_how=told["collected_how"],
            emails=(NewEmail(address=told["email"]),) if told["email"] else (),
            phones=(NewPhone(number=told["phone"]),) if told.get("phone") else (),
        )

    def answers(self) -> list[Answer]:
        """The answer for STORE, where staff said more than the rule says by itself."""
        told = self.cleaned_data
        return [
            Answer(
                purpose=self.purpose,
                legal_basis=told.get("legal_basis"),
                source=told.get("source"),
                comment=told["comment"],
            )
        ]

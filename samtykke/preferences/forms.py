"""What people write on the public pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samtykke.contacts.addresses import normal_email
from samtykke.core.refused import Refused


class LinkForm(forms.Form):
    """An address to send a link to. The second field is for programs: nobody sees it, and who fills it gets nothing."""

    email = forms.CharField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    website = forms.CharField(required=False, label=_("Leave this empty"))

    def clean_email(self) -> str:
        """The address in its normal form."""
        try:
            return normal_email(self.cleaned_data["email"])
        except Refused as refused:
            raise forms.ValidationError(refused.reason) from refused

    @property
    def is_by_a_program(self) -> bool:
        """Whether the field nobody sees was filled in."""
        told: Any = self.cleaned_data.get("website")
        return bool(told)

"""In which language the report is printed."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from samtykke.accounts.models import Language


class ReportForm(forms.Form):
    """One choice."""

    language = forms.ChoiceField(label=_("Language of the report"), choices=Language.choices)

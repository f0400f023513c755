"""What people write into the record: parsed and checked, no rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samtykke.purposes.models import TransferGround
from samtykke.purposes.recipient_form import countries

if TYPE_CHECKING:
    from samtykke.governance.models import ProcessorActivity, RecordSettings

LANGUAGES = ("nb", "en")
LONG = forms.Textarea(attrs={"rows": 3})


class RecordSettingsForm(forms.Form):
    """Who else answers, and the measures in words."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    officer_name = forms.CharField(label=_("Data protection officer"), required=False, max_length=200)
    officer_contact = forms.CharField(
        label=_("How the officer is reached"),
        required=False,
        widget=LONG,
        help_text=_("E-mail and phone. People are told."),
    )
    officer_other_tasks = forms.CharField(
        label=_("Other tasks of the officer"),
        required=False,
        widget=LONG,
        help_text=_(
            "None may put the officer in conflict with the role, as deciding what is processed would (Art. 38(6))."
        ),
    )
    representative = forms.CharField(
        label=_("Representative in the EEA"),
        required=False,
        widget=LONG,
        help_text=_("Only for a company outside the EEA (Art. 27)."),
    )
    joint_controllers = forms.CharField(
        label=_("Joint controllers"),
        required=False,
        widget=LONG,
        help_text=_("Those with whom you decide why and how (Art. 26), and where the arrangement is."),
    )
    measures_nb = forms.CharField(label=_("Security measures in words, in Norwegian"), required=False, widget=LONG)
    measures_en = forms.CharField(label=_("Security measures in words, in English"), required=False, widget=LONG)

    def changes(self) -> dict[str, Any]:
        """What is to stand, as the action takes it."""
        told = {name: said for name, said in self.cleaned_data.items() if name != "seen"}
        measures = {language: told.pop(f"measures_{language}") for language in LANGUAGES}
        return {**told, "measures": measures}

    @classmethod
    def initial_of(cls, row: RecordSettings) -> dict[str, Any]:
        """The form's values for what stands."""
        own = ("officer_name", "officer_contact", "officer_other_tasks", "representative", "joint_controllers")
        values = {name: getattr(row, name) for name in own}
        texts = {f"measures_{language}": row.measures.get(language, "") for language in LANGUAGES}
        return {**values, **texts, "seen": row.version}


class ActivityForm(forms.Form):
    """What is done on behalf of another controller."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    controller = forms.CharField(label=_("On whose behalf"), max_length=200)
    contact = forms.CharField(
        label=_("How they are reached"), required=False, widget=LONG, help_text=_("And their data protection officer.")
    )
    representative = forms.CharField(label=_("Their representative"), required=False, widget=LONG)
    categories = forms.CharField(
        label=_("What you do for them"), widget=LONG, help_text=_("For example “sending out their newsletter”.")
    )
    country = forms.ChoiceField(label=_("Country where the data are"), choices=countries, required=False)
    transfer_ground = forms.ChoiceField(
        label=_("If the data leave the EEA: by what ground"),
        choices=TransferGround.choices,
        initial=TransferGround.NONE,
    )
    transfer_note = forms.CharField(label=_("What the ground rests on"), required=False, widget=LONG)
    agreement = forms.CharField(label=_("The agreement"), required=False, widget=LONG)

    def changes(self) -> dict[str, Any]:
        """What is to stand, as the actions take it."""
        return {name: said for name, said in self.cleaned_data.items() if name != "seen"}

    @classmethod
    def initial_of(cls, row: ProcessorActivity) -> dict[str, Any]:
        """The form's values for what stands."""
        values = {name: getattr(row, name) for name in cls.base_fields if name != "seen"}
        return {**values, "seen": row.version}


class CopyForm(forms.Form):
    """Why a copy is kept."""

    note = forms.CharField(label=_("Why it is kept"), required=False, max_length=500)

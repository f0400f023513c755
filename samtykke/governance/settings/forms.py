"""What people write into the settings: parsed and checked, no rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samtykke.accounts.forms import countries
from samtykke.purposes.actions.decisions import LONGEST_NOTE
from samtykke.purposes.actions.fields import LONGEST_SENDER, MOST_INFORM_DAYS
from samtykke.purposes.calendar import subdivisions
from samtykke.purposes.forms import privacy_templates
from samtykke.purposes.law import Parameter, Unit
from samtykke.purposes.models import InformRule, Purpose

if TYPE_CHECKING:
    from samtykke.governance.settings.catalogue import Setting
    from samtykke.purposes.models import LawParameter, PrivacySettings

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
NUMBER = forms.NumberInput(attrs={"inputmode": "numeric"})


class CountryForm(forms.Form):
    """Which country's law is shown."""

    country = forms.ChoiceField(label=_("Country"), choices=countries)
    on = forms.DateField(label=_("As it is on"), required=False, widget=DAY)


class LawForm(forms.Form):
    """What the law says from a day on."""

    valid_from = forms.DateField(label=_("In force from"), widget=DAY)
    source = forms.CharField(
        label=_("Where it stands"), max_length=1000, help_text=_("The law and its section, so that others find it.")
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, parameter: Parameter, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {"value": _value_field(parameter), **self.fields}

    def said(self) -> dict[str, Any]:
        """What was written, as the action takes it."""
        told = dict(self.cleaned_data)
        value = told["value"]
        told["value"] = {"yes": True, "no": False}.get(value, value) if isinstance(value, str) else value
        return told

    @staticmethod
    def initial_of(row: LawParameter | None) -> dict[str, Any]:
        """What a new version starts from: the value and the source of the one in force."""
        if row is None:
            return {}
        value = {True: "yes", False: "no"}[row.value] if isinstance(row.value, bool) else row.value
        return {"value": value, "source": row.source}


def _value_field(parameter: Parameter) -> forms.Field:
    label = _("What the law says")
    if parameter.unit == Unit.YES_NO:
        return forms.ChoiceField(label=label, choices=[("yes", _("Yes")), ("no", _("No"))])
    if parameter.choices:
        return forms.ChoiceField(label=label, choices=parameter.choices)
    return forms.IntegerField(
        label=label,
        required=not parameter.may_be_none,
        min_value=parameter.least,
        max_value=parameter.most,
        widget=NUMBER,
        help_text=_("Empty: the law says nothing.") if parameter.may_be_none else "",
    )


class CalendarDayForm(forms.Form):
    """A day that the company's calendar says differently."""

    day = forms.DateField(label=_("Day"), widget=DAY)
    name = forms.CharField(label=_("What it is"), max_length=120)
    is_off = forms.ChoiceField(
        label=_("On this day"),
        choices=[("off", _("nobody works: a period never ends on it")), ("on", _("we work, although it is a holiday"))],
    )


class SubdivisionForm(forms.Form):
    """The part of the country whose days off count besides."""

    subdivision = forms.ChoiceField(
        label=_("Part of the country"),
        required=False,
        help_text=_("Only where a part has holidays of its own. None: the earlier day, which is always safe."),
    )

    def __init__(self, country: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subdivision"].choices = [("", _("None")), *subdivisions(country).items()]  # type: ignore[attr-defined]


class SettingForm(forms.Form):
    """One setting, and the version of the settings that was on the screen."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, setting: Setting, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if setting.field:
            self.fields = {setting.name: setting.field(), **self.fields}

    @staticmethod
    def initial_of(setting: Setting, settings: PrivacySettings) -> dict[str, Any]:
        """The value in force, as the field shows it."""
        value = getattr(settings, setting.name)
        shown = {True: "yes", False: "no"}[value] if isinstance(value, bool) else getattr(value, "key", value)
        return {setting.name: shown, "seen": settings.pk}


class PhotosForm(forms.Form):
    """What photos of people are for, and why."""

    purposes = forms.ModelMultipleChoiceField(
        label=_("What the photos are for"), queryset=Purpose.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    why = forms.CharField(
        label=_("Why"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("A sentence that somebody who asks can read. It stands in the data map."),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        purposes: Any = self.fields["purposes"]
        purposes.queryset = Purpose.objects.in_order()
        purposes.label_from_instance = lambda purpose: purpose.name


class NoPhotosForm(forms.Form):
    """That no photos are kept any longer, said with what it erases."""

    sure = forms.BooleanField(label=_("Erase all photos of people. This cannot be undone."))
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class InformingForm(forms.Form):
    """When somebody who came by a source is told, by which mail and from whom."""

    inform_rule = forms.ChoiceField(label=_("When"), choices=InformRule.choices, widget=forms.RadioSelect)
    inform_after_days = forms.IntegerField(
        label=_("Days"),
        min_value=1,
        max_value=MOST_INFORM_DAYS,
        help_text=_("Only for “after some days”: from 1 to 28, so that the month of Art. 14 never goes by."),
        widget=NUMBER,
    )
    template_key = forms.ChoiceField(
        label=_("Which confirmation"),
        required=False,
        choices=privacy_templates,
        help_text=_("Only templates that inform can be chosen."),
    )
    sender_name = forms.CharField(
        label=_("From"),
        required=False,
        max_length=LONGEST_SENDER,
        help_text=_(
            "The name the mail is from. Empty: the sender name of the organisation. The address stays the same."
        ),
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)

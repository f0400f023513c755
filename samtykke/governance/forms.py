"""What is asked of the whole: who may receive, what a file is for, which part of the trail. Parsed, no rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samtykke.accounts.models import User
from samtykke.audit.deeds import Deed
from samtykke.purposes.forms import ItemChoice, offer
from samtykke.purposes.models import Channel, Purpose

SHORT = forms.Textarea(attrs={"rows": 2})
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


class AskForm(forms.Form):
    """Who may receive: for what, by which channel, when, and as known when."""

    purpose = ItemChoice(label=_("Purpose"), queryset=Purpose.objects.none(), empty_label=None)
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices, initial=Channel.EMAIL, required=False)
    as_of = forms.DateTimeField(
        label=_("At (empty: now)"),
        required=False,
        widget=MOMENT,
        input_formats=MOMENTS,
    )
    known_at = forms.DateTimeField(
        label=_("As known at (empty: now)"),
        required=False,
        widget=MOMENT,
        input_formats=MOMENTS,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["purpose"], Purpose.objects.in_order())


class ExportForm(forms.Form):
    """Taking people out of the system needs its reason. REQ-94."""

    reason = forms.CharField(
        label=_("What is the file for, and who gets it?"),
        max_length=200,
        widget=SHORT,
        help_text=_("It stands in the audit trail, so write no names or addresses."),
    )

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"].strip()
        if "@" in reason:
            raise forms.ValidationError(_("Write no addresses here: the trail outlives the person."))
        return reason


def deed_choices() -> list[tuple[str, Any]]:
    """Every kind of deed, in words."""
    return [("", "–"), *((deed.value, deed.sentence) for deed in Deed)]


class UserChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice among users, by name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class TrailForm(forms.Form):
    """What narrows the trail."""

    person = forms.IntegerField(label=_("Person number"), required=False, min_value=1, max_value=2**62)
    user = UserChoice(label=_("Who"), queryset=User.objects.none(), required=False, empty_label="–")
    deed = forms.ChoiceField(label=_("What"), choices=deed_choices, required=False)
    since = forms.DateTimeField(label=_("From"), required=False, widget=MOMENT, input_formats=MOMENTS)
    until = forms.DateTimeField(label=_("Before"), required=False, widget=MOMENT, input_formats=MOMENTS)
    only_looks = forms.BooleanField(label=_("Only who looked"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["user"], User.objects.order_by("name", "id"))

"""What people write into the data map: parsed and checked, no rules."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samtykke.purposes.forms import ItemChoice
from samtykke.purposes.models import DataKind, Purpose

if TYPE_CHECKING:
    from samtykke.governance.data_map.fields import FieldLine

LONG = forms.Textarea(attrs={"rows": 3})


class PurposesChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Some of the purposes: shown by name, sent by key."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Purpose.objects.none(), to_field_name="key", widget=forms.CheckboxSelectMultiple, **kwargs
        )

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class FieldForm(forms.Form):
    """What is decided of one field."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    purposes = PurposesChoice(
        label=_("For which purposes is it needed?"),
        required=False,
        help_text=_("Only what is needed may be held (Art. 5(1)(c)). None: the data map says that it lacks a purpose."),
    )
    data_kind = ItemChoice(label=_("Kind of data"), queryset=DataKind.objects.none(), required=False)
    is_sensitive = forms.BooleanField(
        label=_("Sensitive"),
        required=False,
        help_text=_("Only who may read sensitive fields sees it; others see that it is filled, not with what."),
    )
    is_retired = forms.BooleanField(
        label=_("Retired"),
        required=False,
        help_text=_(
            "No longer offered where people are registered. What is held can still be read until it is removed."
        ),
    )
    note = forms.CharField(label=_("Note"), required=False, widget=LONG, max_length=2000)

    def __init__(self, *args: Any, line: FieldLine, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purposes"].queryset = Purpose.objects.in_order()  # type: ignore[attr-defined]
        self.fields["data_kind"].queryset = DataKind.objects.offered()  # type: ignore[attr-defined]
        if not line.field.can_be_sensitive:
            del self.fields["is_sensitive"]
        if not line.field.can_be_retired:
            del self.fields["is_retired"]

    def clean_seen(self) -> datetime | None:
        """When the decision on the page was taken; None where there was none."""
        told = self.cleaned_data["seen"]
        try:
            return datetime.fromisoformat(told) if told else None
        except ValueError as error:
            raise forms.ValidationError(_("This page is not one of ours. Open it again.")) from error

    @staticmethod
    def initial_of(line: FieldLine) -> dict[str, Any]:
        """The form's values for a field as it stands."""
        decision = line.decision
        return {
            "seen": seen_of(line),
            "purposes": [purpose.key for purpose in line.purposes],
            "data_kind": decision.data_kind.key if decision and decision.data_kind else "",
            "is_sensitive": line.is_sensitive,
            "is_retired": line.is_retired,
            "note": decision.note if decision else "",
        }


def seen_of(line: FieldLine) -> str:
    """When the decision of a field was taken, as the page carries it."""
    return line.decision.decided_at.isoformat() if line.decision else ""

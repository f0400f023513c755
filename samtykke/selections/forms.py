"""What a selection is called, who sees it, and how its people are shown."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samtykke.selections.columns import columns
from samtykke.selections.models import MOST_COLUMNS, NAME_LENGTH, Selection, Share, Sort


class SelectionForm(forms.Form):
    """Its name, sharing, columns and order."""

    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH)
    share = forms.ChoiceField(label=_("Who sees it"), choices=Share.choices, initial=Share.ME, required=False)
    is_view = forms.BooleanField(
        label=_("Show it over the list of people"), required=False,
        help_text=_("There it is one press away, for everybody who sees it."),
    )  # fmt: skip
    sort = forms.ChoiceField(label=_("Order"), choices=Sort.choices, initial=Sort.NAME, required=False)
    columns = forms.MultipleChoiceField(
        label=_("Columns"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Beside the name; at most eight."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["columns"].choices = [(key, column.name) for key, column in columns().items()]  # type: ignore[attr-defined]

    @classmethod
    def initial_of(cls, selection: Selection) -> dict[str, Any]:
        """What a selection says now."""
        names = ("name", "share", "is_view", "sort", "columns", "version")
        return {name: getattr(selection, name) for name in names}

    def clean_columns(self) -> list[str]:
        """At most as many as a line holds."""
        chosen: list[str] = self.cleaned_data["columns"]
        if len(chosen) > MOST_COLUMNS:
            raise forms.ValidationError(_("At most %d columns.") % MOST_COLUMNS)
        return chosen

    def told(self) -> dict[str, Any]:
        """What is written, without what was left out."""
        told = {name: self.cleaned_data[name] for name in ("name", "is_view", "columns")}
        told["share"] = self.cleaned_data["share"] or Share.ME
        told["sort"] = self.cleaned_data["sort"] or Sort.NAME
        return told


class ListForm(forms.Form):
    """The name of an empty list."""

    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH)
    share = forms.ChoiceField(label=_("Who sees it"), choices=Share.choices, initial=Share.ME, required=False)


class CombineForm(forms.Form):
    """Which other selection, and how."""

    HOW = (
        ("both", _("Those in both")),
        ("either", _("Those in either")),
        ("first", _("Those in this and not in the other")),
    )
    other = forms.ChoiceField(label=_("The other selection"))
    how = forms.ChoiceField(label=_("How"), choices=HOW, widget=forms.RadioSelect, initial="both")

    def __init__(self, *args: Any, others: list[Selection], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].choices = [(str(one.pk), one.name) for one in others]  # type: ignore[attr-defined]

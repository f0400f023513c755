"""What people write into the data map: parsed and checked, no rules."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samtykke.purposes.forms import ItemChoice
from samtykke.purposes.models import DataKind, LegalBasis, Purpose

if TYPE_CHECKING:
    from samtykke.governance.data_map.fields import FieldLine
    from samtykke.governance.models import MapRow

LONG = forms.Textarea(attrs={"rows": 3})


class PurposesChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Some of the purposes: shown by name, sent by key."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Purpose.objects.none(), to_field_name="key", widget=forms.CheckboxSelectMultiple, **kwargs
        )

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class FieldsForm(forms.Form):
    """Many fields, one purpose."""

    keys = forms.MultipleChoiceField(label=_("Fields"), error_messages={"required": _("Choose at least one field.")})
    purpose = ItemChoice(label=_("Purpose"), queryset=Purpose.objects.none())

    def __init__(self, *args: Any, lines: list[FieldLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keys"].choices = [(line.field.key, line.field.name) for line in lines]  # type: ignore[attr-defined]
        self.fields["purpose"].queryset = Purpose.objects.offered()  # type: ignore[attr-defined]


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
        help_text=_("Only those who may read sensitive fields see it; others see that it is filled, not with what."),
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


DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class BesideForm(forms.Form):
    """What the system cannot know of a row that the configuration fills."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    system = forms.CharField(
        label=_("Where else the data are"),
        required=False,
        widget=LONG,
        max_length=2000,
        help_text=_("Other systems, spreadsheets, paper."),
    )
    note = forms.CharField(label=_("Note"), required=False, widget=LONG, max_length=2000)
    reviewed_on = forms.DateField(label=_("Looked at on"), required=False, widget=DATE)

    def changes(self) -> dict[str, Any]:
        """What is to stand, as the actions take it."""
        return {name: said for name, said in self.cleaned_data.items() if name != "seen"}

    @classmethod
    def initial_of(cls, row: MapRow | None) -> dict[str, Any]:
        """The form's values for what stands."""
        if row is None:
            return {"seen": 0}
        values = {name: getattr(row, name) for name in cls.base_fields if name != "seen"}
        return {**values, "seen": row.version}


class RowForm(BesideForm):
    """A row of the company's own: data in another system, or on paper."""

    people = forms.CharField(
        label=_("Whose data"),
        max_length=2000,
        help_text=_("A group of people, for example “job applicants”. No names."),
    )
    kind = forms.CharField(label=_("What kind of data"), max_length=2000)
    purpose = ItemChoice(label=_("Purpose"), queryset=Purpose.objects.none(), required=False)
    legal_basis = ItemChoice(label=_("Legal basis"), queryset=LegalBasis.objects.none(), required=False)
    sources = forms.CharField(label=_("Where they come from"), required=False, max_length=2000)
    access = forms.CharField(label=_("Who has access"), required=False, max_length=2000)
    recipients = forms.CharField(label=_("Who receives them"), required=False, max_length=2000)
    retention = forms.CharField(label=_("How long they are kept"), required=False, max_length=2000)
    field_order = (
        "people", "kind", "purpose", "legal_basis", "sources", "access", "recipients", "retention", "system", "note",
        "reviewed_on", "seen",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].queryset = Purpose.objects.in_order()  # type: ignore[attr-defined]
        self.fields["legal_basis"].queryset = LegalBasis.objects.in_order()  # type: ignore[attr-defined]
        self.fields["system"].label = _("Where the data are")

    @classmethod
    def initial_of(cls, row: MapRow | None) -> dict[str, Any]:
        values = super().initial_of(row)
        for name in ("purpose", "legal_basis"):
            values[name] = values[name].key if values.get(name) else ""
        return values


class SearchForm(forms.Form):
    """What the map is narrowed by."""

    purpose = forms.ChoiceField(label=_("Purpose"), required=False)
    people = forms.ChoiceField(label=_("Category of people"), required=False)
    only = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("Rows with people")),
            ("everything", _("Every row, those without people too")),
            ("own", _("Your own rows")),
            ("unreviewed", _("Not looked at")),
        ],
    )

    def __init__(self, *args: Any, purposes: dict[str, str], people: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = [("", _("All"))]
        self.fields["purpose"].choices = [*everything, *purposes.items()]  # type: ignore[attr-defined]
        self.fields["people"].choices = [*everything, *people.items()]  # type: ignore[attr-defined]


class WorkbookForm(forms.Form):
    """A workbook that comes back."""

    file = forms.FileField(
        label=_("The workbook"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text=_("XLSX, up to 10,000 rows. The columns are found by their names, in any order."),
    )

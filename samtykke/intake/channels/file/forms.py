"""What people choose for a file: which file, which columns, and what counts for all its rows. Parsed, no rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samtykke.accounts.queries import organisation
from samtykke.contacts.forms import country_choices
from samtykke.intake.channels.file import own_fields, presets
from samtykke.intake.channels.file.columns import field_filled
from samtykke.intake.models import Strategy
from samtykke.purposes.forms import ItemChoice, offer
from samtykke.purposes.models import LegalBasis, Purpose, Source
from samtykke.purposes.retired import retired_fields

if TYPE_CHECKING:
    from samtykke.intake.models import ImportRun

COLUMN_NAMES: dict[str, Any] = {
    "": pgettext_lazy("column", "Leave out"),
    "external_id": pgettext_lazy("column", "Number in another system"),
    "first_name": pgettext_lazy("column", "First name"),
    "middle_name": pgettext_lazy("column", "Middle name"),
    "last_name": pgettext_lazy("column", "Last name"),
    "full_name": pgettext_lazy("column", "Whole name"),
    "email": pgettext_lazy("column", "E-mail"),
    "mobile": pgettext_lazy("column", "Mobile"),
    "phone": pgettext_lazy("column", "Phone"),
    "title": pgettext_lazy("column", "Title"),
    "company": pgettext_lazy("column", "Company"),
    "org_number": pgettext_lazy("column", "Organisation number"),
    "country": pgettext_lazy("column", "Country"),
    "language": pgettext_lazy("column", "Language"),
    "category": pgettext_lazy("column", "Category"),
    "purpose": pgettext_lazy("column", "Purpose (key)"),
    "legal_basis": pgettext_lazy("column", "Legal basis (key)"),
    "source": pgettext_lazy("column", "Source (key)"),
    "status": pgettext_lazy("column", "Answer to the purpose"),
    "occurred_at": pgettext_lazy("column", "When it was answered"),
    "wording": pgettext_lazy("column", "Words they said yes to"),
    "evidence": pgettext_lazy("column", "Evidence"),
    "comment": pgettext_lazy("column", "Comment"),
    "street": pgettext_lazy("column", "Street or PO box"),
    "postal_code": pgettext_lazy("column", "Postal code"),
    "city": pgettext_lazy("column", "City"),
    "postal_country": pgettext_lazy("column", "Country of the postal address"),
    "role": pgettext_lazy("column", "Role in the company"),
    "interests": pgettext_lazy("column", "Interests"),
}


class UploadForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=_("The file"),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.vcf"}),
        help_text=_("CSV with up to a million rows, or XLSX with up to 200,000. The first row names the columns."),
    )


class ChoicesForm(forms.Form):
    """How the columns are read, and what counts for every row that says nothing itself."""

    preset = forms.ChoiceField(label=_("It is an export from"))
    purpose = ItemChoice(
        label=_("Purpose"),
        queryset=Purpose.objects.none(),
        required=False,
        help_text=_("A column in the file wins over this choice."),
    )
    legal_basis = ItemChoice(label=_("Legal basis"), queryset=LegalBasis.objects.none(), required=False)
    source = ItemChoice(label=_("Source"), queryset=Source.objects.none(), required=False)
    wording = forms.CharField(
        label=_("Words they said yes to"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only for consents. Without words and evidence a yes comes in as “not known”."),
    )
    country = forms.ChoiceField(
        label=_("Country of phones without a country code"), choices=country_choices, required=False
    )
    strategy = forms.ChoiceField(
        label=_("When we already hold the person"), choices=Strategy.choices, widget=forms.RadioSelect
    )
    whole = forms.BooleanField(
        label=_("Everything or nothing"),
        required=False,
        help_text=_("One transaction for the whole file. Slower, and it stops only at the end."),
    )

    def __init__(self, *args: Any, run: ImportRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.header: list[str] = run.reading["header"]
        own = own_fields.offered()
        names_of_all = {**COLUMN_NAMES, **{column: one.name for column, one in own.items()}}
        self.suggested = _suggested(run, own_fields.aliases(own), names_of_all)
        known = [(preset.name, preset.label) for preset in (presets.OWN, *presets.PRESETS.values())]
        self.fields["preset"].choices = known  # type: ignore[attr-defined]
        offer(self.fields["purpose"], Purpose.objects.offered())
        offer(self.fields["legal_basis"], LegalBasis.objects.offered())
        offer(self.fields["source"], Source.objects.offered())
        preset, retired = presets.PRESETS.get(run.preset) or presets.OWN, retired_fields()
        read = {
            **names_of_all,
            "": format_lazy(pgettext_lazy("column", "Read the way {preset} writes it"), preset=preset.label),
        }
        for place, name in enumerate(self.header):
            names = read if preset.reads(name) else names_of_all
            names = {column: words for column, words in names.items() if field_filled(column) not in retired}
            suggested = self.suggested.get(place, "")
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=name, choices=names.items(), required=False, initial=suggested if suggested in names else ""
            )

    @classmethod
    def initial_of(cls, run: ImportRun) -> dict[str, Any]:
        """The choices that stand on a run."""
        first = {"source": "IMPORT", "country": organisation().country}
        return {**first, **run.choices, "preset": run.preset, "strategy": run.strategy, "whole": run.whole}

    def mapping(self) -> dict[str, str]:
        """Our column for each header."""
        told = {name: self.cleaned_data[f"column_{place}"] for place, name in enumerate(self.header)}
        return {name: column for name, column in told.items() if column}

    def is_as_suggested(self) -> bool:
        """Whether nobody has moved a column; the preset then also does what no plain column can."""
        return all(
            self.cleaned_data[f"column_{place}"] == self.suggested.get(place, "") for place in range(len(self.header))
        )

    def choices(self) -> dict[str, str]:
        """What counts for every row, by key."""
        told = self.cleaned_data
        items = {name: told[name].key for name in ("purpose", "legal_basis", "source") if told[name]}
        return {**items, "wording": told["wording"], "country": told["country"]}


def _suggested(run: ImportRun, own: dict[str, str], names: dict[str, Any]) -> dict[int, str]:
    """Our column for each place in the header: as chosen before, else by the preset."""
    header = run.reading["header"]
    if run.mapping:
        return {place: run.mapping[name] for place, name in enumerate(header) if name in run.mapping}
    found = (presets.PRESETS.get(run.preset) or presets.OWN).mapping(header, own).columns
    return {place: column for column, places in found.items() for place in places if column in names}

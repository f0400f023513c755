"""What narrows the list of people: parsed from its address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samtykke.consents.models import Status
from samtykke.contacts.forms import language_choices
from samtykke.contacts.models import Category, Company
from samtykke.core.templatetags.look import STATUSES
from samtykke.purposes.forms import ItemChoice, offer
from samtykke.purposes.models import LegalBasis, Purpose, Source
from samtykke.selections.access import visible_selections
from samtykke.selections.models import Selection

if TYPE_CHECKING:
    from samtykke.accounts.models import User
    from samtykke.contacts.masking import Mask
    from samtykke.web.merging import Pair

SORTS = ("name", "newest")


def status_choices() -> list[tuple[str, Any]]:
    """Every status, no record at all, and whatever."""
    known = [(status.value, STATUSES[status.value][1]) for status in Status]
    return [("", "–"), *known, ("none", _("Nothing recorded"))]


ATTENTION = (
    ("", "–"),
    ("no_basis", _("No legal basis")),
    ("source_unknown", _("Unknown source")),
    ("unproven", _("Consent without evidence")),
    ("ending", _("Consent ends within a month")),
    ("narrow", _("Said yes to less")),
    ("noes", _("Said no within a week")),
)


MOST_IDS = 500


def ids_told(text: str) -> list[int]:
    """Numbers of rows, told with commas between; what is none is left out."""
    parts = (part.strip() for part in text.split(","))
    return [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < len(str(2**63))][:MOST_IDS]


class PeopleFilter(forms.Form):
    """Search words and filters; the address of the page carries them."""

    q = forms.CharField(required=False, max_length=200)
    category = ItemChoice(label=_("Category"), queryset=Category.objects.none(), required=False)
    purpose = ItemChoice(label=_("Purpose"), queryset=Purpose.objects.none(), required=False)
    status = forms.ChoiceField(label=_("Status"), choices=status_choices, required=False)
    basis = ItemChoice(label=_("Legal basis"), queryset=LegalBasis.objects.none(), required=False)
    source = ItemChoice(label=_("Source"), queryset=Source.objects.none(), required=False)
    attention = forms.ChoiceField(label=_("Needs somebody"), choices=ATTENTION, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=language_choices, required=False)
    company = forms.ModelChoiceField(queryset=Company.objects.none(), required=False, widget=forms.HiddenInput)
    not_informed = forms.BooleanField(label=_("Not yet told"), required=False)
    late = forms.BooleanField(label=_("Past their day"), required=False)
    selection = forms.ModelChoiceField(
        label=_("Selection"), queryset=Selection.objects.none(), required=False, widget=forms.HiddenInput
    )
    ids = forms.CharField(max_length=10_000, required=False, widget=forms.HiddenInput)
    sort = forms.ChoiceField(choices=[(sort, sort) for sort in SORTS], required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, mask: Mask, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user is not None:
            offer(self.fields["selection"], visible_selections(user))
        offer(self.fields["category"], Category.objects.in_order())
        offer(self.fields["purpose"], Purpose.objects.in_order())
        offer(self.fields["basis"], LegalBasis.objects.in_order())
        offer(self.fields["source"], Source.objects.in_order())
        for name in ("q", "company", "selection", "sort"):
            self.fields[name].widget.attrs["form"] = "people-search"
        offer(self.fields["company"], Company.objects.filter(deleted_at__isnull=True))
        for name in [name for name in self.fields if mask.hides(name)]:
            del self.fields[name]

    def clean_ids(self) -> list[int] | None:
        """The ids of some people; None where none are asked for."""
        told: str = self.cleaned_data["ids"]
        return ids_told(told) if told else None

    def is_narrowed(self) -> bool:
        """Whether anything is asked but the order."""
        return any(told for name, told in self.cleaned_data.items() if name != "sort")


OURS, THEIRS = "survivor", "other"


class MergeForm(forms.Form):
    """Which value the survivor keeps, field by field where two people differ; what was seen of each comes along."""

    survivor_version = forms.IntegerField(widget=forms.HiddenInput)
    other_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, pair: Pair, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pair = pair
        for line in pair.choices:
            self.fields[line.column] = forms.ChoiceField(
                label=line.name,
                choices=[(OURS, line.survivor or _("Nothing")), (THEIRS, line.other or _("Nothing"))],
                widget=forms.RadioSelect,
            )

    @classmethod
    def initial_of(cls, pair: Pair) -> dict[str, Any]:
        """What is suggested: what the survivor has, else what the other has."""
        seen = {"survivor_version": pair.survivor.person.version, "other_version": pair.other.person.version}
        return seen | {line.column: THEIRS if line.takes_other else OURS for line in pair.choices}

    def choices(self) -> list[forms.BoundField]:
        """The fields to choose in."""
        return [self[line.column] for line in self.pair.choices]

    def taken(self) -> list[str]:
        """The columns whose value comes from the other."""
        return [line.column for line in self.pair.choices if self.cleaned_data[line.column] == THEIRS]

    def versions(self) -> dict[int, int]:
        """What was seen of each."""
        told, pair = self.cleaned_data, self.pair
        return {pair.survivor.person.pk: told["survivor_version"], pair.other.person.pk: told["other_version"]}

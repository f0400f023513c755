"""What people write into a screening and an assessment: parsed and checked, no rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samtykke.governance.assessments.criteria import (
    CRITERIA,
    LIKELIHOOD_WORDS,
    LISTED,
    SEVERITY_WORDS,
    TEXTS,
)
from samtykke.governance.models import Conclusion

if TYPE_CHECKING:
    from samtykke.governance.models import Screening

SPARE_RISKS = 3


class ScreeningForm(forms.Form):
    """Which criteria a purpose meets, and what follows."""

    criteria = forms.MultipleChoiceField(
        label=_("Which of the nine criteria does it meet?"),
        choices=list(CRITERIA.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Two or more: an assessment is usually needed."),
    )
    listed = forms.MultipleChoiceField(
        label=_("Is it on the list of Datatilsynet?"),
        choices=list(LISTED.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("One is enough. Read the whole list at the authority when you are in doubt."),
    )
    needs_assessment = forms.TypedChoiceField(
        label=_("Is an assessment needed?"),
        choices=[("yes", _("Yes: the purpose waits for it")), ("no", _("No"))],
        coerce=lambda told: told == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Why"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    @staticmethod
    def initial_of(screening: Screening | None) -> dict[str, Any]:
        """The form's values for the screening that counts."""
        if screening is None:
            return {}
        return {
            "criteria": screening.criteria,
            "listed": screening.listed,
            "needs_assessment": "yes" if screening.needs_assessment else "no",
            "reason": screening.reason,
        }


class ImpactForm(forms.Form):
    """The assessment: its questions, its risks, what it comes to."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    conclusion = forms.ChoiceField(label=_("What it comes to"), choices=Conclusion.choices)

    def __init__(self, *args: Any, rows: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = range(rows + SPARE_RISKS)
        for name, (question, guide) in TEXTS.items():
            self.fields[name] = forms.CharField(
                label=question, help_text=guide, required=False, widget=forms.Textarea(attrs={"rows": 5})
            )
        for number in self.rows:
            self._add_risk(number)

    def _add_risk(self, number: int) -> None:
        levels = {
            "likelihood": (_("Likelihood"), LIKELIHOOD_WORDS),
            "severity": (_("Severity"), SEVERITY_WORDS),
            "likelihood_after": (_("Likelihood after the measure"), LIKELIHOOD_WORDS),
            "severity_after": (_("Severity after the measure"), SEVERITY_WORDS),
        }
        lines = forms.Textarea(attrs={"rows": 2})
        self.fields[f"risk_{number}"] = forms.CharField(
            label=_("What can happen to people"), required=False, widget=lines
        )
        self.fields[f"measure_{number}"] = forms.CharField(label=_("Measure"), required=False, widget=lines)
        for name, (label, words) in levels.items():
            self.fields[f"{name}_{number}"] = forms.TypedChoiceField(
                label=label, choices=[("", "–"), *words.items()], required=False, coerce=int, empty_value=None
            )

    def texts(self) -> dict[str, str]:
        """The answers."""
        return {name: self.cleaned_data[name] for name in TEXTS}

    def risks(self) -> list[dict[str, Any]]:
        """The risks, empty lines too."""
        names = ("risk", "measure", "likelihood", "severity", "likelihood_after", "severity_after")
        return [{name: self.cleaned_data[f"{name}_{number}"] for name in names} for number in self.rows]

    def questions(self) -> list[Any]:
        """The fields of the questions, in order."""
        return [self[name] for name in TEXTS]

    def lines(self) -> list[dict[str, Any]]:
        """The fields of each risk."""
        names = ("risk", "measure", "likelihood", "severity", "likelihood_after", "severity_after")
        return [{name: self[f"{name}_{number}"] for name in names} for number in self.rows]

    @staticmethod
    def initial_of(texts: dict[str, str], risks: list[dict[str, Any]], conclusion: str, seen: int) -> dict[str, Any]:
        """The form's values for what stands, or for what it begins with."""
        lines = {f"{name}_{number}": said for number, risk in enumerate(risks) for name, said in risk.items()}
        return {**texts, **lines, "conclusion": conclusion, "seen": seen}


class ReviewForm(forms.Form):
    """Approving sets the day it must be looked at again."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    review_on = forms.DateField(
        label=_("Look at it again on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("At most 24 months from now."),
    )

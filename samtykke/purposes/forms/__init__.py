"""What people write into the lists: parsed and checked, no rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samtykke.accounts.queries import text_languages
from samtykke.core.templatetags.words import language_name
from samtykke.mail.models import Template, TemplateKind
from samtykke.purposes.balancing import NEEDED, QUESTIONS, STEPS
from samtykke.purposes.models import Channel, LegalBasis, Source

if TYPE_CHECKING:
    from django.db.models import QuerySet

LANGUAGES = ("nb", "en")
LONG = forms.Textarea(attrs={"rows": 3})


class ItemChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice among the items of a list: shown by name, sent by key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, to_field_name="key", **{"empty_label": "–", **kwargs})

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.key})" if isinstance(obj, LegalBasis) else str(obj.name)


def offer(field: forms.Field, items: QuerySet[Any, Any]) -> None:
    """Gives a choice its items, which are read anew for each form."""
    field.queryset = items  # type: ignore[attr-defined]


def privacy_templates() -> list[tuple[str, str]]:
    """The mails that inform, for choosing one; the first line stands for the standard one (check 39).

    One that a source has chosen stays to be seen when it is no longer on offer.
    """
    chosen = set(Source.objects.existing().exclude(template_key="").values_list("template_key", flat=True))
    found = [("", str(_("The standard one")))]
    for template in Template.objects.filter(kind=TemplateKind.PRIVACY).order_by("rank", "id"):
        if template.is_active and template.deleted_at is None:
            found.append((template.key, template.name))
        elif template.key in chosen:
            found.append(
                (template.key, str(_("%(name)s (not on offer: the standard one goes out)")) % {"name": template.name})
            )
    return found


def template_names() -> dict[str, str]:
    """The names of the mails that inform, by key; one that is no longer on offer as well."""
    return {template.key: template.name for template in Template.objects.filter(kind=TemplateKind.PRIVACY)}


def language_choices() -> list[tuple[str, str]]:
    """The languages the company writes its texts in, by name."""
    return [(code, language_name(code)) for code in text_languages()]


class WordingForm(forms.Form):
    """A new version of what people say yes to. Earlier versions stay as they were."""

    language = forms.ChoiceField(label=_("Language"), choices=language_choices)
    text = forms.CharField(label=_("The words a person says yes to"), widget=forms.Textarea(attrs={"rows": 5}))
    channels = forms.MultipleChoiceField(
        label=_("Channels the yes covers"), choices=Channel.choices, widget=forms.CheckboxSelectMultiple
    )
    statement_title = forms.CharField(label=_("Title of the privacy statement"), required=False)
    statement_url = forms.URLField(label=_("Address of the privacy statement"), required=False, assume_scheme="https")
    widens = forms.BooleanField(
        label=_("This asks for more than before"),
        required=False,
        help_text=_(
            "Tick it when the purpose is wider or somebody new receives the data. Earlier consents then do not cover it."
        ),
    )


class AllowBasisForm(forms.Form):
    """A basis that a purpose may rest on."""

    legal_basis = ItemChoice(label=_("Legal basis"), queryset=LegalBasis.objects.none())
    citation = forms.CharField(
        label=_("The law it cites, or what it rests on"),
        required=False,
        help_text=_(
            "Needed for a legal obligation and a public task, for example “bokføringsloven § 13”, and for vital interests: "
            "whose, and why. For a contract: which one. A contact at a business is normally not a party to it."
        ),
    )
    is_default = forms.BooleanField(label=_("Use it when nothing else is chosen"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["legal_basis"], LegalBasis.objects.offered())


ASSESSMENT_QUESTIONS = tuple((question.key, question.words) for question in QUESTIONS)


class AssessmentForm(forms.Form):
    """A balancing test, question by question and per language. REQ-22."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, texts: dict[str, dict[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in QUESTIONS:
            for language in LANGUAGES:
                self.fields[f"{question.key}_{language}"] = forms.CharField(
                    label=question.words,
                    help_text=question.guide,
                    widget=LONG,
                    required=question.key in NEEDED,
                    initial=((texts or {}).get(language) or {}).get(question.key, ""),
                )

    def texts(self) -> dict[str, dict[str, str]]:
        """The answers per language."""
        return {
            language: {question.key: self.cleaned_data[f"{question.key}_{language}"] for question in QUESTIONS}
            for language in LANGUAGES
        }

    def steps(self) -> list[dict[str, Any]]:
        """The parts of the test, each with its questions and their fields."""
        return [
            {
                "step": step,
                "questions": [
                    (question, self[f"{question.key}_nb"], self[f"{question.key}_en"]) for question in step.questions
                ],
            }
            for step in STEPS
        ]


class ApprovalForm(forms.Form):
    """Approving an assessment sets the day it must be looked at again."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    review_on = forms.DateField(
        label=_("Look at it again on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("At most 24 months from now."),
    )

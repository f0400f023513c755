"""What people write into the lists: parsed and checked, no rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samtykke.mail.models import Template, TemplateKind
from samtykke.purposes.models import KEY_PATTERN, Article, Channel, CollectedHow, LegalBasis, Purpose, Source

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from samtykke.purposes.models import Vocabulary

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


class ItemForm(forms.Form):
    """An item of any list: a name and a description per language, and whether it is offered."""

    name_nb = forms.CharField(label=_("Name in Norwegian"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=120)
    description_nb = forms.CharField(label=_("Description in Norwegian"), required=False, widget=LONG)
    description_en = forms.CharField(label=_("Description in English"), required=False, widget=LONG)
    key = forms.RegexField(
        KEY_PATTERN,
        label=_("Key"),
        required=False,
        max_length=60,
        help_text=_("For other systems. Capital letters and digits; made from the name when empty. It never changes."),
    )
    is_active = forms.BooleanField(label=_("Offered for new registrations"), required=False, initial=True)

    def changes(self) -> dict[str, Any]:
        """What the item is to become, as the actions take it; texts per language."""
        told = dict(self.cleaned_data)
        texts = {
            "names": _per_language(told, "name"),
            "descriptions": _per_language(told, "description"),
        }
        told.pop("key", None)
        return {**texts, **told}

    @classmethod
    def initial_of(cls, item: Vocabulary) -> dict[str, Any]:
        """The form's values for an item that exists."""
        own = [name for name in cls.base_fields if hasattr(item, name)]
        values = {name: getattr(item, name) for name in own}
        return {**values, **_spread(item.names, "name"), **_spread(item.descriptions, "description")}


class LegalBasisForm(ItemForm):
    """A legal basis is tied to one letter of Art. 6(1). REQ-10."""

    article = forms.ChoiceField(label=_("Letter of Art. 6(1)"), choices=Article.choices)


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


class SourceForm(ItemForm):
    """A source says who gave the data, what the person is told of it, and whether a confirmation goes out."""

    public_name_nb = forms.CharField(
        label=_("Said to the person, in Norwegian"),
        required=False,
        max_length=120,
        help_text=_("After “Your details came from:”. Empty: the name."),
    )
    public_name_en = forms.CharField(label=_("Said to the person, in English"), required=False, max_length=120)

    from_person = forms.BooleanField(
        label=_("The person gives the data"),
        required=False,
        help_text=_("Otherwise others do, and the person must be told within a month (Art. 14)."),
    )
    sends_confirmation = forms.BooleanField(
        label=_("A confirmation goes to the person"),
        required=False,
        help_text=_("Once mail is set up, the person is told by e-mail that you hold them."),
    )
    template_key = forms.ChoiceField(
        label=_("Which confirmation"),
        required=False,
        choices=privacy_templates,
        help_text=_("Only templates that inform can be chosen."),
    )

    def changes(self) -> dict[str, Any]:
        told = super().changes()
        public_names = _per_language(told, "public_name")
        return {**told, "public_names": public_names}

    @classmethod
    def initial_of(cls, item: Vocabulary) -> dict[str, Any]:
        return {**super().initial_of(item), **_spread(getattr(item, "public_names", {}), "public_name")}


class SettingsForm(forms.Form):
    """The privacy settings that anybody may change without asking who is affected: nobody's permission moves."""

    link_days = forms.IntegerField(
        label=_("Days a link to the own page works"),
        min_value=1,
        max_value=365,
        help_text=_(
            "From 1 to 365. Links that have been mailed keep their day; whoever comes later can ask for a new one."
        ),
        error_messages={
            "required": _("Write a number of days."),
            "invalid": _("Write a whole number of days, from 1 to 365."),
            "min_value": _("Choose from 1 to 365 days."),
            "max_value": _("Choose from 1 to 365 days."),
        },
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class CollectedHowForm(ItemForm):
    """A way of collecting says whether the person gave the data."""

    from_person = forms.BooleanField(label=_("The person gives the data"), required=False, initial=True)


class PurposeForm(ItemForm):
    """A purpose also has the texts that people read."""

    is_marketing = forms.BooleanField(
        label=_("This is direct marketing"),
        required=False,
        help_text=_("People may object to it at any time, and then it ends (Art. 21). Fixed once the purpose is used."),
    )
    public_text_nb = forms.CharField(label=_("What people read, in Norwegian"), required=False, widget=LONG)
    public_text_en = forms.CharField(label=_("What people read, in English"), required=False, widget=LONG)
    approval_text_nb = forms.CharField(label=_("Words beside the box, in Norwegian"), required=False, widget=LONG)
    approval_text_en = forms.CharField(label=_("Words beside the box, in English"), required=False, widget=LONG)
    statement_title_nb = forms.CharField(label=_("Title of the statement, in Norwegian"), required=False)
    statement_title_en = forms.CharField(label=_("Title of the statement, in English"), required=False)
    statement_url_nb = forms.URLField(
        label=_("Address of the statement, in Norwegian"), required=False, assume_scheme="https"
    )
    statement_url_en = forms.URLField(
        label=_("Address of the statement, in English"), required=False, assume_scheme="https"
    )
    retention_months = forms.IntegerField(
        label=_("Months to keep people for it"), required=False, min_value=1, max_value=1200
    )
    consent_valid_months = forms.IntegerField(
        label=_("Months a consent lasts"),
        required=False,
        min_value=1,
        max_value=240,
        help_text=_("Empty: until it is withdrawn."),
    )

    TEXTS = {
        "public_texts": "public_text",
        "approval_texts": "approval_text",
        "statement_titles": "statement_title",
        "statement_urls": "statement_url",
    }

    def changes(self) -> dict[str, Any]:
        told = super().changes()
        texts = {field: _per_language(told, stem) for field, stem in self.TEXTS.items()}
        return {**told, **texts}

    @classmethod
    def initial_of(cls, item: Vocabulary) -> dict[str, Any]:
        values = super().initial_of(item)
        for field, stem in cls.TEXTS.items():
            values |= _spread(getattr(item, field), stem)
        return values


class NewPurposeForm(PurposeForm):
    """A purpose to be; it is switched on later."""

    is_active = None  # type: ignore[assignment]


def form_for(model: type[Vocabulary]) -> type[ItemForm]:
    """The form of a list's items."""
    own: dict[type[Vocabulary], type[ItemForm]] = {
        Purpose: PurposeForm,
        LegalBasis: LegalBasisForm,
        Source: SourceForm,
        CollectedHow: CollectedHowForm,
    }
    return own.get(model, ItemForm)


class WordingForm(forms.Form):
    """A new version of what people say yes to. Earlier versions stay as they were."""

    language = forms.ChoiceField(label=_("Language"), choices=[("nb", "Norsk"), ("en", "English")])
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

    legal_basis = forms.ModelChoiceField(
        label=_("Legal basis"), queryset=LegalBasis.objects.none(), to_field_name="key"
    )
    citation = forms.CharField(
        label=_("The law it cites"),
        required=False,
        help_text=_("Needed for a legal obligation and a public task, for example “bokføringsloven § 13”."),
    )
    is_default = forms.BooleanField(label=_("Use it when nothing else is chosen"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["legal_basis"], LegalBasis.objects.offered())


ASSESSMENT_QUESTIONS = (
    ("interest", _("Which interest do you have, and whose is it?")),
    ("necessity", _("Why are the data necessary for it?")),
    ("alternatives", _("Could it be done with less?")),
    ("expectations", _("What do people expect of you?")),
    ("impact", _("What does it mean for them?")),
    ("safeguards", _("What protects them?")),
    ("result", _("What is the result?")),
)


class AssessmentForm(forms.Form):
    """A balancing test, question by question and per language. REQ-22."""

    def __init__(self, *args: Any, texts: dict[str, dict[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, question in ASSESSMENT_QUESTIONS:
            for language in LANGUAGES:
                self.fields[f"{name}_{language}"] = forms.CharField(
                    label=question,
                    widget=LONG,
                    initial=((texts or {}).get(language) or {}).get(name, ""),
                )

    def texts(self) -> dict[str, dict[str, str]]:
        """The answers per language."""
        return {
            language: {name: self.cleaned_data[f"{name}_{language}"] for name, _question in ASSESSMENT_QUESTIONS}
            for language in LANGUAGES
        }


class ApprovalForm(forms.Form):
    """Approving an assessment sets the day it must be looked at again."""

    review_on = forms.DateField(
        label=_("Look at it again on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("At most 24 months from now."),
    )


def _per_language(told: dict[str, Any], stem: str) -> dict[str, str]:
    return {language: str(told.pop(f"{stem}_{language}", "") or "").strip() for language in LANGUAGES}


def _spread(texts: dict[str, str], stem: str) -> dict[str, str]:
    return {f"{stem}_{language}": texts.get(language, "") for language in LANGUAGES}

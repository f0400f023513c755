"""What is asked of the whole: who may receive, what a file is for, which part of the trail. Parsed, no rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samtykke.accounts.models import User
from samtykke.accounts.queries import text_languages
from samtykke.audit.deeds import Deed
from samtykke.consents.queries.duty import Why
from samtykke.contacts.forms import UserChoice
from samtykke.core.templatetags.words import language_name
from samtykke.governance.reasons import DUTY_WORDS
from samtykke.mail.forms import TemplateChoice
from samtykke.mail.models import STAFF_KINDS, State, Template, TemplateKind
from samtykke.purposes.actions.statements import LONGEST_REASON, LONGEST_SECTION
from samtykke.purposes.forms import ItemChoice, offer
from samtykke.purposes.models import Channel, Purpose, Source
from samtykke.purposes.statement_texts import HEADINGS, heading

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


class TrailForm(forms.Form):
    """What narrows the trail."""

    person = forms.CharField(label=_("Person"), required=False, max_length=200)
    user = UserChoice(label=_("Who"), queryset=User.objects.none(), required=False, empty_label="–")
    deed = forms.ChoiceField(label=_("What"), choices=deed_choices, required=False)
    since = forms.DateTimeField(label=_("From"), required=False, widget=MOMENT, input_formats=MOMENTS)
    until = forms.DateTimeField(label=_("Before"), required=False, widget=MOMENT, input_formats=MOMENTS)
    only_looks = forms.BooleanField(label=_("Only who looked"), required=False)
    only_exports = forms.BooleanField(label=_("Only what was taken out"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["user"], User.objects.order_by("name", "id"))


class NamingForm(forms.Form):
    """Whether people are told which of the staff looked at them, and why."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    are_named = forms.ChoiceField(
        label=_("In a person’s own copy"),
        choices=[("no", _("Roles alone")), ("yes", _("Roles and names"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=SHORT)


class OutboxForm(forms.Form):
    """What narrows the outbox."""

    state = forms.ChoiceField(label=_("State"), choices=[("", "–"), *State.choices], required=False)
    kind = forms.ChoiceField(label=_("What it is"), choices=[("", "–"), *TemplateKind.choices], required=False)


class DutyForm(forms.Form):
    """What narrows the list of those to be told."""

    INFORMABLE = "informable"
    WHY = (
        ("", "–"),
        (INFORMABLE, _("A mail can tell them")),
        *((why.value, DUTY_WORDS[why].title) for why in DUTY_WORDS if why != Why.READY),
    )

    why = forms.ChoiceField(label=_("Why not yet"), choices=WHY, required=False)
    source = ItemChoice(label=_("Source"), queryset=Source.objects.none(), required=False)
    late = forms.BooleanField(label=_("Past their day"), required=False)
    run = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["source"], Source.objects.in_order().filter(from_person=False))

    def picks(self) -> list[forms.BoundField]:
        """Those one chooses from."""
        return [self["why"], self["source"]]


class InformForm(forms.Form):
    """In which words everybody is told: one of the templates that inform (check 39)."""

    template = TemplateChoice(
        label=_("In which words"), queryset=Template.objects.none(), empty_label=None, to_field_name="key"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["template"], Template.objects.offered(TemplateKind.PRIVACY))


class NewTemplateForm(forms.Form):
    """A new template: what it is called, and which one it begins as."""

    copy_of = TemplateChoice(
        label=_("Begins as a copy of"),
        queryset=Template.objects.none(),
        empty_label=None,
        help_text=_("What the mail does is decided by this: only a privacy confirmation can be chosen for a source."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["copy_of"], Template.objects.offered().exclude(kind__in=STAFF_KINDS))
        self.languages = text_languages()
        for language in self.languages:
            self.fields[f"name_{language}"] = _name_field(language, required=language == self.languages[0])
        self.order_fields([f"name_{language}" for language in self.languages])

    def name_fields(self) -> list[forms.BoundField]:
        """The name in each language."""
        return [self[f"name_{language}"] for language in self.languages]

    def names(self) -> dict[str, str]:
        """The names that were written."""
        told = {language: self.cleaned_data[f"name_{language}"] for language in self.languages}
        return {language: name for language, name in told.items() if name}


class TemplateForm(forms.Form):
    """A template's names and words, each language beside the other, and which version of each the writer began from."""

    is_active = forms.BooleanField(label=_("Can be chosen"), required=False)

    def __init__(self, languages: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = languages
        for language in languages:
            first = language == languages[0]
            attributes = {"lang": language, "spellcheck": "true", "data-takes": ""}
            named = {"language": language_name(language)}
            self.fields[f"seen_{language}"] = forms.IntegerField(
                required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput
            )
            self.fields[f"name_{language}"] = _name_field(language, required=first)
            self.fields[f"subject_{language}"] = forms.CharField(
                label=_("Subject, %(language)s") % named,
                max_length=200,
                required=first,
                widget=forms.TextInput(attrs=attributes),
            )
            self.fields[f"body_{language}"] = forms.CharField(
                label=_("Text, %(language)s") % named,
                required=first,
                widget=forms.Textarea(attrs={**attributes, "rows": 18}),
            )

    def words(self, language: str) -> tuple[str, str]:
        """Subject and text as they stand in the form, also where something is wrong with them."""
        told = self.data if self.is_bound else self.initial
        return str(told.get(f"subject_{language}", "") or ""), str(told.get(f"body_{language}", "") or "")


def _name_field(language: str, *, required: bool) -> forms.CharField:
    label = _("Name, %(language)s") % {"language": language_name(language)}
    return forms.CharField(
        label=label, max_length=120, required=required, widget=forms.TextInput(attrs={"lang": language})
    )


class StatementForm(forms.Form):
    """The privacy statement in one language: a text for each section, and which edition the writer began from."""

    edition = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, language: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in HEADINGS:
            self.fields[name] = forms.CharField(
                label=heading(name, language),
                required=False,
                max_length=LONGEST_SECTION,
                widget=forms.Textarea(attrs={"rows": 5, "lang": language, "spellcheck": "true"}),
            )

    def texts(self) -> dict[str, str]:
        """What stands in each section, also where something in it is wrong."""
        told = self.data if self.is_bound else self.initial
        return {name: str(told.get(name, "") or "") for name in HEADINGS}

    def sections(self) -> list[forms.BoundField]:
        """The fields of the sections."""
        return [self[name] for name in HEADINGS]


class PublicationForm(forms.Form):
    """Which edition of the statement was read before it is published, and why it leaves out what the register holds."""

    edition = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why it is left out, or said in other words"),
        help_text=_("Kept with the version and in the audit trail. People do not read it."),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

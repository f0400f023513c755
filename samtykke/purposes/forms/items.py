"""The form of an item of a list: its texts side by side in every language of the company, and what else it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from samtykke.accounts.queries import text_languages
from samtykke.core.templatetags.words import language_name
from samtykke.purposes.models import KEY_PATTERN, Article, Vocabulary, answering_language
from samtykke.purposes.queries import fixed_fields

if TYPE_CHECKING:
    from django.forms.boundfield import BoundField
    from django.utils.functional import _StrPromise

# The languages in which an item must have a name.
NAMED_IN = ("nb", "en")


class WebAddressField(forms.URLField):
    """The address of a page on the web: http and https alone, never a script (REQ-96)."""

    default_validators = [URLValidator(schemes=["http", "https"])]
    default_error_messages = {"invalid": _("Write the whole address, beginning with https://.")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text that an item has in each language: the column, the stem of its fields, and what it is called."""

    column: str
    stem: str
    label: _StrPromise
    help_text: _StrPromise | str = ""
    longest: int | None = None
    rows: int = 0
    is_address: bool = False
    is_public: bool = False

    def field(self, language: str, help_text: Any) -> forms.Field:
        """The form field of the text in a language."""
        said: dict[str, Any] = {
            "label": _("%(what)s, %(language)s") % {"what": self.label, "language": language_name(language)},
            "required": self.column == "names" and language in NAMED_IN,
            "help_text": help_text,
            "max_length": self.longest,
        }
        attrs: dict[str, Any] = {"lang": language}
        if self.is_address:
            return WebAddressField(**said, assume_scheme="https")
        if self.rows:
            return forms.CharField(**said, widget=forms.Textarea(attrs={**attrs, "rows": self.rows}))
        return forms.CharField(**said, widget=forms.TextInput(attrs=attrs))


class ItemForm(forms.Form):
    """An item of any list: a name and a description per language, and whether it is offered."""

    TEXTS: ClassVar[tuple[Text, ...]] = (
        Text(column="names", stem="name", label=_("Name"), longest=120),
        Text(column="descriptions", stem="description", label=_("Description"), rows=3),
    )

    version = forms.CharField(required=False, widget=forms.HiddenInput, max_length=16)
    key = forms.RegexField(
        KEY_PATTERN,
        label=_("Key"),
        required=False,
        max_length=60,
        help_text=_("For other systems. Capital letters and digits; made from the name when empty. It never changes."),
    )
    is_active = forms.BooleanField(label=_("Offered for new registrations"), required=False, initial=True)

    def __init__(self, *args: Any, item: Vocabulary | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = text_languages()
        texts = {
            f"{text.stem}_{language}": text.field(language, _help_of(text, language, item))
            for text in self.TEXTS
            for language in self.languages
        }
        self.fields = {**texts, **self.fields}
        if item is not None:
            self.fields.pop("key", None)
            for name in fixed_fields(item) & set(self.fields):
                self.fields[name].disabled = True
                self.fields[name].help_text = _("Fixed: it comes with Samtykke, or people stand on it.")

    def renew(self, state: str) -> None:
        """The form as it was sent, knowing the newest state of its item."""
        told: Any = self.data
        self.data = told.copy()
        self.data["version"] = state  # type: ignore[index]

    @property
    def common_rows(self) -> list[list[BoundField]]:
        """The texts for staff, each as its fields side by side."""
        return [self._row(text) for text in self.TEXTS if not text.is_public]

    @property
    def public_rows(self) -> list[list[BoundField]]:
        """The texts that people read, each as its fields side by side."""
        return [self._row(text) for text in self.TEXTS if text.is_public]

    def _row(self, text: Text) -> list[BoundField]:
        return [self[f"{text.stem}_{language}"] for language in self.languages]

    def changes(self) -> dict[str, Any]:
        """What the item is to become, as the actions take it; texts per language."""
        told = {name: said for name, said in self.cleaned_data.items() if name not in {"key", "version"}}
        for text in self.TEXTS:
            told[text.column] = {
                language: str(told.pop(f"{text.stem}_{language}", "") or "").strip() for language in self.languages
            }
        return told

    @classmethod
    def initial_of(cls, item: Vocabulary) -> dict[str, Any]:
        """The form's values for an item that exists."""
        values = {name: getattr(item, name) for name in cls.base_fields if hasattr(item, name)}
        for text in cls.TEXTS:
            values |= {f"{text.stem}_{language}": told for language, told in getattr(item, text.column).items()}
        return values


def _help_of(text: Text, language: str, item: Vocabulary | None) -> Any:
    """Of a text that another language has and this one lacks: which one its readers get instead."""
    texts = getattr(item, text.column, None) or {}
    if item is None or texts.get(language) or not any(texts.values()):
        return text.help_text
    instead = language_name(answering_language(texts, language))
    return _("Missing: %(language)s is shown instead.") % {"language": instead}


def shown(bound: BoundField) -> str:
    """What a field holds, as words a reader can compare."""
    value = bound.value()
    choices = getattr(bound.field, "choices", None)
    if choices is not None:
        held = {str(one) for one in (value if isinstance(value, list | tuple) else [value])}
        return ", ".join(str(word) for code, word in choices if str(code) in held and str(code))
    if isinstance(bound.field, forms.BooleanField):
        return str(_("Yes") if value else _("No"))
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


class IntoForm(forms.Form):
    """Which entry of the list stays when two become one."""

    into = forms.ChoiceField(label=_("Make it one with"))

    def __init__(self, *args: Any, others: list[Vocabulary], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = [("", "–"), *((one.key, one.name) for one in others)]
        self.fields["into"].choices = choices  # type: ignore[attr-defined]


class LegalBasisForm(ItemForm):
    """A legal basis is tied to one letter of Art. 6(1). REQ-10."""

    article = forms.ChoiceField(label=_("Letter of Art. 6(1)"), choices=Article.choices)


class SourceForm(ItemForm):
    """A source says who gave the data, and what the person is told of it. When they are told is a setting of its own."""

    TEXTS = (
        *ItemForm.TEXTS,
        Text(
            column="public_names",
            stem="public_name",
            label=_("Said to the person"),
            longest=120,
            help_text=_("After “Your details came from:”. Empty: the name."),
        ),
    )

    from_person = forms.BooleanField(
        label=_("The person gives the data"),
        required=False,
        help_text=_("Otherwise others do, and the person must be told within a month (Art. 14)."),
    )


class CollectedHowForm(ItemForm):
    """A way of collecting says whether the person gave the data."""

    from_person = forms.BooleanField(label=_("The person gives the data"), required=False, initial=True)


class DataKindForm(ItemForm):
    """A kind of data says whether it is one of the special categories of Art. 9(1). REQ-20."""

    is_special = forms.BooleanField(
        label=_("Special category of data"),
        required=False,
        help_text=_("A purpose that uses it must name the condition of Art. 9(2) that allows it."),
    )

"""The fields of a form as a page shows them, and what was sent read into `Said`. What is wrong names its field; nothing is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from samtykke.contacts.addresses import e164, normal_email
from samtykke.contacts.models import NAME_LENGTH
from samtykke.core.refused import Refused
from samtykke.fields.models import FieldKind, Subject, UserField
from samtykke.fields.queries import options_of
from samtykke.fields.values import parsed
from samtykke.intake.said import Said

if TYPE_CHECKING:
    from samtykke.fields.models import FieldOption
    from samtykke.purposes.models import Wording
    from samtykke.webforms.definition import Definition, Field

LONGEST_EMAIL, LONGEST_PHONE, LONGEST_FREE, LONGEST_LINE = 320, 40, 5000, 500
FILLED_BY = {
    "email": "email",
    "name": "name",
    "first_name": "given-name",
    "last_name": "family-name",
    "phone": "tel",
    "title": "organization-title",
    "company": "organization",
}
# What a program fills in and a human does not see.
TRAP = "website"


def words_of(name: str) -> str:
    """What the product calls a field of a person."""
    return {
        "email": _("E-mail address"),
        "name": _("Name"),
        "first_name": _("First name"),
        "last_name": _("Last name"),
        "phone": _("Phone"),
        "title": _("Title"),
        "company": _("Company"),
    }[name]


class HostedForm(forms.Form):
    """A version of a form in one language. `rows` are the fields to fill in, `boxes` those that ask for consent, with their words."""

    def __init__(self, data: Any = None, *, definition: Definition, language: str, words: dict[int, Wording]) -> None:
        super().__init__(data, auto_id="f-%s", label_suffix="")
        self.definition, self.language = definition, language
        own = UserField.objects.existing().filter(
            subject=Subject.PERSON, key__in=[one.name for one in definition.of_kind("own")]
        )
        self.own = {field.key: field for field in own}
        self.options = options_of(self.own.values())
        self.boxes: list[tuple[Field, Wording, Any]] = []
        for one in definition.fields:
            made = self._made(one, words)
            if made is not None:
                made.widget.attrs.setdefault("class", "input" if not isinstance(made, forms.BooleanField) else "box")
                self.fields[one.input] = made
        for box in definition.boxes:
            wording = words.get(box.wordings.get(language, 0))
            if wording is not None:
                self.boxes.append((box, wording, self[box.input]))

    @property
    def rows(self) -> list[Any]:
        """The fields that are written in, and the boxes that are no consent, in their order."""
        return [
            self[one.input]
            for one in self.definition.fields
            if one.kind not in {"consent", "hidden"} and one.input in self.fields
        ]

    def _made(self, one: Field, words: dict[int, Wording]) -> forms.Field | None:
        said: dict[str, Any] = {
            "label": one.labels.get(self.language, ""),
            "help_text": one.help.get(self.language, ""),
            "required": one.required,
        }
        match one.kind:
            case "person":
                return _person_field(one, said)
            case "own":
                field = self.own.get(one.name)
                return _own_field(field, self.options.get(field.pk, []), said) if field is not None else None
            case "text":
                widget = forms.Textarea(attrs={"rows": 5}) if one.long else forms.TextInput()
                return forms.CharField(**said, max_length=LONGEST_FREE if one.long else LONGEST_LINE, widget=widget)
            case "terms":
                return forms.BooleanField(**said, widget=forms.CheckboxInput(attrs={"class": "box"}))
            case "consent":
                wording = words.get(one.wordings.get(self.language, 0))
                if wording is None:
                    return None
                # Art. 4(11), Planet49: never ticked by itself, never needed.
                return forms.BooleanField(label=wording.text, required=False, help_text=said["help_text"])
        return None

    def clean(self) -> dict[str, Any]:
        """Each part judged as the register will judge it, so that the refusal stands beside its field."""
        told = super().clean() or {}
        for name, read in (("email", normal_email), ("phone", e164)):
            if told.get(name):
                self._judge(name, lambda value=told[name], judge=read: judge(value))
        for key, field in self.own.items():
            name = f"own-{key}"
            if told.get(name):
                options = self.options.get(field.pk, [])
                self._judge(name, lambda one=field, value=told[name], among=options: parsed(one, value, options=among))
        return told

    def _judge(self, name: str, judge: Any) -> None:
        try:
            judge()
        except Refused as refused:
            self.add_error(name, str(refused.reason))

    def said(self, **more: Any) -> Said:
        """What was said, with what was shown; `more` is what the form itself decides."""
        told = self.cleaned_data
        definition = self.definition
        first, last = _names(told)
        return Said(
            email=told["email"].strip(),
            language=self.language,
            first_name=first,
            last_name=last,
            phone=_line(told, "phone"),
            title=_line(told, "title"),
            company=_line(told, "company"),
            own={key: _plain(told[f"own-{key}"]) for key in self.own if told.get(f"own-{key}")},
            texts=self._texts(),
            hidden={one.name: one.value for one in definition.of_kind("hidden")},
            offered={box.purpose: wording.pk for box, wording, _bound in self.boxes},
            ticked=tuple(box.purpose for box, _wording, _bound in self.boxes if told.get(box.input)),
            careful=tuple(box.purpose for box, _wording, _bound in self.boxes if box.double_opt_in),
            **more,
        )

    def _texts(self) -> dict[str, str]:
        """The free texts and agreements, by the words beside them; two with the same words are told apart by their names."""
        found: dict[str, str] = {}
        for one in self.definition.of_kind("text", "terms"):
            if said := self.cleaned_data.get(one.input):
                label = str(self.fields[one.input].label or one.name)
                found[f"{label} ({one.name})" if label in found else label] = _text(said)
        return found


def _person_field(one: Field, said: dict[str, Any]) -> forms.Field:
    said["label"] = said["label"] or words_of(one.name)
    kind = {"email": "email", "phone": "tel"}.get(one.name, "text")
    longest = {"email": LONGEST_EMAIL, "phone": LONGEST_PHONE, "name": 2 * NAME_LENGTH}.get(one.name, NAME_LENGTH)
    widget = forms.TextInput(attrs={"type": kind, "autocomplete": FILLED_BY[one.name]})
    return forms.CharField(**said, max_length=longest, widget=widget)


def _own_field(field: UserField, options: list[FieldOption], said: dict[str, Any]) -> forms.Field:
    said["label"] = said["label"] or (f"{field.name} ({field.unit})" if field.unit else field.name)
    said["help_text"] = said["help_text"] or field.description
    offered = [(option.key, option.name) for option in options if option.retired_at is None]
    match field.kind:
        case FieldKind.LONG_TEXT:
            return forms.CharField(**said, max_length=LONGEST_FREE, widget=forms.Textarea(attrs={"rows": 4}))
        case FieldKind.DATE:
            return forms.CharField(**said, widget=forms.DateInput(attrs={"type": "date"}))
        case FieldKind.YES_NO:
            return forms.ChoiceField(**said, choices=[("", "–"), ("yes", _("Yes")), ("no", _("No"))])
        case FieldKind.CHOICE:
            return forms.ChoiceField(**said, choices=[("", "–"), *offered])
        case FieldKind.CHOICES:
            return forms.MultipleChoiceField(
                **said, choices=offered, widget=forms.CheckboxSelectMultiple(attrs={"class": "box"})
            )
        case FieldKind.NUMBER | FieldKind.MONEY:
            return forms.CharField(
                **said, max_length=LONGEST_PHONE, widget=forms.TextInput(attrs={"inputmode": "decimal"})
            )
    return forms.CharField(**said, max_length=LONGEST_LINE)


def _names(told: dict[str, Any]) -> tuple[str, str]:
    """First and last name; a name written as one is parted before its last word."""
    first, last = (str(told.get(name) or "").strip() for name in ("first_name", "last_name"))
    if not (first or last) and told.get("name"):
        before, _blank, after = " ".join(str(told["name"]).split()).rpartition(" ")
        first, last = before or after, after if before else ""
    return first[:NAME_LENGTH], last[:NAME_LENGTH]


def _line(told: dict[str, Any], name: str) -> str:
    return str(told.get(name) or "").strip()


def _plain(value: Any) -> Any:
    return value if isinstance(value, list) else str(value)


def _text(value: Any) -> str:
    return "✓" if value is True else str(value).strip()

"""A definition as the builder's page writes it and reads it back: what was typed, one step done with it, and its rows to show.

The page is one form. Each field of the definition has controls `f0-…`, `f1-…`; a button says what is done: `up-1`, `down-1`,
`remove-1`, `add`. Nothing typed is lost by pressing one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field as made_of
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from samtykke.core.templatetags.words import language_name
from samtykke.fields.models import Subject, UserField
from samtykke.purposes.models import Purpose, in_language
from samtykke.webforms.definition import LANGUAGES, MOST_FIELDS, PERSON, Definition, Field, as_json, read
from samtykke.webforms.lints import wording_in
from samtykke.webforms.posted import words_of

if TYPE_CHECKING:
    from django.http import QueryDict

    from samtykke.webforms.lints import Lint

FLAGS: Final = ("required", "long", "ticked", "terms", "double_opt_in")
# The texts of the form as a whole, by their places in a definition.
WHOLE: Final = (
    ("title", "title"),
    ("lead", "lead"),
    ("submit", "submit"),
    ("consents_title", "consents.title"),
    ("consents_help", "consents.help"),
    ("thanks_title", "thanks.title"),
    ("thanks_text", "thanks.text"),
    ("statement", "statement"),
)
STEP: Final = re.compile(r"(up|down|remove)-(\d{1,2})")


def typed(data: QueryDict) -> dict[str, Any]:
    """The definition behind the controls of the page, as JSON that `definition.read` judges."""
    told: dict[str, Any] = {"consents": {}, "thanks": {}}
    for name, place in WHOLE:
        above, _dot, last = place.rpartition(".")
        (told[above] if above else told)[last] = _texts(data, name)
    told["languages"] = [one for one in data.get("languages", "").split(",") if one]
    told["consents"] |= {"all": "boxes_together" in data, "none": "boxes_together" in data}
    count = data.get("count", "0")
    fields = range(min(int(count), MOST_FIELDS + 1) if count.isdecimal() and len(count) < 4 else 0)
    told["fields"] = [_field(data, f"f{number}") for number in fields]
    return told


def _field(data: QueryDict, before: str) -> dict[str, Any]:
    told: dict[str, Any] = {"kind": data.get(f"{before}-kind", ""), "name": data.get(f"{before}-name", "").strip()}
    told |= {"labels": _texts(data, f"{before}-label"), "help": _texts(data, f"{before}-help")}
    told |= {"url": _texts(data, f"{before}-url"), "value": data.get(f"{before}-value", "").strip()}
    told |= {name: f"{before}-{name}" in data for name in FLAGS}
    return told | {"purposes": data.getlist(f"{before}-purpose")}


def _texts(data: QueryDict, name: str) -> dict[str, str]:
    said = {language: data.get(f"{name}-{language}", "").replace("\r\n", "\n").strip() for language in LANGUAGES}
    return {language: text for language, text in said.items() if text}


def stepped(told: dict[str, Any], act: str, added: str = "") -> dict[str, Any]:
    """The same with one step done: a field a place up or down, one taken away, one added; what is no step changes nothing."""
    fields = list(told["fields"])
    if act == "add" and (made := _made(fields, added)):
        return told | {"fields": [*fields, made]}
    found = STEP.fullmatch(act)
    number = int(found[2]) if found else -1
    if found is None or number >= len(fields):
        return told
    taken = fields.pop(number)
    if found[1] != "remove":
        fields.insert(max(0, number - 1) if found[1] == "up" else number + 1, taken)
    return told | {"fields": fields}


def _made(fields: list[dict[str, Any]], added: str) -> dict[str, Any] | None:
    """The new field behind a choice like `person:phone`; free texts, hidden values and terms get a name of their own."""
    kind, _colon, name = added.partition(":")
    if kind == "consent":
        return {"kind": kind, "purposes": [name]}
    if kind in {"person", "own"}:
        return {"kind": kind, "name": name}
    if kind not in {"text", "hidden", "terms"}:
        return None
    names = {one.get("name") for one in fields}
    free = next(f"{kind}{number}" for number in range(1, MOST_FIELDS + 2) if f"{kind}{number}" not in names)
    return {"kind": kind, "name": free}


@dataclass(frozen=True, slots=True)
class Text:
    """A text of one language with the name of its control."""

    control: str
    language: str
    said: str
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """A field as the builder shows it."""

    number: int
    field: Field
    title: str
    kind: str
    labels: list[Text]
    help: list[Text]
    urls: list[Text]
    wordings: list[tuple[str, str]] = made_of(default_factory=list)
    lints: list[Lint] = made_of(default_factory=list)

    @property
    def forbidden(self) -> list[tuple[str, str]]:
        """What a consent may not have and this one has: shown so that it can be taken away."""
        words = {"required": _("Must be ticked"), "ticked": _("Ticked beforehand"), "terms": _("Part of terms")}
        return [
            (name, said) for name, said in words.items() if self.field.kind == "consent" and getattr(self.field, name)
        ]


def rows_of(definition: Definition, lints: list[Lint]) -> list[Row]:
    """The fields in their order, each with what stands in its way."""
    own = {one.key: one.name for one in _own_fields().filter(key__in=[one.name for one in definition.of_kind("own")])}
    keys = {key for box in definition.boxes for key in box.purposes}
    purposes = {one.key: one for one in Purpose.objects.existing().filter(key__in=keys)}
    return [_row(number, one, definition, own, purposes, lints) for number, one in enumerate(definition.fields)]


def _row(
    number: int,
    one: Field,
    definition: Definition,
    own: dict[str, str],
    purposes: dict[str, Purpose],
    lints: list[Lint],
) -> Row:
    found = [purposes[key] for key in one.purposes if key in purposes]
    words = [(language, wording_in(purpose, language)) for purpose in found for language in definition.languages]
    before = f"f{number}"
    return Row(
        number=number,
        field=one,
        title=_title(one, own, purposes),
        kind=kind_words()[one.kind],
        labels=texts_of(f"{before}-label", one.labels),
        help=texts_of(f"{before}-help", one.help),
        urls=texts_of(f"{before}-url", one.url),
        wordings=[(language, wording.text) for language, wording in words if wording is not None],
        lints=[lint for lint in lints if lint.field == one.input],
    )


def _title(one: Field, own: dict[str, str], purposes: dict[str, Purpose]) -> str:
    match one.kind:
        case "person":
            return words_of(one.name)
        case "own":
            return own.get(one.name, one.name)
        case "consent":
            return ", ".join(purposes[key].name if key in purposes else key for key in one.purposes)
    return in_language(one.labels) or one.name


def kind_words() -> dict[str, str]:
    """What each kind of field is called."""
    return {
        "person": _("Known of everybody"),
        "own": _("Field of your own"),
        "text": _("Free text"),
        "hidden": _("Hidden value"),
        "consent": _("Consent"),
        "terms": _("Terms of a contract"),
    }


def texts_of(control: str, said: dict[str, str]) -> list[Text]:
    """A text in each language, for controls side by side."""
    return [Text(f"{control}-{one}", one, said.get(one, ""), language_name(one)) for one in LANGUAGES]


def whole_of(definition: Definition) -> dict[str, list[Text]]:
    """The texts of the form as a whole, by their control."""
    told, found = as_json(definition), {}
    for name, place in WHOLE:
        said: Any = told
        for part in place.split("."):
            said = said[part]
        found[name] = texts_of(name, said)
    return found


def addable(definition: Definition) -> list[tuple[str, list[tuple[str, str]]]]:
    """What may be added, in groups: what does not stand there yet."""
    there = {one.input for one in definition.fields}
    asked = {key for box in definition.boxes for key in box.purposes}
    purposes = Purpose.objects.existing().filter(is_active=True).exclude(key__in=asked).order_by("rank", "id")
    groups = [
        (kind_words()["consent"], [(f"consent:{one.key}", one.name) for one in purposes]),
        (kind_words()["person"], [(f"person:{name}", words_of(name)) for name in PERSON if name not in there]),
        (
            kind_words()["own"],
            [(f"own:{one.key}", one.name) for one in _own_fields() if f"own-{one.key}" not in there],
        ),
        (_("More"), [(f"{kind}:", kind_words()[kind]) for kind in ("text", "hidden", "terms")]),
    ]
    return [(heading, choices) for heading, choices in groups if choices]


def _own_fields() -> Any:
    return UserField.objects.existing().filter(subject=Subject.PERSON).exclude(kind__in=["person", "company"])


def flat(definition: Definition) -> dict[str, str]:
    """Everything a definition says, one line each: what differs between two is told line by line."""
    found = {_("Languages"): ", ".join(map(language_name, definition.languages))}
    names = {
        "title": _("Heading"),
        "lead": _("Sentence below"),
        "submit": _("Words on the button"),
        "consents_title": _("Over the boxes"),
        "consents_help": _("Help for the boxes"),
        "thanks_title": _("Heading afterwards"),
        "thanks_text": _("Text afterwards"),
        "statement": _("Privacy statement elsewhere"),
    }
    for name, texts in whole_of(definition).items():
        found |= {f"{names[name]}, {text.words}": text.said for text in texts}
    found[_("Buttons that tick all and none")] = _yes(definition.consents.all)
    found[_("Order of the fields")] = ", ".join(one.input for one in definition.fields)
    for one in definition.fields:
        found |= {f"{one.input}: {name}": said for name, said in _facts(one).items()}
    return found


def _facts(one: Field) -> dict[str, str]:
    told = {_("Must be filled in"): _yes(one.required), _("Value"): one.value}
    for word, texts in ((_("Label"), one.labels), (_("Help"), one.help), (_("Address"), one.url)):
        told |= {f"{word}, {language_name(language)}": said for language, said in texts.items()}
    told |= {f"{_('Wording')}, {language_name(one_)}": f"#{pk}" for one_, pk in one.wordings.items()}
    return told


def _yes(said: bool) -> str:
    return _("yes") if said else ""


def differences(before: Any, after: Any) -> list[tuple[str, str, str]]:
    """What differs between two definitions (JSON): what it is about, what stood there, what stands there."""
    old, new = flat(read(before)), flat(read(after))
    labels = [*old, *(label for label in new if label not in old)]
    pairs = [(label, old.get(label, ""), new.get(label, "")) for label in labels]
    return [pair for pair in pairs if pair[1] != pair[2]]


def kept(told: dict[str, Any]) -> Definition:
    """What was typed, as far as it is a definition: what is wrong in it is cut or left out, so that the rest is not lost."""
    from samtykke.core.refused import Refused
    from samtykke.webforms.definition import LONGEST_TEXT, LONGEST_VALUE

    def cut(said: Any) -> Any:
        if isinstance(said, dict):
            return {name: cut(one) for name, one in said.items()}
        return said.replace("\x00", "")[:LONGEST_TEXT] if isinstance(said, str) else said

    whole = {name: cut(said) for name, said in told.items() if name != "fields"}
    for name in ("languages", "statement"):
        try:
            read({name: whole[name]})
        except Refused:
            whole.pop(name)
    fields: list[dict[str, Any]] = []
    for one in told["fields"]:
        tried = cut(one) | {"value": cut(one.get("value", ""))[:LONGEST_VALUE]}
        for said in (tried, {name: part for name, part in tried.items() if name != "url"}):
            try:
                read({"fields": [*fields, said]})
            except Refused:
                continue
            fields.append(said)
            break
    return read(whole | {"fields": fields})

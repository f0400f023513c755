"""What a form consists of: the format of a definition, read and written. Whether it is lawful, `webforms.lints` says.

A definition is JSON. Texts are given per language: `{"nb": "…", "en": "…"}`.

    {
      "languages": ["nb", "en"],            the languages people may choose; the first is the form's own
      "title": texts, "lead": texts,        the heading, and a sentence below it (may be empty)
      "fields": [ … ],                      in the order of the page
      "consents": {"title": texts, "help": texts, "all": false, "none": false},
                                            what stands over the boxes; a button “all”, and one “none” beside it
      "submit": texts,                      the words on the button
      "thanks": {"title": texts, "text": texts},
      "statement": {"nb": "https://…"}      a privacy statement elsewhere; a language left out has our own at /privacy/
    }

A field has a `kind`, and what that kind needs:

- `person`: `name` is one of `email, name, first_name, last_name, phone, title, company`; `required`, `labels`, `help`
  (`labels` empty: the product's own word). Every form has `email`, and it is required.
- `own`: `name` is the key of a field of the company's own; `required`, `labels`, `help`.
- `text`: free text: `name` (a word of small letters), `labels`, `long`, `required`, `help`.
- `hidden`: `name` and `value`: kept with what is sent; it stands in no page, so nobody can change it.
- `consent`: `purposes` (exactly one key), `double_opt_in` (this purpose waits for the mail also where the form does not). The
  label is the wording itself. `required` and `ticked` may be said, and are refused by the lints; so is `terms`.
- `terms`: a box for terms of a contract: `name`, `labels`, `url` (per language), `required`. It says yes to no purpose.
- Subscription choices come with subscription types.

Published, each `consent` has `wordings` besides: language → id of the wording version that people see. Texts in a language that
the form does not name are kept, and shown to nobody.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from samtykke.core.refused import Refused
from samtykke.purposes.models import KEY_PATTERN

Texts = dict[str, str]
LANGUAGES: Final = ("nb", "en")
PERSON: Final = ("email", "name", "first_name", "last_name", "phone", "title", "company")
KINDS: Final = ("person", "own", "text", "hidden", "consent", "terms")
WORD: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
KEY: Final = re.compile(KEY_PATTERN)
WEB: Final = re.compile(r"https://[^\s<>\"]+|/[^\s<>\"]*")
MOST_FIELDS, LONGEST_TEXT, LONGEST_VALUE = 60, 2000, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a form."""

    kind: str
    name: str = ""
    required: bool = False
    labels: Texts = field(default_factory=dict)
    help: Texts = field(default_factory=dict)
    long: bool = False
    value: str = ""
    purposes: tuple[str, ...] = ()
    ticked: bool = False
    terms: bool = False
    double_opt_in: bool = False
    url: Texts = field(default_factory=dict)
    wordings: dict[str, int] = field(default_factory=dict)

    @property
    def input(self) -> str:
        """The name of its control on the page."""
        if self.kind == "person":
            return self.name
        return f"{self.kind}-{self.name or '-'.join(self.purposes)}"

    @property
    def purpose(self) -> str:
        """The key of the one purpose of a box."""
        return self.purposes[0] if self.purposes else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consents:
    """What stands over the boxes, and whether buttons tick all of them or none."""

    title: Texts = field(default_factory=dict)
    help: Texts = field(default_factory=dict)
    all: bool = False
    none: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Thanks:
    """What is said once it is sent, and not confirmed yet."""

    title: Texts = field(default_factory=dict)
    text: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A form, whole."""

    languages: tuple[str, ...] = LANGUAGES
    title: Texts = field(default_factory=dict)
    lead: Texts = field(default_factory=dict)
    fields: tuple[Field, ...] = ()
    consents: Consents = Consents()
    submit: Texts = field(default_factory=dict)
    thanks: Thanks = Thanks()
    statement: Texts = field(default_factory=dict)

    @property
    def boxes(self) -> list[Field]:
        """The boxes that ask for consent."""
        return [one for one in self.fields if one.kind == "consent"]

    def of_kind(self, *kinds: str) -> list[Field]:
        """The fields of some kinds, in their order."""
        return [one for one in self.fields if one.kind in kinds]


def as_json(definition: Definition) -> dict[str, Any]:
    """The definition as it is kept; of a field only what it says."""
    told = asdict(definition)
    told["languages"] = list(definition.languages)
    told["fields"] = [_field_json(one) for one in definition.fields]
    return told


def _field_json(one: Field) -> dict[str, Any]:
    said = asdict(one) | {"purposes": list(one.purposes)}
    return {name: value for name, value in said.items() if value or name == "kind"}


def read(told: Any) -> Definition:
    """The definition behind JSON. Refuses (422) what is no definition, naming the place: `fields.2.name`."""
    said = _object(told, "", {"languages", "title", "lead", "fields", "consents", "submit", "thanks", "statement"})
    consents = _object(said.get("consents", {}), "consents", {"title", "help", "all", "none"})
    thanks = _object(said.get("thanks", {}), "thanks", {"title", "text"})
    return Definition(
        languages=_languages(said.get("languages", list(LANGUAGES))),
        title=_texts(said, "title"),
        lead=_texts(said, "lead"),
        fields=_fields(said.get("fields", [])),
        consents=Consents(
            title=_texts(consents, "title", "consents."),
            help=_texts(consents, "help", "consents."),
            all=_flag(consents, "all", "consents."),
            none=_flag(consents, "none", "consents."),
        ),
        submit=_texts(said, "submit"),
        thanks=Thanks(title=_texts(thanks, "title", "thanks."), text=_texts(thanks, "text", "thanks.")),
        statement=_addresses(said, "statement"),
    )


def _fields(told: Any) -> tuple[Field, ...]:
    if not isinstance(told, list) or len(told) > MOST_FIELDS:
        raise _wrong("fields", _("A form has at most %d fields.") % MOST_FIELDS)
    found = tuple(_field(one, f"fields.{place}") for place, one in enumerate(told))
    twice = [name for name, count in Counter(one.input for one in found).items() if count > 1]
    if twice:
        raise _wrong("fields", _("“%s” stands there twice.") % twice[0])
    return found


def _field(told: Any, place: str) -> Field:
    said = _object(told, place, set(Field.__slots__))
    kind, name = said.get("kind"), said.get("name", "")
    if kind not in KINDS:
        raise _wrong(f"{place}.kind", _("Choose one of those on offer."))
    if kind != "consent" and not _is_name(kind, name):
        raise _wrong(f"{place}.name", _("There is no field of this name."))
    value = said.get("value", "")
    if not isinstance(value, str) or len(value) > LONGEST_VALUE or "\x00" in value:
        raise _wrong(f"{place}.value", _("At most %d characters.") % LONGEST_VALUE)
    return Field(
        kind=kind,
        name=name if kind != "consent" else "",
        value=value,
        purposes=_purposes(said.get("purposes", []), kind, place),
        wordings=_wordings(said.get("wordings", {}), place),
        url=_addresses(said, "url", f"{place}."),
        labels=_texts(said, "labels", f"{place}."),
        help=_texts(said, "help", f"{place}."),
        **{name: _flag(said, name, f"{place}.") for name in ("required", "long", "ticked", "terms", "double_opt_in")},
    )


def _is_name(kind: str, name: Any) -> bool:
    if not isinstance(name, str):
        return False
    if kind == "person":
        return name in PERSON
    return bool(KEY.fullmatch(name) if kind == "own" else WORD.fullmatch(name))


def _purposes(told: Any, kind: str, place: str) -> tuple[str, ...]:
    is_list = isinstance(told, list) and all(isinstance(key, str) and KEY.fullmatch(key) for key in told)
    if not is_list or (kind == "consent" and not told):
        raise _wrong(f"{place}.purposes", _("Choose the purpose that the box is for."))
    return tuple(told)


def _wordings(told: Any, place: str) -> dict[str, int]:
    if not isinstance(told, dict) or not all(isinstance(pk, int) and not isinstance(pk, bool) for pk in told.values()):
        raise _wrong(f"{place}.wordings", _("Choose one of those on offer."))
    return {str(language): pk for language, pk in told.items()}


def _languages(told: Any) -> tuple[str, ...]:
    if not isinstance(told, list) or not told or any(language not in LANGUAGES for language in told):
        raise _wrong("languages", _("Choose at least one language."))
    return tuple(dict.fromkeys(told))


def _texts(said: dict[str, Any], name: str, before: str = "") -> Texts:
    told = said.get(name, {})
    if not isinstance(told, dict) or not all(isinstance(text, str) for text in told.values()):
        raise _wrong(before + name, _("Write a text."))
    for text in told.values():
        if "\x00" in text:
            raise _wrong(before + name, _("This holds a character that cannot be stored."))
        if len(text) > LONGEST_TEXT:
            raise _wrong(before + name, _("At most %d characters.") % LONGEST_TEXT)
    return {str(language): text.strip() for language, text in told.items() if text.strip()}


def _addresses(said: dict[str, Any], name: str, before: str = "") -> Texts:
    texts = _texts(said, name, before)
    for text in texts.values():
        if not WEB.fullmatch(text):
            raise _wrong(before + name, _("Write an address that begins with https://."))
    return texts


def _flag(said: dict[str, Any], name: str, before: str) -> bool:
    told = said.get(name, False)
    if not isinstance(told, bool):
        raise _wrong(before + name, _("Write yes or no."))
    return told


def _object(told: Any, place: str, known: set[str]) -> dict[str, Any]:
    if not isinstance(told, dict):
        raise _wrong(place or "definition", _("This is not a definition of a form."))
    for name in told:
        if name not in known:
            raise _wrong(f"{place}.{name}".strip("."), _("A form has nothing of this name."))
    return told


def _wrong(place: str, sentence: str) -> Refused:
    return Refused(sentence, code="invalid_definition", field=place[:100], status=422)

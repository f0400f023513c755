"""Everything the interface says exists in bokmål and in English (decision 0009, REQ-11)."""

from __future__ import annotations

import enum
import gettext
import importlib
import re
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from babel.messages.catalog import Message
from babel.messages.mofile import write_mo
from django.db import models
from django.utils.functional import Promise

from tests.house.code import modules
from tests.languages import (
    PLACEHOLDERS,
    catalogue_file,
    collected,
    existing,
    messages,
    parts,
    translations,
)

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

NOT_SAID = re.compile(r"\b(please|oops|successfully|sorry|vennligst|dessverre|beklager)\b", re.IGNORECASE)


@cache
def said() -> Catalog:
    """What the code says."""
    return collected()


@cache
def norwegian() -> Catalog:
    """What the Norwegian catalogue holds."""
    return existing(catalogue_file("nb"))


def name(message: Message) -> str:
    """A message as a line for whoever has to mend it."""
    return f"{message.context + ': ' if message.context else ''}{parts(message)[0]}"


def pairs() -> list[tuple[Message, Message]]:
    """Each message of the code with its entry in the catalogue, where it has one."""
    found = [(message, norwegian().get(message.id, context=message.context)) for message in messages(said())]
    return [(message, entry) for message, entry in found if entry is not None]


def test_every_message_has_norwegian() -> None:
    """Breaks when a sentence is added to the code and not to samtykke/locale/nb: run `make messages`, translate."""
    known = {(entry.context, parts(entry)) for entry in messages(norwegian()) if all(translations(entry))}
    assert [name(m) for m in messages(said()) if (m.context, parts(m)) not in known] == []


def test_no_message_is_fuzzy() -> None:
    """Breaks when a translation was guessed and nobody looked at it."""
    assert [name(entry) for entry in messages(norwegian()) if entry.fuzzy] == []


def test_no_message_is_left_over() -> None:
    """Breaks when the catalogue holds a sentence the code no longer says."""
    current = {(m.context, parts(m)) for m in messages(said())}
    assert [name(entry) for entry in messages(norwegian()) if (entry.context, parts(entry)) not in current] == []
    assert list(norwegian().obsolete) == []


def test_placeholders_are_the_same_in_both_languages() -> None:
    """Breaks when a translation loses or invents a %(name)s: the page would fail in that language alone."""
    differing = []
    for message, entry in pairs():
        wanted = set(PLACEHOLDERS.findall(parts(message)[-1]))
        for text in translations(entry):
            given = set(PLACEHOLDERS.findall(text))
            if text and (given - wanted or (wanted - given and len(parts(message)) == 1)):
                differing.append(f"{name(message)} → {text}")
    assert differing == []


def test_the_catalogue_compiles_and_answers() -> None:
    """Breaks when the catalogue cannot be compiled, or answers in English once it is."""
    compiled = BytesIO()
    write_mo(compiled, norwegian())
    compiled.seek(0)
    answers = gettext.GNUTranslations(compiled)
    silent = []
    for message, entry in pairs():
        if len(parts(message)) > 1:
            one, many = parts(message)
            told = [answers.ngettext(one, many, count) for count in (1, 2)]
        elif message.context:
            told = [answers.pgettext(message.context, parts(message)[0])]
        else:
            told = [answers.gettext(parts(message)[0])]
        if tuple(told) != translations(entry):
            silent.append(name(message))
    assert silent == []


def test_the_tone_is_plain_in_both_languages() -> None:
    """Breaks at an exclamation mark, a please, an oops, a successfully; at straight quotes in Norwegian."""
    wrong = []
    for message in messages(said()):
        wrong += [text for text in parts(message) if "!" in text or NOT_SAID.search(text)]
    for _, entry in pairs():
        wrong += [text for text in translations(entry) if "!" in text or NOT_SAID.search(text) or "“" in text]
    assert wrong == []


def words() -> list[tuple[str, Any]]:
    """Every word of a vocabulary in the code that people read: choices with a label, words with a sentence."""
    found: list[tuple[str, Any]] = []
    for module in modules():
        if "class " not in module.text or module.is_migration or "management" in module.path.parts:
            continue
        if not re.search(r"\((?:models\.TextChoices|TextChoices|StrEnum)\)", module.text):
            continue
        dotted = module.name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for value in vars(importlib.import_module(dotted)).values():
            if isinstance(value, type) and issubclass(value, enum.Enum) and value.__module__ == dotted:
                found += [(f"{dotted}.{word!r}", shown(word)) for word in value if shown(word) is not None]
    return found


def shown(word: Any) -> Any:
    """What people read for a word: its label, its sentence, or nothing if it is for machines only."""
    if isinstance(word, models.Choices):
        return word._label_ if isinstance(word._label_, Promise) else None
    return getattr(word, "sentence", None)


def entry_of(text: Any) -> Message | None:
    """The catalogue's entry for a lazily translated text."""
    context, source = (None, *text._args)[-2:]
    return norwegian().get(source, context=context)


def test_every_word_people_read_has_two_texts() -> None:
    """Breaks when a status, a right or a deed has no text, or shows its English to a Norwegian reader."""
    assert len(words()) > 100
    entries = {where: entry_of(text) if isinstance(text, Promise) else None for where, text in words()}
    assert [where for where, entry in entries.items() if entry is None or not all(translations(entry))] == []


def test_every_status_and_reason_has_words() -> None:
    """Breaks when the gate gets a reason, a record a status, or the trail a deed, that no page could say."""
    from samtykke.audit.deeds import SENTENCES, Deed
    from samtykke.consents.models import Status
    from samtykke.consents.queries.decisions import REASONS
    from samtykke.governance.reasons import REASON_WORDS

    assert {status.value for status in Status if not isinstance(status._label_, Promise)} == set()
    assert set(REASONS) - set(REASON_WORDS) == set()
    assert set(Deed) - set(SENTENCES) == set()
    spoken = [text for words in REASON_WORDS.values() for text in (words.title, words.meaning)]
    assert [str(text) for text in spoken if not translations(entry_of(text) or Message(""))[0]] == []


@pytest.mark.django_db
def test_every_standard_item_has_two_names() -> None:
    """Breaks when a purpose, a basis, a source or a role is shipped with one language only."""
    from django.apps import apps as registry

    found = []
    for model in registry.get_models():
        held = {field.name for field in model._meta.get_fields()}
        if not model.__module__.startswith("samtykke.") or not {"names", "is_standard"} <= held:
            continue
        for key, names in model._default_manager.filter(is_standard=True).values_list("key", "names"):
            if not names.get("nb") or not names.get("en"):
                found.append(f"{model.__name__} {key}")
    assert found == []

"""What may be written into an item, and in which form."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from samtykke.core.refused import Refused
from samtykke.mail.models import Template, TemplateKind
from samtykke.purposes.models import (
    Article,
    CollectedHow,
    DataKind,
    InformRule,
    LegalBasis,
    Purpose,
    Source,
    Vocabulary,
)

COMMON = ("names", "descriptions", "rank", "is_active")
# What a source says about informing; `sends_confirmation` is the API's yes or no.
INFORMING = ("inform_rule", "inform_after_days", "template_key", "sender_name", "sends_confirmation")
OWN: dict[type[Vocabulary], tuple[str, ...]] = {
    Purpose: (
        "is_marketing",
        "public_texts",
        "approval_texts",
        "statement_titles",
        "statement_urls",
        "retention_months",
        "consent_valid_months",
        "ask_before_days",
        "dormant_months",
        "special_condition",
        "special_note",
        "for_children",
        "data_kinds",
        "recipients",
    ),
    DataKind: ("is_special",),
    LegalBasis: ("article",),
    Source: ("from_person", "public_names", *INFORMING),
    CollectedHow: ("from_person",),
}
TEXTS = frozenset(
    {"names", "descriptions", "public_names", "public_texts", "approval_texts", "statement_titles", "statement_urls"}
)
SHORT = frozenset({"names", "public_names"})
CHOSEN = frozenset({"special_condition", "retention_from", "inform_rule", "kind"})
MOST_INFORM_DAYS, LONGEST_SENDER = 28, 120
LONGEST_NAME, LONGEST_TEXT, MOST_MONTHS, MOST_DAYS, HIGHEST_RANK = 200, 10_000, 1200, 365, 2_000_000_000
CERTAIN = 100
NUMBERS = {
    "retention_months": MOST_MONTHS,
    "consent_valid_months": MOST_MONTHS,
    "dormant_months": MOST_MONTHS,
    "ask_before_days": MOST_DAYS,
    "inform_after_days": MOST_INFORM_DAYS,
}
MUST_BE_SAID = frozenset({"inform_after_days"})
LANGUAGE = re.compile(r"[a-z]{2,3}")


# What of an item stays as it was made, by its list.
FIXED: dict[type[Vocabulary], frozenset[str]] = {}


def also(model: type[Vocabulary], *names: str, fixed: tuple[str, ...] = ()) -> None:
    """Says what the items of a higher app's list have besides, once, and what of it stays as it was made."""
    OWN[model] = names
    FIXED[model] = frozenset(fixed)


def cleaned(model: type[Vocabulary], fields: dict[str, Any], before: Vocabulary | None = None) -> dict[str, Any]:
    """The fields of an item in the form they are kept. Texts given in one language leave the others as they were;
    an empty text takes its language away.
    """
    unknown = set(fields) - set(COMMON) - set(OWN.get(model, ()))
    if unknown:
        raise TypeError(f"{model.__name__} has no {', '.join(sorted(unknown))}")
    told = {name: _cleaned(model, name, said, before) for name, said in fields.items()}
    if "sends_confirmation" in told:
        told["inform_rule"] = _rule(told.pop("sends_confirmation"), before)
    return told


def _rule(confirms: bool, before: Vocabulary | None) -> str:
    """The rule behind a yes or no: a yes keeps the rule there is."""
    rule: str = getattr(before, "inform_rule", InformRule.NEVER)
    if not confirms:
        return InformRule.NEVER.value
    return InformRule.AT_ONCE.value if rule == InformRule.NEVER else rule


def _cleaned(model: type[Vocabulary], name: str, told: Any, before: Vocabulary | None) -> Any:
    if name in TEXTS:
        return _texts(name, told, getattr(before, name) if before else {})
    if name in NUMBERS:
        return _within(name, told, 1, NUMBERS[name]) if told is not None or name in MUST_BE_SAID else None
    if name in CHOSEN:
        return _chosen(model, name, told)
    match name:
        case "rank":
            return _within(name, told, 0, HIGHEST_RANK)
        case "probability":
            return _within(name, told, 0, CERTAIN)
        case "article":
            return _article(told)
        case "template_key":
            return told if before and told == getattr(before, name) else _privacy_template(told)
        case "special_note":
            return _text(name, told)
        case "sender_name":
            return _one_line(name, told)
        case "data_kinds" | "recipients":
            return list(told)
        case "data_kind" | "group":
            return told
    return bool(told)


def _chosen(model: type[Vocabulary], name: str, told: Any) -> str:
    """One of the choices of a column; none only where the column may be empty."""
    column: Any = model._meta.get_field(name)
    if told not in {value for value, _word in column.choices} and not (told == "" and column.blank):
        raise Refused(_("Choose one of those on offer."), code="invalid_choice", field=name, status=422)
    return str(told)


def _texts(name: str, told: dict[str, str], before: dict[str, str]) -> dict[str, str]:
    texts = dict(before)
    for language, text in told.items():
        known = "nb" if language == "no" else language
        if not LANGUAGE.fullmatch(known):
            raise Refused(
                _("“%s” is not a language code.") % language[:20], code="unknown_language", field=name, status=422
            )
        texts[known] = _text(name, text)
    texts = {language: text for language, text in texts.items() if text}
    if name == "names" and not texts:
        raise Refused(_("Write a name in at least one language."), code="name_missing", field="names", status=422)
    return texts


def _text(name: str, text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if name in SHORT:
        text = " ".join(text.split())
    if "\x00" in text or len(text) > (LONGEST_NAME if name in SHORT else LONGEST_TEXT):
        raise Refused(
            _("The text is too long or has characters that cannot be kept."),
            code="invalid_text",
            field=name,
            status=422,
        )
    if name == "statement_urls" and text:
        web_address(text, field=name)
    return text


def language_code(language: str) -> str:
    """The code texts in a language are kept under, or a refusal."""
    known = "nb" if language == "no" else language
    if not LANGUAGE.fullmatch(known):
        raise Refused(
            _("“%s” is not a language code.") % language[:20], code="unknown_language", field="language", status=422
        )
    return known


def web_address(text: str, *, field: str) -> str:
    """The address of a page on the web, or a refusal."""
    try:
        URLValidator(schemes=["https", "http"])(text)
    except ValidationError as error:
        raise Refused(
            _("Write the whole address, beginning with https://."), code="invalid_url", field=field, status=422
        ) from error
    return text


def _within(name: str, told: Any, lowest: int, highest: int) -> int:
    if isinstance(told, bool) or not isinstance(told, int) or not lowest <= told <= highest:
        raise Refused(
            _("Write a whole number from %(lowest)s to %(highest)s.") % {"lowest": lowest, "highest": highest},
            code="invalid_number",
            field=name,
            status=422,
        )
    return told


def _one_line(name: str, told: str) -> str:
    text = " ".join(told.split())
    if "\x00" in text or len(text) > LONGEST_SENDER:
        raise Refused(_("At most %d characters.") % LONGEST_SENDER, code="too_long", field=name, status=422)
    return text


def _article(told: str) -> str:
    if told not in Article.values:
        raise Refused(
            _("Every legal basis is tied to one letter of Art. 6(1), a to f."),
            code="article_missing",
            field="article",
            status=422,
        )
    return str(told)


def _privacy_template(told: str) -> str:
    """The key of a mail that informs; none is the standard one. Another kind of mail is refused (check 39)."""
    if told and not Template.objects.offered(TemplateKind.PRIVACY).filter(key=told).exists():
        raise Refused(
            _("Choose a template that informs: a privacy confirmation."),
            code="template_kind",
            field="template_key",
            status=422,
        )
    return told

"""Puts the standard lists into a new installation, and leaves alone what is there."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from samtykke.core.actors import ActorKind
from samtykke.purposes import seed_texts
from samtykke.purposes.law_seed import plant_law
from samtykke.purposes.queries import content_of
from samtykke.purposes.seed_kinds import plant_kinds

if TYPE_CHECKING:
    from collections.abc import Callable

STEP = 10


def seed() -> None:
    """Makes what is missing of the standard lists. Running it again changes nothing."""
    from samtykke.purposes import models

    plant(lambda name: getattr(models, name))
    plant_kinds(lambda name: getattr(models, name))
    plant_law(models.LawParameter)


def plant(model: Callable[[str], Any]) -> None:
    """The same over models found by name, so that a migration can use its own."""
    bases = _bases(model("LegalBasis"))
    _sources(model("Source"))
    _ways(model("CollectedHow"))
    _store(model, bases)
    _emarketing(model, bases)
    if not model("PrivacySettings").objects.exists():
        model("PrivacySettings").objects.create(default_basis=bases["61F"], changed_by_kind=ActorKind.SYSTEM.value)


def _bases(model: Any) -> dict[str, Any]:
    made = {}
    for rank, (key, article, names, descriptions) in enumerate(seed_texts.BASES, start=1):
        fields = {"article": article, "names": names, "descriptions": descriptions}
        made[key] = _item(model, key, rank, is_standard=True, **fields)
    return made


def _sources(model: Any) -> None:
    for rank, (key, names, descriptions, from_person, confirms) in enumerate(seed_texts.SOURCES, start=1):
        fields: dict[str, Any] = {"names": names, "descriptions": descriptions}
        if hasattr(model, "inform_rule"):
            fields["inform_rule"] = "at_once" if confirms else "never"
        else:  # a migration older than the rule
            fields["sends_confirmation"] = confirms
        if hasattr(model, "public_names"):  # a migration older than the column plants without it
            fields["public_names"] = seed_texts.SOURCES_TO_PEOPLE[key]
        _item(model, key, rank, is_standard=True, from_person=from_person, **fields)


def say_sources_to_people(model: Any) -> None:
    """Gives the standard sources that have none yet the words said to people."""
    for key, texts in seed_texts.SOURCES_TO_PEOPLE.items():
        model.objects.filter(key=key, public_names={}).update(public_names=texts)


def _ways(model: Any) -> None:
    if not model.objects.exists():
        for rank, (key, names, from_person) in enumerate(seed_texts.WAYS, start=1):
            _item(model, key, rank, names=names, from_person=from_person)


def _item(model: Any, key: str, rank: int, **fields: Any) -> Any:
    item, _made = model.objects.get_or_create(key=key, defaults={"rank": rank * STEP, **fields})
    return item


def _store(model: Callable[[str], Any], bases: dict[str, Any]) -> None:
    """Sales and service: on legitimate interests, with a complete draft of its assessment. REQ-22, REQ-24."""
    if model("Purpose").objects.filter(key="STORE").exists():
        return
    months = seed_texts.STORE_RETENTION_MONTHS
    store = _item(model("Purpose"), "STORE", 1, is_standard=True, retention_months=months, **seed_texts.STORE_TEXTS)
    _allow(model, store, bases, default="61F", others=("61A", "61B"))
    _wordings(model("Wording"), store, seed_texts.STORE_WORDING)
    _version(model("PurposeVersion"), store)
    model("Assessment").objects.create(purpose=store, version=1, texts=seed_texts.STORE_ASSESSMENT)


def _emarketing(model: Callable[[str], Any], bases: dict[str, Any]) -> None:
    """E-marketing: on consent; legitimate interests only as the exception for existing customers. REQ-60, REQ-61."""
    if model("Purpose").objects.filter(key="EMARKETING").exists():
        return
    months = seed_texts.STORE_RETENTION_MONTHS
    fields: dict[str, Any] = {"is_standard": True, "is_marketing": True, "retention_months": months}
    purpose = _item(model("Purpose"), "EMARKETING", 2, **fields, **seed_texts.EMARKETING_TEXTS)
    _allow(model, purpose, bases, default="61A", others=("61F",))
    _wordings(model("Wording"), purpose, seed_texts.EMARKETING_WORDING)
    _version(model("PurposeVersion"), purpose)


def _allow(
    model: Callable[[str], Any], purpose: Any, bases: dict[str, Any], *, default: str, others: tuple[str, ...]
) -> None:
    for key in (default, *others):
        model("PurposeBasis").objects.create(purpose=purpose, legal_basis=bases[key], is_default=key == default)


def _wordings(model: Any, purpose: Any, texts: dict[str, str]) -> None:
    for language, text in texts.items():
        model.objects.create(
            purpose=purpose,
            language=language,
            version=1,
            text=text,
            channels=["email"],
            text_hash=hashlib.sha256(text.encode()).hexdigest(),
            created_by_kind=ActorKind.SYSTEM.value,
        )


def _version(model: Any, purpose: Any) -> None:
    model.objects.create(
        purpose=purpose,
        is_active=purpose.is_active,
        content=content_of(purpose),
        changed_by_kind=ActorKind.SYSTEM.value,
    )

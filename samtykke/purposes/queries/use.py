"""Where an item of a list is used: each place with its number, and where its people can be seen (issue: where is it used)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from samtykke.purposes.models import (
    DataKind,
    FieldDecision,
    LegalBasis,
    PrivacySettings,
    Purpose,
    PurposeBasis,
    Wording,
)
from samtykke.purposes.moving import movers_of
from samtykke.purposes.queries import COUNTED, use_columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from samtykke.purposes.models import Vocabulary

# Table and column → what stands there, and the filter of the list of people that shows it.
WORDS: dict[tuple[str, str], tuple[Any, str]] = {
    ("consents_consentrecord", "purpose"): (_("People and their answers"), "purpose"),
    ("consents_consentrecord", "legal_basis"): (_("People who stand on it now"), "basis"),
    ("consents_consentrecord", "source"): (_("Answers that came this way"), ""),
    ("consents_consentevent", "purpose"): (_("Entries in the log"), ""),
    ("consents_consentevent", "legal_basis"): (_("Entries in the log"), ""),
    ("consents_consentevent", "source"): (_("Entries in the log"), ""),
    ("consents_confirmation", "purpose"): (_("Mails that wait for a yes"), ""),
    ("contacts_person", "origin_purpose"): (_("People first held for it"), ""),
    ("contacts_person", "origin_basis"): (_("People first held on it"), ""),
    ("contacts_person", "origin_source"): (_("People who came this way"), "source"),
    ("contacts_person", "collected_how"): (_("People met this way"), ""),
    ("contacts_person", "category"): (_("People of this category"), "category"),
    ("contacts_company", "category"): (_("Companies of this category"), ""),
    ("contacts_company", "business"): (_("Companies of this line of business"), ""),
    ("contacts_personinterest", "interest"): (_("People who are interested"), ""),
    ("contacts_interest", "group"): (_("Interests of this group"), ""),
    ("contacts_interest", "data_kind"): (_("Interests that are of this kind"), ""),
    ("intake_importrun", "purpose"): (_("Imports"), ""),
}
SETTINGS = _("Settings that refer to it")


@dataclass(frozen=True, slots=True)
class Place:
    """One place that refers to an item: how many there, counted no further than COUNTED, and what opens its people."""

    word: Any
    count: int
    is_capped: bool = False
    people_by: str = ""
    names: tuple[str, ...] = ()


def places(item: Vocabulary) -> list[Place]:
    """Where an item is used; a place without any is left out."""
    found = [*_of_settings(item), *_of_people(item)]
    return [place for place in found if place.count]


def standing_on(item: Vocabulary) -> Iterator[str]:
    """What would move with an entry that is made one with another, in words; nothing that is none."""
    columns = {(column.model._meta.db_table, column.column): column for column in use_columns(type(item))}
    for mover in movers_of(type(item)):
        column = columns.get(mover.column)
        rows = column.model._default_manager.filter(**{column.attname: item.pk}) if column else None
        if rows is not None and (count := rows.count()):
            yield mover.says(count)


def _of_people(item: Vocabulary) -> Iterator[Place]:
    told: dict[str, Place] = {}
    for column in use_columns(type(item)):
        table = column.model._meta.db_table
        word, people_by = WORDS.get((table, column.name), (SETTINGS, ""))
        rows = column.model._default_manager.filter(**{column.attname: item.pk}).order_by()
        count = rows[: COUNTED + 1].count()
        before = told.get(str(word))
        total = min(count, COUNTED) + (before.count if before else 0)
        told[str(word)] = Place(word, total, count > COUNTED, people_by)
    yield from told.values()


def _of_settings(item: Vocabulary) -> Iterator[Place]:
    match item:
        case Purpose():
            yield Place(_("Words people say yes to"), Wording.objects.filter(purpose=item).count())
            yield _named(_("Legal bases it may rest on"), LegalBasis.objects.filter(purposes=item))
            yield Place(_("Fields kept for it"), FieldDecision.objects.filter(purposes=item).count())
        case LegalBasis():
            rows = PurposeBasis.objects.filter(legal_basis=item, purpose__deleted_at__isnull=True)
            yield _named(_("Purposes that may rest on it"), Purpose.objects.filter(allowed_bases__in=rows))
            newest = PrivacySettings.objects.order_by("-valid_from", "-id").first()
            is_default = newest is not None and newest.default_basis_id == item.pk
            yield Place(_("Basis of new people in the privacy settings"), int(is_default))
        case DataKind():
            yield _named(_("Purposes that use it"), item.purposes.existing())
            yield Place(_("Fields of this kind"), FieldDecision.objects.filter(data_kind=item).count())


def _named(word: Any, items: QuerySet[Any]) -> Place:
    names = tuple(str(item.name) for item in items.order_by("rank", "id").distinct())
    return Place(word, len(names), names=names)

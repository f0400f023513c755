"""The privacy statement: how the company is set up, what a text still lacks, and which version is in force. REQ-35, 36.

`statement_state()` is what the guide, the desk and the pages ask.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from babel import Locale, UnknownLocaleError
from django.conf import settings
from django.db.models import Q

from samtykke.accounts.queries import described, text_languages
from samtykke.core.templatetags.words import organisation_number
from samtykke.mail.format import as_text
from samtykke.purposes.models import (
    Article,
    Purpose,
    PurposeBasis,
    Recipient,
    Source,
    StatementDraft,
    StatementVersion,
    TransferGround,
    in_language,
)
from samtykke.purposes.queries import interest_of, privacy_settings
from samtykke.purposes.registry import periods
from samtykke.purposes.statement_gaps import Missing, missing, untold
from samtykke.purposes.statement_texts import HEADINGS, Facts, heading
from samtykke.purposes.transfers import is_in_eea

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from django.db.models import QuerySet

NAME: Final = re.compile(r"(?P<language>[a-z]{2,3})-(?P<version>[1-9][0-9]{0,8})")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the statement as a page shows it."""

    key: str
    heading: str
    blocks: list[dict[str, object]]


@dataclass(frozen=True, slots=True)
class LanguageState:
    """How the statement of one language stands: the version people read, what the set-up changed since, what it lacks."""

    language: str
    version: StatementVersion | None
    draft: StatementDraft | None
    missing: list[Missing]
    changed: list[str]
    untold: list[Missing] = field(default_factory=list)

    @property
    def is_published(self) -> bool:
        """Whether people can read it."""
        return self.version is not None

    @property
    def is_current(self) -> bool:
        """Whether what people read is published, lacks nothing and follows the set-up as it is now."""
        return self.is_published and not self.changed and not self.missing and not self.untold

    @property
    def has_unpublished(self) -> bool:
        """Whether something is written that people do not read yet."""
        if self.draft is None or not self.draft.edition:
            return False
        return self.version is None or texts_of(self.version) != kept(self.draft.sections)


@dataclass(frozen=True, slots=True)
class StatementState:
    """The statement in all languages of the company."""

    languages: list[LanguageState]

    @property
    def is_published(self) -> bool:
        """Whether it is published in every language of the company."""
        return all(one.is_published for one in self.languages)

    @property
    def is_current(self) -> bool:
        """Whether every language is published, whole, and follows the set-up."""
        return all(one.is_current for one in self.languages)


def statement_state() -> StatementState:
    """How the privacy statement stands, per language of the company. `missing` and `untold` judge what people read; where
    nothing is published yet, what is written. What was published with a reason is not asked again until the set-up changes.
    """
    drafts = {draft.language: draft for draft in StatementDraft.objects.all()}
    return StatementState([_state_in(language, drafts.get(language)) for language in company_languages()])


def _state_in(language: str, draft: StatementDraft | None) -> LanguageState:
    version, facts = current(language), facts_in(language)
    sections = texts_of(version) if version else kept(draft.sections) if draft else {}
    changed = [name for name in HEADINGS if version and version.facts.get(name) != facts[name]]
    not_told = [] if version and version.untold_reason else untold(sections, facts, language)
    return LanguageState(language, version, draft, missing(sections, facts), changed, not_told)


def company_languages() -> list[str]:
    """The languages the company writes its texts in, its own first."""
    return list(dict.fromkeys(text_languages()))


def current(language: str) -> StatementVersion | None:
    """The version in force in a language."""
    return StatementVersion.objects.filter(language=language).order_by("-version").first()


def current_for(language: str) -> StatementVersion | None:
    """The version somebody reads who asks in a language: in that one, else the company's own, else any."""
    found = {row.language: row for row in newest()}
    for wanted in (language, *company_languages(), "en"):
        if wanted in found:
            return found[wanted]
    return next(iter(found.values()), None)


def newest() -> QuerySet[StatementVersion]:
    """The newest version of each language."""
    return StatementVersion.objects.order_by("language", "-version").distinct("language")


def in_force(language: str, at: datetime) -> StatementVersion | None:
    """The version that was in force in a language at an instant. Versions cannot change, so neither can the answer."""
    found = StatementVersion.objects.filter(language=language, published_at__lte=at)
    return found.order_by("-version").first()


def version_named(name: str) -> StatementVersion | None:
    """The version with a name, `nb-2`."""
    told = NAME.fullmatch(name)
    found = StatementVersion.objects.filter(language=told["language"], version=int(told["version"])) if told else None
    return found.first() if found is not None else None


def names_in_force(asked: Iterable[tuple[str, datetime]]) -> list[str]:
    """For each language and instant the name of the version in force then, "" where there was none; one question."""
    by_language: dict[str, list[StatementVersion]] = {}
    for row in StatementVersion.objects.order_by("version"):
        by_language.setdefault(row.language, []).append(row)
    return [
        next((row.name for row in reversed(by_language.get(language, [])) if row.published_at <= at), "")
        for language, at in asked
    ]


def versions(language: str = "") -> QuerySet[StatementVersion]:
    """Every version, of one language where one is named, the newest first."""
    rows = StatementVersion.objects.order_by("language", "-version")
    return rows.filter(language=language) if language else rows


def is_ours(url: str) -> bool:
    """Whether an address leads to our own page about privacy."""
    return url.split("?")[0].split("#")[0].rstrip("/") == f"{settings.BASE_URL}/privacy"


def name_behind(url: str, language: str) -> str:
    """The name of the version that somebody reads behind an address; "" where the page is not ours, or has none."""
    found = current_for(language) if is_ours(url) else None
    return found.name if found is not None else ""


def texts_of(version: StatementVersion) -> dict[str, str]:
    """The text of each section of a version."""
    return {part["key"]: part["text"] for part in version.sections}


def kept(sections: Mapping[str, str]) -> dict[str, str]:
    """The sections that say something, in the order of the page."""
    return {name: sections[name].strip() for name in HEADINGS if sections.get(name, "").strip()}


def shown(version: StatementVersion) -> list[Section]:
    """A version as people read it."""
    return [Section(part["key"], part["heading"], as_text(part["text"])) for part in version.sections]


def shown_draft(sections: Mapping[str, str], language: str) -> list[Section]:
    """What is written just now, as people would read it."""
    return [Section(name, heading(name, language), as_text(text)) for name, text in kept(sections).items()]


def facts_in(language: str) -> Facts:
    """How the company is set up, by section of the statement, with texts in a language. JSON alone; no person in it."""
    purposes = list(Purpose.objects.offered().prefetch_related("data_kinds"))
    bases = _bases_of(purposes)
    letters = {row.legal_basis.article for rows in bases.values() for row in rows}
    recipients = _recipients()
    organisation = described()
    return {
        **_organisation(),
        "purposes": [[p.name_in(language), in_language(p.public_texts, language)] for p in purposes],
        "bases": [[p.name_in(language), [_basis(row, language) for row in bases[p.pk]]] for p in purposes],
        "interests": [
            [p.name_in(language), interest_of(p, language)]
            for p in purposes
            if any(row.legal_basis.article == Article.LEGITIMATE_INTERESTS for row in bases[p.pk])
        ],
        "kinds": _kinds(purposes, language),
        "sources": [s.public_name_in(language) for s in Source.objects.offered().filter(from_person=False)],
        "recipients": [[in_language(r.names, language), in_language(r.public_texts, language)] for r in recipients],
        "transfers": [
            [in_language(r.names, language), _country(r.country, language), r.transfer_ground, r.transfer_note]
            for r in recipients
            if r.transfer_ground != TransferGround.NONE or not is_in_eea(r.country)
        ],
        "retention": [_kept(p, language) for p in purposes],
        "rights": [],
        "objection": [],
        "withdrawal": Article.CONSENT in letters,
        "duty": sorted(letters & {Article.CONTRACT, Article.LEGAL_OBLIGATION}),
        "automated": [],
        "complaint": organisation.country,
    }


def _organisation() -> Facts:
    told = described()
    town = " ".join(part for part in (told.postal_code, told.city) if part)
    return {
        "controller": {
            "name": told.legal_name,
            "number": organisation_number(told.number),
            "street": told.address_line,
            "address": ", ".join(part for part in (told.address_line, town) if part),
        },
        "contact": {"name": told.privacy_contact_name, "email": told.privacy_contact_email},
    }


def _bases_of(purposes: list[Purpose]) -> dict[int, list[PurposeBasis]]:
    """What each purpose may rest on: marketing on legitimate interests only where the exception for customers is on."""
    rows = PurposeBasis.objects.filter(purpose__in=purposes).select_related("legal_basis", "purpose")
    with_customers = privacy_settings().existing_customers
    found: dict[int, list[PurposeBasis]] = {purpose.pk: [] for purpose in purposes}
    for row in rows.order_by("-is_default", "legal_basis__rank", "legal_basis_id"):
        is_interest = row.legal_basis.article == Article.LEGITIMATE_INTERESTS
        if with_customers or not (row.purpose.is_marketing and is_interest):
            found[row.purpose_id].append(row)
    return found


def _recipients() -> list[Recipient]:
    """Who receives: those of the purposes in use, and those nobody has said for which purpose."""
    told = Recipient.objects.existing().filter(is_active=True)
    used = Q(purposes=None) | Q(purposes__in=Purpose.objects.offered())
    return list(told.filter(used).distinct().order_by("id"))


def _kept(purpose: Purpose, language: str) -> list[Any]:
    """How long people are kept for a purpose, and those who are kept shorter because of what they are to us (M11)."""
    months = purpose.retention_months
    told = [purpose.name_in(language), months, purpose.consent_valid_months]
    shorter = [
        [in_language(period.names, language), period.months, period.since]
        for period in periods()
        if period.is_shorter_than(months)
    ]
    return [*told, shorter] if shorter else told


def _basis(row: PurposeBasis, language: str) -> list[str]:
    return [row.legal_basis.name_in(language), row.legal_basis.article, row.citation]


def _kinds(purposes: list[Purpose], language: str) -> list[str]:
    kinds: dict[int, Any] = {kind.pk: kind for purpose in purposes for kind in purpose.data_kinds.all()}
    return [kind.name_in(language) for kind in sorted(kinds.values(), key=lambda kind: (kind.rank, kind.pk))]


def _country(code: str, language: str) -> str:
    try:
        return str(Locale(language).territories.get(code, code))
    except UnknownLocaleError:
        return code

"""The tables of the lists, of the privacy settings, and of what the law of each country says."""

from __future__ import annotations

from samtykke.purposes.models.law import EU, CalendarDay, LawParameter
from samtykke.purposes.models.lists import (
    EMARKETING,
    STORE,
    Article,
    Assessment,
    AssessmentQuerySet,
    Channel,
    CollectedHow,
    CollectionPoint,
    DataKind,
    FieldDecision,
    InformRule,
    LegalBasis,
    Purpose,
    PurposeBasis,
    PurposeVersion,
    Recipient,
    RecipientRole,
    Source,
    SourceChange,
    SpecialCondition,
    TransferGround,
    Wording,
)
from samtykke.purposes.models.merges import ItemMerge, ItemMergeQuerySet
from samtykke.purposes.models.settings import PrivacySettings
from samtykke.purposes.models.statements import StatementDraft, StatementVersion
from samtykke.purposes.models.vocabulary import (
    KEY_PATTERN,
    Vocabulary,
    VocabularyQuerySet,
    answering_language,
    in_language,
)

__all__ = [
    "EMARKETING",
    "EU",
    "KEY_PATTERN",
    "STORE",
    "Article",
    "Assessment",
    "AssessmentQuerySet",
    "CalendarDay",
    "Channel",
    "CollectedHow",
    "CollectionPoint",
    "DataKind",
    "FieldDecision",
    "InformRule",
    "ItemMerge",
    "ItemMergeQuerySet",
    "LawParameter",
    "LegalBasis",
    "PrivacySettings",
    "Purpose",
    "PurposeBasis",
    "PurposeVersion",
    "Recipient",
    "RecipientRole",
    "Source",
    "SourceChange",
    "SpecialCondition",
    "StatementDraft",
    "StatementVersion",
    "TransferGround",
    "Vocabulary",
    "VocabularyQuerySet",
    "Wording",
    "answering_language",
    "in_language",
]

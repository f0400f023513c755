"""The tables of people and companies, and of two rows that stand for one person."""

from __future__ import annotations

from samtykke.contacts.models.belonging import (
    LONGEST_STREET,
    Interest,
    InterestGroup,
    PersonCompany,
    PersonInterest,
    PersonPostal,
)
from samtykke.contacts.models.companies import CompanyChange, CompanyMerge, CompanyPair, CompanyPairReason
from samtykke.contacts.models.elsewhere import PersonExternalId
from samtykke.contacts.models.pairs import Merge, MergeQuerySet, PairQuerySet, PairReason, PossiblePair
from samtykke.contacts.models.people import (
    NAME_LENGTH,
    AddressKind,
    AddressUse,
    Business,
    Category,
    Company,
    FieldChange,
    LinkUse,
    Person,
    PersonEmail,
    PersonLink,
    PersonPhone,
    PersonQuerySet,
    PhoneKind,
    RetentionFrom,
    SortKey,
)

__all__ = [
    "LONGEST_STREET",
    "NAME_LENGTH",
    "AddressKind",
    "AddressUse",
    "Business",
    "Category",
    "Company",
    "CompanyChange",
    "CompanyMerge",
    "CompanyPair",
    "CompanyPairReason",
    "FieldChange",
    "Interest",
    "InterestGroup",
    "LinkUse",
    "Merge",
    "MergeQuerySet",
    "PairQuerySet",
    "PairReason",
    "Person",
    "PersonCompany",
    "PersonEmail",
    "PersonExternalId",
    "PersonInterest",
    "PersonLink",
    "PersonPhone",
    "PersonPostal",
    "PersonQuerySet",
    "PhoneKind",
    "PossiblePair",
    "RetentionFrom",
    "SortKey",
]

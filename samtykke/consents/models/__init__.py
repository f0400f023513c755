"""The tables of the heart: the log with its records, what stands above it, and what waits for an answer."""

from __future__ import annotations

from samtykke.consents.models.asking import Confirmation, ConfirmationLink, EvidenceFile
from samtykke.consents.models.log import (
    ANSWERS,
    EXISTING_CUSTOMER,
    NOES,
    NOTES,
    PERMITTING,
    QUESTIONS,
    SHOWS_ACT,
    ActBy,
    ConsentEvent,
    ConsentEventQuerySet,
    ConsentEvidence,
    ConsentRecord,
    ConsentRecordQuerySet,
    EvidenceKind,
    Status,
    values,
)
from samtykke.consents.models.standing import Objection, Restriction, Standing, Suppression

__all__ = [
    "ANSWERS",
    "EXISTING_CUSTOMER",
    "NOES",
    "NOTES",
    "PERMITTING",
    "QUESTIONS",
    "SHOWS_ACT",
    "ActBy",
    "Confirmation",
    "ConfirmationLink",
    "ConsentEvent",
    "ConsentEventQuerySet",
    "ConsentEvidence",
    "ConsentRecord",
    "ConsentRecordQuerySet",
    "EvidenceFile",
    "EvidenceKind",
    "Objection",
    "Restriction",
    "Standing",
    "Status",
    "Suppression",
    "values",
]

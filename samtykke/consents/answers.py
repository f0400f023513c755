"""What can be said about a person and a purpose, as it comes in: plain data, judged by `actions`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from samtykke.contacts.models import Category, Company, PersonEmail
    from samtykke.purposes.models import CollectedHow, CollectionPoint, LegalBasis, Purpose, Source, Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What shows that it happened. `kind` is an `EvidenceKind`; `at` is aware."""

    kind: str
    reference: str = ""
    text: str = ""
    at: datetime | None = None
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """What is told of somebody's age where a purpose is offered to children (REQ-19): the year of birth, which is judged and
    not kept; or that it is enough, by whoever checked it; or which parent approved, and how that is known.
    """

    birth_year: int | None = None
    is_enough: bool = False
    guardian: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One statement for one purpose. What is left out is filled by rule; what is wrong is refused by name.

    `occurred_at`: an aware instant, a local day (precision day), or None (now). `channels`: what it covers.
    `reason` and `informed` are asked only where a given consent is to be replaced by another basis (rule 5).
    """

    purpose: Purpose
    status: str | None = None
    legal_basis: LegalBasis | None = None
    source: Source | None = None
    act_by: str | None = None
    occurred_at: datetime | date | None = None
    expires_at: datetime | None = None
    channels: tuple[str, ...] = ()
    email: PersonEmail | None = None
    comment: str = ""
    evidence: Evidence | None = None
    wording: Wording | None = None
    shown_text: str = ""
    permission: str = ""
    facts: dict[str, Any] | None = None
    age: Age | None = None
    reason: str = ""
    informed: bool = False
    point: CollectionPoint | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEmail:
    """An address of a person to be; `kind` None: judged by its local part (REQ-60)."""

    address: str
    kind: str | None = None
    use: str = "work"
    primary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPhone:
    """A number of a person to be, in any notation; stored as E.164."""

    number: str
    kind: str = "mobile"
    use: str = "work"
    primary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """A person to be registered. Only `register_person` turns it into a row."""

    external_id: str | None = None
    first_name: str = ""
    last_name: str = ""
    title: str = ""
    language: str = ""
    country: str = ""
    category: Category | None = None
    company: Company | None = None
    collected_how: CollectedHow | None = None
    emails: tuple[NewEmail, ...] = field(default=())
    phones: tuple[NewPhone, ...] = field(default=())

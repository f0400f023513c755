"""People and consents as the API shows them and takes them. The field names are the contract (product part 4)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StrictInt

from samtykke.intake.channels.api.reading import (
    Address,
    Country,
    Day,
    Id,
    Instant,
    InstantOrDay,
    Key,
    Language,
    Name,
    Shape,
    Told,
    Yes,
)

CHANNEL = Literal["email", "sms", "phone", "post"]
STATUS = Literal[
    "requested", "pending_confirmation", "given", "refused", "withdrawn", "in_force", "objected", "ended", "unknown"
]
STATUS_READ = Literal[
    "requested", "pending_confirmation", "given", "refused", "withdrawn", "in_force", "objected", "ended", "unknown",
    "expired", "invalidated",
]  # fmt: skip
ACT_BY = Literal["person", "controller"]
EVIDENCE = Literal["double_opt_in", "web_form", "paper", "recording", "portal", "email", "note", "import", "sale"]
PHONE_KIND = Literal["mobile", "work", "home", "other"]
USE = Literal["work", "private", "other"]
LONG, COMMENT, REFERENCE = 20_000, 2_000, 500

# --- Written ------------------------------------------------------------------------------------------------------------


class EvidenceIn(Shape):
    """What shows it."""

    kind: EVIDENCE
    reference: str = Field("", max_length=REFERENCE)
    text: str = Field("", max_length=LONG)
    at: InstantOrDay | None = None
    place: str = Field("", max_length=REFERENCE)


class CustomerFacts(Shape):
    """The five facts of the exception for existing customers."""

    sale_reference: str = Field(min_length=1, max_length=200)
    sale_on: Day
    product_group: str = Field(min_length=1, max_length=200)
    address_from_sale: Yes
    opt_out_offered: Yes


class AgeIn(Shape):
    """What is known of somebody's age, where a purpose is offered directly to children (Art. 8)."""

    birth_year: int | None = Field(None, ge=1900, le=2200, description="Judged, and not kept.")
    is_enough: Yes = Field(False, description="Somebody has checked that the person is old enough to say yes alone.")
    guardian: str | None = Field(None, max_length=500, description="Which parent approved, and how that is known.")


class ConsentIn(Shape):
    """What is said for one purpose. What is left out is filled by rule."""

    purpose: Key | None = Field(None, description="Left out, or the key in the address.")
    legal_basis: Key | None = None
    source: Key | None = None
    status: STATUS | None = None
    act_by: ACT_BY | None = Field(
        None, description="Whose act it was. `person` only with the scope `consents:own-act`."
    )
    occurred_at: InstantOrDay | None = Field(None, description="Left out: now.")
    expires_at: InstantOrDay | None = None
    channel: CHANNEL | Annotated[list[CHANNEL], Field(max_length=4)] | None = None
    comment: str | None = Field(None, max_length=COMMENT)
    evidence: EvidenceIn | None = None
    wording: Id | Annotated[str, Field(min_length=1, max_length=LONG)] | None = Field(
        None, description="The id of a wording version, or the text as shown when it was given elsewhere."
    )
    permission: Literal["existing_customer"] | None = None
    facts: CustomerFacts | None = None
    age: AgeIn | None = Field(None, description="Needed for a yes to a purpose with `for_children`.")
    reason: str | None = Field(
        None, max_length=COMMENT, description="Why a given consent is replaced by another basis."
    )
    informed: Yes = Field(False, description="Whether the person has been told of that.")


class ConsentWrite(ConsentIn):
    """The same for one person, who may have several addresses."""

    address: Address | None = Field(
        None, description="Which of the person's addresses it covers; left out, the primary."
    )


class NewConsent(ConsentIn):
    """The same in a new person, where the purpose must be named."""

    purpose: Key


class EmailIn(Shape):
    """An address. `kind` left out: judged by its first part."""

    address: Address
    kind: Literal["personal", "role"] | USE | None = None
    use: USE | None = None
    primary: Yes = False


class PhoneIn(Shape):
    """A number, in any notation; without a country code it is dialled from the person's country."""

    number: str = Field(min_length=1, max_length=60)
    kind: PHONE_KIND = "mobile"
    use: USE = "work"
    primary: Yes = False


OwnValue = StrictBool | StrictInt | float | str | Annotated[list[str], Field(max_length=1000)] | None
OwnFields = Annotated[dict[Annotated[str, Field(max_length=60)], OwnValue], Field(max_length=200)]


class PersonFields(Shape):
    """What can be written about a person. Left out: as it was. `null` empties it."""

    external_id: Annotated[str, Field(max_length=200)] | None = None
    first_name: Name | None = None
    last_name: Name | None = None
    title: Name | None = None
    company: Name | None = Field(None, description="Found by number, then by name, else registered.")
    org_number: Annotated[str, Field(max_length=40)] | None = None
    category: Annotated[str, Field(max_length=200)] | None = Field(None, description="A key, or a name.")
    language: Language | None = None
    country: Country | None = None
    collected_how: Key | None = None
    emails: Annotated[list[EmailIn], Field(max_length=50)] | None = None
    phones: Annotated[list[PhoneIn], Field(max_length=50)] | None = None
    fields: OwnFields | None = Field(
        None, description="The company's own fields, by key; `null` empties one, and one left out stays as it was."
    )


class NewPerson(PersonFields):
    """A person to be. Without an entry for STORE it is made by rule: nobody is held without the five facts."""

    consents: list[NewConsent] = Field(default_factory=list, max_length=50)


class PersonChanges(PersonFields):
    """Changes of a person. `emails` and `phones` are whole lists: what is not in them goes out of use."""

    interests: Annotated[list[Key], Field(max_length=200)] | None = Field(
        None, description="The whole list of what interests the person, by keys."
    )


# --- Read ---------------------------------------------------------------------------------------------------------------


class ActorOut(Told):
    """Who recorded it."""

    kind: Literal["user", "person", "integration", "system"]
    name: str


class ConsentOut(Told):
    """Where a person stands on a purpose."""

    purpose: str
    status: STATUS_READ
    pending: Literal["requested", "pending_confirmation"] | None
    legal_basis: str | None
    source: str
    occurred_at: datetime
    recorded_at: datetime
    act_by: ACT_BY
    actor: ActorOut
    comment: str
    wording: StrictInt | str | None = Field(description="The id of a version kept here, or the text shown elsewhere.")
    expires_at: datetime | None


class EvidenceOut(Told):
    """What shows it; null once it has been forgotten."""

    kind: str
    reference: str
    text: str
    at: datetime | None
    place: str


class EventOut(ConsentOut):
    """One fact of the log."""

    id: int
    pending: None = None
    precision: Literal["instant", "day"]
    via: str
    channels: list[str]
    evidence: EvidenceOut | None
    permission: str | None
    voids: int | None
    voided: bool


class EmailOut(Told):
    address: str
    kind: Literal["personal", "role"]
    use: USE
    primary: bool


class PhoneOut(Told):
    number: str
    kind: PHONE_KIND
    use: USE
    primary: bool


class ExternalIdOut(Told):
    """What another system calls the person: `/persons/by-external-id/{system}/{id}`."""

    system: str
    id: str


class PersonOut(Told):
    """A person. `consents` is null for a key without the scope `consents:read`.

    A field that the company has marked as sensitive is null, and named in `masked`, for a key without `persons:sensitive`.
    """

    id: int
    external_id: str | None
    external_ids: list[ExternalIdOut] | None
    first_name: str
    last_name: str
    title: str | None
    emails: list[EmailOut] | None
    phones: list[PhoneOut] | None
    company: str | None
    org_number: str | None
    category: str | None
    language: str | None
    country: str | None
    collected_how: str | None
    interests: list[str] | None = Field(description="What interests the person, by the keys of the list.")
    fields: dict[str, Any] = Field(
        description="The company's own fields, by key: numbers and days as text, values of a list by their keys."
    )
    consents: list[ConsentOut] | None
    inform_by: date | None = Field(description="By when the person must be told, where others gave the data.")
    informed_at: datetime | None
    merged_into: int | None = Field(description="Who stands for this person; changes act on that one.")
    masked: list[str] = Field(description="The fields that are null because this key may not read them.")
    created_at: datetime
    updated_at: datetime


class PersonKept(Told):
    """What a key without the scope `persons:read` is told of a person it registered or changed."""

    id: int


class PersonList(Told):
    items: list[PersonOut]
    next: str | None


class ConsentList(Told):
    items: list[ConsentOut]
    next: str | None


class ConsentKept(Told):
    """What a key without the scope `consents:read` is told of an answer it wrote: about whom, and for which purpose."""

    person: int
    purpose: str


class EventList(Told):
    items: list[EventOut]
    next: str | None


# --- Asked in the address -----------------------------------------------------------------------------------------------


class PageAsked(Shape):
    """Which page of a list."""

    cursor: Annotated[str, Field(max_length=500)] | None = Field(None, description="`next` of the page before.")
    limit: int = Field(50, ge=1, le=200)


class PeopleAsked(PageAsked):
    """Which people."""

    email: Address | None = None
    q: Annotated[str, Field(max_length=500)] | None = Field(None, description="The search of the pages.")
    external_id: Annotated[str, Field(max_length=200)] | None = None


class WithdrawalAsked(Shape):
    """What may be said about a withdrawal."""

    source: Key | None = None
    comment: Annotated[str, Field(max_length=COMMENT)] | None = None
    occurred_at: InstantOrDay | None = None
    act_by: ACT_BY | None = None


# --- May we -------------------------------------------------------------------------------------------------------------


class MayAsked(Shape):
    """One person, or one address."""

    purpose: Key
    person: int | None = None
    email: Annotated[str, Field(max_length=2_000)] | None = None
    channel: CHANNEL = "email"
    address: Annotated[str, Field(max_length=2_000)] | None = Field(
        None, description="Another address of the channel than the primary one."
    )
    as_of: Instant | None = Field(None, description="What was true then.")
    known_at: Instant | None = Field(None, description="As far as was known then.")


class MayMany(Shape):
    """Up to 10,000 people, or addresses."""

    persons: Annotated[list[StrictInt], Field(max_length=10_000)] | None = None
    emails: Annotated[list[Annotated[str, Field(max_length=320)]], Field(max_length=10_000)] | None = None
    purpose: Key
    channel: CHANNEL = "email"
    as_of: Instant | None = None
    known_at: Instant | None = None


class MayOut(Told):
    """Whether, the reason, and the event that decided."""

    allowed: bool
    reason: str
    event: int | None


class MayLine(MayOut):
    person: int | None
    email: str | None = None


class MayResults(Told):
    results: list[MayLine]

"""Companies as the API shows them and takes them. The field names are the contract."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from samtykke.intake.channels.api.reading import Country, Id, Name, Shape, Told
from samtykke.intake.channels.api.shapes import OwnFields, PageAsked


class PlaceIn(Shape):
    """Where something is or gets its post. What is left out is empty."""

    street: str = Field("", max_length=300)
    postcode: str = Field("", max_length=20)
    place: str = Field("", max_length=100)
    country: Country = ""


class CompanyFields(Shape):
    """What can be written about a company. Left out: as it was. `null` empties it."""

    name: Name | None = None
    org_number: Annotated[str, Field(max_length=40)] | None = Field(None, description="Checked by its country.")
    country: Country | None = None
    category: Annotated[str, Field(max_length=200)] | None = Field(None, description="A key, or a name.")
    business: Annotated[str, Field(max_length=200)] | None = Field(None, description="A key, or a name.")
    web: Annotated[str, Field(max_length=2000)] | None = None
    phone: Annotated[str, Field(max_length=60)] | None = Field(
        None, description="In any notation; without a country code it is dialled from the company's country."
    )
    email: Annotated[str, Field(max_length=2000)] | None = Field(
        None, description="A general address; a person's own is refused."
    )
    postal: PlaceIn | None = None
    visiting: PlaceIn | None = None
    note: Annotated[str, Field(max_length=10_000)] | None = None
    fields: OwnFields | None = Field(
        None, description="The company's own fields, by key; `null` empties one, and one left out stays as it was."
    )


class NewCompany(CompanyFields):
    """A company to be."""

    name: Name


class CompaniesAsked(PageAsked):
    """Which companies."""

    q: Annotated[str, Field(max_length=500)] | None = Field(
        None, description="The beginning of the name, or the number."
    )
    org_number: Annotated[str, Field(max_length=40)] | None = Field(
        None, description="The number as it is kept, or not."
    )


class CompanyMergeIn(Shape):
    """Which company is to go into the one of the address."""

    other: Id


class PlaceOut(Told):
    street: str
    postcode: str
    place: str
    country: str | None


class CompanyOut(Told):
    """A company. A field of its own that is marked as sensitive is null for a key without `persons:sensitive`."""

    id: int
    name: str
    org_number: str | None
    country: str | None
    category: str | None
    business: str | None
    web: str | None
    phone: str | None
    email: str | None
    postal: PlaceOut | None
    visiting: PlaceOut | None
    note: str
    fields: dict[str, Any] = Field(
        description="The company's own fields, by key: numbers and days as text, values of a list by their keys."
    )
    created_at: datetime
    updated_at: datetime


class CompanyKept(Told):
    """What a key without the scope `persons:read` is told of a company it registered or changed."""

    id: int


class CompanyList(Told):
    items: list[CompanyOut]
    next: str | None


class CompanyMergeOut(Told):
    """A merge: `DELETE /companies/merges/{id}` takes it back."""

    id: int
    survivor: int
    merged: int
    at: datetime

"""Sales and projects as the API shows them and takes them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StrictFloat, StrictInt

from samtykke.intake.channels.api.reading import BIGGEST, Day, Id, Key, Shape, Told, Yes
from samtykke.intake.channels.api.shapes import PageAsked
from samtykke.sales.actions.people import MOST
from samtykke.sales.models import CERTAIN, LONGEST_NOTE, LONGEST_TITLE

STATE = Literal["open", "won", "lost"]
Amount = StrictInt | StrictFloat | Annotated[str, Field(max_length=40, pattern=r"^ *[0-9]{1,12}([.,][0-9]{1,2})? *$")]
Title = Annotated[str, Field(min_length=1, max_length=LONGEST_TITLE)]
Note = Annotated[str, Field(max_length=LONGEST_NOTE)]


# --- Written ------------------------------------------------------------------------------------------------------------


class PartIn(Shape):
    """Somebody who is part of it."""

    person: Id
    role: Key | None = Field(None, description="A key of the list of roles.")
    primary: Yes = False


class ThingFields(Shape):
    """What a sale and a project share. Left out: as it was. `null` empties it."""

    title: Title | None = None
    note: Note | None = None
    company: Id | None = Field(None, description="The id of a company.")
    owner: Id | None = Field(None, description="The id of the user who looks after it.")
    people: Annotated[list[PartIn], Field(max_length=MOST)] | None = Field(
        None, description="The whole list: who is not in it is taken out. Without a primary one, the first is."
    )


class SaleFields(ThingFields):
    """What can be written about a sale."""

    stage: Key | None = Field(None, description="A key of the list of stages; moving sets the stage's probability.")
    amount: Amount | None = None
    currency: Annotated[str, Field(max_length=10)] | None = Field(None, description="ISO 4217; else the company's.")
    probability: Annotated[StrictInt, Field(ge=0, le=CERTAIN)] | None = None
    expected_on: Day | None = None
    closed_on: Day | None = None
    loss_reason: Key | None = Field(None, description="Needed by a stage that means lost.")
    product_group: Key | None = None


class SaleIn(SaleFields):
    """A sale to be."""

    title: Title


class ProjectFields(ThingFields):
    """What can be written about a project."""

    status: Key | None = Field(None, description="A key of the list of statuses.")
    starts_on: Day | None = None
    ends_on: Day | None = None


class ProjectIn(ProjectFields):
    """A project to be."""

    title: Title


# --- Read ---------------------------------------------------------------------------------------------------------------


class PartOut(Told):
    person: int
    role: str | None
    primary: bool


class ThingOut(Told):
    """What a sale and a project share. People whom the key may not see are left out; `covered`: one of them is restricted,
    and the words are left out too.
    """

    id: int
    title: str
    note: str
    covered: bool
    company: int | None
    owner: int | None
    people: list[PartOut]
    created_at: datetime
    updated_at: datetime


class SaleOut(ThingOut):
    """A sale."""

    stage: str
    state: STATE
    amount: Decimal
    currency: str
    probability: int
    expected_on: date
    closed_on: date | None
    loss_reason: str | None
    product_group: str | None


class ProjectOut(ThingOut):
    """A project."""

    status: str
    starts_on: date | None
    ends_on: date | None


class ThingKept(Told):
    """What is told of a sale or a project that was written; its ETag says which version."""

    id: int


class SaleList(Told):
    items: list[SaleOut]
    next: str | None


class ProjectList(Told):
    items: list[ProjectOut]
    next: str | None


# --- Asked in the address -----------------------------------------------------------------------------------------------


class ThingsAsked(PageAsked):
    """Which of them."""

    person: int | None = Field(None, ge=1, le=BIGGEST, description="Those this person is part of.")
    company: int | None = Field(None, ge=1, le=BIGGEST)


class SalesAsked(ThingsAsked):
    """Which sales."""

    stage: Key | None = None
    state: STATE | None = None


class ProjectsAsked(ThingsAsked):
    """Which projects."""

    status: Key | None = None

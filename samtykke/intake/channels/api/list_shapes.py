"""Purposes, legal bases and sources as the API shows them and takes them (product part 4)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from samtykke.intake.channels.api.reading import Key, Number, Shape, Told, Yes
from samtykke.intake.channels.api.shapes import CHANNEL

NAME, TEXT = 200, 10_000
CONDITION = Literal["", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]
ARTICLE = Literal["a", "b", "c", "d", "e", "f"]
LanguageCode = Annotated[str, Field(min_length=2, max_length=3)]
Names = Annotated[dict[LanguageCode, Annotated[str, Field(max_length=NAME)]], Field(max_length=20)]
Texts = Annotated[dict[LanguageCode, Annotated[str, Field(max_length=TEXT)]], Field(max_length=20)]
Months = Annotated[Number, Field(ge=1, le=1200)]


class ItemFields(Shape):
    """What every item can be given. A plain `name` is in the company's language."""

    key: Annotated[str, Field(max_length=60)] | None = Field(
        None, description="A–Z and 0–9; made from the name if absent."
    )
    name: Annotated[str, Field(max_length=NAME)] | None = None
    names: Names | None = None
    description: Annotated[str, Field(max_length=TEXT)] | None = None
    descriptions: Texts | None = None
    active: Yes | None = None
    order: Annotated[Number, Field(ge=0, le=2_000_000_000)] | None = None


class PurposeBasisIn(Shape):
    """A basis the purpose may rest on."""

    key: Key
    default: Yes = False
    citation: Annotated[str, Field(max_length=2_000)] | None = None


class PurposeIn(ItemFields):
    """A purpose. New ones are born inactive."""

    marketing: Yes | None = None
    retention_months: Months | None = None
    consent_valid_months: Months | None = None
    ask_before_days: Annotated[Number, Field(ge=1, le=365)] | None = Field(
        None, description="So many days before it ends a consent is asked for again."
    )
    dormant_months: Months | None = None
    special_condition: CONDITION | None = Field(
        None, description="The letter of Art. 9(2); needed with special categories of data."
    )
    special_note: Annotated[str, Field(max_length=TEXT)] | None = None
    for_children: Yes | None = None
    data_kinds: Annotated[list[Key], Field(max_length=200)] | None = Field(
        None, description="The whole list of kinds of data. A new one is not covered by earlier consents."
    )
    legal_bases: Annotated[list[PurposeBasisIn], Field(max_length=50)] | None = Field(
        None, description="The whole list of bases the purpose allows."
    )


class BasisIn(ItemFields):
    """A legal basis, tied to one letter of Art. 6(1)."""

    article: ARTICLE | None = None


class SourceIn(ItemFields):
    """A source: how people come in."""

    from_person: Yes | None = None
    sends_confirmation: Yes | None = None


class ItemOut(Told):
    """An item of a list."""

    key: str
    name: str
    names: dict[str, str]
    description: str
    descriptions: dict[str, str]
    active: bool
    order: int
    standard: bool


class PurposeBasisOut(Told):
    key: str
    default: bool
    citation: str


class RecipientOut(Told):
    """Who receives the data."""

    id: int
    name: str
    role: str


class PurposeOut(ItemOut):
    """Why people are held."""

    marketing: bool
    retention_months: int | None
    consent_valid_months: int | None
    ask_before_days: int | None
    dormant_months: int | None
    special_condition: CONDITION
    special_note: str
    for_children: bool
    data_kinds: list[str]
    recipients: list[RecipientOut]
    legal_bases: list[PurposeBasisOut]


class BasisOut(ItemOut):
    """By what right."""

    article: ARTICLE


class SourceOut(ItemOut):
    """How they came in."""

    from_person: bool
    sends_confirmation: bool


class PurposeList(Told):
    items: list[PurposeOut]
    next: str | None


class BasisList(Told):
    items: list[BasisOut]
    next: str | None


class SourceList(Told):
    items: list[SourceOut]
    next: str | None


class WordingIn(Shape):
    """The words people say yes to, in one language. A version is written, never edited."""

    language: LanguageCode
    text: Annotated[str, Field(min_length=1, max_length=TEXT)]
    channels: Annotated[list[CHANNEL], Field(min_length=1, max_length=4)] = ["email"]
    widens: Yes = Field(
        False, description="Whether they reach further than before: earlier consents do not cover that."
    )
    statement_title: Annotated[str, Field(max_length=NAME)] = ""
    statement_url: Annotated[str, Field(max_length=2_000)] = ""


class WordingOut(Told):
    """One version of the words."""

    id: int
    purpose: str
    language: str
    version: int
    text: str
    channels: list[str]
    statement_title: str
    statement_url: str
    current: bool = Field(description="Whether it is the newest in its language.")
    created_at: datetime


class WordingList(Told):
    items: list[WordingOut]
    next: str | None

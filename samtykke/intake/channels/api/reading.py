"""Reading what was sent: JSON without what cannot be stored, times with a zone, addresses in their form."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any

from django.utils.translation import gettext as _
from ninja.parser import Parser
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from samtykke.contacts.addresses import normal_email
from samtykke.contacts.codes import country_code, language_code
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from ninja.types import DictStrAny

# A character that no text may hold can stand in JSON only as an escape: without one there is nothing to look for.
SUSPECT = re.compile(rb"\\u(0000|[dD][89a-fA-F])")
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
PLUS_LOST = re.compile(r" (\d\d:\d\d)$")
A_DAY = re.compile(r"\d{4}-\d\d-\d\d")
BIGGEST = 2**63 - 1


class Reader(Parser):
    """JSON as RFC 8259 has it: no NaN, and no text that cannot be stored."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        """The body. Anything that is no JSON raises; the framework calls it unreadable."""
        try:
            found: DictStrAny = json.loads(request.body, parse_constant=_no_constant)
        except RecursionError as error:
            raise ValueError("too deep") from error
        if SUSPECT.search(request.body):
            _refuse_unstorable(found, [])
        return found


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _refuse_unstorable(told: Any, where: list[str]) -> None:
    if isinstance(told, str) and UNSTORABLE.search(told):
        raise Refused(
            _("This holds a character that cannot be stored."), code="nul", field=".".join(where) or None, status=422
        )
    entries = told.items() if isinstance(told, dict) else enumerate(told) if isinstance(told, list) else ()
    for name, part in entries:
        if isinstance(name, str) and UNSTORABLE.search(name):
            raise Refused(_("There is no such field."), code="nul", field=".".join(where) or None, status=422)
        _refuse_unstorable(part, [*where, str(name)])


class Shape(BaseModel):
    """What may be sent: the fields named, and no others."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)


class Told(BaseModel):
    """What is answered. Built field by field: nothing of a table shows that was not put there."""


# --- Times --------------------------------------------------------------------------------------------------------------


def own_error(code: str, sentence: str) -> PydanticCustomError:
    """A refusal of one field with a code of ours and a sentence in the caller's language."""
    return PydanticCustomError(code, "{sentence}", {"sentence": sentence, "own": True})


def _parsed(told: Any) -> datetime | date:
    if not isinstance(told, str):
        raise own_error("invalid_time", _("Write a time as text, like 2026-11-03T09:12:00+01:00."))
    text = PLUS_LOST.sub(r"+\1", told.strip())
    try:
        if A_DAY.fullmatch(text):
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
        in_utc = moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError) as error:
        raise own_error("invalid_time", _("This is not a time, like 2026-11-03T09:12:00+01:00.")) from error
    if in_utc is None:
        raise own_error("zone_missing", _("Say the zone of the time, like 2026-11-03T09:12:00+01:00 or …Z."))
    return in_utc


def _instant(told: Any) -> datetime:
    moment = _parsed(told)
    if not isinstance(moment, datetime):
        raise own_error("zone_missing", _("Say the time of day and the zone, like 2026-11-03T09:12:00+01:00."))
    return moment


def _day(told: Any) -> date:
    moment = _parsed(told)
    if isinstance(moment, datetime):
        raise own_error("invalid_time", _("Write a day alone, like 2026-11-03."))
    return moment


AN_INSTANT = {"type": "string", "format": "date-time"}
Instant = Annotated[datetime, BeforeValidator(_instant), WithJsonSchema(AN_INSTANT, mode="validation")]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"}, mode="validation")]
InstantOrDay = Annotated[
    datetime | date,
    BeforeValidator(_parsed),
    WithJsonSchema(
        {
            "type": "string",
            "anyOf": [{"format": "date-time"}, {"format": "date"}],
            "description": "With a zone; a date alone is a local day of the company.",
        },
        mode="validation",
    ),
]


# --- Texts and codes ----------------------------------------------------------------------------------------------------


def by_rule(rule: Callable[[str], Any], *, keep: bool = False) -> AfterValidator:
    """Judges a text by a rule of the product; its refusal names the field. `keep`: the text itself, else its form."""

    def judge(told: str) -> Any:
        try:
            found = rule(told)
        except Refused as no:
            raise own_error(no.code, str(no.reason)) from no
        return told if keep else found

    return AfterValidator(judge)


Name = Annotated[str, Field(max_length=500)]
Key = Annotated[str, Field(min_length=1, max_length=60)]
Address = Annotated[str, Field(max_length=320), by_rule(normal_email, keep=True)]
Language = Annotated[str, Field(max_length=60), by_rule(language_code)]
Country = Annotated[str, Field(max_length=60), by_rule(country_code)]
Yes = StrictBool
Number = StrictInt
Id = Annotated[StrictInt, Field(ge=1, le=BIGGEST)]

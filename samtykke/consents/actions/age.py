"""How old somebody must be to say yes themselves, where a purpose is offered directly to children. Art. 8; mfl. § 15; REQ-19.

The law of the person's country on the day of the yes decides; where the country is not known, the common age, which is the
highest. Of the age only that it was enough, and how that is known, becomes part of the proof: no year of birth is kept (REQ-21).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from samtykke.accounts.queries import company_zone
from samtykke.consents.models import Status
from samtykke.contacts.models import Person
from samtykke.core.refused import Refused
from samtykke.purposes.law import law, law_number
from samtykke.purposes.models import EU

if TYPE_CHECKING:
    from datetime import date, datetime

    from samtykke.consents.answers import Age, Answer
    from samtykke.purposes.models import Purpose

OLDEST = 130


@dataclass(frozen=True, slots=True)
class Ages:
    """From which age on somebody says yes alone, and below which nobody can say yes at all; None: no such age."""

    alone: int
    least: int | None
    country: str

    @property
    def enough(self) -> int:
        """The age at which nothing more is asked."""
        return max(self.alone, self.least or 0)


def ages_of(purpose: Purpose, country: str, on: date) -> Ages:
    """The ages that hold for a purpose in a country on a day. An unknown country has the common rule."""
    where = country or EU
    least = law("marketing.min_age", where, on) if purpose.is_marketing else None
    return Ages(law_number("child_age", where, on), least, where)


def ages_for(person: int, purpose: Purpose, at: datetime) -> Ages:
    """The same for a person, by the country they live in."""
    country = Person.objects.filter(pk=person).values_list("country", flat=True).first() or ""
    return ages_of(purpose, country, at.astimezone(company_zone()).date())


def age_facts(person: int, answer: Answer, status: str, at: datetime) -> dict[str, Any] | None:
    """What the proof of a yes says of the person's age; refuses a yes of somebody too young, or of whom no age is known."""
    if status != Status.GIVEN or not answer.purpose.for_children:
        return None
    ages, told = ages_for(person, answer.purpose, at), answer.age
    if told is None or (told.birth_year is None and not told.is_enough and not told.guardian.strip()):
        raise _missing()
    known = _least_age(told, at.astimezone(company_zone()).year)
    if known is not None and known >= ages.enough:
        return {"age": {"over": ages.enough, "by": "birth_year", "country": ages.country}}
    if told.is_enough and known in {None, ages.enough - 1}:  # the birthday of this year was looked at
        return {"age": {"over": ages.enough, "by": "checked", "country": ages.country}}
    return _approved(told, known, ages)


def _least_age(told: Age, year: int) -> int | None:
    """How old somebody is at least who was born in a year: the birthday of this year may still come."""
    if told.birth_year is None:
        return None
    if not year - OLDEST <= told.birth_year <= year:
        raise Refused(
            _("Write the year of birth with four digits."),
            code="invalid_birth_year",
            field="age.birth_year",
            status=422,
        )
    return year - told.birth_year - 1


def _approved(told: Age, known: int | None, ages: Ages) -> dict[str, Any]:
    """A yes that a parent said or approved. Below the age of marketing it is none, whoever agrees."""
    if ages.least is not None and known is None:
        raise _missing()
    if ages.least is not None and known is not None and known < ages.least:
        raise Refused(
            _("Nobody younger than %d can say yes to marketing, whoever agrees.") % ages.least,
            code="too_young_for_marketing",
            field="age.birth_year",
        )
    if not told.guardian.strip():
        raise Refused(
            _("Below %d a parent must say yes. Write to us together with a parent.") % ages.alone,
            code="guardian_missing",
            field="age.guardian",
        )
    return {"age": {"under": ages.alone, "guardian": told.guardian.strip(), "country": ages.country}}


def _missing() -> Refused:
    return Refused(
        _("This is offered to children: the year of birth must be known before a yes counts."),
        code="age_missing",
        field="age.birth_year",
        status=422,
    )

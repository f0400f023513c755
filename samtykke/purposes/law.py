"""What the law says in a country on a day: the one place to ask. A number of the law stands nowhere else in the code."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from samtykke.accounts.queries import today
from samtykke.purposes.models import EU, LawParameter

if TYPE_CHECKING:
    from datetime import date

    from django.utils.functional import _StrPromise


class Unit(StrEnum):
    """What a parameter counts or chooses among."""

    MONTHS = "months"
    YEARS = "years"
    HOURS = "hours"
    AGE = "age"
    YES_NO = "yes_no"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One thing the law says: its key, what it is called, what it is, and which values can be.

    `where` it decides, in words; `decides`: whether anything that is built so far asks for it.
    """

    key: str
    title: _StrPromise
    sentence: _StrPromise
    unit: Unit
    where: _StrPromise
    decides: bool = False
    least: int = 0
    most: int = 0
    may_be_none: bool = False
    choices: tuple[tuple[str, _StrPromise], ...] = ()


REQUESTS: Final = gettext_lazy(
    "For answering people’s requests. That part is not built yet: nothing counts with it today."
)
BREACHES: Final = gettext_lazy("For handling breaches. That part is not built yet: nothing counts with it today.")
ERASING: Final = gettext_lazy(
    "For erasing by rules. That part is not built yet: today nothing is kept or erased by it."
)

PARAMETERS: Final[dict[str, Parameter]] = {
    parameter.key: parameter
    for parameter in (
        Parameter(
            key="dsr.base_months",
            title=gettext_lazy("Answering a request"),
            sentence=gettext_lazy("Within so many months a person’s request must be answered."),
            where=REQUESTS,
            unit=Unit.MONTHS, least=1, most=12,
        ),
        Parameter(
            key="dsr.extension_months",
            title=gettext_lazy("Longer for a difficult request"),
            sentence=gettext_lazy("So many months more, when the person is told why within the first ones."),
            where=REQUESTS,
            unit=Unit.MONTHS, least=0, most=12,
        ),
        Parameter(
            key="art14.max_months",
            title=gettext_lazy("Telling people whose data came from others"),
            sentence=gettext_lazy("Within so many months they must be told. The day beside each person comes from it."),
            decides=True,
            where=gettext_lazy(
                "The last day beside each person in “To be told”, and when a source’s rule tells them at the latest. "
                "By the country of the company and its calendar of working days."
            ),
            unit=Unit.MONTHS, least=1, most=12,
        ),
        Parameter(
            key="breach.hours",
            title=gettext_lazy("Reporting a breach"),
            sentence=gettext_lazy("Within so many hours the authority must know, weekends counted."),
            where=BREACHES,
            unit=Unit.HOURS, least=1, most=720,
        ),
        Parameter(
            key="breach.threshold",
            title=gettext_lazy("Which breaches are reported"),
            sentence=gettext_lazy("From which risk on the authority must know."),
            where=BREACHES,
            unit=Unit.CHOICE,
            choices=(
                ("risk", gettext_lazy("Unless a risk is unlikely")),
                ("high_risk", gettext_lazy("Where the risk is likely to be high")),
            ),
        ),
        Parameter(
            key="child_age",
            title=gettext_lazy("Age of consent on the net"),
            sentence=gettext_lazy("Younger people need a parent’s consent for services offered to children (Art. 8)."),
            decides=True,
            where=gettext_lazy(
                "Every yes to a purpose that is offered to children: by hand, by API, and by the button in a mail. By the "
                "country where the person lives; where that is not known, by the common rule."
            ),
            unit=Unit.AGE, least=13, most=16,
        ),
        Parameter(
            key="marketing.min_age",
            title=gettext_lazy("Age of consent to marketing"),
            sentence=gettext_lazy("Younger people cannot say yes to marketing, whoever agrees."),
            decides=True,
            where=gettext_lazy("The same yes, where the purpose is also marketing. Other purposes ask nobody’s age."),
            unit=Unit.AGE, least=0, most=21, may_be_none=True,
        ),
        Parameter(
            key="marketing.work_address_is_personal",
            title=gettext_lazy("A work address with a name is a person"),
            sentence=gettext_lazy("Then ola@firm.example needs the same consent as a private address; post@ does not."),
            where=gettext_lazy(
                "Nothing: Samtykke counts it as yes in every country, and asks the same consent of a work address with a "
                "name. A no here is noted, and opens nothing."
            ),
            unit=Unit.YES_NO,
        ),
        Parameter(
            key="device.consent",
            title=gettext_lazy("Consent to what is stored on a device"),
            sentence=gettext_lazy("What a consent to cookies and the like must be."),
            where=gettext_lazy(
                "For what counts visits or opens mails. Nothing of the kind is built: the public pages store only what they "
                "need to work."
            ),
            unit=Unit.CHOICE,
            choices=(
                ("gdpr", gettext_lazy("As strict as the GDPR")),
                ("national", gettext_lazy("By a rule of the country")),
            ),
        ),
        Parameter(
            key="proof.years",
            title=gettext_lazy("Keeping the proof of consents"),
            sentence=gettext_lazy("So many years after its last use a proof may be needed against a fine."),
            where=ERASING,
            unit=Unit.YEARS, least=1, most=30,
        ),
        Parameter(
            key="accounting.years",
            title=gettext_lazy("Keeping the accounts"),
            sentence=gettext_lazy("So many years after the end of the year vouchers must be kept, erasure or not."),
            where=ERASING,
            unit=Unit.YEARS, least=0, most=30, may_be_none=True,
        ),
    )
}  # fmt: skip


def law(key: str, country: str, on: date | None = None) -> Any:
    """The value of a parameter in a country on a day (left out: today); the common rule where the country has none.

    Before the first version the first common one holds. None: the law says nothing. An unknown key is a KeyError.
    """
    found = holding(key, country, on)
    return found.value if found else None


def law_number(key: str, country: str, on: date | None = None) -> int:
    """The same where the law always says a number."""
    value = law(key, country, on)
    if not isinstance(value, int):
        raise LookupError(f"{key} says no number for {country}")
    return value


def holding(key: str, country: str, on: date | None = None) -> LawParameter | None:
    """The row that says it, with its source and its day."""
    parameter = PARAMETERS[key]
    rows = LawParameter.objects.filter(key=parameter.key)
    return (
        rows.holding(country, on or today()).first()
        or rows.standing().filter(country=EU).order_by("valid_from").first()
    )


def all_holding(country: str, on: date) -> dict[str, LawParameter]:
    """Every parameter's row in force in a country on a day, by key."""
    found: dict[str, LawParameter] = {}
    for row in LawParameter.objects.holding(country, on):
        found.setdefault(row.key, row)
    return found


def said(parameter: Parameter, value: Any) -> str:
    """A value in words: “1 month”, “72 hours”, “15 years old”, “Yes”."""
    if value is None:
        return _("No rule")
    match parameter.unit:
        case Unit.MONTHS:
            return str(ngettext("%d month", "%d months", value) % value)
        case Unit.YEARS:
            return str(ngettext("%d year", "%d years", value) % value)
        case Unit.HOURS:
            return str(ngettext("%d hour", "%d hours", value) % value)
        case Unit.AGE:
            return str(_("%d years old") % value)
        case Unit.YES_NO:
            return _("Yes") if value else _("No")
    return str(dict(parameter.choices).get(value, value))

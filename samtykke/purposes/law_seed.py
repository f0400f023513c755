"""What the law says, as it ships: per key the common rule and the countries that say otherwise. REQ-19, law-parameter table.

A row that nobody has read in its source yet is marked so, and the page says it. Notes are translated where they are shown.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext_noop as _

from samtykke.core.actors import ActorKind
from samtykke.purposes.models.law import EU

GDPR: Final = date(2018, 5, 25)
# The day the law on personal data came into force in Norway, Iceland and Liechtenstein.
EEA: Final = date(2018, 7, 20)
RAISED_IN_DENMARK: Final = date(2024, 1, 1)
DEVICES_IN_NORWAY: Final = date(2025, 1, 1)


class Row(NamedTuple):
    """One row as it ships."""

    country: str
    key: str
    valid_from: date
    value: Any
    source: str
    note: str = ""
    is_checked: bool = True


AGES_READ: Final = {
    13: ("NO", "SE", "FI", "BE"),
    14: ("AT", "ES", "IT"),
    15: ("FR", "CZ"),
    16: ("DE", "IE", "NL", "SK"),
}
AGES_NOT_READ: Final = {
    13: ("IS", "EE", "LV", "PT", "MT"),
    14: ("BG", "CY", "LT"),
    15: ("GR", "SI"),
    16: ("PL", "HU", "HR", "LU", "RO", "LI"),
}
AGE_SOURCES: Final = {"NO": "Popplyl. § 5; Art. 8(1)"}
AGE_NOTES: Final = {
    "FR": _("Below 15 the child and the parent must agree together."),
    "NO": _("Raising the age to 15 has been proposed. Add the new age here when it is law."),
}
NOT_COMMON: Final = _("There is no common rule. Decide it yourselves, and write down why.")


def rows() -> tuple[Row, ...]:
    """Every row that ships."""
    return (*_deadlines(), *_ages(), *_marketing(), *_keeping())


def _deadlines() -> tuple[Row, ...]:
    return (
        Row(EU, "dsr.base_months", GDPR, 1, "Art. 12(3)"),
        Row(EU, "dsr.extension_months", GDPR, 2, "Art. 12(3)"),
        Row(EU, "art14.max_months", GDPR, 1, "Art. 14(3)(a)"),
        Row(EU, "breach.hours", GDPR, 72, "Art. 33(1)"),
        Row(EU, "breach.threshold", GDPR, "risk", "Art. 33(1)"),
    )


def _ages() -> tuple[Row, ...]:
    found = [
        Row(EU, "child_age", GDPR, 16, "Art. 8(1)"),
        Row("DK", "child_age", GDPR, 13, "Art. 8(1)"),
        Row("DK", "child_age", RAISED_IN_DENMARK, 15, "Art. 8(1)"),
    ]
    for ages, is_checked in ((AGES_READ, True), (AGES_NOT_READ, False)):
        for age, countries in ages.items():
            for code in countries:
                since = EEA if code in {"NO", "IS", "LI"} else GDPR
                source, note = AGE_SOURCES.get(code, "Art. 8(1)"), AGE_NOTES.get(code, "")
                found.append(Row(code, "child_age", since, age, source, note, is_checked))
    return tuple(found)


def _marketing() -> tuple[Row, ...]:
    return (
        Row(EU, "marketing.min_age", GDPR, None, "–", _("There is no common age.")),
        Row("NO", "marketing.min_age", EEA, 15, "Mfl. § 15", _("Practice, by the guide of NHO.")),
        Row(EU, "marketing.work_address_is_personal", GDPR, True, "Dir. 2002/58 Art. 13"),
        Row("NO", "marketing.work_address_is_personal", EEA, True, "Mfl. § 15"),
        Row("DE", "marketing.work_address_is_personal", GDPR, True, "UWG § 7"),
        Row(EU, "device.consent", GDPR, "gdpr", "Dir. 2002/58 Art. 5(3)"),
        Row("NO", "device.consent", DEVICES_IN_NORWAY, "gdpr", "Ekomloven § 3-15"),
    )


def _keeping() -> tuple[Row, ...]:
    return (
        Row(EU, "proof.years", GDPR, 5, "–", _("No common rule: as long as in Norway."), False),
        Row("NO", "proof.years", EEA, 5, "Popplyl. § 28", _("How long a fine can be given."), False),
        Row("DE", "proof.years", GDPR, 3, "OWiG § 31", _("How long a fine can be given."), False),
        Row(EU, "accounting.years", GDPR, None, "–", NOT_COMMON),
        Row("NO", "accounting.years", EEA, 5, "Bokføringsloven § 13"),
        Row("DE", "accounting.years", GDPR, 10, "HGB § 257, AO § 147",
            _("Books 10 years; vouchers 8 years since 2025; letters 6 years."), False),
        Row("DK", "accounting.years", GDPR, 5, "Bogføringsloven", "", False),
        Row("SE", "accounting.years", GDPR, 7, "Bokföringslagen", "", False),
    )  # fmt: skip


def plant_law(model: Any) -> None:
    """Adds the rows that ship and are not there; a row of the company's own for the same day stands."""
    held = set(model.objects.filter(withdrawn_at__isnull=True).values_list("country", "key", "valid_from"))
    missing = [row for row in rows() if (row.country, row.key, row.valid_from) not in held]
    model.objects.bulk_create(
        [model(**row._asdict(), is_shipped=True, changed_by_kind=ActorKind.SYSTEM.value) for row in missing]
    )

"""The record as it stands now, in one language, and how two of its copies differ."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import override

from samtykke.accounts.queries import described
from samtykke.core.templatetags.words import country_name, day_text, organisation_number
from samtykke.governance.data_map.queries import MapLine, live_lines, own_lines
from samtykke.governance.measures.queries import measures_in_words
from samtykke.governance.models import ProcessorActivity, RecordCopy, RecordSettings
from samtykke.purposes.models import Assessment, Purpose, Recipient
from samtykke.purposes.transfers import is_in_eea

if TYPE_CHECKING:
    from collections.abc import Iterable

LANGUAGES = ("nb", "en")
# Two who keep a copy at the same instant wait for each other, so that each gets a number of its own.
NUMBERS = "SELECT pg_advisory_xact_lock(hashtextextended('governance.record', 0))"
WITHOUT = "-"


@dataclass(frozen=True, slots=True)
class Part:
    """One activity of the record: a key that stays, its name, and what Art. 30 asks, as label and text."""

    key: str
    name: str
    facts: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Record:
    """The record in one language: who is responsible, what they do, what they do for others, how it is protected."""

    controller: list[tuple[str, str]]
    activities: list[Part]
    for_others: list[Part]
    measures: str
    lacks: list[str] = field(default_factory=list)


def settings() -> RecordSettings:
    """What was written beside the configuration; empty before anything was."""
    return RecordSettings.objects.filter(pk=1).first() or RecordSettings(pk=1, version=0)


def record_in(language: str) -> Record:
    """The record as it stands now, in a language. Nothing of it is copied anywhere, so it cannot drift."""
    with override(language):
        beside = settings()
        told = Record(
            controller=_controller(beside),
            activities=_activities(),
            for_others=[_for_another(one) for one in for_others()],
            measures=measures_in(language, beside),
        )
        told.lacks.extend(_lacks(beside, told))
        return told


def measures_in(language: str, beside: RecordSettings) -> str:
    """The general description of the measures: those of the register that are in place, then what was written by hand.

    Art. 30(1)(g).
    """
    registered = " ".join(measures_in_words(language))
    written = str(beside.measures.get(language) or "")
    return "\n\n".join(text for text in (registered, written) if text)


def for_others() -> list[ProcessorActivity]:
    """What is done on behalf of others, in the order it was entered."""
    return list(ProcessorActivity.objects.filter(deleted_at__isnull=True).order_by("id"))


def _controller(beside: RecordSettings) -> list[tuple[str, str]]:
    company = described()
    place = " ".join(part for part in (company.postal_code, company.city) if part)
    address = ", ".join(part for part in (company.address_line, place, country_name(company.country)) if part)
    contact = ", ".join(part for part in (company.privacy_contact_name, company.privacy_contact_email) if part)
    officer = ", ".join(part for part in (beside.officer_name, beside.officer_contact) if part)
    return [
        (_("Controller"), company.legal_name),
        (_("Organisation number"), organisation_number(company.number)),
        (_("Address"), address),
        (_("Privacy contact"), contact),
        (_("Data protection officer"), officer),
        (_("Representative (Art. 27)"), beside.representative),
        (_("Joint controllers"), beside.joint_controllers),
    ]


def _activities() -> list[Part]:
    lines: dict[str, list[MapLine]] = {}
    for line in live_lines():
        lines.setdefault(line.purpose_key, []).append(line)
    own: dict[str, list[MapLine]] = {}
    for line in own_lines():
        own.setdefault(line.purpose_key or WITHOUT, []).append(line)
    purposes = Purpose.objects.offered().prefetch_related("recipients")
    approved = _assessments()
    found = [_activity(one, lines.get(one.key, []), own.pop(one.key, []), approved.get(one.pk)) for one in purposes]
    rest = [line for others in own.values() for line in others]
    return [*found, _others(rest)] if rest else found


def _assessments() -> dict[int, Assessment]:
    return {one.purpose_id: one for one in Assessment.objects.approved().order_by("version")}


def _activity(purpose: Purpose, lines: list[MapLine], own: list[MapLine], assessment: Assessment | None) -> Part:
    held = [line for line in lines if line.count] or lines
    recipients = [one for one in purpose.recipients.all() if one.is_active and one.deleted_at is None]
    return Part(
        purpose.key,
        purpose.name,
        [
            (_("Why (b)"), purpose.description or purpose.name),
            (_("Legal basis"), lines[0].basis if lines else ""),
            (_("Assessment of legitimate interests"), _assessed(assessment)),
            (_("Categories of people (c)"), _each(line.people for line in [*held, *own])),
            (_("Categories of data (c)"), _each(line.kind for line in [*held, *own])),
            (_("Where they come from"), _each(word for line in held for word in line.sources.split(", "))),
            (_("Categories of recipients (d)"), _each(_received(one) for one in recipients)),
            (
                _("Transfers outside the EEA (e)"),
                "; ".join(_transfer(one) for one in recipients if _leaves(one)) or _("None"),
            ),
            (_("Time limits for erasure (f)"), _periods(held)),
            (_("Systems"), _each(line.system for line in [*lines, *own])),
        ],
    )


def _others(own: list[MapLine]) -> Part:
    """Rows of the company's own that belong to no active purpose."""
    facts = [
        (
            f"{line.people}: {line.kind}",
            "; ".join(part for part in (line.basis, line.recipients, line.retention, line.system) if part),
        )
        for line in own
    ]
    return Part(WITHOUT, _("Other processing, without a purpose in this system"), facts)


def _for_another(one: ProcessorActivity) -> Part:
    if not one.country or is_in_eea(one.country):
        transfer = _("None")
    else:
        where = country_name(one.country)
        transfer = ", ".join(part for part in (where, one.get_transfer_ground_display(), one.transfer_note) if part)
    return Part(
        f"A{one.pk}",
        one.controller,
        [
            (_("Controller on whose behalf (a)"), ", ".join(part for part in (one.controller, one.contact) if part)),
            (_("Their representative"), one.representative),
            (_("Categories of processing (b)"), one.categories),
            (_("Transfers outside the EEA (c)"), transfer),
            (_("The agreement"), one.agreement),
        ],
    )


def _received(one: Recipient) -> str:
    return f"{one.name} ({one.get_role_display()})"


def _leaves(one: Recipient) -> bool:
    return not is_in_eea(one.country)


def _transfer(one: Recipient) -> str:
    parts = (one.name, country_name(one.country), one.get_transfer_ground_display(), one.transfer_note)
    return ", ".join(str(part) for part in parts if part)


def _periods(lines: list[MapLine]) -> str:
    """Each period with the people it counts for; one that counts for all stands alone."""
    people: dict[str, list[str]] = {}
    for line in lines:
        people.setdefault(line.retention, [])
        if line.people not in people[line.retention]:
            people[line.retention].append(line.people)
    if len(people) == 1:
        return next(iter(people))
    return "; ".join(f"{period}: {', '.join(who)}" for period, who in people.items())


def _assessed(assessment: Assessment | None) -> str:
    if assessment is None or assessment.approved_at is None or assessment.review_on is None:
        return ""
    return _("version %(number)s, approved %(when)s, to be looked at again %(review)s") % {
        "number": assessment.version,
        "when": day_text(assessment.approved_at.date()),
        "review": day_text(assessment.review_on),
    }


def _each(words: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(word for word in words if word))


def _lacks(beside: RecordSettings, told: Record) -> list[str]:
    """What Art. 30 asks and the record does not say."""
    company = described()
    found = [
        (not company.legal_name, _("The controller has no name yet.")),
        (not company.address_line, _("The controller has no address yet.")),
        (not beside.officer_name and not company.privacy_contact_email, _("Nobody is named to ask about privacy.")),
        (bool(beside.officer_name) and not beside.officer_contact, _("The data protection officer has no contact.")),
        (not told.measures, _("The security measures are not described (g).")),
    ]
    return [sentence for is_missing, sentence in found if is_missing]


def content() -> dict[str, Any]:
    """The record in both languages, as a copy keeps it."""
    return {language: as_json(record_in(language)) for language in LANGUAGES}


def as_json(record: Record) -> dict[str, Any]:
    """One language of the record as plain data."""

    def parts(found: list[Part]) -> list[dict[str, Any]]:
        return [{"key": part.key, "name": part.name, "facts": [list(fact) for fact in part.facts]} for part in found]

    return {
        "controller": [list(fact) for fact in record.controller],
        "activities": parts(record.activities),
        "for_others": parts(record.for_others),
        "measures": record.measures,
    }


def from_json(kept: dict[str, Any]) -> Record:
    """One language of a copy as it is shown."""

    def parts(found: list[dict[str, Any]]) -> list[Part]:
        return [Part(part["key"], part["name"], [(label, text) for label, text in part["facts"]]) for part in found]

    return Record(
        [(label, text) for label, text in kept["controller"]],
        parts(kept["activities"]),
        parts(kept["for_others"]),
        kept["measures"],
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that became another between two records: where, what it was, what it is."""

    place: str
    label: str
    before: str
    after: str


def compare(before: dict[str, Any] | None, after: dict[str, Any]) -> list[Difference]:
    """What differs between two records in one language; everything where there was none before."""
    old, new = _flat(before) if before else {}, _flat(after)
    return [
        Difference(*place, old.get(place, ""), new.get(place, ""))
        for place in dict.fromkeys([*old, *new])
        if old.get(place, "") != new.get(place, "")
    ]


def _flat(kept: dict[str, Any]) -> dict[tuple[str, str], str]:
    record = from_json(kept)
    told = {(_("Controller"), label): text for label, text in record.controller}
    for part in (*record.activities, *record.for_others):
        told |= {(part.name, label): text for label, text in part.facts}
    return told | {(_("Security measures (g)"), ""): record.measures}


def hold_numbers() -> None:
    """Holds the numbers of copies until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(NUMBERS)


def copies() -> list[RecordCopy]:
    """Every copy that was kept, the newest first, without its content."""
    return list(RecordCopy.objects.defer("content").order_by("-number"))


def copy_before(number: int) -> RecordCopy | None:
    """The copy before a numbered one."""
    return RecordCopy.objects.filter(number__lt=number).order_by("-number").first()

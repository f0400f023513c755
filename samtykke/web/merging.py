"""Two people side by side: what each is called and reached by, what the survivor may take, and what becomes of each answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from samtykke.accounts.queries import names_of
from samtykke.consents.queries.history import records_of_many
from samtykke.consents.queries.merge import would_stand
from samtykke.consents.queries.standing import is_restricted, members_of, objects_to_marketing
from samtykke.contacts.interests import held_by
from samtykke.contacts.masking import COVERED, KEYS
from samtykke.contacts.queries import possible_duplicates, primary_email
from samtykke.contacts.reach import covered_reach, reach_of
from samtykke.core.templatetags.words import country_name, language_name
from samtykke.purposes.retired import retired_fields

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from samtykke.consents.models import ConsentRecord
    from samtykke.contacts.masking import Mask
    from samtykke.contacts.models import Interest, Person, PersonEmail, PersonPhone, PersonPostal, PersonQuerySet
    from samtykke.contacts.reach import Belonging
    from samtykke.purposes.models import Purpose

NAMES: Final[dict[str, _StrPromise]] = {
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "title": _("Title"),
    "company_id": _("Company"),
    "category_id": _("Category"),
    "language": _("Language"),
    "country": _("Country"),
    "external_id": _("Number in another system"),
    "owner_id": _("Looked after by"),
    "collected_how_id": _("How you met"),
}
SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One field of both. `takes_other`: whether the other's is the better suggestion, because the survivor has none."""

    column: str
    name: str
    survivor: str
    other: str
    differs: bool

    @property
    def takes_other(self) -> bool:
        """What is suggested: nothing known gives way to something known."""
        return self.differs and not self.survivor


@dataclass(frozen=True, slots=True)
class Outcome:
    """One purpose: where each stands, and where the one who stands for both would."""

    purpose: Purpose
    survivor: ConsentRecord | None
    other: ConsentRecord | None
    after: ConsentRecord


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two, as they are shown."""

    person: Person
    emails: list[PersonEmail]
    phones: list[PersonPhone]
    companies: list[Belonging]
    postals: list[PersonPostal]
    interests: list[Interest]
    covered: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pair:
    """What the page of a merge shows."""

    survivor: Side
    other: Side
    lines: list[Line]
    outcomes: list[Outcome]
    is_restricted: bool
    is_objecting: bool

    @property
    def choices(self) -> list[Line]:
        """The fields to choose in. Of somebody whose use is restricted nothing is taken: it may only be kept (Art. 18)."""
        return [] if self.is_restricted else [line for line in self.lines if line.differs]


def pair_of(survivor: Person, other: Person, mask: Mask) -> Pair:
    """Both as they are, and what a merge would make of them. `mask` covers; what is covered is not chosen blindly."""
    people = (survivor.pk, other.pk)
    return Pair(
        _side(survivor, mask),
        _side(other, mask),
        _lines(survivor, other, mask),
        _outcomes(survivor, other),
        any(map(is_restricted, people)),
        any(map(objects_to_marketing, people)),
    )


def likely_ones(person: Person, among: PersonQuerySet, mask: Mask) -> list[Person]:
    """Those who may be the same, to begin with: of the same name or at the same address."""
    email = primary_email(person)
    found = possible_duplicates(
        among=among,
        without=mask.keys,
        first_name=person.first_name,
        last_name=person.last_name,
        email=email.address if email else "",
    )
    return list(found.exclude(pk=person.pk).select_related("company").order_by("sort_key", "id")[:SHOWN])


def _side(person: Person, mask: Mask) -> Side:
    members = members_of(person.pk)
    reach = reach_of(person, members, mask)
    covered = {**covered_reach(mask), "interests_covered": COVERED if mask.hides("interests") else ""}
    interests = [] if mask.hides("interests") else held_by(members)
    return Side(person, reach.emails, reach.phones, reach.companies, reach.postals, interests, covered)


def _lines(survivor: Person, other: Person, mask: Mask) -> list[Line]:
    retired = retired_fields()
    owners = names_of(pk for pk in (survivor.owner_id, other.owner_id) if pk)
    lines = []
    for column, name in NAMES.items():
        if mask.hides(column) or KEYS.get(column) in retired:
            continue
        ours, theirs = getattr(survivor, column), getattr(other, column)
        said, told = _said(survivor, column, owners), _said(other, column, owners)
        if said or told:
            lines.append(Line(column, str(name), said, told, differs=ours != theirs))
    return lines


def _said(person: Person, column: str, owners: dict[int, str]) -> str:
    value: Any = getattr(person, column)
    match column:
        case "owner_id":
            return owners.get(value or 0, "")
        case "language":
            return language_name(value)
        case "country":
            return country_name(value)
        case "company_id" | "category_id" | "collected_how_id":
            related = getattr(person, column.removesuffix("_id"))
            return str(related.name) if related else ""
    return str(value or "")


def _outcomes(survivor: Person, other: Person) -> list[Outcome]:
    before = records_of_many([survivor.pk, other.pk])
    ours, theirs = ({record.purpose_id: record for record in before[one.pk]} for one in (survivor, other))
    purposes = {record.purpose_id: record.purpose for records in before.values() for record in records}
    after = {record.purpose_id: record for record in would_stand(survivor.pk, other.pk)}
    return [
        Outcome(purpose, ours.get(pk), theirs.get(pk), after[pk])
        for pk, purpose in sorted(purposes.items(), key=lambda item: (item[1].rank, item[0]))
        if pk in after
    ]

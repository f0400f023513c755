"""Whom the list of people shows, and what stands in its lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samtykke.accounts.columns import Column, Columns
from samtykke.accounts.names import actor_names
from samtykke.accounts.queries import names_of
from samtykke.consents.models import NOES, PERMITTING, ActBy, ConsentEvent, ConsentRecord, Status
from samtykke.consents.queries.history import records_of_many
from samtykke.contacts.company_queries import company_and_merged
from samtykke.contacts.finding import first_people
from samtykke.contacts.masking import HIDDEN
from samtykke.contacts.models import Person, PersonEmail, PersonPhone
from samtykke.contacts.queries import search_people
from samtykke.core.actors import Actor, ActorKind
from samtykke.core.clock import now
from samtykke.fields.models import Subject
from samtykke.fields.queries import fields_of
from samtykke.fields.values import texts_of
from samtykke.purposes.models import PurposeVersion
from samtykke.selections.access import reader_of
from samtykke.selections.compiler import Holds, compiled
from samtykke.selections.queries import root_of
from samtykke.selections.registry import Reader
from samtykke.web.queries.further import further_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from datetime import date

    from samtykke.accounts.models import User
    from samtykke.consents.models import ConsentRecordQuerySet
    from samtykke.contacts.masking import Mask
    from samtykke.contacts.models import PersonQuerySet

# As many as a list says there are; beyond it is more than that, and costs the same among a million.
COUNTED = 2_000


# What the list of people may show beside the name; the answer is the one to the purpose that is looked at.
COLUMNS: Final = Columns(
    "people",
    (
        Column("title", _("Title")),
        Column("company", _("Company"), is_usual=True),
        Column("email", _("E-mail"), is_usual=True),
        Column("phone", _("Phone")),
        Column("category", _("Category")),
        Column("owner", _("Looked after by")),
        Column("language", _("Language")),
        Column("country", _("Country")),
        Column("external_id", _("Number in another system")),
        Column("answer", _("Answer"), is_usual=True),
        Column("created", _("Registered"), is_usual=True),
    ),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One person in the list, with the address, the number, who looks after them and the answer, where they are shown."""

    person: Person
    email: str
    record: ConsentRecord | None
    phone: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Whom a filter finds, how many; `is_capped`: there are more than were counted. A search that is cut shows the first."""

    people: PersonQuerySet
    count: int
    is_capped: bool = False
    is_cut: bool = False


def found(told: dict[str, Any], *, among: PersonQuerySet, mask: Mask, user: User | None = None) -> Found:
    """Whom the list shows for a filter: everybody, or of a search the first few hundred; counted no further than it pays."""
    text = told.get("q") or ""
    people = matching({**told, "q": ""}, among=among, mask=mask, user=user)
    if not text.strip():
        count = capped_count(people)
        return Found(people, min(count, COUNTED), is_capped=count > COUNTED)
    first = first_people(text, among=people, without=mask.keys)
    ids = list(first.ranks)
    return Found(people.filter(pk__in=ids), len(ids), is_capped=first.is_cut, is_cut=first.is_cut)


def matching(told: dict[str, Any], *, among: PersonQuerySet, mask: Mask, user: User | None = None) -> PersonQuerySet:
    """Those `among` the people somebody sees whom a filter names; what is covered is not searched, and a selection is
    asked as the user would.
    """
    people = search_people(told.get("q") or "", among=among, without=mask.keys)
    if told.get("selection"):
        people = people.filter(
            Holds(compiled(root_of(told["selection"]), reader_of(user) if user else Reader(mask=mask)))
        )
    if told.get("ids") is not None:
        people = people.filter(pk__in=told["ids"])
    for name in ("category", "language"):
        if told.get(name):
            people = people.filter(**{name: told[name]})
    if told.get("company"):
        people = people.filter(company__in=company_and_merged(told["company"].pk))
    if told.get("not_informed"):
        people = people.filter(from_person=False, informed_at__isnull=True)
    if told.get("late"):
        people = people.filter(from_person=False, informed_at__isnull=True, inform_by__lt=today())
    if told.get("attention"):
        people = ATTENTION[told["attention"]](people)
    return _by_answer(people, told)


def today() -> date:
    """The company's calendar day."""
    return timezone.localtime(now()).date()


def _records() -> ConsentRecordQuerySet:
    return ConsentRecord.objects.filter(person=OuterRef("pk"))


def _narrow(people: PersonQuerySet) -> PersonQuerySet:
    """Those who said yes to a text that a purpose in use has outgrown. REQ-17."""
    latest = PurposeVersion.objects.filter(purpose=OuterRef("purpose"), valid_from__lte=now())
    latest = latest.order_by("-valid_from", "-id")
    outgrown = _records().filter(status=Status.GIVEN).annotate(
        reach=Subquery(latest.values("scope")[:1]), in_use=Subquery(latest.values("is_active")[:1])
    )  # fmt: skip
    return people.filter(Exists(outgrown.filter(in_use=True, reach__gt=F("scope"))))


def _ending(people: PersonQuerySet) -> PersonQuerySet:
    """Those with a yes whose time is over within thirty days."""
    soon = now() + timedelta(days=30)
    return people.filter(Exists(_records().permitting().filter(expires_at__gt=now(), expires_at__lte=soon)))


def _noes(people: PersonQuerySet) -> PersonQuerySet:
    """Those who said no within seven days, themselves."""
    said = ConsentEvent.objects.filter(person=OuterRef("pk"), status__in=NOES, act_by=ActBy.PERSON)
    return people.filter(Exists(said.filter(occurred_at__gte=now() - timedelta(days=7))))


# What the compliance desk counts (governance.desk.queries), as lists of people.
ATTENTION: Final[dict[str, Callable[[PersonQuerySet], PersonQuerySet]]] = {
    "no_basis": lambda people: people.filter(~Exists(_records().permitting())),
    "source_unknown": lambda people: people.filter(origin_source__key="UNKNOWN"),
    "unproven": lambda people: people.filter(Exists(_records().filter(article="a", status=Status.UNKNOWN))),
    "ending": _ending,
    "narrow": _narrow,
    "noes": _noes,
}


def _by_answer(people: PersonQuerySet, told: dict[str, Any]) -> PersonQuerySet:
    """By one and the same answer: its purpose, where it stands, on what basis, from what source."""
    records = ConsentRecord.objects.filter(person=OuterRef("pk"))
    asked = {"purpose": told.get("purpose"), "legal_basis": told.get("basis"), "source": told.get("source")}
    records = records.filter(**{name: said for name, said in asked.items() if said})
    status = told.get("status")
    if status == "none":
        return people.filter(~Exists(records))
    if status:
        records = records.filter(_standing(status))
    return people.filter(Exists(records)) if status or any(asked.values()) else people


def _standing(status: str) -> Q:
    """A yes whose time is over stands as expired."""
    over = Q(expires_at__isnull=False, expires_at__lte=now())
    if status == Status.EXPIRED:
        return Q(status__in=PERMITTING) & over
    return Q(status=status) & ~over if status in PERMITTING else Q(status=status)


def capped_count(people: PersonQuerySet) -> int:
    """How many, counted no further than one more than anybody reads."""
    return people.order_by()[: COUNTED + 1].count()


def lines(people: Sequence[Person], purpose_id: int, mask: Mask, shown: Collection[str]) -> list[Line]:
    """The lines of a page with the columns that are shown, in a query more for each kind of thing."""
    ids = [person.pk for person in people]
    emails = _primary(PersonEmail, ids, "address") if "email" in shown else {}
    phones = _primary(PersonPhone, ids, "number") if "phone" in shown else {}
    owners = names_of(person.owner_id or 0 for person in people) if "owner" in shown else {}
    answers = ConsentRecord.objects.filter(person_id__in=ids, purpose_id=purpose_id)
    records = {record.person_id: record for record in answers}
    return [
        Line(
            mask.cover(person),
            mask.text("email", emails.get(person.pk, "")),
            records.get(person.pk),
            mask.text("phone", phones.get(person.pk, "")),
            owners.get(person.owner_id or 0, ""),
        )
        for person in people
    ]


def _primary(model: type[Any], ids: list[int], column: str) -> dict[int, str]:
    rows = model.objects.filter(person_id__in=ids, is_primary=True, retired_at__isnull=True)
    return dict(rows.values_list("person_id", column))


HEAD = (
    "id", "external_id", "first_name", "last_name", "title", "company", "org_number", "emails", "phones", "category",
    "language", "country", "street", "postal_code", "city", "postal_country", "role", "interests", "consents", "origin_purpose", "origin_basis", "origin_source", "origin_at", "origin_by",
    "collected_how",
)  # fmt: skip
BATCH = 2000
NAMED = ("company", "category", "origin_purpose", "origin_basis", "origin_source", "collected_how")


def head(mask: Mask) -> list[str]:
    """The names of a file's columns, the company's own fields last; of a covered one it says so."""
    own = [(field.known_key, f"field:{field.key}") for field in fields_of(Subject.PERSON)]
    named = [*((name, name) for name in HEAD), *own]
    return [f"{name} ({HIDDEN})" if mask.hides(key) else name for key, name in named]


def exported(people: PersonQuerySet, mask: Mask) -> Iterator[list[Any]]:
    """The cells of each person's line in a file; as many people in memory as a batch holds."""
    ids = people.order_by("pk").values_list("pk", flat=True)
    batch: list[int] = []
    for pk in ids.iterator(chunk_size=BATCH):
        batch.append(pk)
        if len(batch) == BATCH:
            yield from _cells(batch, mask)
            batch = []
    yield from _cells(batch, mask)


def _cells(ids: list[int], mask: Mask) -> Iterator[list[Any]]:
    emails = _written(PersonEmail, ids, "address")
    phones = _written(PersonPhone, ids, "number")
    records = records_of_many(ids)
    more = further_of(ids)
    fields = fields_of(Subject.PERSON)
    written = texts_of(fields, ids)
    people = list(Person.objects.filter(pk__in=ids).select_related(*NAMED).order_by("pk"))
    names = actor_names(origin_actor(person) for person in people)
    for person in people:
        company = person.company
        cells = [
            person.pk,
            person.external_id,
            person.first_name,
            person.last_name,
            person.title,
            company.name if company else "",
            company.org_number if company else "",
            " ".join(emails.get(person.pk, [])),
            " ".join(phones.get(person.pk, [])),
            person.category.key if person.category else "",
            person.language,
            person.country,
            *more(person),
            " ".join(_told(record) for record in records[person.pk]),
            *_facts(person, names),
        ]
        covered = [mask.cell(name, cell) for name, cell in zip(HEAD, cells, strict=True)]
        own = written.get(person.pk, {})
        yield covered + [mask.cell(field.known_key, own.get(field.pk, "")) for field in fields]


def origin_actor(person: Person) -> Actor:
    """Who registered a person."""
    return Actor(ActorKind(person.origin_actor_kind), person.origin_actor_id)


def _facts(person: Person, names: dict[Actor, str]) -> Iterator[str]:
    """Why, by what right, how, when and by whom a person came in, and how they were met: Art. 5(2), 14(2)(f)."""
    yield person.origin_purpose.key
    yield person.origin_basis.key
    yield person.origin_source.key
    yield person.origin_at.isoformat()
    yield names[origin_actor(person)]
    yield person.collected_how.key if person.collected_how else ""


def _told(record: ConsentRecord) -> str:
    basis = record.legal_basis.key if record.legal_basis else "-"
    return f"{record.purpose.key}:{record.status_now}:{basis}:{record.occurred_at.date().isoformat()}"


def _written(model: type[Any], ids: list[int], column: str) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = model.objects.filter(person_id__in=ids, retired_at__isnull=True).order_by("-is_primary", "id")
    for person_id, text in rows.values_list("person_id", column):
        found.setdefault(person_id, []).append(text)
    return found

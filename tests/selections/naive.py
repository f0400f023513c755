"""Who is in a selection, said plainly: one person at a time, in Python, from what is written about them.

It shares nothing with the compiler but the tree: no SQL, no set, no opposite of an operator.
"""

from __future__ import annotations

import functools
import operator
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from samtykke.activities.models import Activity, Participant
from samtykke.consents.models import ConsentRecord, Objection, Restriction
from samtykke.consents.queries.decisions import may
from samtykke.contacts.models import Company, CompanyMerge, Merge, Person, PersonInterest, PersonPostal
from samtykke.fields.models import CompanyFieldValue, FieldValue, UserField
from samtykke.purposes.models import Purpose
from samtykke.sales.models import Project, ProjectPerson, Sale, SalePerson
from samtykke.selections.criteria import Amount, Condition, Group, Node, Span
from samtykke.selections.models import Member, Selection

OSLO = ZoneInfo("Europe/Oslo")


@dataclass
class World:
    """An instant, and what everybody is asked at."""

    at: datetime
    known: dict[Any, Any] = field(default_factory=dict)

    def once(self, key: Any, tell: Any) -> Any:
        """What is looked up once: nothing changes while a world is asked."""
        if key not in self.known:
            self.known[key] = tell()
        return self.known[key]

    def everybody(self, node: Node) -> set[int]:
        """The ids of all we hold of whom a tree is true."""
        return {one.pk for one in self.once("held", self._held) if self.true_of(one, node)}

    def _held(self) -> list[Person]:
        gone = set(Merge.objects.filter(undone_at=None).values_list("merged_id", flat=True))
        related = (
            "company__category",
            "company__business",
            "category",
            "origin_source",
            "origin_basis",
            "origin_purpose",
        )
        rows = Person.objects.select_related(*related)
        return [one for one in rows if one.deleted_at is None and one.pk not in gone]

    def true_of(self, person: Person, node: Node) -> bool:
        """Whether a tree is true of a person."""
        if isinstance(node, Condition):
            return self._asked(person, node)
        each = [self.true_of(person, part) for part in node.parts]
        found = all(each) if str(node.joined) == "and" or not each else any(each)
        return not found if node.is_negated else found

    def _asked(self, person: Person, asked: Condition) -> bool:
        if asked.field == "selection":
            found = any(self._in_selection(person, int(key)) for key in asked.value)  # type: ignore[union-attr]
            return found if asked.operator == "any_of" else not found
        if asked.field.startswith("may."):
            purpose = Purpose.objects.get(key=asked.field.split(".")[1])
            found = any(
                self.once((person.pk, asked.field, one), lambda one=one: may(person.pk, purpose, one).allowed)  # type: ignore[misc]
                for one in asked.value  # type: ignore[union-attr]
            )
            return found if asked.operator == "any_of" else not found
        if asked.field in ("name", "search"):
            return self._named(person, str(asked.value))
        said = self.once((person.pk, asked.field), lambda: self.said(person, asked.field))
        return self._answers(said, str(asked.operator), asked.value)

    def _in_selection(self, person: Person, pk: int) -> bool:
        from samtykke.selections.criteria import parse

        one = Selection.objects.get(pk=pk)
        if one.kind == "list":
            return Member.objects.filter(selection_id=pk, person_id__in=self.rows(person)).exists()
        return self.true_of(person, parse(one.criteria))

    def rows(self, person: Person) -> list[int]:
        """The person, and everybody merged into them, the lowest number first."""
        merges = self.once("merges", lambda: list(Merge.objects.filter(undone_at=None)))
        return [person.pk, *sorted(one.merged_id for one in merges if one.survivor_id == person.pk)]

    def _named(self, person: Person, text: str) -> bool:
        words = [folded(word) for word in re.findall(r"[^\W_]+", text)]
        for one in Person.objects.filter(pk__in=self.rows(person)):
            parts = folded(f"{one.first_name} {one.last_name}").split()
            if words and all(any(part.startswith(word) for part in parts) for word in words):
                return True
        return False

    def said(self, person: Person, field: str) -> list[Any]:
        """What is known of a field: nothing, one thing, or several."""
        company = self._company(person)
        if field.startswith("consent."):
            return self._record(person, *field.split(".")[1:])
        if field.startswith(("own.", "company_own.")):
            return self._own(person, field)
        if field in ("city", "postal_code", "interest"):
            return self._belonging(person, field)
        if field == "last_contact" or field.startswith(("done_", "planned")):
            return self._activities(person, field)
        if field.startswith(("sale", "won_", "bought", "product_")):
            return self._sales(person, field)
        if field.startswith("project"):
            return self._projects(person, field)
        emails = [e for e in _all_of(person, self.rows(person), "emails") if e.retired_at is None]
        phones = [e for e in _all_of(person, self.rows(person), "phones") if e.retired_at is None]
        untold = not person.from_person and person.informed_at is None
        told: dict[str, Any] = {
            "title": person.title, "category": person.category and person.category.key,
            "import_run": person.run_id and str(person.run_id), "owner": person.owner_id and str(person.owner_id), "language": person.language, "country": person.country,
            "has_email": bool(emails), "has_phone": bool(phones), "external_id": person.external_id,
            "email_domain": [e.normal.split("@")[1] for e in emails],
            "company_category": company and company.category and company.category.key,
            "business": company and company.business and company.business.key,
            "company_city": (company.visiting_place or company.postal_place) if company else None,
            "company": [company.name, str(company.pk)] if company else None,
            "registered": person.origin_at, "origin_source": person.origin_source.key, "not_informed": untold,
            "registered_by": str(person.origin_actor_id) if person.origin_actor_kind == "user" else None,
            "origin_basis": person.origin_basis.key, "origin_purpose": person.origin_purpose.key,
            "late": untold and person.inform_by is not None and person.inform_by < self.today,
            "objected": self._objected(person), "restricted": self._restricted(person),
        }  # fmt: skip
        found = told[field]
        return found if isinstance(found, list) else [] if found in (None, "") else [found]

    def _company(self, person: Person) -> Company | None:
        """Who stands for the company somebody works for; one in the bin is none."""
        merge = CompanyMerge.objects.filter(merged_id=person.company_id, undone_at=None).first()
        found = merge.survivor if merge else person.company
        return found if found and found.deleted_at is None else None

    def _companies(self, person: Person) -> list[int]:
        company = self._company(person)
        if company is None:
            return []
        merged = CompanyMerge.objects.filter(survivor=company, undone_at=None).values_list("merged_id", flat=True)
        return [company.pk, *merged]

    @property
    def today(self) -> date:
        return self.at.astimezone(OSLO).date()

    def _record(self, person: Person, key: str, part: str) -> list[Any]:
        record = ConsentRecord.objects.filter(person=person, purpose__key=key).first()
        if record is None:
            return ["none"] if part == "status" else []
        if part == "status":
            over = record.status in ("given", "in_force") and record.expires_at and record.expires_at <= self.at
            return ["expired" if over else record.status]
        told = {"basis": record.legal_basis and record.legal_basis.key, "source": record.source.key}
        told |= {"since": record.occurred_at, "pending": record.pending}
        told |= {"wording": str(record.wording_id) if record.wording_id else None}
        return [told[part]] if told[part] else []

    def _own(self, person: Person, field: str) -> list[Any]:
        stem, key = field.split(".")
        known = UserField.objects.get(key=key)
        if stem == "company_own":
            rows: list[Any] = list(
                CompanyFieldValue.objects.filter(company_id__in=self._companies(person), field=known)
            )
        else:
            each = [list(FieldValue.objects.filter(person_id=one, field=known)) for one in self.rows(person)]
            rows = (
                functools.reduce(operator.iadd, each, [])
                if known.kind == "choices"
                else next((some for some in each if some), [])
            )
        return [_held(row) for row in rows]

    def _belonging(self, person: Person, field: str) -> list[Any]:
        if field == "interest":
            found = PersonInterest.objects.filter(person_id__in=self.rows(person)).select_related("interest")
            return [one.interest.key for one in found]
        rows = PersonPostal.objects.filter(person_id__in=self.rows(person))
        return [text for one in rows if (text := one.city if field == "city" else one.postal_code)]

    def _activities(self, person: Person, field: str) -> list[Any]:
        rows = Participant.objects.filter(person_id__in=self.rows(person)).values_list("activity_id", flat=True)
        found = [one for one in Activity.objects.filter(pk__in=list(rows)) if one.deleted_at is None]
        if field == "planned":
            return [one.kind for one in found if one.status == "planned"]
        kinds = ("meeting", "call", "mail") if field == "last_contact" else (field.removeprefix("done_"),)
        times = [one.at for one in found if one.status == "done" and one.kind in kinds]
        return [max(times)] if times else []

    def _sales(self, person: Person, field: str) -> list[Any]:
        rows = SalePerson.objects.filter(person_id__in=self.rows(person)).values_list("sale_id", flat=True)
        found = [
            one
            for one in Sale.objects.filter(pk__in=list(rows)).select_related("stage", "product_group")
            if not one.deleted_at
        ]
        if field.endswith("_amount"):
            return [(one.currency, one.amount) for one in found if field == "sale_amount" or one.stage.kind == "won"]
        if field in ("sale", "sale_stage", "product_group"):
            told = {"sale": lambda one: one.stage.kind, "sale_stage": lambda one: one.stage.key}
            group = lambda one: one.product_group and one.product_group.key  # noqa: E731
            return [said for one in found if (said := told.get(field, group)(one))]
        closed = [
            one for one in found if one.stage.kind == "won" or (field == "sale_closed" and one.stage.kind == "lost")
        ]
        if field.startswith("bought"):
            key = field.partition(".")[2]
            closed = [one for one in closed if one.product_group and key in ("", one.product_group.key)]
        return [max(one.closed_on for one in closed if one.closed_on)] if closed else []

    def _projects(self, person: Person, field: str) -> list[Any]:
        rows = ProjectPerson.objects.filter(person_id__in=self.rows(person)).values_list("project_id", flat=True)
        found = [
            one for one in Project.objects.filter(pk__in=list(rows)).select_related("status") if not one.deleted_at
        ]
        return [str(one.pk) if field == "project" else one.status.key for one in found]

    def _restricted(self, person: Person) -> bool:
        for one in self.rows(person):
            rows = list(Restriction.objects.filter(person_id=one).order_by("occurred_at", "id"))
            if rows and rows[-1].kind == "set":
                return True
        return False

    def _objected(self, person: Person) -> bool:
        rows = list(Objection.objects.filter(person_id__in=self.rows(person)))
        voided = {row.voids_id for row in rows if row.kind == "voided"}
        return any(row.kind == "made" and row.id not in voided for row in rows)

    def _answers(self, said: list[Any], operator: str, value: Any) -> bool:
        match operator:
            case "filled" | "yes":
                return bool(said) and said != [False]
            case "empty" | "no":
                return not said or said == [False]
            case "any_of":
                return any(one in value for one in said)
            case "none_of":
                return all(one not in value for one in said)
            case "not_for":
                return not any(self._is(one, "last", value) for one in said)
            case "is_not":
                return all(str(one).lower() != value.lower() for one in said)
        return any(self._is(one, operator, value) for one in said)

    def _is(self, one: Any, operator: str, value: Any) -> bool:
        if isinstance(value, Span) or operator in ("from_day", "before_day"):
            return self._when(one, operator, value)
        if isinstance(value, Amount):
            currency, amount = one
            least, most = value.least or 0, amount if value.most is None else value.most
            return currency == value.currency and least <= amount <= most
        if operator in ("equals", "at_least", "at_most"):
            return {"equals": one == value, "at_least": one >= value, "at_most": one <= value}[operator]
        text, sought = str(one).lower(), str(value).lower()
        return {"is": text == sought, "begins": text.startswith(sought), "contains": sought in text}[operator]

    def _when(self, one: Any, operator: str, value: Any) -> bool:
        day = one.astimezone(OSLO).date() if isinstance(one, datetime) else one
        if isinstance(value, date):
            return day >= value if operator == "from_day" else day < value
        edge = away(self.today, value, 1 if operator == "next" else -1)
        if operator == "next":
            return self.today <= day <= edge
        return edge <= day <= self.today if operator == "last" else day < edge


def away(day: date, span: Span, way: int) -> date:
    """A day so much later or earlier, month by month."""
    if span.unit in ("days", "weeks"):
        return day + way * timedelta(days=span.n * (7 if span.unit == "weeks" else 1))
    index = day.year * 12 + day.month - 1 + way * span.n * (12 if span.unit == "years" else 1)
    year, month = divmod(index, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(last, day.day))
        except ValueError:
            continue
    raise AssertionError


def folded(text: str) -> str:
    """Lower case, without what Norwegian letters have over others."""
    text = text.casefold().replace("ø", "o").replace("æ", "ae").replace("å", "a")
    return "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))


def _all_of(person: Person, rows: list[int], name: str) -> list[Any]:
    model = getattr(person, name).model
    return list(model.objects.filter(person_id__in=rows))


def _held(row: Any) -> Any:
    if row.kind in ("choice", "choices"):
        return row.option.key
    if row.kind == "yes_no":
        return "yes" if row.flag else "no"
    return str(row.held) if row.kind in ("person", "company") else row.held


def walk(node: Node) -> list[Node]:
    """Every node."""
    return [node, *(inner for part in node.parts for inner in walk(part))] if isinstance(node, Group) else [node]

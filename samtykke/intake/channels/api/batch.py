"""`POST /persons/batch`: up to 1,000 people that another system tells of, each answered for; one bad one stops nobody else."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import Field, ValidationError

from samtykke.accounts.queries import organisation
from samtykke.accounts.rights import Scope
from samtykke.contacts.actions.changes import refuse_retired
from samtykke.contacts.actions.elsewhere import LONGEST, checked_system
from samtykke.contacts.addresses import e164
from samtykke.core.actors import Via
from samtykke.core.refused import Refused
from samtykke.intake.channels.api import queries
from samtykke.intake.channels.api.bringing import refuse_consents
from samtykke.intake.channels.api.keys import actor_of, key_of, refuse_covered
from samtykke.intake.channels.api.operations import writes
from samtykke.intake.channels.api.problems import FieldProblem, field_problems, pointer
from samtykke.intake.channels.api.reading import Address, Country, InstantOrDay, Key, Language, Name, Shape, Told
from samtykke.intake.channels.api.replies import Reply
from samtykke.intake.channels.api.shapes import PHONE_KIND, OwnFields
from samtykke.intake.channels.file import at_once
from samtykke.intake.channels.file.columns import BETWEEN, OWN_FIELD
from samtykke.intake.channels.file.reasons import sentence_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samtykke.intake.channels.file.at_once import Became
    from samtykke.intake.models import KeyDefaults

router = Router(tags=["persons"])
MOST = 1_000
PLAIN = ("first_name", "last_name", "title", "company", "org_number", "category", "language", "country")
OF_A_CONSENT = ("purpose", "legal_basis", "source", "status", "occurred_at", "wording", "evidence", "comment")
COLUMNS = (
    "external_id", *PLAIN, "email", "more_emails", "mobile", "phone", "more_phones", "store_legal_basis", *OF_A_CONSENT
)  # fmt: skip
# Which field of an entry a reason is about, where it is about one.
ABOUT = {
    "invalid_email": "emails", "name_too_long": "last_name", "in_the_future": "consents", "invalid_date": "consents",
    "unknown_purpose": "consents", "unknown_legal_basis": "consents", "unknown_source": "consents",
    "unknown_status": "consents", "unknown_wording": "consents", "wording_of_other_purpose": "consents",
    "status_does_not_fit": "consents", "purpose_inactive": "consents", "basis_not_allowed": "consents",
    "marketing_needs_consent": "consents", "object_instead": "consents", "age_missing": "consents",
    "no_stands": "consents", "objected_all_marketing": "consents", "own_field": "fields", "unknown_option": "fields",
    "nobody": "last_name", "suppressed": "emails", "unknown_category": "category", "invalid_org_number": "org_number",
    "unknown_country": "country", "unknown_language": "language",
}  # fmt: skip


class AnswerTold(Shape):
    """What the system knows of one purpose. It fills what has no answer, or says no; a no is lifted by the person alone."""

    purpose: Key
    legal_basis: Key | None = None
    source: Key | None = None
    status: Literal["given", "refused", "withdrawn", "in_force", "objected", "ended", "unknown"] | None = None
    occurred_at: InstantOrDay | None = Field(None, description="Without it a yes is unknown, and a no counts from now.")
    wording: Annotated[int, Field(ge=1)] | Annotated[str, Field(min_length=1, max_length=10_000)] | None = None
    evidence: str | None = Field(None, max_length=500, description="What shows it: a reference in that system.")
    comment: str | None = Field(None, max_length=2_000)


class NumberTold(Shape):
    number: str = Field(min_length=1, max_length=60)
    kind: PHONE_KIND = "mobile"


class OneOfMany(Shape):
    """One person as the system has them. What is left out or empty stays as it was."""

    id: Annotated[str, Field(min_length=1, max_length=LONGEST, description="What the system calls the person.")]
    first_name: Name | None = None
    last_name: Name | None = None
    title: Name | None = None
    company: Name | None = None
    org_number: Annotated[str, Field(max_length=40)] | None = None
    category: Annotated[str, Field(max_length=200)] | None = None
    language: Language | None = None
    country: Country | None = None
    emails: Annotated[list[Address], Field(max_length=20, description="The first is the primary one.")] | None = None
    phones: Annotated[list[NumberTold], Field(max_length=20)] | None = None
    fields: OwnFields | None = None
    consents: Annotated[list[AnswerTold], Field(max_length=10)] = Field(default_factory=list)


class ManyTold(Shape):
    """Up to 1,000 people of one system. An entry of `persons` has `id` and what is known: `first_name, last_name, title,
    company, org_number, category, language, country`, `emails` (addresses), `phones` (`{number, kind}`), `fields`, and
    `consents` (`{purpose, legal_basis, source, status, occurred_at, wording, evidence, comment}`)."""

    system: Key
    persons: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=MOST)]


class Note(Told):
    code: str
    detail: str


class OneBecame(Told):
    """What became of one entry. `held`: something of it waits for a person, by the reason named; `refused`: nothing came in."""

    id: str | None
    person: int | None
    status: Literal["created", "updated", "unchanged", "held", "refused"]
    code: str | None = None
    errors: list[FieldProblem] = []
    notes: list[Note] = Field(default=[], description="What was left out, or looks like somebody else.")


class ManyBecame(Told):
    """One answer for each entry, in the order sent. `run`: the import this was, which can be undone as a unit."""

    run: int | None
    results: list[OneBecame]


@writes(router, "POST", "/persons/batch", Scope.PERSONS_WRITE, gives={200: ManyBecame})
def put_persons(request: HttpRequest, told: ManyTold) -> Reply:
    """Registers or changes up to 1,000 people by the ids that another system has for them, and answers for each.

    Whoever the system has not told of is met by address and name, as in a file, else registered. Sent again it changes nothing.
    """
    checked_system(told.system)
    refuse_covered(request, "external_ids")
    refuse_retired(["external_ids"], place="system")
    entries, results = _read(told.persons)
    _refuse_blind(request, list(entries.values()))
    run = None
    if entries:
        defaults = queries.defaults_of(key_of(request).pk)
        header, rows = _table(entries, defaults)
        done, became = at_once.take_in(
            at_once.Handed(header, rows),
            system=told.system,
            name=f"API: {key_of(request).name}",
            choices={"source": defaults.source.key if defaults else "API"},
            by=actor_of(request),
            via=Via.API,
        )
        run = done.pk
        sees_all = key_of(request).has_scope(Scope.PERSONS_RESTRICTED)
        for place, entry in entries.items():
            results[place] = _answer(place, entry, became.get(place, at_once.Became()), sees_all=sees_all)
    return Reply(ManyBecame(run=run, results=[results[place] for place in range(len(told.persons))]))


def _read(persons: Sequence[dict[str, Any]]) -> tuple[dict[int, OneOfMany], dict[int, OneBecame]]:
    """The entries that have the shape asked for, by place; the others refused, each field that is wrong named."""
    entries: dict[int, OneOfMany] = {}
    results: dict[int, OneBecame] = {}
    for place, sent in enumerate(persons):
        try:
            entry = OneOfMany.model_validate(sent)
            _check_numbers(entry)
        except ValidationError as no:
            code, errors = field_problems(no.errors(), "persons", place)
        except Refused as no:
            code, errors = no.code, [_problem(str(no), place, *(no.field or "").split("."))]
        else:
            entries[place] = entry
            continue
        known = sent.get("id")
        results[place] = OneBecame(
            id=known if isinstance(known, str) else None, person=None, status="refused", code=code, errors=errors
        )
    return entries, results


def _check_numbers(entry: OneOfMany) -> None:
    for place, phone in enumerate(entry.phones or ()):
        try:
            e164(phone.number, entry.country or organisation().country or "NO")
        except Refused as no:
            raise Refused(no.reason, code=no.code, field=f"phones.{place}.number", status=no.status) from no


def _refuse_blind(request: HttpRequest, entries: Sequence[OneOfMany]) -> None:
    """Nobody is changed in what the key may not read, or answered for without the scope."""
    sent = {name for entry in entries for name in entry.model_fields_set}
    refuse_covered(request, *sent, *{f"person.{key}" for entry in entries for key in entry.fields or ()})
    refuse_consents(request, (answer.purpose for entry in entries for answer in entry.consents))


def _table(
    entries: dict[int, OneOfMany], defaults: KeyDefaults | None
) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The entries as rows of a file: one row for each purpose that one answers about."""
    own = sorted({key for entry in entries.values() for key in entry.fields or ()})
    basis = defaults.legal_basis.key if defaults and defaults.purpose.key == "STORE" else ""
    rows: list[tuple[int, list[str]]] = []
    for place, entry in entries.items():
        said = {"external_id": entry.id, "store_legal_basis": basis, **_ways(entry)}
        said |= {name: getattr(entry, name) or "" for name in PLAIN}
        said |= {OWN_FIELD + key: _cell(value) for key, value in (entry.fields or {}).items()}
        answered = [{name: _cell(getattr(answer, name)) for name in OF_A_CONSENT} for answer in entry.consents]
        for cells in answered or [{}]:
            rows.append(
                (place, [(said | cells).get(name, "") for name in (*COLUMNS, *(OWN_FIELD + key for key in own))])
            )
    return [*COLUMNS, *(OWN_FIELD + key for key in own)], rows


def _ways(entry: OneOfMany) -> dict[str, str]:
    first, *more = [address.strip() for address in entry.emails or ()] or [""]
    kinds = [("mobile" if phone.kind == "mobile" else "phone", phone.number) for phone in entry.phones or ()]
    said = {"email": first, "more_emails": BETWEEN.join(more)}
    further = []
    for kind, number in kinds:
        if kind in said:
            further.append(f"{kind}:{number}")
        else:
            said[kind] = number
    return said | {"more_phones": BETWEEN.join(further)}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ";".join(value)
    return value.isoformat() if hasattr(value, "isoformat") and isinstance(value, datetime) else str(value)


def _answer(place: int, entry: OneOfMany, became: Became, *, sees_all: bool) -> OneBecame:
    notes = [Note(code=code, detail=sentence_of(code, detail)) for code, detail in became.notes]
    code, detail = became.refused or (became.held, "")
    if code == "restricted" and not sees_all:  # as if not held: whoever is hidden from the key does not come in again
        sentence = _("A person with this external id is held already.")
        errors = [_problem(sentence, place, "id")]
        return OneBecame(id=entry.id, person=None, status="refused", code="external_id_taken", errors=errors)
    if code:
        where = [ABOUT[code]] if code in ABOUT else []
        errors = [_problem(sentence_of(code, detail), place, *where)]
        nothing = became.refused is not None or code == "deleted"
        person = None if nothing else became.person_id
        return OneBecame(
            id=entry.id, person=person, status="refused" if nothing else "held", code=code, errors=errors, notes=notes
        )
    status = "created" if became.is_new else "updated" if became.changed else "unchanged"
    return OneBecame(id=entry.id, person=became.person_id, status=status, notes=notes)  # type: ignore[arg-type]


def _problem(sentence: str, place: int, *where: str) -> FieldProblem:
    return FieldProblem(pointer=pointer("persons", place, *filter(None, where)), detail=sentence)

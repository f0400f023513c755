"""What the pages of an import show of it: samples of its cells, its first problems, what it held."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils.translation import ngettext

from samtykke.contacts.masking import DOTS
from samtykke.intake.channels.file.choices import IMPORT_SOURCE
from samtykke.intake.channels.file.opening import open_table
from samtykke.intake.channels.file.reasons import sentence_of
from samtykke.intake.models import HeldAnswer, Outcome, PossibleDuplicate
from samtykke.purposes.models import STORE, LegalBasis, Purpose, Source

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from samtykke.contacts.access import Sight
    from samtykke.contacts.models import Person
    from samtykke.intake.models import ImportRun
    from samtykke.purposes.models import Vocabulary

FIRST = 20
SHOWN = 200
SAMPLED_ROWS = 5
LONGEST_SAMPLE = 60
MINUTE = 60
NATIONAL_NUMBER = re.compile(r"\b\d{6} ?\d{5}\b")


def samples(run: ImportRun) -> list[str]:
    """For each column the first value there is in the first rows; what looks like a national number is covered."""
    found = [""] * len(run.reading["header"])
    if not run.path or not Path(run.path).is_file():
        return found
    with Path(run.path).open("rb") as stream:
        for count, row in enumerate(open_table(stream, run.name).rows()):
            for place, cell in enumerate(row.cells[: len(found)]):
                found[place] = found[place] or " ".join(cell.split())[:LONGEST_SAMPLE]
            if count + 1 >= SAMPLED_ROWS or all(found):
                break
    return [NATIONAL_NUMBER.sub("•••••••••••", sample) for sample in found]


def chosen(run: ImportRun) -> dict[str, str]:
    """What counts for every row, by name; what nobody chose as it stands by itself."""
    given = {"purpose": STORE, "source": IMPORT_SOURCE, **{name: key for name, key in run.choices.items() if key}}
    lists: dict[str, type[Vocabulary]] = {"purpose": Purpose, "legal_basis": LegalBasis, "source": Source}
    return {name: _name(model, given.get(name, "")) for name, model in lists.items()}


def _name(model: type[Vocabulary], key: str) -> str:
    found = model.objects.filter(key=key).order_by(F("deleted_at").desc(nulls_first=True)).first() if key else None
    return found.name if found else key


def problems(run: ImportRun, *, covered: bool) -> list[dict[str, Any]]:
    """The first rows that need looking at, with the sentence of the reason; `covered`: without what a row says itself."""
    first = run.problems.exclude(outcome=Outcome.WARNING).order_by("line", "id")[:FIRST]
    return [
        {
            "line": problem.line,
            "what": problem.get_outcome_display(),
            "outcome": problem.outcome,
            "why": sentence_of(problem.code, DOTS if covered else problem.detail),
        }
        for problem in first
    ]


def pace(run: ImportRun, at: datetime) -> dict[str, Any]:
    """How many rows a second since it began, and about how long is left; nothing before it can be told."""
    seconds = (at - run.started_at).total_seconds() if run.started_at else 0
    if seconds < 1 or not run.position:
        return {}
    rate = run.position / seconds
    left = max(1, round((run.rows - run.position) / rate))
    if left < MINUTE:
        told = ngettext("about %(n)s second left", "about %(n)s seconds left", left) % {"n": left}
    else:
        minutes = round(left / MINUTE)
        told = ngettext("about %(n)s minute left", "about %(n)s minutes left", minutes) % {"n": minutes}
    return {"rate": max(1, round(rate)), "left": told}


def warnings(run: ImportRun) -> list[str]:
    """What was noted about the file as a whole."""
    return [sentence_of(code, detail) for code, detail in run.reading.get("warnings", [])]


def open_held(run: ImportRun, sight: Sight) -> QuerySet[HeldAnswer]:
    """The answers held for review that nobody has looked at yet, of people who are seen."""
    return HeldAnswer.objects.open().filter(sight.about("person_id"), run_id=run.pk)


def held(run: ImportRun, sight: Sight) -> list[dict[str, Any]]:
    """The same with the person, and the reason in words."""
    answers = list(open_held(run, sight).select_related("purpose", "source").order_by("line", "id")[:SHOWN])
    people = _people(sight, (answer.person_id for answer in answers))
    return [
        {"answer": answer, "person": people.get(answer.person_id), "why": sentence_of(answer.code)}
        for answer in answers
    ]


def duplicates(run: ImportRun, sight: Sight) -> list[dict[str, Any]]:
    """Pairs of which the import could not say whether they are one person, where both are seen."""
    open_pairs = PossibleDuplicate.objects.filter(run_id=run.pk, settled_at__isnull=True)
    seen = open_pairs.filter(sight.about("person_id"), sight.about("other_person_id"))
    pairs = list(seen.order_by("line", "id")[:SHOWN])
    people = _people(sight, (pk for pair in pairs for pk in (pair.person_id, pair.other_person_id)))
    return [
        {"line": pair.line, "one": people.get(pair.person_id), "other": people.get(pair.other_person_id)}
        for pair in pairs
    ]


def _people(sight: Sight, ids: Iterable[int]) -> dict[int, Person]:
    return sight.people().select_related("company").in_bulk(set(ids))

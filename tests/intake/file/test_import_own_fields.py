"""A file fills the fields that the company added, as the form does. M9, REQ-20, REQ-21, REQ-95."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from samtykke.accounts.models import Role
from samtykke.accounts.rights import Right
from samtykke.consents import actions as consents
from samtykke.contacts.masking import Mask
from samtykke.contacts.models import FieldChange, Person
from samtykke.core.actors import Via
from samtykke.core.refused import Refused
from samtykke.fields import actions as fields
from samtykke.fields.models import FieldValue, Subject
from samtykke.fields.queries import fields_of, standing
from samtykke.fields.values import texts_of
from samtykke.intake.channels.file import actions, engine, undo
from samtykke.intake.channels.file.forms import ChoicesForm
from samtykke.intake.channels.file.reasons import sentence_of
from samtykke.web.queries import exported, head
from tests.accounts.factories import make_user
from tests.factories import approve_store, make_person
from tests.fields.made import BY, CaptureQueries, make_field, make_list
from tests.intake.file.runs import counts, imported, problems, received, tried

pytestmark = pytest.mark.django_db


def told(person: Person) -> dict[str, str]:
    """What stands in each field of a person, as a file says it."""
    known = {field.pk: field.key for field in fields_of(Subject.PERSON)}
    return {known[pk]: text for pk, text in texts_of(fields_of(Subject.PERSON), [person.pk]).get(person.pk, {}).items()}


def rows_of(person: Person) -> list[tuple[Any, ...]]:
    """Every value as its columns hold it."""
    found = FieldValue.objects.filter(person_id=person.pk)
    return sorted(found.values_list("field_id", "kind", "text", "number", "day", "flag", "option_id"), key=str)


def every_kind() -> None:
    for name, kind in (("Shoe size", "number"), ("Since", "date"), ("Drives", "yes_no"), ("Nick", "text"),
                       ("Story", "long_text"), ("Site", "link"), ("Boss", "person"), ("Firm", "company")):  # fmt: skip
        make_field(name, kind)
    make_field("Limit", "money", unit="NOK")
    make_list("Segment", "Gold", "Silver")
    make_list("Interests", "Golf", "Ski", kind="choices")


HEAD = "external_id,first_name,field:SHOESIZE,Since,drives,field:NICK,Story,Site,Limit,Segment,Interests"
ROW = '1,Kari,"42,50",3.11.2026,ja,  Ka  Ri ,"One\nback\\slash\ttab",https://example.org/x,1 250.5,gold,"SKI; golf"'
KEPT = {
    "SHOESIZE": "42.5", "SINCE": "2026-11-03", "DRIVES": "yes", "NICK": "Ka Ri", "STORY": "One\nback\\slash\ttab",
    "SITE": "https://example.org/x", "LIMIT": "1250.5", "SEGMENT": "GOLD", "INTERESTS": "GOLF, SKI",
}  # fmt: skip


def test_every_kind_comes_in_with_new_people_and_goes_out_and_in_again() -> None:
    """Breaks when a kind is read other than the form reads it, or our own export does not come in as it went out."""
    every_kind()
    run = imported(f"{HEAD}\n{ROW}\n")
    kari = Person.objects.get()
    found = {
        key: ", ".join(sorted(text.split(", "))) if key == "INTERESTS" else text for key, text in told(kari).items()
    }
    assert (counts(run), found, problems(run)) == ({"created": 1}, KEPT, [])
    assert not FieldChange.objects.exists()
    out = io.StringIO()
    csv.writer(out).writerows([head(Mask()), *exported(Person.objects.all(), Mask())])
    assert counts(imported(out.getvalue(), strategy="replace")) == {"unchanged": 1}
    before, warned = rows_of(kari), tried(out.getvalue()).reading["warnings"]
    assert ["fields_not_read", "field:BOSS, field:FIRM"] in warned
    FieldValue.objects.all().delete()
    assert counts(imported(out.getvalue())) == {"updated": 1}
    assert rows_of(kari) == before


@pytest.mark.parametrize(
    ("column", "cell", "says"),
    [
        ("Shoe size", "much", "Write a number"),
        ("field:LIMIT", "1.234", "At most 2 decimals"),
        ("Since", "1850-01-01", "Write a day between"),
        ("Drives", "maybe", "Write yes or no"),
        ("Nick", "x" * 501, "At most 500"),
        ("Site", "javascript:x", ""),
    ],
)
def test_a_bad_value_refuses_its_row_and_names_the_column(column: str, cell: str, says: str) -> None:
    every_kind()
    run = imported(f"external_id,{column}\n1,\n2,{cell}\n")
    problem = run.problems.get()
    assert (counts(run), problem.line, problem.code) == ({"created": 1, "refused": 1}, 3, "own_field")
    assert f"{column}: “{cell[:40]}”" in problem.detail
    assert says in sentence_of(problem.code, problem.detail)


def test_an_unknown_value_of_a_list_is_left_out_with_a_warning() -> None:
    """product.md part 4: as an unknown category. A retired value is new to nobody, and stays with who has it."""
    field, (_gold, silver) = make_list("Segment", "Gold", "Silver")
    several, _options = make_list("Interests", "Golf", "Ski", kind="choices")
    ola = make_person("Ola", "Vik", email=None, external_id="2")
    fields.change_fields(ola, told={field.key: "SILVER"}, **BY)
    fields.retire_option(silver, **BY)
    run = imported('external_id,Segment,Interests\n1,Lead,"Golf, Rowing"\n2,Silver,\n3,Silver,\n', strategy="replace")
    assert [(line, code) for line, _outcome, code in problems(run)] == [
        (2, "unknown_option"), (2, "unknown_option"), (3, "option_retired"), (4, "option_retired"),
    ]  # fmt: skip
    assert run.problems.first().detail == "Segment: Lead"
    assert counts(run) == {"created": 2, "unchanged": 1}
    assert [told(Person.objects.get(external_id=one)) for one in "123"] == [
        {several.key: "GOLF"}, {field.key: "SILVER"}, {},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("strategy", "number", "listed", "changed"),
    [("fill", "41", "GOLF", 1), ("replace", "42", "SKI", 3), ("skip", "41", "GOLF", 0), ("add", "41", "GOLF", 0)],
)
def test_the_strategy_holds_and_undoing_gives_everything_back(
    strategy: str, number: str, listed: str, changed: int
) -> None:
    """Breaks when a file writes over what it may not, leaves no line in the history, or its undo is not exact."""
    size, nick = make_field(), make_field("Nick", "text")
    several, _options = make_list("Interests", "Golf", "Ski", kind="choices")
    kari = make_person("Kari", "Ås", email=None, external_id="1")
    fields.change_fields(kari, told={size.key: "41", several.key: ["GOLF"]}, **BY)
    before, version = rows_of(kari), Person.objects.get(pk=kari.pk).version
    text = "external_id,Shoe size,Interests,Nick\n" + ("" if strategy == "add" else "1,42,Ski,Kaka\n") + "9,43,Golf,\n"
    would = counts(tried(text, strategy=strategy))
    run = imported(text, strategy=strategy)
    assert counts(run) == would
    assert counts(run).get("updated", 0) == (changed > 0)
    found = {size.key: number, several.key: listed} | ({nick.key: "Kaka"} if changed else {})
    assert told(kari) == found
    assert told(Person.objects.get(external_id="9")) == {size.key: "43", several.key: "GOLF"}
    lines = FieldChange.objects.filter(run_id=run.pk)
    assert lines.count() == changed
    assert Person.objects.get(pk=kari.pk).version == version + (changed > 0)
    if changed == 3:
        assert list(lines.filter(field="person.INTERESTS").values_list("before", "after")) == [("GOLF", "SKI")]
    undo.undo(run)
    assert rows_of(kari) == before
    assert FieldChange.objects.filter(person_id=kari.pk, run_id=None, field="person.NICK").count() == (changed > 0)


def test_what_somebody_changed_since_stays_when_the_file_is_undone() -> None:
    size = make_field()
    kari = make_person("Kari", "Ås", email=None, external_id="1")
    run = imported("external_id,Shoe size\n1,42\n")
    fields.change_fields(kari, told={size.key: "40"}, **BY)
    undo.undo(run)
    assert told(kari) == {size.key: "40"}


def test_what_somebody_wrote_between_two_batches_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BATCH", 1)
    size = make_field()
    kari, ola = (make_person(name, "Ås", email=None, external_id=name) for name in ("Kari", "Ola"))
    fields.change_fields(kari, told={size.key: "40"}, **BY)

    def between(run: engine.ImportRun) -> None:
        if run.position == 2:
            fields.change_fields(ola, told={size.key: "41"}, **BY)

    run = received("external_id,Shoe size\nKari,1\nOla,1\nKari,2\nOla,2\n", strategy="replace")
    undo.undo(actions.carry_out(run, progress=between))
    assert [told(one) for one in (kari, ola)] == [{size.key: "40"}, {size.key: "41"}]


def test_a_survivor_speaks_for_both_and_undoing_uncovers_the_other_again() -> None:
    size = make_field()
    kari, twin = make_person("Kari", "Ås", email=None, external_id="1"), make_person("Kari", "Ås", email=None)
    fields.change_fields(twin, told={size.key: "41"}, **BY)
    consents.merge(kari, twin, **BY)
    assert counts(imported("external_id,Shoe size\n1,42\n")) == {"unchanged": 1}
    run = imported("external_id,Shoe size\n1,42\n", strategy="replace")
    assert (counts(run), standing(Subject.PERSON, kari.pk)[size.pk][0].number) == ({"updated": 1}, 42)
    assert told(twin) == {size.key: "41"}
    undo.undo(run)
    assert standing(Subject.PERSON, kari.pk)[size.pk][0].number == 41


def test_a_retired_field_and_a_covered_one_are_refused_by_their_column() -> None:
    """M30, M23: as every other field."""
    allergy, size = make_field("Allergy", "text", is_sensitive=True), make_field()
    approve_store()
    rights = [right.value for right in Right if right != Right.PEOPLE_SENSITIVE]
    Role.objects.create(key="imports", names={"en": "Imports"}, rights=rights)
    mia = make_user("Mia", "imports", language="en")
    run = actions.receive([b"External id,Allergy\n1,Nuts\n"], "people.csv", by=mia.actor, via=Via.FILE)
    with pytest.raises(Refused, match="“Allergy”") as refused:
        actions.ask_to_try(actions.choose(run, strategy="replace"), by=mia.actor)
    assert (refused.value.code, refused.value.field) == ("covered_column", "column_1")
    fields.retire_field(size, **BY)
    run = actions.carry_out(received(f"External id,field:{size.key}\n1,42\n"))
    assert run.failure["code"] == "field_retired"
    offered = dict(ChoicesForm(run=run).fields["column_1"].choices)
    assert (f"field:{size.key}" in offered, offered[f"field:{allergy.key}"]) == (False, "Allergy")


def test_a_field_is_suggested_and_chosen_by_hand_for_any_column() -> None:
    size = make_field("Shoe size", names={"nb": "Skostørrelse", "en": "Shoe size"})
    run = received("Fornavn,skostørrelse\nKari,42\n")
    assert ChoicesForm(run=run).suggested[1] == f"field:{size.key}"
    imported("Fornavn,Sko\nKari,42\n", mapping={"Fornavn": "first_name", "Sko": f"field:{size.key}"})
    assert told(Person.objects.get()) == {size.key: "42"}


def test_two_thousand_rows_take_as_many_statements_as_two() -> None:
    make_field()
    make_list("Interests", "Golf", "Ski", kind="choices")
    asked = []
    for rows in (2, 2000):
        text = "external_id,Shoe size,Interests\n" + "".join(f"{rows}-{n},{n % 50},Golf;Ski\n" for n in range(rows))
        imported(text)
        with CaptureQueries() as new:
            imported(text.replace(",Golf;Ski", ",Ski"), strategy="replace")
        asked.append(new.count)
        assert FieldValue.objects.filter(person__external_id__startswith=f"{rows}-").count() == 2 * rows
    assert asked[1] <= asked[0] + 1

"""The list of what `make mutate` takes away is never behind the code: running it takes minutes, looking at it does not."""

from __future__ import annotations

from tests.house.code import ROOT
from tests.mutations import MUTATIONS


def test_every_text_to_be_replaced_stands_exactly_once() -> None:
    """Breaks when a rule is written anew and the mutation that takes it away is not."""
    found = {f"{m.rule}: {m.name}": (ROOT / m.file).read_text(encoding="utf-8").count(m.old) for m in MUTATIONS}
    assert {name: times for name, times in found.items() if times != 1} == {}


def test_every_mutation_changes_something_and_has_its_tests() -> None:
    """Breaks when a test file is renamed, or a mutation replaces a text by itself."""
    assert [m.name for m in MUTATIONS if m.old == m.new] == []
    paths = {test.split("::")[0] for m in MUTATIONS for test in m.tests}
    assert [path for path in sorted(paths) if not (ROOT / path).exists()] == []


def test_each_of_the_twelve_rules_is_taken_away() -> None:
    """Breaks when a rule of docs/privacy/rules.md, the gate or access has no mutation."""
    named = {m.rule for m in MUTATIONS}
    assert {f"rule {number}" for number in range(1, 13)} | {"gate", "access", "log"} <= named

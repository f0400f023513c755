"""Sizes: examples to steer by (decision 0010). What reads better long is entered here with its reason."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from tests.house.code import PACKAGE, ROOT, TEMPLATES, files, functions, modules

if TYPE_CHECKING:
    from pathlib import Path

# Apps in parts (decision 0012): each such folder is measured as an app of its own.
PARTED = {
    "governance": frozenset({"answers", "guide", "measures", "data_map", "records", "desk", "assessments", "settings"}),
}
FUNCTION, FILE, TEMPLATE, TEST, APP, DEPENDENCIES = 60, 450, 150, 400, 4000, 32

# What may be longer, how long, and why: "app", "app/channels/name", "samtykke/app/file.py" or "…/file.py: function".
LONGER: dict[str, tuple[int, str]] = {
    "accounts": (
        8000,
        "signing in by password, app, passkey and provider, sessions, users, roles and teams, keys: one app, one trail",
    ),
    "consents": (
        7700,
        "the heart: the fold, the gate for one and for all, every act on the log, who is told and asked again, at which age, the gate's reasons in words, and who registers themself",
    ),
    "contacts": (
        8360,
        "people and companies, each with card, form, facts in place, history, merge and the nightly search for pairs; interests",
    ),
    "purposes": (
        7800,
        "seven lists, the editor of a purpose, recipients, the privacy statement, settings, and the law of each country",
    ),
    "intake/channels/api": (
        6000,
        "people, one and many, consents, companies, sales and projects, what changed, each with shapes of its own, under one contract and one key",
    ),
    "intake/channels/file": (
        6500,
        "readers that stream three formats and rows of a call, presets for five systems, a set-based import of all fields, addresses, roles and interests, and its undo",
    ),
}


def too_long(sizes: dict[str, int], limit: int) -> list[str]:
    """What passes its limit, said in a line each."""
    return [
        f"{name}: {size} lines, asked at {LONGER.get(name, (limit, ''))[0]}"
        for name, size in sorted(sizes.items())
        if size > LONGER.get(name, (limit, ""))[0]
    ]


def function_sizes() -> dict[str, int]:
    """Every function with its lines; the longest where a file has two of one name."""
    sizes: dict[str, int] = {}
    for module in modules():
        if module.is_migration:
            continue
        for function in functions(module.tree):
            name = f"{module.name}: {function.name}"
            size = (function.end_lineno or function.lineno) - function.lineno + 1
            sizes[name] = max(size, sizes.get(name, 0))
    return sizes


def file_sizes() -> dict[str, int]:
    """Every Python file of the package with its lines; migrations are made by a command and never edited."""
    return {m.name: m.lines for m in modules() if not m.is_migration}


def length(path: Path) -> int:
    """The lines of a file."""
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_function_is_too_long() -> None:
    """Breaks when a function of the package passes 60 lines."""
    assert too_long(function_sizes(), FUNCTION) == []


def test_no_python_file_is_too_long() -> None:
    """Breaks when a file of the package passes 450 lines."""
    assert too_long(file_sizes(), FILE) == []


def test_no_template_is_too_long() -> None:
    """Breaks when a template passes 150 lines."""
    sizes = {path.relative_to(ROOT).as_posix(): length(path) for path in files(TEMPLATES, "*.html")}
    assert too_long(sizes, TEMPLATE) == []


def test_no_test_file_is_too_long() -> None:
    """Breaks when a test file passes 400 lines."""
    sizes = {path.relative_to(ROOT).as_posix(): length(path) for path in files(ROOT / "tests", "*.py")}
    assert too_long(sizes, TEST) == []


def app_sizes() -> dict[str, int]:
    """Every app with its lines; a channel or provider is a folder of its own, and migrations do not count."""
    sizes: dict[str, int] = {}
    for module in (m for m in modules() if not m.is_migration):
        parts = module.path.relative_to(PACKAGE).parts
        own = len(parts) > 3 and parts[1] in {"channels", "providers"}
        if parts[0] in PARTED and len(parts) > 2 and parts[1] in PARTED[parts[0]]:
            name = "/".join(parts[:2])
        else:
            name = "/".join(parts[:3] if own else parts[:1])
        sizes[name] = sizes.get(name, 0) + module.lines
    return sizes


def test_no_app_is_too_long() -> None:
    """Breaks when an app, a channel or a provider passes 4,000 lines."""
    assert too_long(app_sizes(), APP) == []


def test_runtime_dependencies_are_few() -> None:
    """Breaks at the 33rd direct dependency."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert len(project["dependencies"]) <= DEPENDENCIES


def limit_of(name: str) -> int:
    """The limit an exception stands against."""
    if ": " in name:
        return FUNCTION
    if name.endswith(".html"):
        return TEMPLATE
    if name.endswith(".py"):
        return FILE if name.startswith("samtykke") else TEST
    return APP


def test_every_exception_is_still_needed() -> None:
    """Breaks when a long piece has become short, or has gone, and its exception stays."""
    sizes = {**function_sizes(), **file_sizes(), **app_sizes()}
    sizes |= {path.relative_to(ROOT).as_posix(): length(path) for path in files(TEMPLATES, "*.html")}
    sizes |= {path.relative_to(ROOT).as_posix(): length(path) for path in files(ROOT / "tests", "*.py")}
    assert [name for name in LONGER if sizes.get(name, 0) <= limit_of(name)] == []
    assert all(reason for _, reason in LONGER.values())

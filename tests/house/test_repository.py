"""What tracked files may not hold, and what they must (decision 0011)."""

from __future__ import annotations

import re
import tomllib
from hashlib import sha256
from importlib.metadata import version

from tests.house.code import ROOT, readable, tracked

# Hosts that packages and images come from, by the beginning of the SHA-256 of their last two labels: a list of names would
# itself be what it forbids.
REGISTRIES = frozenset(
    (
        "0fd460f0568e29c1",
        "26b9cccfe247fdba",
        "271dacc9f4d0caf8",
        "3530c4415dd857fb",
        "3ca29e55be4befa4",
        "8743857e3ea00fd1",
        "8b5bb5eb9d758455",
        "a4aa2ac280bb8d1a",
    )
)
HOST = re.compile(r"[a-z0-9-]+\.(?:com|io|org)\b", re.IGNORECASE)
# Written in parts, so that this file does not hold what it looks for.
MACHINE_PATHS = re.compile(
    r"(?<![\w.])/(?:" + "|".join(("work/" + "main", "work/" + "shared", "root/", "home/" + r"\w+/")) + ")"
)
# Files in which a path that begins like a home folder is meant: why each stands.
MEANT: dict[str, str] = {}


def test_the_lock_names_no_address() -> None:
    """Breaks when requirements.lock was compiled with the address of an index in it."""
    assert "://" not in (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_every_locked_package_has_a_hash() -> None:
    """Breaks when a pin in requirements.lock stands without a hash."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", " ")
    pins = [line for line in lock.splitlines() if re.match(r"^[A-Za-z0-9]", line)]
    assert pins
    assert [line.split()[0] for line in pins if "--hash=sha256:" not in line] == []


def test_no_tracked_file_names_a_registry() -> None:
    """Breaks when a file fixes for everybody where packages or images come from."""
    found = [
        f"{path.relative_to(ROOT)}: {host}"
        for path in tracked()
        for host in sorted({name.lower() for name in HOST.findall(readable(path) or "")})
        if sha256(host.encode()).hexdigest()[:16] in REGISTRIES
    ]
    assert found == []


def test_no_tracked_file_names_a_path_of_one_machine() -> None:
    """Breaks when a file holds the path of somebody's own folder."""
    found = [
        f"{path.relative_to(ROOT)}: {hit.group()}"
        for path in tracked()
        if str(path.relative_to(ROOT)) not in MEANT
        for hit in MACHINE_PATHS.finditer(readable(path) or "")
    ]
    assert found == []


def test_the_changelog_names_the_version() -> None:
    """Breaks when the newest heading of CHANGELOG.md and the version of the installed package differ."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\d+\.\d+\.\d+)", changelog, re.MULTILINE)
    assert newest is not None
    assert version("samtykke").startswith(newest.group(1))


def test_the_licence_is_said_the_same_everywhere() -> None:
    """Breaks when LICENSE, README.md and pyproject.toml name different licences."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["license"] == "AGPL-3.0-or-later"
    for name in ("LICENSE", "README.md"):
        assert "AGPL-3.0-or-later" in (ROOT / name).read_text(encoding="utf-8")


def test_readme_and_style_stay_readable() -> None:
    """Breaks when README.md passes 120 lines or STYLE.md 260."""
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 120
    assert len((ROOT / "STYLE.md").read_text(encoding="utf-8").splitlines()) <= 260


def test_nothing_compiled_is_tracked() -> None:
    """Breaks when a .mo, .pyc or a screenshot's source lands in the repository by accident."""
    assert [p.name for p in tracked() if p.suffix in {".mo", ".pyc", ".sqlite3", ".log", ".dump"}] == []

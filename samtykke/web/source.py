"""The source of exactly what runs here, as AGPL-3.0 section 13 offers it to everyone who uses it over a network."""

from __future__ import annotations

import io
import tarfile
from functools import lru_cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
KINDS = frozenset({".py", ".html", ".css", ".js", ".svg", ".po", ".sql", ".txt", ".json", ".toml", ".md"})
BESIDE = ("pyproject.toml", "requirements.lock", "Makefile", "LICENSE", "README.md", "CHANGELOG.md", "manage.py")


@lru_cache(maxsize=1)
def archive() -> bytes:
    """A tar.gz of the package's own files, and of the build files where this is a checkout. Made once per process."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as tar:
        for path in _files():
            tar.add(path, arcname=f"samtykke/{path.relative_to(PACKAGE.parent)}", filter=_anonymous)
    return made.getvalue()


def _files() -> list[Path]:
    own = [path for path in PACKAGE.rglob("*") if path.suffix in KINDS and path.is_file() and not path.is_symlink()]
    beside = [PACKAGE.parent / name for name in BESIDE] if (PACKAGE.parent / "pyproject.toml").is_file() else []
    return sorted([*own, *(path for path in beside if path.is_file())])


def _anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry

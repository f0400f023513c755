"""Walking the code: what files there are, and what stands in them."""

from __future__ import annotations

import ast
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "samtykke"
TEMPLATES = PACKAGE / "templates"
NOT_OURS = frozenset({".venv", ".git", "__pycache__", "node_modules", "build", "dist"})


@dataclass(frozen=True)
class Module:
    """A Python file of the package, with its tree."""

    path: Path

    @property
    def name(self) -> str:
        """The path from the root of the repository."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def app(self) -> str:
        """The package directly below `samtykke`, or the module itself (`cli`, `embedded`)."""
        return self.path.relative_to(PACKAGE).parts[0].removesuffix(".py")

    @property
    def is_migration(self) -> bool:
        return "migrations" in self.path.parts

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @property
    def tree(self) -> ast.Module:
        return _tree(self.path)

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def files(folder: Path, pattern: str) -> list[Path]:
    """Files below a folder, without what is not ours."""
    return sorted(p for p in folder.rglob(pattern) if p.is_file() and not NOT_OURS & set(p.parts))


def modules() -> list[Module]:
    """Every Python file of the package."""
    return [Module(path) for path in files(PACKAGE, "*.py")]


def apps() -> list[str]:
    """The packages below `samtykke` that hold Python."""
    return sorted({m.app for m in modules() if m.path.parent != PACKAGE})


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method, also nested ones."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every string constant that is no docstring, with its line."""
    docs = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                docs.add(id(first.value))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value


def called(node: ast.Call) -> str:
    """The dotted name of what is called, as far as it is written out: `Person.objects.create`."""
    parts: list[str] = []
    target: ast.expr = node.func
    while isinstance(target, ast.Attribute):
        parts.append(target.attr)
        target = target.value
    if isinstance(target, ast.Name):
        parts.append(target.id)
    return ".".join(reversed(parts))


def tracked() -> list[Path]:
    """Every file under version control; outside a checkout, every file that is ours."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listing.returncode:
        return files(ROOT, "*")
    names = [name for name in listing.stdout.decode().split("\0") if name]
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def readable(path: Path) -> str | None:
    """A file's text, or None if it holds none."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None

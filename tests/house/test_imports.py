"""The direction of imports (decision 0001)."""

from __future__ import annotations

import tomllib
from typing import Any

from tests.house.code import PACKAGE, ROOT, apps, modules

# Packages that have no inner layers: words shared by all, the frame, and the folder of translations.
WITHOUT_INNER_LAYERS = frozenset({"core", "config", "locale", "templates", "static"})


def contracts() -> list[dict[str, Any]]:
    """The contracts in pyproject.toml."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return list(settings["tool"]["importlinter"]["contracts"])


def test_imports_keep_their_direction(capsys: Any) -> None:
    """Breaks when `consents` imports `intake`, when `models` imports `actions`, or when an app is not listed."""
    from importlinter.cli import lint_imports

    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert status == 0, capsys.readouterr().out


def test_an_app_that_exists_stands_without_brackets() -> None:
    """Breaks when an app has code and its name is still bracketed as one that does not exist."""
    layers = next(c for c in contracts() if c["type"] == "layers" and c.get("exhaustive"))["layers"]
    bracketed = {
        name.strip().strip("()") for layer in layers for name in layer.split("|") if name.strip().startswith("(")
    }
    assert bracketed & {m.app for m in modules()} == set()


def test_every_app_keeps_its_inner_order() -> None:
    """Breaks when an app with models or actions is missing from the contract about the inside of apps."""
    inner = next(c for c in contracts() if c["type"] == "layers" and not c.get("exhaustive"))
    expected = {
        f"samtykke.{app}"
        for app in apps()
        if app not in WITHOUT_INNER_LAYERS
        and any((PACKAGE / app / name).exists() for name in ("models.py", "models", "actions.py", "actions"))
    }
    assert expected - set(inner["containers"]) == set()

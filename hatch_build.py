"""Compiles the message catalogues with babel, so that nobody needs the gettext tools to run Samtykke.

Called when the package is built, and by hand: python hatch_build.py
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LOCALE = Path(__file__).parent / "samtykke" / "locale"


def compile_catalogues(locale: Path = LOCALE) -> list[Path]:
    """Every .po newer than its .mo is compiled; says which."""
    done = []
    for po in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        with po.open("rb") as source:
            catalogue = read_po(source, locale=po.parent.parent.name)
        part = mo.with_suffix(".mo.part")
        with part.open("wb") as target:
            write_mo(target, catalogue)
        part.replace(mo)
        done.append(mo)
    return done


class CatalogueHook(BuildHookInterface[Any]):
    """Runs before the wheel is put together."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        compile_catalogues(Path(self.root) / "samtykke" / "locale")


if __name__ == "__main__":
    compile_catalogues()

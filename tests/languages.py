"""Collecting what the interface says, and bringing the catalogues up to date: `make messages`.

English stands in the code, Norwegian in samtykke/locale/nb. Nothing but babel is needed: Django turns a template into
something that reads like Python, and babel reads that.

    python -m tests.languages                    collect, update the catalogue, say what is missing
    python -m tests.languages --with other.po    also take translations from other catalogues
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from tests.house.code import PACKAGE, ROOT, files, modules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LOCALE = PACKAGE / "locale"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = """\
# What the interface says, in Norwegian (bokmål). Collected by `make messages`; translated by people.
# Words: docs/glossary.md. Tone: docs/develop/languages.md.
msgid ""
msgstr ""
"Project-Id-Version: Samtykke\\n"
"Language: nb\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
PLACEHOLDERS = re.compile(r"%\(\w+\)[#0\- +]?[\d.]*[a-zA-Z]|%[sdif]|\{\w*\}")


def template_text(path: Path) -> str:
    """A template as text that reads like Python, line for line."""
    from django.utils.translation.template import templatize

    told = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    return "\n".join(line.strip() for line in told.splitlines())


def found_in(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    """The messages of one file: line, text or texts, comments, context."""
    text = template_text(path) if path.suffix in {".html", ".txt"} else path.read_text(encoding="utf-8")
    yield from extract("python", BytesIO(text.encode()), KEYWORDS, ["Translators:"], {"encoding": "utf-8"})


def sources() -> list[Path]:
    """Where messages stand: the Python of the package and its templates."""
    python = [m.path for m in modules() if not m.is_migration]
    return python + files(PACKAGE, "*.html") + [p for p in files(PACKAGE, "*.txt") if "templates" in p.parts]


def collected() -> Catalog:
    """Every message of the code, with the files it stands in."""
    catalogue = Catalog(charset="utf-8", fuzzy=False)
    for path in sources():
        where = path.relative_to(ROOT).as_posix()
        for _, text, comments, context in found_in(path):
            catalogue.add(text, locations=[(where, 0)], auto_comments=comments, context=context)
    return catalogue


def catalogue_file(language: str) -> Path:
    """Where the catalogue of a language lies."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def existing(path: Path, language: str = "nb") -> Catalog:
    """A catalogue from its file, or an empty one."""
    if not path.exists():
        return Catalog(locale=language, charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def messages(catalogue: Catalog) -> list[Message]:
    """The messages of a catalogue, without its header."""
    return [message for message in catalogue if message.id]


def parts(message: Message) -> tuple[str, ...]:
    """The texts of a message: one, or one for each plural form."""
    return message.id if isinstance(message.id, tuple | list) else (message.id,)  # type: ignore[return-value]


def translations(message: Message) -> tuple[str, ...]:
    """What a message is in the other language: one text, or one for each plural form; empty where missing."""
    return tuple(message.string) if isinstance(message.string, tuple | list) else (message.string or "",)


def take(into: Catalog, given: Iterable[Message]) -> None:
    """Takes over translations for messages that have none yet."""
    for message in given:
        own = into.get(message.id, context=message.context)
        if own is not None and not all(translations(own)) and all(translations(message)):
            own.string = message.string


def bring_up_to_date(language: str, others: list[Path]) -> Catalog:
    """The catalogue of a language with the messages of the code, old translations kept, obsolete ones dropped."""
    catalogue = existing(catalogue_file(language), language)
    catalogue.update(collected(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    for other in others:
        take(catalogue, messages(existing(other, language)))
    return catalogue


def write(catalogue: Catalog, path: Path) -> None:
    """Writes a catalogue so that a change of one message is a change of its lines alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(HEADER.encode())
        write_po(
            file, catalogue, width=118, omit_header=True, sort_output=True, ignore_obsolete=True, include_lineno=False
        )


def main() -> int:
    """Brings the Norwegian catalogue up to date, compiles it, and says what is missing."""
    from hatch_build import compile_catalogues

    asked = argparse.ArgumentParser(prog="python -m tests.languages", description="Collect and compile messages.")
    asked.add_argument(
        "--with", dest="others", nargs="*", default=[], metavar="PO", help="take translations from these"
    )
    others = [Path(name) for name in asked.parse_args().others]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings_for_types")
    django.setup()
    catalogue = bring_up_to_date("nb", others)
    write(catalogue, catalogue_file("nb"))
    compile_catalogues()
    missing = [message for message in messages(catalogue) if not all(translations(message))]
    sys.stdout.write(f"{len(messages(catalogue))} messages, {len(missing)} without Norwegian.\n")
    for message in missing:
        sys.stdout.write(f"  {message.locations[0][0] if message.locations else ''}: {parts(message)[0]!r}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())

"""Documents name everything that exists, and nothing they link to is missing."""

from __future__ import annotations

import dataclasses
import re
import tomllib

from tests.house.code import PACKAGE, ROOT, files

DOCS = ROOT / "docs"
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(#[^)\s]*)?\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def documents() -> dict[str, str]:
    """Every document by its path from the root."""
    paths = [*files(DOCS, "*.md"), *ROOT.glob("*.md")]
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def words_of(folder: str) -> str:
    """Everything the documents of a folder say."""
    return "\n".join(text for name, text in documents().items() if name.startswith(folder))


def names(word: str, text: str) -> bool:
    """Whether a text holds a word as a whole."""
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text) is not None


def commands() -> list[str]:
    """Every management word of ours."""
    found = [p for p in files(PACKAGE, "*.py") if p.parent.name == "commands" and p.parent.parent.name == "management"]
    return sorted(p.stem for p in found if not p.stem.startswith("_"))


def test_every_setting_is_described() -> None:
    """Breaks when a field is added to Env and not to docs/operate/settings.md."""
    from samtykke.config.env import PREFIX, Env

    settings = documents().get("docs/operate/settings.md", "")
    fields = [f.name.upper() for f in dataclasses.fields(Env) if not f.metadata.get("internal")]
    assert [PREFIX + name for name in fields if not names(PREFIX + name, settings)] == []


def test_no_document_names_a_setting_that_does_not_exist() -> None:
    """Breaks when a setting is renamed and a document keeps the old name."""
    from samtykke.config.env import known_names

    found = {
        f"{where}: {name}"
        for where, text in documents().items()
        for name in re.findall(r"(?<![\w_])SAMTYKKE_[A-Z][A-Z_]+[A-Z]", text)
        if name not in known_names() | {"SAMTYKKE_NAME", "SAMTYKKE_NAME_FILE"}
    }
    assert found == set()


def test_every_management_word_is_described() -> None:
    """Breaks when a command is added and docs/operate does not say what it does, by its own or the console's word."""
    from samtykke import cli

    spoken = {command: word for word, (command, _) in cli.WORDS.items()}
    operate = words_of("docs/operate/")
    assert [word for word in commands() if not names(f"samtykke {spoken.get(word, word)}", operate)] == []


def test_every_word_of_the_console_script_is_described() -> None:
    """Breaks when the console script learns a word that docs/operate does not say."""
    from samtykke import cli

    operate = words_of("docs/operate/")
    assert cli.WORDS
    assert [word for word in cli.WORDS if not names(f"samtykke {word}", operate)] == []


def test_every_job_is_described() -> None:
    """Breaks when a job is added and docs/operate does not say what it does."""
    from procrastinate.contrib.django import app

    ours = [name for name in app.tasks if name.startswith("samtykke.")]
    operate = words_of("docs/operate/")
    assert [name for name in ours if f"`{name.rsplit('.', 1)[-1]}`" not in operate] == []


def test_every_api_path_is_described() -> None:
    """Breaks when the API gets a path that docs/develop/api.md does not name."""
    from tests.house.addresses import PARAMETER, addresses, operations

    text = re.sub(r"\{\w+\}", "{}", documents()["docs/develop/api.md"])
    paths = {PARAMETER.sub("{}", a.pattern) for a in addresses() if a.is_api and operations(a)}
    assert paths
    assert [path for path in sorted(paths) if not names(path.removeprefix("api/v1"), text)] == []


def test_every_link_leads_somewhere() -> None:
    """Breaks when a document is renamed and a link to it is not."""
    broken = []
    for where, text in documents().items():
        for target, _ in LINK.findall(FENCE.sub("", text)):
            if re.match(r"[a-z]+:", target):
                continue
            if not ((ROOT / where).parent / target).resolve().exists():
                broken.append(f"{where}: {target}")
    assert broken == []


def test_every_dependency_has_its_sentence() -> None:
    """Breaks when a dependency enters pyproject.toml, or leaves it, and docs/dependencies.md does not follow."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *(d for extra in project["optional-dependencies"].values() for d in extra)]
    direct = {re.split(r"[\[~=<>!; ]", line, maxsplit=1)[0].lower() for line in asked}
    rows = [row for row in (DOCS / "dependencies.md").read_text(encoding="utf-8").splitlines() if row.startswith("| `")]
    told = {name.lower() for row in rows for name in re.findall(r"`([^`]+)`", row.split("|")[1])}
    assert direct ^ told == set()


def test_every_decision_is_in_the_list() -> None:
    """Breaks when a decision is written and docs/decisions/index.md does not list it, or two share a number."""
    pages = sorted(p.name for p in (DOCS / "decisions").glob("[0-9]*.md"))
    listed = re.findall(r"\((\d{4}-[^)]+\.md)\)", (DOCS / "decisions" / "index.md").read_text(encoding="utf-8"))
    assert sorted(listed) == pages
    assert [int(name[:4]) for name in pages] == list(range(1, len(pages) + 1))


def test_every_decision_has_the_same_shape() -> None:
    """Breaks when a decision lacks its situation, its decision or its consequences, or passes a page."""
    for path in (DOCS / "decisions").glob("[0-9]*.md"):
        text = path.read_text(encoding="utf-8")
        for heading in ("## Situation", "## Decision", "## Consequences"):
            assert heading in text, f"{path.name} lacks {heading}"
        assert len(text.splitlines()) <= 60, path.name


def test_every_reason_and_status_is_explained() -> None:
    """Breaks when the gate gets a reason, or an event a status, that docs/privacy/rules.md does not explain."""
    from samtykke.consents.models import Status
    from samtykke.consents.queries.decisions import REASONS

    rules = documents()["docs/privacy/rules.md"]
    assert [word for word in (*Status.values, *REASONS) if f"`{word}`" not in rules] == []


def test_every_document_is_reachable() -> None:
    """Breaks when a document is written that no other one leads to."""
    linked = set()
    for where, text in documents().items():
        for target, _ in LINK.findall(text):
            linked.add(((ROOT / where).parent / target).resolve())
    start = {"README.md", "CHANGELOG.md", "docs/index.md"}
    assert [name for name in documents() if name not in start and (ROOT / name).resolve() not in linked] == []


def test_what_the_seed_coverage_names_exists() -> None:
    """Breaks when an address is renamed, or a test moved, and the table of what the seed asks keeps the old name."""
    from tests.house.addresses import addresses

    text = (DOCS / "privacy" / "seed-coverage.md").read_text(encoding="utf-8")
    known = {f"/{address.pattern}" for address in addresses()}
    named = set(re.findall(r"`(/[^`\s]*/)`", text))
    assert len(named) > 20
    assert named - known - {"/help/"} == set()
    tried = set(re.findall(r"`(tests/[^`]+)`", text))
    assert sorted(path for path in tried if not (ROOT / path).exists()) == []

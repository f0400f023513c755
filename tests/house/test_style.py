"""What the code does not contain (decision 0002, STYLE.md)."""

from __future__ import annotations

import ast
import re

from tests.house.code import Module, called, functions, modules, texts

FORBIDDEN_WORDS = frozenset(
    {"manager", "helper", "helpers", "util", "utils", "service", "services", "handler", "process"}
)
# Names a framework prescribes, or that mean what they say: why each stands.
PRESCRIBED = {
    "as_manager": "Django's own name",
    "process_exception": "the name Django gives this part of a middleware",
    "process_view": "the name Django gives this part of a middleware",
    "handler400": "Django's own name",
    "handler403": "Django's own name",
    "handler404": "Django's own name",
    "handler500": "Django's own name",
}
# Where each way of writing a person's row is at home.
REGISTERS = ("samtykke/consents/actions",)
REGISTERS_SETS = (
    "samtykke/consents/queries",
    "samtykke/consents/sets",
    "samtykke/consents/actions",
    "samtykke/consents/sql",
)
WRITES_PERSON = re.compile(r"insert\s+into\s+(?:public\.)?\"?contacts_person\"?[\s(]", re.IGNORECASE)
SQL = re.compile(
    r"\s*(SELECT\s|INSERT\s+INTO\s|UPDATE\s+\S+\s+SET\s|DELETE\s+FROM\s|CREATE\s+(UNLOGGED\s+)?TABLE\s|DROP\s+TABLE\s"
    r"|TRUNCATE\s|ANALYZE\b|WITH\s+\w+\s+AS\b|LOCK\s+TABLE\s|ALTER\s+TABLE\s)"
)
# Where SQL may stand outside of queries: the words without tables, the frame that starts and backs up, the launcher.
FRAME = frozenset({"core", "config", "embedded", "cli"})
MAKERS = frozenset({"create", "bulk_create", "get_or_create", "update_or_create", "acreate", "abulk_create"})


def ours() -> list[Module]:
    """The modules without migrations."""
    return [m for m in modules() if not m.is_migration]


def classes(module: Module) -> list[ast.ClassDef]:
    return [node for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef)]


def calls(module: Module) -> list[tuple[int, str]]:
    return [(node.lineno, called(node)) for node in ast.walk(module.tree) if isinstance(node, ast.Call)]


def bases(node: ast.ClassDef) -> set[str]:
    return {ast.unparse(base).split("[")[0].split(".")[-1] for base in node.bases}


def test_there_are_no_signals() -> None:
    """Breaks at a file signals.py, an import of Django's signals, `@receiver`, or a signal's `.connect(`."""
    found = [m.name for m in ours() if m.path.stem in {"signals", "receivers"}]
    for module in ours():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ImportFrom) and re.search(r"signals$|^django\.dispatch", node.module or ""):
                found.append(f"{module.name}:{node.lineno} imports {node.module}")
        found += [
            f"{module.name}:{line} {name}"
            for line, name in calls(module)
            if re.search(r"(pre|post)_(save|delete|init|migrate)\.connect$|signals\.\w+\.connect$", name)
        ]
    assert found == []


def test_no_model_overrides_saving_or_deleting() -> None:
    """Breaks when any class of an app defines save, delete, asave, adelete, full_clean or a QuerySet's update."""
    banned = {"save", "delete", "asave", "adelete", "save_base", "full_clean"}
    found = []
    for module in ours():
        for node in classes(module):
            own = {part.name for part in node.body if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef)}
            if bases(node) & {"ModelForm", "Form", "SessionBase", "SessionStore"}:
                continue
            found += [f"{module.name}:{node.lineno} {node.name}.{name}" for name in sorted(own & banned)]
    assert found == []


def test_no_form_saves() -> None:
    """Breaks when a form defines save(): forms parse, actions change."""
    found = [
        f"{m.name}:{node.lineno} {node.name}"
        for m in ours()
        if m.path.stem == "forms" or m.path.parent.name == "forms"
        for node in classes(m)
        for part in node.body
        if isinstance(part, ast.FunctionDef) and part.name == "save"
    ]
    assert found == []


def test_no_app_reaches_another_through_the_registry_of_models() -> None:
    """Breaks at `apps.get_model` or `get_models` outside migrations."""
    found = [
        f"{m.name}:{line}"
        for m in ours()
        for line, name in calls(m)
        if name.split(".")[-1] in {"get_model", "get_models"}
    ]
    assert found == []


def test_views_are_functions() -> None:
    """Breaks at a class that derives from a View or a Django generic view."""
    found = [
        f"{m.name}:{node.lineno} {node.name}"
        for m in ours()
        for node in classes(m)
        if any(base == "View" or base.endswith("View") for base in bases(node))
    ]
    assert found == []


def test_names_avoid_words_that_say_nothing() -> None:
    """Breaks when a module, class or function is called a manager, helper, util, service, handler or process."""
    found = []
    for module in ours():
        named = [(1, module.path.stem)]
        named += [(node.lineno, node.name) for node in classes(module)]
        named += [(function.lineno, function.name) for function in functions(module.tree)]
        for line, name in named:
            words = set(re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower().split("_"))
            if words & FORBIDDEN_WORDS and name not in PRESCRIBED:
                found.append(f"{module.name}:{line} {name}")
    assert found == []


def test_every_module_postpones_its_annotations() -> None:
    """Breaks when a module with annotations lacks `from __future__ import annotations`."""
    annotated = (ast.AnnAssign, ast.FunctionDef, ast.AsyncFunctionDef)
    found = [
        m.name
        for m in ours()
        if any(isinstance(node, annotated) for node in ast.walk(m.tree))
        and "from __future__ import annotations" not in m.text
    ]
    assert found == []


def test_persons_are_registered_in_one_place() -> None:
    """Breaks when anything but consents.actions.register_person and its set-based twin writes a person's row (M1)."""
    found = []
    for module in ours():
        if not module.name.startswith(REGISTERS):
            for line, name in calls(module):
                parts = name.split(".")
                if parts[-1] == "Person" or (parts[:2] == ["Person", "objects"] and parts[-1] in MAKERS):
                    found.append(f"{module.name}:{line} {name}(")
        if not module.name.startswith(REGISTERS_SETS) and WRITES_PERSON.search(module.text):
            found.append(f"{module.name}: INSERT INTO contacts_person")
    assert found == []


def test_sql_stands_in_queries() -> None:
    """Breaks when SQL is written in a view, action, form, API function, access rule or job instead of queries.py."""
    at_home = {"queries", "sql"}
    found = [
        f"{m.name}:{line} {' '.join(text.split())[:40]}"
        for m in ours()
        if not at_home & {m.path.stem, *(part for part in m.path.parts)} and m.app not in FRAME
        for line, text in texts(m.tree)
        if SQL.match(text)
    ]
    assert found == []


def test_nothing_about_a_person_is_shown_by_its_text() -> None:
    """Breaks when a model's __str__ reads a name, an address or a number: it ends up in logs (REQ-98)."""
    private = {"first_name", "last_name", "full_name", "address", "normal", "number", "email", "name"}
    found = []
    for module in ours():
        if module.app not in {"contacts", "consents", "intake"}:
            continue
        for node in classes(module):
            for part in node.body:
                if isinstance(part, ast.FunctionDef) and part.name == "__str__":
                    read = {n.attr for n in ast.walk(part) if isinstance(n, ast.Attribute)}
                    found += [
                        f"{module.name}:{part.lineno} {node.name} shows {name}" for name in sorted(read & private)
                    ]
    assert found == []

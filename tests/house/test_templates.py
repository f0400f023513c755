"""Templates: each is used, none reaches outside, none carries what the content security policy would refuse."""

from __future__ import annotations

import ast
import re

from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from tests.house.code import PACKAGE, TEMPLATES, files, modules, texts

NAMED = re.compile(r"""\{%-?\s*(?:include|extends)\s+["']([^"']+)["']""")
BY_VARIABLE = re.compile(r"""\{%-?\s*(?:include|extends)\s+(?!["'])""")
FRAMEWORK = frozenset({"400.html", "403.html", "404.html", "500.html", "403_csrf.html"})
# `style` of a `<meta>` or a class name is no attribute; what the policy refuses is.
INLINE = re.compile(r"\s(?:on[a-z]+|style|hx-on[:\w-]*)\s*=\s*[\"']", re.IGNORECASE)
ELSEWHERE = re.compile(r"(?:src|srcset|action|data-src|poster)\s*=\s*[\"']\s*(?:https?:)?//", re.IGNORECASE)
LINK_ELSEWHERE = re.compile(r"<link\b[^>]*href\s*=\s*[\"']\s*(?:https?:)?//", re.IGNORECASE)
WITHOUT_NONCE = re.compile(r"<(?:script(?![^>]*\bsrc=)|style)\b(?![^>]*nonce=)[^>]*>", re.IGNORECASE)


def templates() -> dict[str, str]:
    """Every template of the product by its name, with its text; those of deletable folders too."""
    folders = [TEMPLATES, *(p for p in PACKAGE.rglob("templates") if p.is_dir() and p != TEMPLATES)]
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for folder in folders
        for kind in ("*.html", "*.txt", "*.xml")
        for path in files(folder, kind)
    }


def patterns() -> list[re.Pattern[str]]:
    """What Python names: strings, and f-strings with anything for each value."""
    found = []
    for module in modules():
        found += [
            re.compile(re.escape(text)) for _, text in texts(module.tree) if text.endswith((".html", ".txt", ".xml"))
        ]
        for node in ast.walk(module.tree):
            if isinstance(node, ast.JoinedStr):
                parts = [re.escape(str(p.value)) if isinstance(p, ast.Constant) else r"[\w/-]+" for p in node.values]
                if parts and parts[-1].endswith(("html", "txt", "xml")):
                    found.append(re.compile("".join(parts)))
    return found


def overrides(name: str) -> bool:
    """Whether a framework has a template of this name, which ours stands before."""
    from django.template import engines

    for loader in engines["django"].engine.template_loaders:  # type: ignore[attr-defined]
        for inner in getattr(loader, "loaders", [loader]):
            origins = [origin for origin in inner.get_template_sources(name) if str(PACKAGE) not in str(origin.name)]
            if any(open_quietly(origin.name) for origin in origins):
                return True
    return False


def open_quietly(path: str) -> bool:
    """Whether there is a file."""
    from pathlib import Path

    return Path(path).is_file()


def test_no_template_is_unused() -> None:
    """Breaks when a page was renamed and its template stayed."""
    named = {name for text in templates().values() for name in NAMED.findall(text)}
    spoken = patterns()
    unused = [
        name
        for name in templates()
        if name not in named | FRAMEWORK and not any(p.fullmatch(name) for p in spoken) and not overrides(name)
    ]
    assert unused == []


def test_every_template_that_is_named_exists() -> None:
    """Breaks when a template or a view names one that is not there."""
    missing = set()
    for where, text in templates().items():
        for name in NAMED.findall(text):
            try:
                get_template(name)
            except TemplateDoesNotExist:
                missing.add(f"{where}: {name}")
    assert missing == set()


def test_no_template_carries_an_inline_style_or_script() -> None:
    """Breaks at style="…", onclick="…", hx-on: and at a script or style element without a nonce."""
    found = [f"{name}: {hit.group().strip()}" for name, text in templates().items() for hit in INLINE.finditer(text)]
    found += [f"{name}: {hit.group()}" for name, text in templates().items() for hit in WITHOUT_NONCE.finditer(text)]
    assert [line for line in found if not line.startswith("base_email")] == []


def test_no_page_asks_anybody_else() -> None:
    """Breaks at an image, a script, a form or a style sheet from another host."""
    found = [
        f"{name}: {hit.group()}"
        for name, text in templates().items()
        for pattern in (ELSEWHERE, LINK_ELSEWHERE)
        for hit in pattern.finditer(text)
    ]
    assert found == []


def test_no_static_file_asks_anybody_else() -> None:
    """Breaks at url(https://…) or @import in a style sheet, or a fetch from another host in a script."""
    asks = re.compile(r"url\(\s*[\"']?(?:https?:)?//|@import\s|fetch\(\s*[\"'`]https?:|importScripts", re.IGNORECASE)
    found = [
        f"{path.name}: {hit.group()}"
        for kind in ("*.css", "*.js")
        for path in files(PACKAGE / "static", kind)
        for hit in asks.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []

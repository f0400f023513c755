"""The living components: there for who builds, not in an everyday installation; every status has shape and word."""

from __future__ import annotations

import re

import pytest

from samtykke.consents.models import Status
from samtykke.core.templatetags.look import STATUSES, status
from tests.house.code import PACKAGE, TEMPLATES
from tests.pages import browse, text_of

SPRITE = (PACKAGE / "static" / "icons.svg").read_text(encoding="utf-8")


@pytest.mark.django_db
def test_the_page_is_only_there_in_the_demo_and_while_debugging(ola, settings):
    client = browse(ola)
    settings.DEMO = settings.DEBUG = False
    assert client.get("/components/").status_code == 404
    settings.DEMO = True
    assert client.get("/components/").status_code == 200


@pytest.mark.django_db
def test_every_component_stands_with_the_lines_that_make_it(ola, settings):
    settings.DEMO = True
    page = text_of(browse(ola).get("/components/"))
    for name in STATUSES:
        assert f"#g-{name}" in page
    for part in ("aria-busy=&quot;true&quot;", "components/empty.html", "{% bar parts", "{% field form.way %}"):
        assert part in page


@pytest.mark.django_db
def test_nobody_sees_it_without_signing_in(client, settings):
    settings.DEMO = True
    assert client.get("/components/").status_code == 302


def symbol(name: str) -> str:
    """What a symbol of the sprite draws."""
    found = re.search(rf'<symbol id="g-{name}"[^>]*>(.*?)</symbol>', SPRITE, re.DOTALL)
    assert found, name
    return found.group(1)


def test_every_status_has_a_shape_of_its_own_and_a_word_of_its_own():
    """Without colour, in print and to who sees no red, each status is still told from the others."""
    assert {str(known) for known in Status} <= set(STATUSES)
    assert len({symbol(name) for name in STATUSES}) == len(STATUSES)
    assert len({str(word) for _tone, word in STATUSES.values()}) == len(STATUSES)
    for name, (_tone, word) in STATUSES.items():
        made = status(name)
        assert f"#g-{name}" in made
        assert str(word) in made


def test_no_template_tells_a_status_by_colour_alone():
    """A status, a banner or a mark of the timeline is drawn with a shape beside its words."""
    bare = re.compile(
        r'<(span|div) class="(?:status|banner|mark)\b[^>]*>\s*(?!\s*\{%-? (?:glyph|icon|if|comment))(?=\S)'
    )
    found = [
        f"{path.relative_to(TEMPLATES)}: {hit.group()[:60]}"
        for path in TEMPLATES.rglob("*.html")
        for hit in bare.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []

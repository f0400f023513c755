"""Help: a page for each page of settings, in both languages, with its picture. Done when 3; check 86."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from samtykke.accounts.models import User
from samtykke.web.help import BY_PAGE, TOPICS
from samtykke.web.navigation import SECTIONS
from tests.accounts.factories import signed_in as sign_in
from tests.house.code import PACKAGE
from tests.languages import catalogue_file, existing, messages, parts, translations

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

pytestmark = pytest.mark.django_db
LANGUAGES = ("nb", "en")
# Places that are worked in and not set up: their own pages say what they are for.
NO_SETTINGS = {"web:people", "contacts:companies", "governance:may", "governance:informing", "file:imports"}
MOST_BYTES = 160_000


def test_every_place_of_settings_and_privacy_has_its_topic() -> None:
    """Breaks when a page of settings is added to the menu without help."""
    places = {place.url_name for _name, _shown, section in SECTIONS for place in section}
    assert places - NO_SETTINGS - set(BY_PAGE) == set()
    assert places >= NO_SETTINGS


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_a_topic_has_steps_and_a_picture_in_both_languages(topic: object) -> None:
    """Breaks when a language lacks its words or its picture, or the two tell different numbers of steps."""
    steps = []
    for language in LANGUAGES:
        text = (PACKAGE / "templates" / "help" / language / f"{topic.slug}.html").read_text(encoding="utf-8")  # type: ignore[attr-defined]
        picture = PACKAGE / "static" / "help" / language / f"{topic.slug}.jpg"  # type: ignore[attr-defined]
        assert 0 < picture.stat().st_size < MOST_BYTES, picture.name
        assert "{{" not in text
        steps.append(len(re.findall(r"<li>", text)))
    assert steps[0] == steps[1] >= 3


def test_no_topic_stands_behind_a_page_that_is_gone() -> None:
    """Breaks when an address is renamed and its help stays."""
    for topic in TOPICS:
        assert reverse(topic.pages[0], args=[topic.example] if topic.example else None)
    assert len(BY_PAGE) == sum(len(topic.pages) for topic in TOPICS)


def test_the_page_leads_to_its_help_and_the_help_says_it_in_the_readers_language(siri: User) -> None:
    """Breaks when the link is missing on the page, or the help is in the other language."""
    User.objects.filter(pk=siri.pk).update(language="nb")
    client = sign_in(siri)
    assert 'href="/help/desk/"' in client.get("/desk/").content.decode()
    assert "Tell på nytt" in client.get("/help/desk/").content.decode()
    User.objects.filter(pk=siri.pk).update(language="en")
    assert "Count again" in sign_in(siri).get("/help/desk/").content.decode()


def test_per_may_read_help_and_an_unknown_topic_is_not_there(per: User, signed_in: Callable[..., Client]) -> None:
    """Breaks when help asks for a right, or an unknown topic fails."""
    client = signed_in(per)
    assert client.get("/help/").status_code == 200
    assert client.get("/help/no-such-topic/").status_code == 404


def test_help_names_buttons_and_fields_as_the_pages_do() -> None:
    """Breaks when a page gets another word and its help keeps the old one, or a step names something that is nowhere."""
    said = {language: _words_of(language) for language in LANGUAGES}
    wrong = [
        f"{file.parent.name}/{file.stem}: {word}"
        for language in LANGUAGES
        for file in sorted((PACKAGE / "templates" / "help" / language).glob("*.html"))
        for word in re.findall(r"<strong>(.+?)</strong>", file.read_text(encoding="utf-8"))
        if word not in said[language]
    ]
    assert not wrong, "\n".join(wrong)


def _words_of(language: str) -> set[str]:
    """What the product says in a language."""
    entries = list(messages(existing(catalogue_file("nb"))))
    of = parts if language == "en" else translations
    return {word for entry in entries for word in of(entry)}

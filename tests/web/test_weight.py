"""What a first view weighs: HTML, CSS and JavaScript as they are served, gzipped; no fonts, nothing from elsewhere."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command

from tests.factories import make_consent, make_person
from tests.pages import browse, text_of

if TYPE_CHECKING:
    from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HEAVIEST = 60 * 1024
LINKED = re.compile(r"""<(?:link rel="stylesheet"|script)\s[^>]*?(?:href|src)="(/static/[^"]+)\"""")


@pytest.fixture
def served(settings: Any, tmp_path: Path) -> Path:
    """The static files as an installation serves them: hashed and compressed."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path


def weight(client: Client, address: str, served: Path) -> int:
    """The gzipped bytes of a page with everything that it links."""
    page = text_of(client.get(address))
    linked = LINKED.findall(page)
    assert len(linked) >= 6
    files = [served / f"{address.removeprefix('/static/')}.gz" for address in linked]
    return len(gzip.compress(page.encode())) + sum(file.stat().st_size for file in files)


def test_a_first_view_weighs_at_most_60_kilobytes(served, siri, kari):
    for number in range(55):
        make_consent(make_person("Ingeborg", f"Eksempelsen-Liksomhaugen{number}"))
    make_consent(kari)
    client = browse(siri)
    pages = ("/", "/people/", f"/people/{kari.pk}/", f"/people/{kari.pk}/timeline/", "/may/", "/audit/", "/find/?q=in")
    heavy = {address: size for address in pages if (size := weight(client, address, served)) > HEAVIEST}
    assert heavy == {}


def test_the_sign_in_is_as_light(served, client, db):
    assert weight(client, "/sign-in/", served) <= HEAVIEST


def test_no_style_sheet_asks_for_a_font(served):
    assert [file.name for file in served.rglob("*.css") if "@font-face" in file.read_text()] == []

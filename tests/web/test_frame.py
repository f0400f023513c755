"""The frame of every page: who sees what in it, in which language, and what it offers."""

from __future__ import annotations

import io
import tarfile

import pytest

pytestmark = pytest.mark.django_db


def test_the_source_is_offered_to_everyone(client):
    page = client.get("/source/")
    assert page.status_code == 200
    archive = client.get("/source/samtykke-source.tar.gz")
    with tarfile.open(fileobj=io.BytesIO(archive.content)) as tar:
        names = tar.getnames()
    assert "samtykke/samtykke/web/source.py" in names
    assert not [name for name in names if "secret_key" in name or name.endswith(".mo")]


def test_a_missing_page_is_said_in_the_reader_s_language(client):
    client.cookies["language"] = "nb"
    page = client.get("/nothing/at/all/")
    assert page.status_code in {302, 404}


def test_anybody_may_choose_the_language_of_the_pages(client):
    answer = client.post("/language/", {"language": "nb", "next": "/source/"})
    assert answer.headers["Location"] == "/source/"
    assert client.cookies["language"].value == "nb"
    assert '<html lang="nb"' in client.get("/source/").content.decode()


def test_the_way_back_never_leaves_the_site(client):
    answer = client.post("/language/", {"language": "en", "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/"


def test_an_unknown_language_changes_nothing(client):
    client.post("/language/", {"language": "xx", "next": "/"})
    assert "language" not in client.cookies

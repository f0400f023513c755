"""The frame of every page: who sees what in it, in which language, and what it offers."""

from __future__ import annotations

import io
import tarfile

import pytest
from django.utils import translation

from samtykke.web.views.errors import broken
from tests.pages import browse, text_of

pytestmark = pytest.mark.django_db


def test_the_source_is_offered_to_everyone(client):
    page = client.get("/source/")
    assert page.status_code == 200
    archive = client.get("/source/samtykke-source.tar.gz")
    with tarfile.open(fileobj=io.BytesIO(archive.content)) as tar:
        names = tar.getnames()
    assert "samtykke/samtykke/web/source.py" in names
    assert not [name for name in names if "secret_key" in name or name.endswith(".mo")]


@pytest.mark.parametrize(("language", "heading"), [("en", "There is nothing here"), ("nb", "Her er det ingenting")])
def test_a_missing_page_is_said_in_the_reader_s_language(ola, language, heading):
    page = browse(ola, language=language).get("/people/424242/")
    assert page.status_code == 404
    assert heading in text_of(page)


def test_a_closed_page_says_who_can_open_it(per, admin):
    page = browse(per).get("/people/")
    assert page.status_code == 403
    assert "You may not see this" in text_of(page)
    assert admin.name in text_of(page)


def test_trouble_is_told_without_asking_the_database(rf, django_assert_num_queries):
    with translation.override("en"), django_assert_num_queries(0):
        answer = broken(rf.get("/"))
    assert answer.status_code == 500
    assert "Something went wrong on our side" in text_of(answer)


def test_light_and_dark_are_the_users_own(ola):
    client = browse(ola)
    client.post("/theme/", {"theme": "dark", "next": "/people/"})
    assert 'data-theme="dark"' in text_of(client.get("/people/"))
    client.post("/theme/", {"theme": "purple"})
    assert 'data-theme="dark"' in text_of(client.get("/people/"))


def test_the_policy_lets_no_inline_script_or_other_host_in(ola):
    policy = browse(ola).get("/people/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


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

"""The builder's pages: what is written stays, what is unlawful is not published, and whoever comes second is told. M12; REQ-12, 13."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samtykke.audit.models import Entry
from samtykke.webforms import actions
from samtykke.webforms.models import FormVersion, WebForm
from tests.accounts.factories import make_user
from tests.house.tables import changed, digests
from tests.preferences.pages import stranger
from tests.webforms.forms import BY, definition, draft_form, make_form
from tests.webforms.sending import sent

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse
    from django.test import Client

    from samtykke.accounts.models import User

pytestmark = pytest.mark.django_db
CONTROL = re.compile(r"<(input|textarea|select)\b([^>]*)>(?:([^<]*)</textarea>)?")
ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')


@pytest.fixture
def client(signed_in: Callable[..., Client]) -> Client:
    return signed_in(make_user("Berit Builder", "administrator", language="en"))


def controls(page: HttpResponse) -> dict[str, str]:
    """What a browser would send of the builder's form as it stands."""
    from html import unescape

    html = page.content.decode()
    told = {"languages": re.findall(r'<option value="([^"]+)" selected', html)[0]}
    for kind, inner, text in CONTROL.findall(html):
        has = dict(ATTRIBUTE.findall(inner))
        if kind == "select" or "name" not in has or has["name"] == "csrfmiddlewaretoken":
            continue
        if has.get("type") in {"checkbox", "radio"}:
            if "checked" in has:
                told[has["name"]] = has.get("value", "on")
        else:
            told[has["name"]] = unescape(text if kind == "textarea" else has.get("value", ""))
    return told


def press(client: Client, slug: str, act: str, **typed: Any) -> HttpResponse:
    told = controls(client.get(f"/forms/{slug}/"))
    return client.post(f"/forms/{slug}/", {**told, **typed, "act": act}, follow=True)


def draft(slug: str = "newsletter") -> dict[str, Any]:
    found: dict[str, Any] = WebForm.objects.get(slug=slug).draft
    return found


def inputs() -> list[str]:
    return [one.get("name") or one["purposes"][0] for one in draft()["fields"]]


def test_opened_and_saved_a_form_is_as_it_was(client: Client) -> None:
    """Breaks when the page loses a text, a flag or a field of the definition."""
    told = definition(consents={"title": {"nb": "Hva?", "en": "What?"}, "all": True, "none": True})
    told["fields"] += [
        {"kind": "text", "name": "wishes", "labels": {"nb": "Ønsker", "en": "Wishes"}, "long": True, "required": True},
        {"kind": "hidden", "name": "campaign", "value": "autumn & <winter>"},
        {"kind": "terms", "name": "terms", "labels": {"nb": "V", "en": "T"}, "url": {"nb": "https://a.example/"}},
        {"kind": "consent", "purposes": ["STORE"], "required": True, "ticked": True},
    ]
    form = draft_form(told=told)
    press(client, "newsletter", "save")
    assert draft() == form.draft
    assert WebForm.objects.get().edition == form.edition


def test_fields_are_added_ordered_and_taken_away_by_buttons(client: Client) -> None:
    """Breaks when a button moves another field, or what was typed before it is lost."""
    draft_form()
    press(client, "newsletter", "add", add="person:phone")
    press(client, "newsletter", "up-4", **{"title-en": "Our news"})
    assert inputs() == ["email", "name", "EMARKETING", "phone", "CLUB"]
    assert draft()["title"]["en"] == "Our news"
    press(client, "newsletter", "remove-1")
    press(client, "newsletter", "down-0")
    assert inputs() == ["EMARKETING", "email", "phone", "CLUB"]
    for add in ("text:", "hidden:", "terms:"):
        press(client, "newsletter", "add", add=add)
    assert inputs()[-3:] == ["text1", "hidden1", "terms1"]
    fragment = client.post(
        "/forms/newsletter/",
        {**controls(client.get("/forms/newsletter/")), "act": "up-9", "add": "x"},
        headers={"hx-request": "true"},
    )
    assert b'id="building"' in fragment.content
    assert b"<!doctype" not in fragment.content.split(b"srcdoc")[0]


def test_what_is_unlawful_is_listed_whole_and_not_published(client: Client) -> None:
    """REQ-12, REQ-13. Breaks when a lint is not shown, does not lead to its field, or the draft is lost by a refusal."""
    told = definition(title={"nb": "Nyhetsbrev"})
    told["fields"][2] |= {"required": True, "ticked": True}
    draft_form(told=told)
    page = press(client, "newsletter", "publish", **{"lead-nb": "Hei", "lead-en": "Hello"})
    html = page.content.decode()
    for sentence in ("never ticked beforehand", "Nobody can be made to consent", "A text is missing"):
        assert sentence in html
    assert 'href="#field-2"' in html
    assert FormVersion.objects.count() == 0
    assert draft()["lead"]["en"] == "Hello"
    mended = controls(client.get("/forms/newsletter/"))
    for name in ("f2-required", "f2-ticked"):
        del mended[name]
    client.post("/forms/newsletter/", {**mended, "title-en": "News", "act": "publish"})
    assert FormVersion.objects.get().definition["title"] == {"nb": "Nyhetsbrev", "en": "News"}
    assert "Hello" in stranger().get("/f/newsletter/?language=en").content.decode()


def test_whoever_comes_second_is_told_and_loses_nothing(client: Client) -> None:
    """Breaks when the second of two overwrites the first unseen, or their words are gone; in the draft and in the settings."""
    form = draft_form()
    mine = controls(client.get("/forms/newsletter/")) | {"title-en": "Mine", "act": "save"}
    settings = controls_of_settings(client) | {"name_en": "My name"}
    actions.write_draft(form, definition=definition(title={"nb": "Deres", "en": "Theirs"}), **BY)
    page = client.post("/forms/newsletter/", mine)
    assert page.status_code == 409
    html = page.content.decode()
    assert 'value="Mine"' in html
    assert "Theirs" in html
    assert draft()["title"]["en"] == "Theirs"
    second = client.post("/forms/newsletter/settings/", settings)
    assert (second.status_code, 'value="My name"' in second.content.decode()) == (409, True)
    client.post("/forms/newsletter/", controls(page) | {"act": "save"})
    assert draft()["title"]["en"] == "Mine"


def controls_of_settings(client: Client) -> dict[str, Any]:
    form = client.get("/forms/newsletter/settings/").context["form"]
    return {name: "" if form[name].value() is None else form[name].value() for name in form.fields} | {
        "double_opt_in": "on"
    }


def test_bad_input_names_its_place_and_what_was_typed_stays(client: Client) -> None:
    """Breaks when malformed input is an error of ours, is kept, or takes the rest with it."""
    form = draft_form()
    told = controls(client.get("/forms/newsletter/"))
    for wrong in (
        {"title-en": "a\x00b"},
        {"lead-nb": "x" * 10_000},
        {"statement-nb": "javascript:alert(1)"},
        {"languages": "xx"},
    ):
        page = client.post("/forms/newsletter/", {**told, "submit-en": "Kept words", **wrong})
        assert page.status_code == 422, wrong
        assert 'value="Kept words"' in page.content.decode()
    assert client.post("/forms/newsletter/", {"act": "save", "count": "99999"}).status_code == 200 or draft()
    bad = controls_of_settings(client) | {
        "allowed_origins": "https://a.example/path",
        "edition": WebForm.objects.get().edition,
    }
    page = client.post("/forms/newsletter/settings/", bad)
    assert page.status_code == 422
    assert "beginning of the address" in page.content.decode()
    assert client.get("/forms/nothing/").status_code == 404
    assert WebForm.objects.get().allowed_origins == form.allowed_origins


def test_settings_hold_at_once_and_the_page_shows_the_colour(client: Client) -> None:
    """Breaks when a setting is not kept, or the trail does not say that it changed."""
    make_form()
    told = controls_of_settings(client) | {
        "allowed_origins": "https://www.a.example\nhttps://b.example",
        "unknown": "hold",
        "link_days": "3",
        "accent": "#1c6a3a",
    }
    assert client.post("/forms/newsletter/settings/", told).status_code == 302
    form = WebForm.objects.get()
    assert (form.allowed_origins, form.unknown, form.link_days) == (
        ["https://www.a.example", "https://b.example"],
        "hold",
        3,
    )
    assert "#1c6a3a" in stranger().get("/f/newsletter/style.css").content.decode()
    assert Entry.objects.filter(deed="form:changed").exists()


def test_a_new_form_begins_lawful(client: Client) -> None:
    """Breaks when a starting point cannot be published as it stands."""
    from samtykke.purposes.queries import basis_by_key, purpose_by_key
    from tests.webforms.forms import STATEMENT

    draft_form("other")
    facts = {
        "name_nb": "Ny",
        "name_en": "New",
        "purpose": purpose_by_key("STORE").pk,
        "legal_basis": basis_by_key("61F").pk,
    }
    for start in ("newsletter", "contact", "event"):
        assert client.post("/forms/new/", {**facts, "start": start, "slug": f"a-{start}"}).status_code == 302
        press(client, f"a-{start}", "publish", **{"statement-nb": STATEMENT, "statement-en": STATEMENT})
    assert FormVersion.objects.count() >= 2, "contact asks for a message, which the purpose must use"
    for slug in ("new", "A b", "other"):
        assert client.post("/forms/new/", {**facts, "start": "contact", "slug": slug}).status_code == 422


def test_the_list_counts_and_versions_tell_what_differed(client: Client, django_assert_max_num_queries: Any) -> None:
    """Breaks when the list asks per form, or a version does not say who published it and what differs."""
    form = make_form()
    sent(form)
    actions.write_draft(form, definition=definition(title={"nb": "Nytt", "en": "News"}), **BY)
    actions.publish_form(form, **BY)
    with CaptureQueriesContext(connection) as one:
        client.get("/forms/")
    for number in range(3):
        make_form(f"more-{number}")
    with django_assert_max_num_queries(len(one)):
        page = client.get("/forms/")
    html = page.content.decode()
    assert [line.lately for line in page.context["lines"]] == [0, 0, 0, 1]
    assert "/submissions/?form=newsletter" in html
    versions = client.get("/forms/newsletter/versions/").content.decode()
    assert "<del>Newsletter</del> <ins>News</ins>" in versions


def test_unused_it_goes_to_the_bin_and_used_it_is_retired(client: Client) -> None:
    """Breaks when a form is deleted that people sent, or one in the bin still takes something in."""
    make_form("unused")
    sent(make_form())
    client.post("/forms/newsletter/deletion/")
    client.post("/forms/unused/deletion/")
    assert list(WebForm.objects.existing().values_list("slug", flat=True)) == ["newsletter"]
    assert stranger().get("/f/unused/").status_code == client.get("/forms/unused/").status_code == 404
    client.post("/forms/unused/restoration/")
    assert stranger().get("/f/unused/").status_code == 200
    client.post("/forms/newsletter/retirement/")
    assert stranger().get("/f/newsletter/").status_code == 410
    client.post("/forms/newsletter/retirement/", {"back": "1"})
    assert stranger().get("/f/newsletter/").status_code == 200
    deeds = set(Entry.objects.filter(deed__startswith="form:").values_list("deed", flat=True))
    assert {"form:deleted", "form:restored", "form:retired"} <= deeds


def test_the_preview_shows_what_is_typed_and_saves_nothing(client: Client) -> None:
    """Breaks when looking at a draft keeps it, or shows something else than the form will."""
    draft_form()
    told = controls(client.get("/forms/newsletter/")) | {"title-nb": "Helt nytt", "shown": "nb"}
    before = digests()
    html = client.post("/forms/newsletter/preview/", told).content.decode()
    assert changed(before) == []
    assert "Helt nytt" in html
    assert "Meld meg på" in html
    assert "Yes, send me news by e-mail (nb)." in html


def test_who_only_reads_changes_nothing(signed_in: Callable[..., Client], per: User) -> None:
    """Breaks when an auditor cannot read forms or can change them, or staff without rights can do either."""
    make_form()
    reads = signed_in(make_user("Rita Revisor", "auditor"))
    for address in ("", "settings/", "versions/", "site/"):
        page = reads.get(f"/forms/newsletter/{address}")
        assert page.status_code == 200
        assert 'value="publish"' not in page.content.decode()
        assert b"embed.js" not in b"".join(re.findall(rb"<script[^>]*>", page.content)), "to be copied, not to run"
        assert b"/forms/newsletter/" not in b"".join(re.findall(rb'(?:action|hx-post)="[^"]*"', page.content))
        assert signed_in(per).get(f"/forms/newsletter/{address}").status_code == 403
    for address in ("", "settings/", "deletion/", "preview/"):
        assert reads.post(f"/forms/newsletter/{address}", {}).status_code == 403

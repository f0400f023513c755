"""The pages of the privacy statement, for staff and for everybody. REQ-35; product M18."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from samtykke.audit.deeds import Deed
from samtykke.audit.models import Entry
from samtykke.purposes import actions as purposes
from samtykke.purposes.models import StatementDraft, StatementVersion
from tests.accounts.factories import signed_in as sign_in
from tests.house.tables import changed, digests
from tests.purposes.statements import BY, describe, publish, whole

if TYPE_CHECKING:
    from django.test import Client

    from samtykke.accounts.models import User

pytestmark = pytest.mark.django_db
DRAFT = "/privacy-statement/nb/"


@pytest.fixture(autouse=True)
def described(db: None) -> None:
    """An organisation that says who it is."""
    describe()


@pytest.fixture
def siri_in(siri: User) -> Client:
    """Siri, signed in."""
    return sign_in(siri)


def test_per_may_neither_read_nor_write_it(per: User) -> None:
    """Breaks when staff without the right open the statement's pages."""
    assert sign_in(per).get("/privacy-statement/").status_code == 403
    assert sign_in(per).post(DRAFT, {"edition": 0}).status_code == 403


def test_an_auditor_reads_and_changes_nothing(auditor: User) -> None:
    """Breaks when the auditor cannot see what was published, or could write."""
    publish()
    client = sign_in(auditor)
    assert client.get("/privacy-statement/").status_code == 200
    assert client.get("/privacy-statement/nb/versions/1/").status_code == 200
    assert client.get(DRAFT).status_code == 403


def test_the_first_page_is_made_from_the_set_up_and_keeps_nothing(siri_in: Client) -> None:
    """Breaks when a GET writes a draft, or the set-up is not carried into it."""
    page = siri_in.get(DRAFT).content.decode()
    assert "Testvik Kabel AS" in page
    assert not StatementDraft.objects.exists()


def test_keeping_and_publishing_lead_to_the_public_page(siri_in: Client, client: Client) -> None:
    """Breaks when what was written does not reach people, or reaches them before it is published."""
    draft = whole()
    texts = {**draft.sections, "rights": "Ring oss, så hjelper vi deg med rettighetene dine."}
    assert siri_in.post(DRAFT, {**texts, "edition": draft.edition}).status_code == 302
    assert "Ring oss" not in client.get("/privacy/").content.decode()
    confirm = siri_in.get(f"{DRAFT}publication/").content.decode()
    assert f'name="edition" value="{draft.edition + 1}"' in confirm
    assert siri_in.post(f"{DRAFT}publication/", {"edition": draft.edition + 1}).status_code == 302
    assert "Ring oss" in client.get("/privacy/?language=nb").content.decode()
    assert Entry.objects.filter(deed=Deed.STATEMENT_PUBLISHED).count() == 1


def test_publishing_is_refused_by_name(siri_in: Client) -> None:
    """Breaks when a statement without retention can be published, or the page does not say what is missing (REQ-35)."""
    draft = whole(retention="")
    answer = siri_in.post(f"{DRAFT}publication/", {"edition": draft.edition})
    assert answer.status_code == 422
    assert "Art. 13(2)(a)" in answer.content.decode().replace("art. 13 nr. 2 bokstav a", "Art. 13(2)(a)")
    assert not StatementVersion.objects.exists()


@pytest.mark.parametrize("edition", ["", "x", "-1", "99999999999", "0"])
def test_only_what_was_read_is_published(siri_in: Client, edition: str) -> None:
    """Breaks when a stale or forged form publishes another text than the one that was confirmed."""
    whole()
    assert siri_in.post(f"{DRAFT}publication/", {"edition": edition}).status_code == 422
    assert not StatementVersion.objects.exists()


def test_two_who_write_at_once_lose_nothing(siri_in: Client) -> None:
    """Breaks when the second overwrites the first, or loses what was typed."""
    draft = whole()
    typed = {**draft.sections, "rights": "Siri skrev dette."}
    purposes.write_statement("nb", {**draft.sections, "rights": "Ola skrev dette."}, **BY)
    answer = siri_in.post(DRAFT, {**typed, "edition": draft.edition})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Siri skrev dette." in page
    assert "Ola skrev dette." in page
    assert StatementDraft.objects.get(language="nb").sections["rights"] == "Ola skrev dette."
    again = siri_in.post(DRAFT, {**typed, "edition": draft.edition + 1})
    assert again.status_code == 302
    assert StatementDraft.objects.get(language="nb").sections["rights"] == "Siri skrev dette."


def test_the_preview_keeps_nothing(siri_in: Client) -> None:
    """Breaks when looking at how it reads writes anything."""
    draft = whole()
    before = digests()
    texts = {**draft.sections, "rights": "**Nye** ord", "edition": draft.edition, "preview": "1"}
    page = siri_in.post(DRAFT, texts, headers={"HX-Request": "true"}).content.decode()
    assert "<strong>Nye</strong> ord" in page
    assert changed(before) == []


def test_a_script_in_the_preview_is_text(siri_in: Client) -> None:
    """Breaks when the preview runs what was typed (REQ-96)."""
    page = siri_in.post(DRAFT, {"rights": "<script>alert(1)</script>", "edition": 0, "preview": "1"}).content.decode()
    assert "<script>alert(1)" not in page


def test_versions_are_compared_by_words(siri_in: Client) -> None:
    """Breaks when nobody can see what changed between two versions."""
    publish(rights="Skriv til oss, så svarer vi innen en måned.")
    publish(rights="Skriv til oss, så svarer vi innen en uke.")
    page = siri_in.get("/privacy-statement/nb/versions/2/").content.decode()
    assert "<del>måned</del>" in page
    assert "<ins>uke</ins>" in page


def test_the_public_page_sets_no_cookie_and_lists_its_versions(client: Client) -> None:
    """Breaks when reading the statement leaves a trace, or an earlier version cannot be read (REQ-63)."""
    publish(rights="Gamle ord.")
    publish(rights="Nye ord.")
    publish("en", rights="English words.")
    before = digests()
    answer = client.get("/privacy/?language=nb")
    assert not answer.cookies
    assert "Nye ord." in answer.content.decode()
    assert "/privacy/versions/nb-1/" in answer.content.decode()
    old = client.get("/privacy/versions/nb-1/")
    assert "Gamle ord." in old.content.decode()
    assert not old.cookies
    assert "English words." in client.get("/privacy/?language=en").content.decode()
    assert changed(before) == []


@pytest.mark.parametrize("address", ["nb-9/", "xx-1/", "nb-0/", "nb-99999999999999/", "nb/"])
def test_a_version_that_does_not_exist_is_not_found(client: Client, address: str) -> None:
    """Breaks when a wrong address fails or sets a cookie."""
    answer = client.get(f"/privacy/versions/{address}")
    assert answer.status_code == 404
    assert not answer.cookies


def test_a_language_without_a_version_reads_another(client: Client) -> None:
    """Breaks when somebody who reads English gets nothing because only Norwegian is published."""
    publish("nb", rights="Norske ord.")
    page = client.get("/privacy/?language=en").content.decode()
    assert "Norske ord." in page
    assert 'lang="nb"' in page


def test_a_language_the_company_does_not_use_has_no_statement(siri_in: Client) -> None:
    """Breaks when any word in the address makes a draft."""
    assert siri_in.get("/privacy-statement/xx/").status_code == 404
    assert siri_in.post("/privacy-statement/xx/set-up/").status_code == 404


def test_the_set_up_is_written_into_the_sections_chosen(siri_in: Client) -> None:
    """Breaks when writing one section anew replaces the others."""
    whole(rights="Egne ord.", contact="gammel@testvik.example")
    assert siri_in.post(f"{DRAFT}set-up/", {"section": ["contact"]}).status_code == 302
    kept = StatementDraft.objects.get(language="nb").sections
    assert "personvern@testvik.example" in kept["contact"]
    assert kept["rights"] == "Egne ord."

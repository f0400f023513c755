"""The pages of documents: the tab, a document, its files; who sees them; uploads that are too large."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from samtykke.accounts.rights import Scope
from samtykke.audit.models import Entry
from samtykke.consents import actions as consents
from samtykke.contacts import actions as contacts
from samtykke.documents import actions, store
from samtykke.documents.found import found_documents
from samtykke.documents.models import Document, DocumentVersion
from samtykke.purposes.actions import decide_field
from tests.documents.made import BY, WORDS, in_addresses, keep, passed, pdf, png
from tests.factories import make_company_merge, make_merge, make_person
from tests.fields.made import CaptureQueries
from tests.intake.api.calls import Caller
from tests.pages import browse, text_of

if TYPE_CHECKING:
    from samtykke.accounts.models import User
    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db


def file(content: bytes = WORDS, name: str = "tilbud.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/octet-stream")


def test_a_file_is_kept_shown_and_taken_out_again(kari: Person, ola: User) -> None:
    """Breaks when a file is lost on its way, is opened instead of saved, or its leaving is not in the trail."""
    client = browse(ola)
    answer = client.post(f"/people/{kari.pk}/documents/new/", {"file": file(), "note": "Fra messen"})
    document = Document.objects.get()
    assert answer["Location"] == f"/documents/{document.pk}/"
    assert f"/documents/{document.pk}/" in text_of(client.get(f"/people/{kari.pk}/documents/"))
    page = text_of(client.get(f"/documents/{document.pk}/"))
    for shown in (WORDS.decode(), "Fra messen", kari.full_name, "tilbud.txt"):
        assert shown in page
    out = client.get(f"/documents/{document.pk}/versions/1/content/")
    assert b"".join(out.streaming_content) == WORDS
    assert out["Content-Disposition"] == 'attachment; filename="tilbud.txt"'
    assert out["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in out["Content-Security-Policy"]
    assert "default-src 'none'" in out["Content-Security-Policy"]
    opened = Entry.objects.get(deed="document:opened")
    assert (opened.subject_kind, opened.subject_id) == ("person", kari.pk)


def test_a_refusal_stands_beside_the_file(kari: Person, ola: User) -> None:
    """Breaks when a program is kept, or its refusal says nothing."""
    client = browse(ola)
    answer = client.post(f"/people/{kari.pk}/documents/new/", {"file": file(b"MZ\x90\0", "tilbud.pdf"), "note": "Hei"})
    assert answer.status_code == 422
    assert "a program for Windows" in answer.context["form"].errors["file"][0]
    assert answer.context["form"]["note"].value() == "Hei"
    for wrong in ({}, {"file": file(), "title": "x" * 10_000}, {"file": file(), "note": "a\x00b"}):
        assert client.post(f"/people/{kari.pk}/documents/new/", wrong).status_code == 422
    assert not Document.objects.exists()
    assert list(store.lying()) == []


def test_what_is_marked_is_said_and_never_shown_as_it_is(kari: Person, ola: User) -> None:
    """Breaks when a PDF with a script looks like any other."""
    document = keep(kari, pdf(b"<< /S /JavaScript /JS (x) >>"), "a.pdf")
    client = browse(ola)
    assert "It runs a script" in text_of(client.get(f"/documents/{document.pk}/"))
    assert "Take care" in text_of(client.get(f"/people/{kari.pk}/documents/"))
    out = client.get(f"/documents/{document.pk}/versions/1/content/")
    assert out["Content-Disposition"].startswith("attachment")


def test_pictures_of_the_pages_are_shown(kari: Person, ola: User) -> None:
    """Breaks when a preview is missing, or goes out as something else than a picture."""
    document = keep(kari, png(9, 9), "a.png")
    actions.draw(DocumentVersion.objects.get().pk)
    client = browse(ola)
    address = f"/documents/{document.pk}/versions/1/pages/1/"
    assert address in text_of(client.get(f"/documents/{document.pk}/"))
    picture = client.get(address)
    assert picture["Content-Type"] == "image/webp"
    assert picture.content[8:12] == b"WEBP"
    assert client.get(f"/documents/{document.pk}/versions/1/pages/2/").status_code == 404


class Lazy(io.RawIOBase):
    """Two hundred megabytes that are nowhere, and a note of how many were read."""

    taken = 0

    def read(self, size: int = -1) -> bytes:
        size = 65536 if size < 0 else size
        self.taken += size
        return b"x" * size


@pytest.mark.parametrize("announced", [True, False])
def test_two_hundred_megabytes_are_refused_before_they_are_read(kari: Person, ola: User, announced: bool) -> None:
    """Breaks when a file above the limit is taken in, into memory or on disk, before it is refused."""
    body, length = Lazy(), 200 * 1024 * 1024
    client = browse(ola)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": f"/people/{kari.pk}/documents/new/",
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
        "wsgi.input": body,
        "CONTENT_LENGTH": str(length) if announced else "",
    }
    answer = client.request(**environ)
    assert answer.status_code == (413 if announced else 422)
    if announced:
        assert "larger than 25 MB" in text_of(answer)
    assert body.taken == 0


def test_a_large_file_waits_sealed(kari: Person, ola: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Breaks when an upload lies in the clear among the temporary files while its request runs."""
    import tempfile

    from samtykke.core import uploads

    made: list[Any] = []

    def noted(*args: Any, **kwargs: Any) -> Any:
        made.append(tempfile.NamedTemporaryFile(*args, **kwargs))  # noqa: SIM115 - closed with the request
        return made[-1]

    monkeypatch.setattr(uploads.tempfile, "TemporaryFile", noted)
    seen = []
    monkeypatch.setattr(
        "samtykke.documents.scanning.scan", lambda _content: seen.append(Path(made[0].name).read_bytes())
    )
    answer = browse(ola).post(f"/people/{kari.pk}/documents/new/", {"file": file(WORDS * 60_000)})
    assert answer.status_code == 302
    assert len(seen[0]) > len(WORDS) * 60_000
    assert WORDS[:12] not in seen[0]
    with store.opened(DocumentVersion.objects.get()) as content:
        assert content.read() == WORDS * 60_000


def test_who_sees_nobody_it_concerns_gets_404_everywhere(
    kari: Person, ola: User, siri: User, per: User, folder: Any
) -> None:
    """Breaks when a guessed id opens a document of somebody restricted, deleted, or at all to who may see nobody. REQ-93."""
    told = in_addresses(kari)
    pk = told["document_id"]
    reads = [f"/documents/{pk}/{rest}" for rest in ("", "change/", "versions/1/content/", "versions/1/pages/1/")]
    writes = [
        f"/documents/{pk}/{rest}"
        for rest in ("change/", "people/", f"people/{kari.pk}/removal/", "versions/", "versions/1/restoration/")
    ]
    assert {browse(per).get(address).status_code for address in reads} == {403}
    assert {browse(per).post(address).status_code for address in writes} == {403}
    assert browse(per).post(f"/people/{kari.pk}/documents/new/", {"file": file()}).status_code == 403
    consents.restrict(kari, **BY)
    client = browse(ola)
    assert {client.get(address).status_code for address in reads} == {404}
    assert {client.post(address, {"file": file()}).status_code for address in writes} == {404}
    assert client.get("/documents/999999/").status_code == 404
    assert browse(siri).get(reads[0]).status_code == 200
    assert "bilde" not in text_of(browse(siri).get(f"/people/{make_person('Nils', 'Berg').pk}/documents/"))


def test_somebody_in_the_bin_hides_what_concerns_them_alone(kari: Person, ola: User) -> None:
    """Breaks when a document outlives the last person it is about, or is hidden from the others it is about."""
    nils = make_person("Nils", "Hemmelig")
    alone, shared = keep(nils), keep(kari, b"both", people=[kari.pk, nils.pk])
    contacts.delete_person(nils, **BY)
    client = browse(ola)
    assert client.get(f"/documents/{alone.pk}/").status_code == 404
    page = text_of(client.get(f"/documents/{shared.pk}/"))
    assert "Hemmelig" not in page
    assert "you do not see" in page
    contacts.restore_person(nils, **BY)
    assert client.get(f"/documents/{alone.pk}/").status_code == 200


def test_a_merge_shares_documents_and_a_split_gives_both_back(ola: User) -> None:
    """Breaks when a document of somebody merged away is lost to the survivor, or stays there. REQ-104."""
    merge = make_merge()
    before = keep(merge.survivor, b"survivor")
    client = browse(ola)
    consents.split(merge, **BY)
    theirs = keep(merge.merged, b"merged")
    again = consents.merge(merge.survivor, merge.merged, **BY)
    survivor = merge.survivor_id
    page = text_of(client.get(f"/people/{survivor}/documents/"))
    for document in (before, theirs):
        assert f"/documents/{document.pk}/" in page
    assert client.get(f"/people/{merge.merged_id}/documents/").status_code == 302
    consents.split(again, **BY)
    assert f"/documents/{theirs.pk}/" not in text_of(client.get(f"/people/{survivor}/documents/"))


def test_a_document_goes_to_the_bin_and_comes_back(kari: Person, ola: User, admin: User) -> None:
    """Breaks when the bin loses a document, or shows it to who may not restore."""
    document = keep(kari)
    client = browse(admin)
    client.post(f"/documents/{document.pk}/deletion/")
    assert browse(ola).get(f"/documents/{document.pk}/").status_code == 404
    assert client.get(f"/documents/{document.pk}/").status_code == 200
    assert client.get(f"/documents/{document.pk}/change/").status_code == 404
    assert f"/documents/{document.pk}/" not in text_of(client.get(f"/people/{kari.pk}/documents/")).split("<main")[1]
    client.post(f"/documents/{document.pk}/restoration/")
    assert f"/documents/{document.pk}/" in text_of(client.get(f"/people/{kari.pk}/documents/"))


def test_whoever_comes_second_is_told_and_keeps_what_they_wrote(kari: Person, ola: User) -> None:
    """Breaks when two who change one document overwrite each other."""
    document = keep(kari)
    client = browse(ola)
    told = {"title": "Tilbud", "note": "", "company_name": "", "version": 1}
    assert client.post(f"/documents/{document.pk}/change/", told).status_code == 302
    answer = client.post(f"/documents/{document.pk}/change/", {**told, "title": "Mine"})
    assert answer.status_code == 409
    assert answer.context["form"]["title"].value() == "Mine"
    version = answer.context["form"]["version"].value()
    again = client.post(f"/documents/{document.pk}/change/", {**told, "title": "Mine", "version": version})
    assert again.status_code == 302


def test_a_list_asks_no_more_for_many_than_for_one(kari: Person, ola: User) -> None:
    """Breaks when each row of a list asks the database by itself."""
    client = browse(ola)
    keep(kari, b"0")
    client.get(f"/people/{kari.pk}/documents/")
    with CaptureQueries() as few:
        client.get(f"/people/{kari.pk}/documents/")
    for number in range(1, 9):
        keep(kari, str(number).encode())
    with CaptureQueries() as many:
        client.get(f"/people/{kari.pk}/documents/")
    assert many.count <= few.count
    assert few.count <= 25


def test_documents_of_a_company_follow_its_merge(kari: Person, ola: User) -> None:
    """Breaks when what belongs to a company is lost with the card that was merged away. Decision 0017."""
    merge = make_company_merge()
    contacts.split_companies(merge, **BY)
    document = keep(company=merge.merged, people=[])
    contacts.merge_companies(merge.survivor_id, merge.merged_id, **BY)
    client = browse(ola)
    assert f"/documents/{document.pk}/" in text_of(client.get(f"/companies/{merge.survivor_id}/documents/"))
    assert client.get(f"/companies/{merge.merged_id}/documents/").status_code == 302
    assert client.get(f"/documents/{document.pk}/").status_code == 200
    told = {"title": "Tilbud", "note": "", "company_name": merge.survivor.name, "version": 1}
    assert client.post(f"/documents/{document.pk}/change/", told).status_code == 302
    document.refresh_from_db()
    assert document.company_id == merge.merged_id
    answer = client.post(f"/companies/{merge.survivor_id}/documents/new/", {"file": file()})
    assert Document.objects.get(company_id=merge.survivor_id).pk == int(answer["Location"].split("/")[2])


def test_where_documents_are_sensitive_only_who_may_read_them_sees_them(kari: Person, ola: User, siri: User) -> None:
    """M23. Breaks when a title, a file or a find leads past the mark; what is of no person stays."""
    document, other = (
        keep(kari, note="Lønn"),
        keep(None, b"of a firm", company=contacts.create_company("Havbris", **BY)),
    )
    decide_field("person.documents", purposes=[], is_sensitive=True, **BY)
    ola, siri = (type(user).objects.get(pk=user.pk) for user in (ola, siri))
    client = browse(ola)
    tab = text_of(client.get(f"/people/{kari.pk}/documents/"))
    assert "Documents about people are hidden" in tab
    assert "Keep the document" not in tab
    assert client.post(f"/people/{kari.pk}/documents/new/", {"file": file()}).status_code == 403
    for rest in ("", "change/", "versions/1/content/"):
        assert client.get(f"/documents/{document.pk}/{rest}").status_code == 404
    assert client.get(f"/documents/{other.pk}/").status_code == 200
    assert [one.document_id for one in found_documents("tilbud", ola, 5)] == [other.pk]
    assert browse(siri).get(f"/documents/{document.pk}/").status_code == 200
    masked = Caller(Scope.PERSONS_READ, Scope.PERSONS_WRITE)
    assert masked.get(f"/persons/{kari.pk}/documents").json()["items"] == []
    assert masked.get(f"/documents/{document.pk}").status_code == 404
    made = masked.client.post(f"/api/v1/persons/{kari.pk}/documents", {"file": file()})
    assert made.status_code == 403


def test_a_document_is_found_by_folded_beginnings_of_its_title_or_its_file(kari: Person, ola: User, per: User) -> None:
    """Breaks when a word in the middle of a file's name, or an older name, is not told apart."""
    document = keep(kari, name="Avtale_på-kaia.v2.txt", title="Rør til Åsen")
    for text in ("asen ror", "avt kaia", "KAI", "v2"):
        assert f"/documents/{document.pk}/" in text_of(browse(ola).get("/find/", {"q": text}))
        assert f"/documents/{document.pk}/" not in text_of(browse(per).get("/find/", {"q": text}))
    actions.add_version(document, passed(b"newer", "Kontrakt.txt"), **BY)
    assert [[one.name for one in found_documents(text, ola, 5)] for text in ("kontr", "kaia", "q\x00'|&", "")] == [
        ["Kontrakt.txt"], [], [], [],
    ]  # fmt: skip
    contacts.delete_person(kari, **BY)
    assert found_documents("kontr", ola, 5) == []


def test_nobody_is_found_for_a_document_by_a_detail_that_is_covered(kari: Person, ola: User) -> None:
    """Breaks when whoever does not see addresses learns whose one is. M23."""
    contacts.add_email(kari, "kari@firma.example", **BY)
    document = keep(make_person("Nils", "Berg"))
    address = f"/documents/{document.pk}/people/"
    decide_field("person.emails", purposes=[], is_sensitive=True, **BY)
    assert browse(ola).post(address, {"person": "kari@firma.example"}).status_code == 422
    assert browse(ola).post(address, {"person": kari.full_name}).status_code == 302

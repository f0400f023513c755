"""Documents kept, versioned, described, put in the bin; the bytes on disk. Art. 5(1)(f), 32."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING, Any

import pytest

from samtykke.core.sealing import PIECE, Damaged
from samtykke.documents import actions, jobs, queries, store
from samtykke.documents.models import Document, DocumentPerson, DocumentPreview, DocumentVersion
from tests.documents.made import BY, WORDS, keep, passed, pdf, png, refuses
from tests.factories import make_person

if TYPE_CHECKING:
    from pathlib import Path

    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db


def bytes_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def newest(document: Document) -> DocumentVersion:
    document.refresh_from_db()
    return DocumentVersion.objects.get(document=document, number=document.latest)


def test_the_plain_bytes_are_nowhere_in_the_data_directory(kari: Person, folder: Path) -> None:
    """Breaks when a file, its picture or a copy of either lies in the clear."""
    document = keep(kari, WORDS * 40_000)
    picture = keep(kari, png(400, 400), "bilde.png")
    actions.draw(newest(picture).pk)
    assert DocumentPreview.objects.count() == 1
    everything = bytes_in(folder)
    assert len(everything) > len(WORDS) * 40_000
    for plain in (WORDS[:12], b"IDAT", b"WEBP", b"tilbud"):
        assert plain not in everything
    with store.opened(newest(document)) as content:
        assert content.read() == WORDS * 40_000


def test_every_file_has_a_key_and_a_name_of_its_own(kari: Person, folder: Path) -> None:
    """Breaks when two files share a key, or the same content can be recognised on disk."""
    one, other = newest(keep(kari)), newest(keep(make_person("Nils", "Berg")))
    assert one.sha256 == other.sha256
    assert one.key != other.key
    assert store.path_of(one.place).read_bytes() != store.path_of(other.place).read_bytes()
    assert store.path_of(one.place).stat().st_mode & 0o077 == 0


def test_another_key_opens_nothing(kari: Person, settings: Any) -> None:
    """Breaks when the files can be read without the key of the installation."""
    version = newest(keep(kari))
    settings.SECRET_KEY, earlier = "another" * 10, settings.SECRET_KEY
    with refuses("file_unreadable"):
        store.opened(version)
    settings.SECRET_KEY_FALLBACKS = [earlier]
    with store.opened(version) as content:
        assert content.read() == WORDS


@pytest.mark.parametrize("length", [1, PIECE, PIECE + 1, 3 * PIECE])
def test_a_cut_or_changed_file_is_never_given_out(kari: Person, length: int) -> None:
    """Breaks when a file that lost its end, or a bit, is taken for whole."""
    version = newest(keep(kari, os.urandom(8).hex().encode()[:1] * length))
    path = store.path_of(version.place)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    with refuses("file_unreadable"):
        store.opened(version)
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(Damaged), store.opened(version) as content:
        content.read()
    path.unlink()
    with refuses("file_unreadable"):
        store.opened(version)


def test_versions_are_numbered_and_an_earlier_one_comes_back(kari: Person) -> None:
    """Breaks when a version is lost, the same file makes another, or what came between goes."""
    document = keep(kari)
    actions.add_version(document, passed(b"another", "tilbud 2.txt"), **BY)
    assert actions.add_version(document, passed(b"another", "again.txt"), **BY).number == 2
    restored = actions.restore_version(document, 1, **BY)
    assert (restored.number, restored.restored_from, restored.name) == (3, 1, "tilbud.txt")
    assert list(queries.versions_of(document).values_list("number", flat=True)) == [3, 2, 1]
    with store.opened(restored) as content:
        assert content.read() == WORDS
    with refuses("unknown_version"):
        actions.restore_version(document, 9, **BY)


def test_the_same_file_of_the_same_people_is_one_document(kari: Person) -> None:
    """Breaks when a form that is sent twice makes two."""
    first = keep(kari)
    assert keep(kari).pk == first.pk
    assert keep(make_person("Nils", "Berg")).pk != first.pk
    actions.delete(first, **BY)
    assert keep(kari).pk != first.pk


def test_a_file_above_the_limit_is_refused(kari: Person, settings: Any, folder: Path) -> None:
    """Breaks when the limit is only asked of the announced length."""
    settings.LARGEST_DOCUMENT = 1024
    with refuses("file_too_large"):
        keep(kari, b"x" * 1025)
    assert list(store.lying()) == []


def test_a_document_is_changed_by_whoever_saw_it_last(kari: Person) -> None:
    """Breaks when the second of two overwrites the first, or a document comes to be about nobody."""
    document = keep(kari)
    actions.change(document, title="Tilbud", note="Vår", company=None, version=1, **BY)
    with refuses("changed_meanwhile"):
        actions.change(document, title="Another", note="", company=None, version=1, **BY)
    with refuses("nobodys"):
        actions.no_longer_concern(document, kari.pk, **BY)
    nils = make_person("Nils", "Berg")
    for _ in range(2):
        actions.concern(document, nils.pk, **BY)
    actions.no_longer_concern(document, kari.pk, **BY)
    assert queries.people_ids(document) == [nils.pk]


def test_nobody_restricted_gets_or_loses_a_document(kari: Person) -> None:
    """Breaks when a file comes to somebody whose data may only be stored, or goes from them. Art. 18."""
    from samtykke.consents import actions as consents

    document = keep(kari)
    consents.restrict(kari, **BY)
    for act in (
        lambda: keep(kari, b"more"),
        lambda: actions.add_version(document, passed(b"more", "a.txt"), **BY),
        lambda: actions.delete(document, **BY),
        lambda: actions.concern(document, make_person("Nils", "Berg").pk, **BY),
    ):
        with refuses("restricted"):
            act()
    assert list(queries.of_the_restricted()) == [{"document_id": document.pk}]


def test_what_lies_without_a_row_is_swept_up(kari: Person) -> None:
    """Breaks when a broken upload leaves its file for good, or a file that is in use goes."""
    kept = newest(keep(kari))
    lost, fresh = store.keep(io.BytesIO(b"lost")), store.keep(io.BytesIO(b"fresh"))
    os.utime(store.path_of(lost.place), (0, 0))
    os.utime(store.path_of(kept.place), (0, 0))
    jobs.sweep()
    assert {path.name for path in store.lying()} == {kept.place, fresh.place}


def test_erasure_takes_what_is_theirs_alone_and_leaves_what_is_shared(
    kari: Person, django_capture_on_commit_callbacks: Any
) -> None:
    """Breaks when erasing somebody leaves their bytes, or takes a document from others. Art. 17."""
    from samtykke.contacts import actions as contacts

    nils = make_person("Nils", "Berg")
    company = contacts.create_company("Testvik Kabel AS", **BY)
    alone, shared = keep(kari, png(9, 9), "a.png"), keep(kari, b"both", people=[kari.pk, nils.pk])
    of_company = keep(kari, b"contract", company=company)
    actions.draw(newest(alone).pk)
    with django_capture_on_commit_callbacks(execute=True):
        removed = actions.erase_person(kari.pk)
    assert removed == {
        "documents_document": 1, "documents_documentversion": 1, "documents_documentpreview": 1,
        "documents_documentperson": 3, "documents_personphoto": 0,
    }  # fmt: skip
    assert set(Document.objects.values_list("pk", flat=True)) == {shared.pk, of_company.pk}
    assert {path.name for path in store.lying()} == {newest(shared).place, newest(of_company).place}
    assert not DocumentPerson.objects.filter(person_id=kari.pk).exists()


def test_the_copy_names_each_version_and_where_it_is(kari: Person) -> None:
    """Breaks when a document is missing in a person's copy, or somebody else is named in it. Art. 15, 20."""
    from samtykke.documents.personal_data import export

    document = keep(kari, people=[kari.pk, make_person("Nils", "Berg").pk], title="Tilbud")
    (told,) = export(kari.pk)["documents"]
    assert told["title"] == "Tilbud"
    assert told["versions"][0]["sha256"] == newest(document).sha256
    assert told["versions"][0]["file"] == f"/documents/{document.pk}/versions/1/content/"
    assert "Nils" not in str(told)


def test_pictures_are_made_of_the_first_pages_and_of_nothing_that_fails(kari: Person) -> None:
    """Breaks when a picture is missing, is made twice, or a file that cannot be drawn stops the worker."""
    drawn, broken = newest(keep(kari, pdf(), "a.pdf")), newest(keep(kari, pdf(b"<<")[:60] + b"%%EOF", "b.pdf"))
    bomb = newest(keep(kari, png(1, 1).replace(b"\0\0\0\x01\0\0\0\x01", b"\0\0\xff\xff\0\0\xff\xff"), "c.png"))
    assert [actions.draw(one.pk) for one in (drawn, drawn, broken, bomb)] == [1, 0, 0, 0]
    picture = DocumentPreview.objects.get()
    with store.opened(picture) as content:
        assert content.read(12)[8:] == b"WEBP"
    for one in (drawn, broken, bomb):
        one.refresh_from_db()
        assert one.drawn_at
    assert drawn.pages == 1

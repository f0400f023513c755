"""Documents in the API: kept, listed, taken out, refused, out of sight."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from samtykke.accounts.rights import Scope
from samtykke.audit.models import Entry
from samtykke.consents import actions as consents
from samtykke.documents.models import Document
from tests.documents.made import BY, WORDS, keep
from tests.factories import make_merge
from tests.intake.api.calls import ROOT, Caller

if TYPE_CHECKING:
    from django.http import HttpResponse

    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Any, settings: Any) -> None:
    settings.DATA_DIR = tmp_path


def send(caller: Caller, person: int, content: bytes = WORDS, name: str = "offer.txt", **more: Any) -> HttpResponse:
    headers = {"headers": more.pop("headers", {})}
    told = {"file": SimpleUploadedFile(name, content), **more}
    response: Any = caller.client.post(f"{ROOT}/persons/{person}/documents", told, **headers)
    return response


def test_a_file_is_kept_told_taken_out_and_deleted(kari: Person, erp: Caller) -> None:
    """Breaks when a file is lost on its way, or its leaving is not in the trail."""
    made = send(erp, kari.pk, title="Tilbud", note="Fra ERP")
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    assert made["Location"] == f"/api/v1/documents/{pk}"
    (listed,) = erp.get(f"/persons/{kari.pk}/documents").json()["items"]
    told = erp.get(f"/documents/{pk}").json()
    assert told == listed
    assert (told["title"], told["note"], told["newest"]["media_type"]) == ("Tilbud", "Fra ERP", "text/plain")
    out = erp.get(f"/documents/{pk}/content")
    assert b"".join(out.streaming_content) == WORDS
    assert out["Content-Disposition"].startswith("attachment")
    assert "sandbox" in out["Content-Security-Policy"]
    assert Entry.objects.get(deed="document:opened").subject_id == kari.pk
    assert erp.delete(f"/documents/{pk}").status_code == 204
    assert erp.get(f"/documents/{pk}").status_code == 404
    assert erp.get(f"/persons/{kari.pk}/documents").json()["items"] == []


def test_what_is_not_kept_is_said(kari: Person, erp: Caller, settings: Any) -> None:
    """Breaks when a program is kept, a file that is too large is read, or a call without a file is not told so."""
    no = send(erp, kari.pk, b"MZ\x90\0", "offer.pdf")
    assert (no.status_code, no.json()["code"]) == (422, "file_type")
    assert "program for Windows" in no.json()["detail"]
    assert send(erp, kari.pk, note="x" * 10_001).status_code == 422
    assert erp.client.post(f"{ROOT}/persons/{kari.pk}/documents", {"title": "x"}).status_code == 422
    settings.LARGEST_DOCUMENT = 1024
    assert send(erp, kari.pk, b"x" * 2048).status_code == 413
    assert not Document.objects.exists()


def test_a_call_sent_twice_keeps_one(kari: Person, erp: Caller) -> None:
    """Breaks when the same Idempotency-Key keeps two, or lets another file pass as the first."""
    once = {"Idempotency-Key": "k1"}
    first, again = send(erp, kari.pk, headers=once), send(erp, kari.pk, headers=once)
    assert first.json() == again.json()
    assert again["Idempotency-Replayed"] == "true"
    assert send(erp, kari.pk, b"another", headers=once).json()["code"] == "idempotency_key_reused"


def test_scopes_and_sight(kari: Person, erp: Caller) -> None:
    """Breaks when a key without the scope, or a guessed id, opens a document. REQ-93."""
    document = keep(kari)
    reader, writer = Caller(Scope.PERSONS_READ), Caller(Scope.PERSONS_WRITE)
    assert send(reader, kari.pk).status_code == 403
    assert reader.delete(f"/documents/{document.pk}").status_code == 403
    assert writer.get(f"/documents/{document.pk}").status_code == 403
    assert writer.get(f"/documents/{document.pk}/content").status_code == 403
    consents.restrict(kari, **BY)
    for path in (f"/documents/{document.pk}", f"/documents/{document.pk}/content", f"/persons/{kari.pk}/documents"):
        assert reader.get(path).status_code == 404
    assert send(writer, kari.pk).status_code == 404
    assert erp.get("/documents/99999999999999999999").status_code == 404


def test_a_person_merged_away_answers_with_who_stands_for_them(erp: Caller) -> None:
    """Breaks when documents are kept with a card that nobody opens. REQ-104."""
    merge = make_merge()
    assert erp.get(f"/persons/{merge.merged_id}/documents").status_code == 301
    pk = send(erp, merge.merged_id).json()["id"]
    (listed,) = erp.get(f"/persons/{merge.survivor_id}/documents").json()["items"]
    assert listed["id"] == pk

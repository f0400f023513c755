"""Scans as evidence, through the pages. Art. 7(1); REQ-14."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from samtykke.audit.models import Entry
from samtykke.consents.models import ConsentEvent, EvidenceFile
from samtykke.contacts import actions as contacts
from samtykke.core.actors import Actor, Via
from samtykke.core.files import LARGEST_FILE
from tests.consents.test_pages import at, standing, yes
from tests.factories import make_consent, make_person
from tests.pages import browse, text_of

if TYPE_CHECKING:
    from samtykke.accounts.models import User
    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 signed by Kari"


def scan(content: bytes = PDF, name: str = "skjema æ.pdf") -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def test_a_yes_on_paper_with_its_scan(kari: Person, ola: User) -> None:
    """REQ-14. Breaks when the scan is lost, or kept with another event."""
    answer = browse(ola).post(at(kari, "answer"), yes(file=scan()))
    assert answer.status_code == 302
    event = ConsentEvent.objects.of(kari).get(purpose__key="EMARKETING")
    kept = EvidenceFile.objects.get()
    assert (kept.event_id, kept.name, bytes(kept.content)) == (event.id, "skjema æ.pdf", PDF)
    assert "skjema æ.pdf" in text_of(browse(ola).get(f"/people/{kari.pk}/privacy/"))


@pytest.mark.parametrize(
    "file", [scan(b"<script>alert(1)</script>"), scan(b"PK\x03\x04 not a pdf"), scan(PDF + b"x" * LARGEST_FILE)]
)
def test_a_wrong_file_takes_the_yes_back_with_it(kari: Person, ola: User, file: SimpleUploadedFile) -> None:
    """Breaks when half is written: the yes stands and its evidence is missing."""
    answer = browse(ola).post(at(kari, "answer"), yes(file=file))
    assert (answer.status_code, standing(kari), EvidenceFile.objects.count()) == (422, None, 0)
    assert 'href="#id_file"' in text_of(answer)


def test_a_file_needs_its_kind(kari: Person, ola: User) -> None:
    """Breaks when a scan is kept that nobody says what is."""
    answer = browse(ola).post(at(kari, "answer"), yes(file=scan(), evidence_kind=""))
    assert (answer.status_code, EvidenceFile.objects.count()) == (422, 0)


def test_a_scan_is_added_later_and_opened_as_a_file(kari: Person, ola: User, auditor: User) -> None:
    """Breaks when a file opens in the page's own name, unseen by the trail, or is changed on its way."""
    browse(ola).post(at(kari, "answer"), yes())
    event = ConsentEvent.objects.of(kari).get(purpose__key="EMARKETING")
    page = f"/people/{kari.pk}/events/{event.id}/files/"
    assert browse(ola).get(page).status_code == 200
    assert browse(ola).post(page, {"file": scan()}).status_code == 302
    assert browse(ola).post(page, {"file": scan()}).status_code == 302
    (file,) = EvidenceFile.objects.all()
    opened = browse(auditor).get(f"/people/{kari.pk}/files/{file.id}/")
    assert opened.content == PDF
    assert opened["Content-Disposition"].startswith("attachment;")
    assert opened["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in opened["Content-Security-Policy"]
    assert opened["Cache-Control"] == "no-store"
    assert Entry.objects.filter(deed="evidence:viewed", actor_id=auditor.pk).count() == 1
    assert browse(auditor).get(page).status_code == 403


def test_a_file_of_another_is_not_there(kari: Person, ola: User) -> None:
    """Breaks when a file opens under somebody else's address."""
    browse(ola).post(at(kari, "answer"), yes(file=scan()))
    per = make_person("Per", email="per@annen.example")
    file = EvidenceFile.objects.get()
    event = ConsentEvent.objects.of(kari).get(purpose__key="EMARKETING")
    assert browse(ola).get(f"/people/{per.pk}/files/{file.id}/").status_code == 404
    assert browse(ola).post(f"/people/{per.pk}/events/{event.id}/files/", {"file": scan()}).status_code == 404


def test_in_the_bin_no_file_opens(kari: Person, ola: User, siri: User) -> None:
    """Breaks when the evidence of somebody deleted stays open."""
    browse(ola).post(at(kari, "answer"), yes(file=scan()))
    contacts.delete_person(kari, by=Actor.user(siri.pk), via=Via.STAFF)
    assert browse(siri).get(f"/people/{kari.pk}/files/{EvidenceFile.objects.get().id}/").status_code == 404


def test_an_event_without_evidence_offers_no_scan(kari: Person, ola: User) -> None:
    """Breaks when a system's own event asks for a photo."""
    make_consent(kari)
    told = text_of(browse(ola).get(f"/people/{kari.pk}/privacy/"))
    assert "Add a scan or photo" in told
    assert told.count("Add a scan or photo") < ConsentEvent.objects.of(kari).count() + 1

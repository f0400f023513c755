"""Scans of consents given on paper. Art. 7(1), REQ-14."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction

from samtykke.consents import actions as consents
from samtykke.consents.models import EvidenceFile
from samtykke.consents.personal_data import export
from samtykke.consents.queries.erasure import erase_person
from samtykke.core.actors import Actor, Via
from samtykke.core.files import LARGEST_FILE
from samtykke.core.refused import Refused
from tests.factories import make_consent, make_person

if TYPE_CHECKING:
    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db
PDF, PNG, JPEG = b"%PDF-1.7 scan", b"\x89PNG\r\n\x1a\n scan", b"\xff\xd8\xff\xe0 scan"


def keep(person: Person, content: bytes = PDF, **fields: object) -> EvidenceFile:
    told = {"name": "scan.pdf", "by": Actor.system(), "via": Via.STAFF, **fields}
    return consents.keep_file(person, content, **told)  # type: ignore[arg-type]


def test_a_scan_is_kept_beside_the_event(kari: Person) -> None:
    """REQ-14. Breaks when a scan is not tied to what it shows, or is kept twice."""
    record = make_consent(kari)
    file = keep(kari, event_id=record.event_id)
    assert (file.event_id, file.type, file.size) == (record.event_id, "application/pdf", len(PDF))
    assert keep(kari, event_id=record.event_id).id == file.id


@pytest.mark.parametrize(("content", "kind"), [(PDF, "application/pdf"), (PNG, "image/png"), (JPEG, "image/jpeg")])
def test_a_file_is_what_its_first_bytes_say(kari: Person, content: bytes, kind: str) -> None:
    """Breaks when the name decides what a file is."""
    assert keep(kari, content, name="whatever.txt").type == kind


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_type"),
        (b"<html><script>", "file_type"),
        (b"MZ\x90", "file_type"),
        (PDF + b"x" * LARGEST_FILE, "file_too_large"),
    ],
)
def test_anything_else_is_refused(kari: Person, content: bytes, code: str) -> None:
    """REQ-97. Breaks when a page, a program or a large file can be kept as evidence."""
    with pytest.raises(Refused) as refused:
        keep(kari, content)
    assert refused.value.code == code


def test_the_event_of_somebody_else_is_refused(kari: Person) -> None:
    """REQ-93. Breaks when a scan can be tied to another person's event."""
    other = make_consent(make_person("Ola"))
    with pytest.raises(Refused) as refused:
        keep(kari, event_id=other.event_id)
    assert refused.value.code == "unknown_event"


def test_a_name_is_a_name(kari: Person) -> None:
    """Breaks when folders or hidden characters travel in a file's name."""
    assert keep(kari, name="..\\..\\etc/pass\u202ewd\r\n.pdf").name == "passwd.pdf"
    assert len(keep(kari, PNG, name="x" * 300).name) == 120


def test_it_is_told_and_erased_with_the_evidence(kari: Person) -> None:
    """Art. 15, 17. Breaks when a scan is left out of the copy, or outlives the person."""
    keep(kari)
    (told,) = export(kari.pk)["evidencefile"]
    assert told["content"].startswith("JVBERi")
    assert erase_person(kari.pk)["consents_evidencefile"] == 1


def test_postgresql_refuses_what_is_no_scan(kari: Person) -> None:
    """Breaks when the database lets in a file whose size is a lie, or of another kind."""
    for wrong in ({"size": 5}, {"type": "text/html"}):
        told = {"name": "x", "type": "image/png", "size": len(PNG), "sha256": "0" * 64, "content": PNG, **wrong}
        with pytest.raises(IntegrityError), transaction.atomic():
            EvidenceFile.objects.create(person=kari, **told)

"""What shows an answer: addresses and files, what is refused, and what stays. M7."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, connection, transaction

from samtykke.core.actors import Actor, Via
from samtykke.core.files import LARGEST_FILE
from samtykke.core.refused import Refused
from samtykke.governance.answers import actions
from samtykke.governance.guide.book import GUIDE
from samtykke.governance.models import AnswerChange, AnswerEvidence
from tests.pages import browse, text_of

if TYPE_CHECKING:
    from django.test import Client

    from samtykke.accounts.models import User

pytestmark = pytest.mark.django_db
PAGE, PDF = "/guide/strategy/", b"%PDF-1.7 minutes"
BY: dict[str, Any] = {"by": Actor.system(), "via": Via.SYSTEM}


@pytest.fixture
def officer(siri: User) -> Client:
    """The privacy officer, reading English."""
    return browse(siri)


def file(content: bytes = PDF, name: str = "minutes.pdf") -> SimpleUploadedFile:
    """An upload; what the browser says of its type does not count."""
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def test_a_file_is_kept_and_saved_as_it_was(officer: Client, auditor: User) -> None:
    """Breaks when a byte is lost, or the file would open inside our pages."""
    assert officer.post(f"{PAGE}evidence/", {"file": file(), "title": "Minutes"}).status_code == 302
    kept = AnswerEvidence.objects.get()
    answer = browse(auditor).get(f"{PAGE}evidence/{kept.pk}/")
    assert (answer.content, answer["Content-Type"]) == (PDF, "application/pdf")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "Minutes" in text_of(officer.get(PAGE))


def test_the_same_file_twice_is_one(officer: Client) -> None:
    """Breaks when a second press keeps a second copy."""
    for _ in range(2):
        officer.post(f"{PAGE}evidence/", {"file": file()})
    assert AnswerEvidence.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"url": "javascript:alert(1)"}, "begins with https://"),
        ({"url": "ftp://fjordlys.example/x"}, "begins with https://"),
        ({"url": "https://"}, "begins with https://"),
        ({"url": "//fjordlys.example"}, "begins with https://"),
        ({}, "either an address or a file"),
        ({"url": "https://fjordlys.example", "file": PDF}, "either an address or a file"),
        ({"file": b"<script>alert(1)</script>"}, "Choose a PDF, a PNG or a JPEG"),
        ({"file": b"PK\x03\x04 a workbook"}, "Choose a PDF, a PNG or a JPEG"),
        ({"file": PDF + b"x" * LARGEST_FILE}, "larger than 5 MB"),
        ({"file": b""}, "empty"),
    ],
)
def test_what_is_no_evidence_is_refused_beside_its_field(officer: Client, sent: dict[str, Any], said: str) -> None:
    """Breaks when something that runs, or is too large, gets in."""
    uploaded = {"file": file(sent["file"])} if "file" in sent else {}
    answer = officer.post(f"{PAGE}evidence/", sent | uploaded)
    assert (answer.status_code, said in text_of(answer)) == (422, True)
    assert not AnswerEvidence.objects.exists()


def test_an_address_is_kept_and_opens_without_telling_where_from(officer: Client) -> None:
    """Breaks when an outside page learns our address."""
    officer.post(f"{PAGE}evidence/", {"url": "https://fjordlys.example/minutes"})
    shown = text_of(officer.get(PAGE))
    assert 'href="https://fjordlys.example/minutes" rel="noopener noreferrer"' in shown


def test_what_is_removed_leaves_its_name_and_no_bytes(officer: Client) -> None:
    """Breaks when a removed file can still be opened, or nobody sees that it was there."""
    officer.post(f"{PAGE}evidence/", {"file": file(), "title": "Minutes"})
    kept = AnswerEvidence.objects.get()
    for _ in range(2):
        assert officer.post(f"{PAGE}evidence/{kept.pk}/removal/").status_code == 302
    kept.refresh_from_db()
    assert (kept.content, kept.title) == (None, "Minutes")
    assert officer.get(f"{PAGE}evidence/{kept.pk}/").status_code == 404
    assert [change.before for change in AnswerChange.objects.order_by("id")] == [{}, {"evidence": "Minutes"}]


def test_evidence_of_another_point_is_not_found_here(officer: Client) -> None:
    """Breaks when an id alone opens a file."""
    other = actions.keep_file(GUIDE, GUIDE.by_key["training"], PDF, name="x.pdf", **BY)
    assert officer.get(f"{PAGE}evidence/{other.pk}/").status_code == 404
    assert officer.post(f"{PAGE}evidence/{other.pk}/removal/").status_code == 404
    assert officer.get(f"/measures/training/evidence/{other.pk}/").status_code == 404


def test_who_reads_alone_keeps_and_removes_nothing(auditor: User) -> None:
    """Breaks when the right to read is enough to add or to take away."""
    kept = actions.keep_file(GUIDE, GUIDE.by_key["strategy"], PDF, name="x.pdf", **BY)
    reader = browse(auditor)
    assert reader.post(f"{PAGE}evidence/", {"file": file(b"%PDF-other")}).status_code == 403
    assert reader.post(f"{PAGE}evidence/{kept.pk}/removal/").status_code == 403
    assert AnswerEvidence.objects.kept().count() == 1


def test_twenty_pieces_are_enough() -> None:
    """Breaks when one point can fill the disk."""
    for number in range(actions.MOST_EVIDENCE):
        actions.keep_link(GUIDE, GUIDE.by_key["data"], title="", url=f"https://a.example/{number}", **BY)
    with pytest.raises(Refused) as refused:
        actions.keep_link(GUIDE, GUIDE.by_key["data"], title="", url="https://a.example/more", **BY)
    assert refused.value.code == "too_much_evidence"


@pytest.mark.parametrize("table", ["governance_answerchange", "governance_reportcopy"])
@pytest.mark.parametrize("sql", ["UPDATE {} SET by_id = 7", "DELETE FROM {}", "TRUNCATE {}"])
def test_what_was_written_down_stays(table: str, sql: str) -> None:
    """Art. 5(2). Breaks when the application may change a history or a printed report."""
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format(table))


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "javascript:alert(1)"},
        {"type": "text/html", "size": 3, "content": b"<b>"},
        {"type": "application/pdf", "size": 9, "content": b"%PDF"},
    ],
)
def test_the_database_refuses_what_no_page_would_send(wrong: dict[str, Any]) -> None:
    """Breaks when only the form says no."""
    with pytest.raises(IntegrityError), transaction.atomic():
        AnswerEvidence.objects.create(register="guide", key="data", title="x", by_kind="system", **wrong)

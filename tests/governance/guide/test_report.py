"""“Our GDPR preparation” on paper: what stands in it, that machines can read it, and that a copy stays. M7."""

from __future__ import annotations

import hashlib
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pypdf
import pytest

from samtykke.accounts.models import Organisation
from samtykke.audit.deeds import Deed
from samtykke.audit.models import Entry
from samtykke.core.actors import Via
from samtykke.governance.answers import actions as answers
from samtykke.governance.guide.actions import print_report
from samtykke.governance.guide.book import GUIDE
from samtykke.governance.models import ReportCopy, State
from tests.pages import browse, text_of

if TYPE_CHECKING:
    from samtykke.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def decided(siri: User) -> dict[str, Any]:
    """A company with a name, one decision with evidence, one point pushed aside; by whom."""
    Organisation.objects.update_or_create(pk=1, defaults={"legal_name": "Fjordlys AS"})
    by: dict[str, Any] = {"by": siri.actor, "via": Via.STAFF}
    strategy, automated = GUIDE.by_key["strategy"], GUIDE.by_key["automated"]
    answers.answer(GUIDE, strategy, version=0, state=State.DONE, note="Styret vedtok det 12. januar.", owner=siri, **by)
    answers.keep_link(GUIDE, strategy, title="Styreprotokoll", url="https://fjordlys.example/p", **by)
    answers.answer(GUIDE, automated, version=0, state=State.NOT_RELEVANT, reason="Ingen maskiner bestemmer.", **by)
    return by


def words(content: bytes) -> str:
    """What a PDF says, in one line."""
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages).split())


@pytest.mark.parametrize(
    ("language", "title", "missing"),
    [("nb", "Vår GDPR-forberedelse", "Hva som mangler"), ("en", "Our GDPR preparation", "What is missing")],
)
def test_the_report_says_language_title_tags_and_standards(
    decided: dict[str, Any], siri: User, language: str, title: str, missing: str
) -> None:
    """Done when 7. Breaks when a standard is off, the language is the printer's, or the decisions are not in it."""
    copy = print_report(language=language, **decided)
    read = pypdf.PdfReader(BytesIO(copy.content))
    root: Any = read.trailer["/Root"]
    assert (root["/Lang"], bool(root["/MarkInfo"]["/Marked"]), "/StructTreeRoot" in root) == (language, True, True)
    assert (read.metadata.title, read.metadata.author) == (title, "Fjordlys AS")
    described = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in described
    assert "<pdfaid:part>2</pdfaid:part>" in described
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in described
    said = words(copy.content)
    for text in (missing, "Styret vedtok det 12. januar.", "Styreprotokoll", "Ingen maskiner bestemmer.", siri.name):
        assert text in said


def test_a_copy_is_kept_each_time_with_its_digest_and_by_whom(decided: dict[str, Any], siri: User) -> None:
    """Breaks when a report is made anew for whoever opens it later."""
    first = print_report(language="nb", **decided)
    strategy = GUIDE.by_key["strategy"]
    answers.answer(GUIDE, strategy, version=1, note="Noe annet.", **decided)
    print_report(language="nb", **decided)
    kept = ReportCopy.objects.get(pk=first.pk)
    assert "Styret vedtok det 12. januar." in words(kept.content)
    assert (kept.sha256, kept.by) == (hashlib.sha256(kept.content).hexdigest(), siri.actor)
    assert ReportCopy.objects.count() == 2
    assert Entry.objects.filter(deed=Deed.GUIDE_REPORTED).count() == 2


def test_the_page_prints_lists_and_hands_out_the_same_bytes(decided: dict[str, Any], siri: User, auditor: User) -> None:
    """Breaks when what is downloaded is not what was kept, or an auditor cannot get it."""
    officer = browse(siri)
    assert "None yet" in text_of(officer.get("/guide/reports/"))
    assert officer.post("/guide/reports/new/", {"language": "en"}).status_code == 302
    copy = ReportCopy.objects.get()
    shown = text_of(browse(auditor).get("/guide/reports/"))
    assert (copy.sha256 in shown, "Print the report" in shown) == (True, False)
    answer = browse(auditor).get(f"/guide/reports/{copy.pk}/")
    assert (answer.content, answer["Content-Type"]) == (copy.content, "application/pdf")
    assert answer["Content-Disposition"].startswith("attachment")
    assert browse(auditor).post("/guide/reports/new/", {"language": "en"}).status_code == 403


def test_a_language_we_do_not_speak_is_refused(siri: User) -> None:
    """Breaks when any word prints a report."""
    answer = browse(siri).post("/guide/reports/new/", {"language": "de"})
    assert (answer.status_code, ReportCopy.objects.exists()) == (422, False)


def test_an_empty_company_prints_too(siri: User) -> None:
    """Breaks when a report needs an answer to be printed, as on the first day."""
    copy = print_report(language="en", by=siri.actor, via=Via.STAFF)
    assert "No measure" not in words(copy.content) or copy.total == len(GUIDE.questions)
    assert copy.answered < copy.total == len(GUIDE.questions)

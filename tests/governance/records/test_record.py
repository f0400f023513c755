"""The record of processing activities: made from what is live, kept in copies, as page, workbook and PDF. REQ-51, REQ-59."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pypdf
import pytest

from samtykke.contacts.models import Category
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.governance.data_map import actions as data_map
from samtykke.governance.measures.queries import measures_in_words
from samtykke.governance.models import ProcessorActivity, RecordCopy
from samtykke.governance.records import actions, queries
from samtykke.governance.records.files import record_pdf
from samtykke.purposes import actions as purposes
from samtykke.purposes.models import Purpose
from tests.pages import browse, text_of

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": Actor.system(), "via": Via.STAFF}


def facts(key: str) -> dict[str, str]:
    """What the record says of one activity, in English."""
    part = next(part for part in queries.record_in("en").activities if part.key == key)
    return dict(part.facts)


def test_a_purpose_that_is_switched_on_stands_in_the_record_and_one_switched_off_does_not():
    """REQ-51: generated from live purposes, so that it cannot drift."""
    keys = {part.key for part in queries.record_in("en").activities}
    assert keys >= {"STORE", "EMARKETING"}
    purposes.change_item(Purpose.objects.get(key="EMARKETING"), changes={"is_active": False}, **BY)
    assert "EMARKETING" not in {part.key for part in queries.record_in("en").activities}


def test_the_time_limits_come_from_the_rules_of_retention():
    """REQ-51: field (f) is filled from what is configured: the shorter of purpose and category."""
    store = Purpose.objects.get(key="STORE")
    Category.objects.update(retention_months=None)
    assert facts("STORE")["Time limits for erasure (f)"] == f"{store.retention_months} months"
    Category.objects.filter(key="PROSPECT").update(retention_months=6)
    assert "6 months: Prospect" in facts("STORE")["Time limits for erasure (f)"]


def test_recipients_and_transfers_are_named_with_country_and_ground():
    store = Purpose.objects.get(key="STORE")
    inside = purposes.add_recipient(names={"en": "The mail company"}, role="processor", country="NO", **BY)
    outside = purposes.add_recipient(
        names={"en": "Cloud Example"}, role="processor", country="IN", transfer_ground="clauses", **BY
    )
    store.recipients.set([inside, outside])
    told = facts("STORE")
    assert "The mail company (Processor)" in told["Categories of recipients (d)"]
    assert "India, Standard contractual clauses" in told["Transfers outside the EEA (e)"]
    assert "The mail company" not in told["Transfers outside the EEA (e)"]


def test_own_rows_of_the_map_stand_under_their_purpose_or_at_the_end():
    store = Purpose.objects.get(key="STORE")
    data_map.add_row(people="Applicants", kind="CVs", purpose=store, system="Filing cabinet", **BY)
    data_map.add_row(people="Visitors", kind="Names", **BY)
    assert "Applicants" in facts("STORE")["Categories of people (c)"]
    assert "Filing cabinet" in facts("STORE")["Systems"]
    assert "Visitors: Names" in facts("-")


def test_a_copy_is_kept_with_what_changed_and_never_twice_the_same(siri):
    client = browse(siri)
    client.post("/record/copies/", {"note": "Before the audit"})
    assert client.post("/record/copies/", {}).status_code == 422
    purposes.change_item(Purpose.objects.get(key="EMARKETING"), changes={"is_active": False}, **BY)
    assert "have changed since copy 1" in text_of(client.get("/record/"))
    answer = client.post("/record/copies/", {})
    page = text_of(client.get(answer["Location"]))
    assert "What had changed since copy 1" in page
    assert "E-marketing" in page
    first = RecordCopy.objects.get(number=1)
    assert "EMARKETING" in {part["key"] for part in first.content["en"]["activities"]}


def test_what_is_done_for_others_stands_apart(siri):
    """Art. 30(2)."""
    client = browse(siri)
    form = {
        "controller": "Nordavind AS",
        "categories": "Sends their newsletter",
        "transfer_ground": "none",
        "country": "IN",
    }
    assert client.post("/record/activities/new/", form).status_code == 422
    assert client.post("/record/activities/new/", {**form, "transfer_ground": "clauses"}).status_code == 302
    part = queries.record_in("en").for_others[0]
    assert (part.name, dict(part.facts)["Categories of processing (b)"]) == ("Nordavind AS", "Sends their newsletter")
    assert "India" in dict(part.facts)["Transfers outside the EEA (c)"]
    row = ProcessorActivity.objects.get()
    client.post(f"/record/activities/{row.pk}/deletion/")
    assert queries.record_in("en").for_others == []
    client.post(f"/record/activities/{row.pk}/restoration/")
    assert len(queries.record_in("en").for_others) == 1


def test_the_officer_is_named_and_whoever_comes_second_is_told(siri):
    client = browse(siri)
    client.post(
        "/record/settings/", {"seen": 0, "officer_name": "Siri Vernøy", "officer_contact": "siri@firma.example"}
    )
    assert ("Data protection officer", "Siri Vernøy, siri@firma.example") in queries.record_in("en").controller
    answer = client.post("/record/settings/", {"seen": 0, "officer_name": "Per Annen"})
    assert answer.status_code == 409
    assert "Per Annen" in text_of(answer)
    assert queries.settings().officer_name == "Siri Vernøy"


def test_the_measures_are_said_in_the_language_of_the_record():
    actions.change_settings(
        seen=queries.settings().version, changes={"measures": {"nb": "Tofaktor", "en": "Two factors"}}, **BY
    )
    assert "Tofaktor" in queries.record_in("nb").measures
    assert "Two factors" in queries.record_in("en").measures


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_document_is_a_tagged_pdf_in_its_language(language):
    """REQ-51: PDF/A and PDF/UA; the maker refuses what breaks either."""
    told = record_pdf(queries.record_in(language), language=language, at=now())
    read = pypdf.PdfReader(BytesIO(told))
    root = read.trailer["/Root"]
    assert root["/Lang"] == language
    assert "/StructTreeRoot" in root
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()
    assert "STORE" not in (page := read.pages[0].extract_text())
    assert ("Protokoll" if language == "nb" else "Record") in page


def test_files_go_out_to_who_may_read_the_record(auditor, per):
    client = browse(auditor)
    assert client.get("/record/workbook/").content.startswith(b"PK")
    assert client.get("/record/document/nb/")["Content-Type"] == "application/pdf"
    assert client.get("/record/document/xx/").status_code == 404
    assert client.post("/record/copies/", {}).status_code == 403
    for address in ("/record/", "/record/workbook/", "/record/document/nb/"):
        assert browse(per).get(address).status_code == 403


def test_a_copy_the_same_as_the_newest_is_refused():
    data_map.add_row(people="Visitors", kind="Names", **BY)  # a trail that is written ticks a measure
    first = actions.keep_copy(**BY)
    assert queries.compare(first.content["en"], queries.content()["en"]) == []
    with pytest.raises(Refused):
        actions.keep_copy(**BY)


def test_the_measures_that_are_in_place_stand_before_what_was_written():
    """REQ-51(g). Breaks when the record says other measures than the register, or in another language."""
    changes = {"measures": {"en": "A locked room."}}
    actions.change_settings(seen=queries.settings().version, changes=changes, **BY)
    told = " ".join(measures_in_words("en"))
    expected = f"{told}\n\nA locked room." if told else "A locked room."
    assert queries.record_in("en").measures == expected

"""The data map: filled from the live configuration, completed by hand. Art. 30(1); product.md M8."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samtykke.contacts.models import Category
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.governance.data_map import queries
from samtykke.governance.data_map.coverage import coverage
from samtykke.governance.models import MapRow, UseFigure
from samtykke.purposes import actions as purposes
from samtykke.purposes.models import PrivacySettings, Purpose, Source
from tests.pages import browse, text_of

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": Actor.system(), "via": Via.STAFF}
OWN = {"people": "Job applicants", "kind": "CVs", "purpose": "STORE", "system": "The filing cabinet"}


def of_purpose(key: str) -> list[queries.MapLine]:
    """The live rows of a purpose."""
    return [line for line in queries.live_lines() if line.purpose_key == key]


def titled() -> None:
    """The title is needed for sales and service."""
    purposes.decide_field("person.title", purposes=[Purpose.objects.get(key="STORE")], **BY)


def test_the_configuration_fills_the_rows():
    """Each category of people and kind of data of an active purpose, with basis, access and retention as they stand."""
    titled()
    rows = [line for line in of_purpose("STORE") if "Title" in line.fields]
    assert {line.category_key for line in rows} >= {"CUSTOMER", "PROSPECT", "-"}
    assert "Legitimate interests" in rows[0].basis
    assert "Sales" in rows[0].access
    months = Purpose.objects.get(key="STORE").retention_months
    assert str(months) in rows[0].retention


def test_a_change_of_the_configuration_shows_at_once():
    """Breaks when the map is a copy: recipients, sensitive fields and purposes that are switched off must follow."""
    titled()
    mailer = purposes.add_recipient(names={"en": "The mail company"}, role="processor", country="NO", **BY)
    store = Purpose.objects.get(key="STORE")
    store.recipients.add(mailer)
    purposes.decide_field("person.title", purposes=[store], is_sensitive=True, **BY)
    line = next(line for line in of_purpose("STORE") if "Title" in line.fields)
    assert line.recipients == "The mail company"
    assert "Sales" not in line.access
    assert "Privacy officer" in line.access
    assert of_purpose("EMARKETING")
    purposes.change_item(Purpose.objects.get(key="EMARKETING"), changes={"is_active": False}, **BY)
    assert of_purpose("EMARKETING") == []


def test_the_shorter_period_counts_and_a_missing_one_is_said():
    store, customer = Purpose(retention_months=36), Category()
    customer.retention_months = 24  # type: ignore[attr-defined]
    assert queries.retention_months(store, customer) == 24
    assert queries.retention_months(store, None) == 36
    assert queries.months_words(None) == "Not decided yet"


def test_marketing_rests_on_interests_only_where_the_exception_for_customers_is_on():
    """Breaks when the map and the record name a basis that nobody can be held on, and the statement does not (REQ-61)."""
    assert {line.basis for line in of_purpose("EMARKETING")} == {"Consent"}
    PrivacySettings.objects.create(changed_by_kind="system", existing_customers=True)
    assert {line.basis for line in of_purpose("EMARKETING")} == {"Consent, Legitimate interests"}


def test_counted_people_hide_rows_without_anybody_and_say_where_they_came_from(siri):
    store, customer = Purpose.objects.get(key="STORE"), Category.objects.get(key="CUSTOMER")
    source = Source.objects.get(key="WEBFORM")
    UseFigure.objects.create(
        about="people", key=f"{store.pk}/{customer.pk}/{source.pk}", count=1204, total=1204, counted_at=now()
    )
    line = next(line for line in of_purpose("STORE") if line.category_key == "CUSTOMER")
    assert (line.count, line.sources) == (1204, source.name)
    page = text_of(browse(siri).get("/data-map/"))
    assert "1,204 people" in page
    assert "Prospect</strong>" not in page
    assert "Prospect</strong>" in text_of(browse(siri).get("/data-map/?only=everything"))


def test_a_row_of_the_companys_own_is_added_changed_removed_and_restored(siri):
    client = browse(siri)
    assert client.post("/data-map/rows/new/", OWN).status_code == 302
    row = MapRow.objects.get()
    assert "Job applicants" in text_of(client.get("/data-map/?only=own"))
    client.post(f"/data-map/rows/{row.pk}/", {**OWN, "seen": 1, "reviewed_on": "2026-01-02"})
    row.refresh_from_db()
    assert (row.version, row.reviewed_by_id) == (2, siri.pk)
    client.post(f"/data-map/rows/{row.pk}/deletion/")
    assert queries.own_lines() == []
    client.post(f"/data-map/rows/{row.pk}/restoration/")
    assert len(queries.own_lines()) == 1


def test_a_row_says_whose_and_what_and_no_day_to_come(siri):
    client = browse(siri)
    refused = client.post("/data-map/rows/new/", {**OWN, "people": "", "reviewed_on": "2199-01-01"})
    assert refused.status_code == 422
    assert "people" in refused.context["form"].errors
    assert client.post("/data-map/rows/new/", {**OWN, "reviewed_on": "2199-01-01"}).status_code == 422
    assert not MapRow.objects.exists()


def test_whoever_comes_second_is_told_in_own_rows_and_beside_live_ones(siri):
    client = browse(siri)
    client.post("/data-map/rows/new/", OWN)
    row = MapRow.objects.get()
    client.post(f"/data-map/rows/{row.pk}/", {**OWN, "seen": 1, "note": "The first"})
    answer = client.post(f"/data-map/rows/{row.pk}/", {**OWN, "seen": 1, "note": "The second"})
    assert answer.status_code == 409
    assert "The second" in text_of(answer)
    assert "The first" in text_of(answer)
    line = of_purpose("STORE")[0]
    address = f"/data-map/live/{line.purpose_key}/{line.category_key}/{line.kind_key}/"
    assert client.post(address, {"seen": 0, "note": "In the accounts too"}).status_code == 302
    assert client.post(address, {"seen": 0, "note": "Late"}).status_code == 409
    assert of_purpose("STORE")[0].note == "In the accounts too"


def test_a_row_the_configuration_does_not_fill_has_no_page(siri):
    assert browse(siri).get("/data-map/live/STORE/NOBODY/NOTHING/").status_code == 404


def test_the_gaps_are_numbered_and_lead_to_where_they_are_mended(siri):
    found = {gap.code: gap for gap in coverage()}
    assert found["field_without_purpose"].count > 5
    assert found["field_without_purpose"].address == "/data-map/fields/?only=without"
    assert "have no purpose" in text_of(browse(siri).get("/data-map/"))
    browse(siri).post("/data-map/rows/new/", OWN)
    assert {gap.code: gap.count for gap in coverage()}["row_not_reviewed"] == 1


def test_the_map_asks_no_question_per_row(siri):
    """Breaks when a row reads its purpose, recipients or roles for itself."""
    queries.map_lines()
    with CaptureQueriesContext(
        connection,
    ) as few:
        queries.map_lines()
    for number in range(8):
        Category.objects.create(key=f"MORE{number}", names={"en": f"More {number}", "nb": f"Flere {number}"})
    with CaptureQueriesContext(connection) as many:
        queries.map_lines()
    assert len(many) == len(few) <= 16


def test_per_sees_no_map_and_the_auditor_changes_none(per, auditor):
    assert browse(per).get("/data-map/").status_code == 403
    assert browse(auditor).get("/data-map/").status_code == 200
    assert browse(auditor).post("/data-map/rows/new/", OWN).status_code == 403

"""The register of recipients: agreements, countries, grounds of transfer. REQ-52, REQ-58, REQ-59."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from samtykke.audit.models import Entry
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.purposes import actions as purposes
from samtykke.purposes import queries, recipients, transfers
from samtykke.purposes.models import Purpose, Recipient
from tests.factories import get_purpose
from tests.pages import browse, text_of

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": Actor.system(), "via": Via.STAFF}


def made(**told: Any) -> Recipient:
    """A processor in Norway, or what is said instead."""
    names = {"nb": "Postfirmaet", "en": "The mail company"}
    return purposes.add_recipient(**{"names": names, "role": "processor", "country": "NO", **told}, **BY)


def fields(**told: Any) -> dict[str, Any]:
    """What a browser sends."""
    return {
        "name_nb": "Postfirmaet", "name_en": "The mail company", "role": "processor", "country": "NO",
        "transfer_ground": "none", "is_active": "on", **told,
    }  # fmt: skip


def test_a_recipient_is_entered_and_shown_with_country_and_ground(siri):
    answer = browse(siri).post("/recipients/new/", fields(agreement="DPA 12", agreed_on="2026-01-02"))
    assert answer.status_code == 302
    page = text_of(browse(siri).get("/recipients/"))
    assert "The mail company" in page
    assert "Norway" in page
    assert "Stays in the EEA" in page


@pytest.mark.parametrize(
    ("country", "ground", "field"),
    [("IN", "none", "transfer_ground"), ("IN", "adequacy", "transfer_ground"), ("", "none", "country"),
     ("XX", "none", "country"), ("US", "adequacy", "transfer_note"), ("IN", "derogation", "transfer_note")],
)  # fmt: skip
def test_outside_the_eea_a_ground_that_holds_is_asked_for(country, ground, field):
    """REQ-58, Art. 44–49. Breaks when a transfer may stand without a ground, or on one that the country does not have."""
    with pytest.raises(Refused) as refused:
        made(country=country, transfer_ground=ground)
    assert refused.value.field == field


def test_a_ground_that_holds_lets_the_data_go():
    assert made(country="IN", transfer_ground="clauses").pk
    assert made(country="CH", transfer_ground="adequacy").pk
    assert made(country="US", transfer_ground="adequacy", transfer_note="Certified, looked up in March.").pk


def test_a_decision_that_has_ended_is_no_ground():
    assert transfers.is_adequate("GB", date(2031, 12, 27))
    assert not transfers.is_adequate("GB", date(2031, 12, 28))


def test_the_page_says_beside_the_field_that_a_ground_is_missing(siri):
    answer = browse(siri).post("/recipients/new/", fields(country="IN"))
    assert answer.status_code == 422
    assert "transfer_ground" in answer.context["form"].errors


def test_whoever_comes_second_is_told_and_nothing_written_is_lost(siri):
    """Two editors: 409, the typed text on the form, what stands now beside it, nothing overwritten."""
    it = made()
    client = browse(siri)
    client.post(f"/recipients/{it.pk}/", fields(seen=1, contact="The first"))
    answer = client.post(f"/recipients/{it.pk}/", fields(seen=1, contact="The second"))
    page = text_of(answer)
    assert answer.status_code == 409
    assert "The second" in page
    assert "The first" in page
    it.refresh_from_db()
    assert it.contact == "The first"
    client.post(f"/recipients/{it.pk}/", fields(seen=2, contact="The second"))
    it.refresh_from_db()
    assert it.contact == "The second"


def test_one_that_a_purpose_names_is_not_removed_and_one_in_the_bin_comes_back(siri):
    it, client = made(), browse(siri)
    purpose = Purpose.objects.get(key="EMARKETING")
    purpose.recipients.add(it)
    client.post(f"/recipients/{it.pk}/deletion/")
    it.refresh_from_db()
    assert it.deleted_at is None
    purpose.recipients.clear()
    client.post(f"/recipients/{it.pk}/deletion/")
    assert "In the bin" in text_of(client.get("/recipients/"))
    client.post(f"/recipients/{it.pk}/restoration/")
    it.refresh_from_db()
    assert it.deleted_at is None
    deeds = list(Entry.objects.filter(subject_kind="recipient").order_by("id").values_list("deed", flat=True))
    assert deeds == ["list:created", "list:deleted", "list:restored"]


def test_what_an_entry_lacks_is_said_and_what_lapses_is_found():
    """REQ-52: a processor without an agreement; the desk asks for what lapses within a time."""
    today = now().date()
    bare = made()
    soon = made(agreement="DPA 1", review_on=today + timedelta(days=20))
    late = made(agreement="DPA 2", review_on=today - timedelta(days=1), agreed_on=today - timedelta(days=400))
    assert [lack.code for lack in recipients.lacks(bare)] == ["no_agreement"]
    assert recipients.lacks(soon) == []
    assert [lack.code for lack in recipients.lacks(late)] == ["agreement_lapsed"]
    assert list(recipients.agreements_lapsing(today + timedelta(days=30))) == [late, soon]
    assert list(recipients.without_agreement()) == [bare]


def test_per_reads_nothing_and_the_auditor_changes_nothing(per, auditor):
    it = made()
    assert browse(per).get("/recipients/").status_code == 403
    assert browse(auditor).get("/recipients/").status_code == 200
    assert browse(auditor).post(f"/recipients/{it.pk}/", fields(seen=1)).status_code == 403


@pytest.mark.parametrize(("role", "further"), [("controller", 1), ("processor", 0)])
def test_one_who_receives_again_is_not_covered_by_old_consents(role, further):
    """REQ-17. Breaks when switching a recipient on again reaches further unseen, or a processor counts as somebody new."""
    purpose, one = get_purpose(), made(role=role)
    purposes.change_item(purpose, changes={"recipients": [one]}, **BY)
    before = queries.current_scope(purpose)
    one = purposes.change_recipient(one, seen=one.version, changes={"is_active": False}, **BY)
    assert queries.current_scope(purpose) == before
    one = purposes.change_recipient(one, seen=one.version, changes={"is_active": True}, **BY)
    assert queries.current_scope(purpose) == before + further
    purposes.change_recipient(one, seen=one.version, changes={"contact": "post@firma.example"}, **BY)
    assert queries.current_scope(purpose) == before + further


def test_one_who_comes_back_from_the_bin_is_not_covered_by_old_consents():
    """REQ-17. Breaks when a purpose taken out of the bin after its recipient covers them by consents of before."""
    purpose = purposes.create_item(Purpose, names={"en": "Magazine"}, **BY)
    one = made(role="controller")
    purposes.change_item(purpose, changes={"recipients": [one]}, **BY)
    before = queries.current_scope(purpose)
    purposes.delete_item(purpose, **BY)
    purposes.delete_recipient(one, **BY)
    purposes.restore_recipient(one, **BY)
    purposes.restore_recipient(one, **BY)
    assert queries.current_scope(purpose) == before + 1

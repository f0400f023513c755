"""The audit trail as a page: filters, paging, and that reading it is noted too."""

from __future__ import annotations

import pytest

from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.audit.models import Entry
from samtykke.core.actors import Ref, Via
from samtykke.intake.channels.file import actions as files
from tests.factories import approve_store
from tests.intake.file.runs import received
from tests.pages import browse, text_of

pytestmark = pytest.mark.django_db


def test_what_was_done_stands_with_who_when_and_by_which_door(kari, ola, siri):
    browse(ola).get(f"/people/{kari.pk}/")
    page = text_of(browse(siri).get("/audit/"))
    for word in ("Opened a person card", "Ola Salg", f"Person {kari.pk}", "staff"):
        assert word in page


def test_the_trail_narrows_by_person_user_deed_and_looks(kari, ola, siri):
    browse(ola).get(f"/people/{kari.pk}/")
    client = browse(siri)
    person = text_of(client.get("/audit/", {"person": kari.pk, "deed": "person:created"}))
    assert "Registered a person" in person
    assert 'class="mono tiny hush">person:viewed' not in person
    looks = text_of(client.get("/audit/", {"only_looks": "on", "user": ola.pk}))
    assert "person:viewed" in looks
    assert 'class="mono tiny hush">person:created' not in looks


def test_in_bokmål_no_word_of_the_machine_s_stands_in_a_column(siri):
    run = received("email,first_name\nq@example.org,Q\n")
    approve_store()
    files.carry_out(run)
    audit.record(Deed.PERSON_CHANGED, subject=Ref("user", 1), by=siri.actor, via=Via.STAFF, fields=["first_name"])
    page = text_of(browse(siri, language="nb").get("/audit/"))
    for word in ("held_for_review", "to_inform", "by_fields", f"import {run.pk}", "user 1", "first_name"):
        assert word not in page
    for word in (f"Import {run.pk}", "Bruker 1", "Felt: Fornavn", "Hendelsesloggen"):
        assert word in page


def test_nothing_found_says_so(siri):
    assert "Nothing in the audit trail matches" in text_of(browse(siri).get("/audit/", {"person": 424242}))


def test_a_filter_that_does_not_exist_says_so_and_shows_nothing(kari, siri):
    answer = browse(siri).get("/audit/", {"deed": "person:eaten"})
    assert answer.status_code == 422
    assert "A filter is not valid" in text_of(answer)
    assert answer.context["rows"] == []


def test_next_shows_older_entries(siri):
    for _number in range(52):
        audit.record(Deed.SETTINGS_CHANGED, subject=Ref("organisation", 1), by=siri.actor, via=Via.STAFF)
    client = browse(siri)
    first = client.get("/audit/")
    older = text_of(client.get("/audit/", {"cursor": first.context["next"]}))
    assert "Previous" in older


def test_reading_the_trail_is_noted(siri):
    browse(siri).get("/audit/")
    assert Entry.objects.filter(deed=Deed.AUDIT_VIEWED.value, actor_id=siri.pk).exists()


def test_who_may_not_read_it_is_refused(ola, per):
    assert browse(ola).get("/audit/").status_code == 403
    assert browse(per).get("/audit/").status_code == 403

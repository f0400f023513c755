"""What staff record about a person, through the pages: with the right, with words and evidence, and never past a no."""

from __future__ import annotations

import pytest

from samtykke.consents.models import ConsentEvent, ConsentRecord, Objection, Restriction
from samtykke.consents.queries.standing import is_restricted, objects_to_marketing
from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused
from tests.factories import make_consent, make_wording, withdraw
from tests.pages import browse, text_of

pytestmark = pytest.mark.django_db


def at(person, act, key="EMARKETING"):
    """The address of an act about a person and a purpose."""
    return f"/people/{person.pk}/purposes/{key}/{act}/"


def standing(person, key="EMARKETING"):
    """Where a person stands."""
    return ConsentRecord.objects.of(person).filter(purpose__key=key).values_list("status", flat=True).first()


def yes(**told):
    """What a browser sends for a yes with words and evidence."""
    return {
        "status": "given",
        "shown_text": "Yes, send me news.",
        "evidence_kind": "paper",
        "evidence_reference": "Binder 3",
        "source": "USER",
        **told,
    }


def test_every_form_opens(kari, siri):
    client = browse(siri)
    make_consent(kari)
    event = ConsentEvent.objects.of(kari).first()
    pages = [at(kari, act) for act in ("withdrawal", "answer", "basis", "ending")]
    pages += [f"/people/{kari.pk}/{act}/" for act in ("objection", "restriction")]
    pages.append(f"/people/{kari.pk}/events/{event.id}/invalidation/")
    assert [page for page in pages if client.get(page).status_code != 200] == []


def test_a_person_s_own_no_is_open_to_all_who_edit_and_their_own_yes_is_not(kari, ola, siri):
    make_consent(kari)
    browse(ola).post(at(kari, "withdrawal"), {"act_by": "person"})
    own_no = ConsentEvent.objects.of(kari).get(status="withdrawn")
    assert own_no.act_by == "person"
    assert browse(ola).post(at(kari, "answer"), yes(act_by="person", own_act="on")).status_code in {403, 422}
    assert not ConsentEvent.objects.of(kari).filter(status="given", via="staff").exists()
    assert standing(kari) == "withdrawn"
    with pytest.raises(Refused):
        make_consent(kari, by=Actor.user(ola.pk), via=Via.STAFF, own_act=False)


def test_staff_withdraw_a_consent_for_a_person(kari, ola):
    make_consent(kari)
    answer = browse(ola).post(at(kari, "withdrawal"), {"act_by": "person", "comment": "By phone"})
    assert answer.headers["Location"] == f"/people/{kari.pk}/privacy/"
    assert standing(kari) == "withdrawn"


@pytest.mark.parametrize("act", ["withdrawal", "answer", "objection", "restriction"])
def test_a_form_sent_twice_is_recorded_once(kari, siri, act):
    """Breaks when a double press adds a second event, objection or restriction."""
    client = browse(siri)
    if act == "withdrawal":
        make_consent(kari)
    where = at(kari, act) if act in {"withdrawal", "answer"} else f"/people/{kari.pk}/{act}/"
    told = yes() if act == "answer" else {"act_by": "person"}
    client.post(where, told)
    once = (ConsentEvent.objects.of(kari).count(), Objection.objects.count(), Restriction.objects.count())
    assert client.post(where, told).status_code < 500
    assert once == (ConsentEvent.objects.of(kari).count(), Objection.objects.count(), Restriction.objects.count())


def test_marketing_without_an_answer_is_objected_to(kari, ola):
    browse(ola).post(at(kari, "withdrawal"), {"act_by": "person"})
    assert standing(kari) == "objected"


def test_sales_and_service_on_another_basis_is_not_withdrawn(kari, ola):
    assert browse(ola).get(at(kari, "withdrawal", "STORE")).status_code == 404
    refused = browse(ola).post(at(kari, "withdrawal", "STORE"), {"act_by": "person"})
    assert refused.status_code in {404, 422}
    assert standing(kari, "STORE") == "in_force"


def test_a_yes_needs_words_and_evidence_to_count(kari, ola):
    client = browse(ola)
    client.post(at(kari, "answer"), yes(evidence_kind="", shown_text=""))
    assert standing(kari) == "unknown"
    client.post(at(kari, "answer"), yes(comment="Signed at the fair"))
    assert standing(kari) == "given"


def test_a_yes_can_point_to_a_version_of_the_words(kari, ola):
    wording = make_wording()
    browse(ola).post(at(kari, "answer"), yes(wording=str(wording.pk), shown_text=""))
    assert ConsentRecord.objects.of(kari).get(purpose__key="EMARKETING").wording_id == wording.pk


def test_a_no_is_not_lifted_without_the_right(kari, ola):
    make_consent(kari)
    withdraw(kari)
    refused = browse(ola).post(at(kari, "answer"), yes())
    assert refused.status_code == 422
    assert "Only the person can say yes again" in text_of(refused)
    assert standing(kari) == "withdrawn"
    browse(ola).post(at(kari, "answer"), yes(own_act="on"))
    assert standing(kari) == "withdrawn"


def test_a_no_is_lifted_by_the_persons_later_act_with_the_right(kari, siri):
    make_consent(kari)
    withdraw(kari)
    answer = browse(siri).post(at(kari, "answer"), yes(own_act="on"))
    assert answer.status_code == 302
    assert standing(kari) == "given"


def test_the_future_is_refused_beside_nothing_lost(kari, ola):
    refused = browse(ola).post(at(kari, "answer"), yes(on="2999-01-01", comment="Kept"))
    assert refused.status_code == 422
    assert "future" in text_of(refused)
    assert "Kept" in text_of(refused)


def test_a_time_without_a_day_is_asked_for(kari, ola):
    refused = browse(ola).post(at(kari, "withdrawal"), {"act_by": "person", "at": "10:00"})
    assert "on" in refused.context["form"].errors


def test_marketing_on_another_basis_needs_all_five_facts(kari, siri):
    refused = browse(siri).post(at(kari, "basis"), {"legal_basis": "61F", "source": "USER", "sale_on": "2026-01-01"})
    assert refused.status_code == 422
    assert standing(kari) is None


def test_a_basis_ends_with_a_reason(kari, ola):
    assert browse(ola).post(at(kari, "ending", "STORE"), {"reason": ""}).status_code == 422
    browse(ola).post(at(kari, "ending", "STORE"), {"reason": "No longer a customer"})
    assert standing(kari, "STORE") == "ended"


def test_an_event_recorded_by_mistake_is_declared_not_valid(kari, siri, ola):
    browse(siri).post(at(kari, "answer"), yes())
    event = ConsentEvent.objects.of(kari).get(status="given")
    address = f"/people/{kari.pk}/events/{event.id}/invalidation/"
    assert browse(ola).post(address, {"reason": "Mixed up"}).status_code == 403
    browse(siri).post(address, {"reason": "Mixed up"})
    assert standing(kari) != "given"


def test_an_objection_to_all_marketing_holds_at_once(kari, ola):
    browse(ola).post(f"/people/{kari.pk}/objection/", {"act_by": "person"})
    assert objects_to_marketing(kari.pk)


def test_a_restriction_is_set_and_lifted_with_the_right(kari, ola, siri):
    address = f"/people/{kari.pk}/restriction/"
    assert browse(ola).post(address).status_code == 403
    browse(siri).post(address, {})
    assert is_restricted(kari.pk)
    browse(siri).post(f"{address}lifting/")
    assert not is_restricted(kari.pk)


def test_looking_at_an_act_by_get_changes_nothing(kari, ola):
    client = browse(ola)
    assert client.get(f"/people/{kari.pk}/restriction/lifting/").status_code in {403, 405}
    assert client.get(f"/people/{kari.pk}/notice/").status_code == 405


def test_per_may_do_none_of_it(kari, per):
    client = browse(per)
    for act in ("withdrawal", "answer", "basis", "ending"):
        assert client.post(at(kari, act), yes()).status_code == 403
    assert ConsentEvent.objects.of(kari).count() == 1

"""The lists as pages: superoffice checks 1–12 as staff meet them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from samtykke.mail.models import Template
from samtykke.purposes.models import LegalBasis, Purpose, Source
from tests.pages import browse
from tests.preferences.pages import link_of, stranger, text_of

pytestmark = pytest.mark.django_db


def fields(**told):
    """What a browser sends for an item."""
    return {"name_nb": "Invitasjoner", "name_en": "Event invitations", "is_active": "on", **told}


def test_the_two_standard_purposes_stand_in_order(siri):
    page = browse(siri).get("/purposes/").content.decode()
    assert page.index("Sales and service") < page.index("E-marketing")


def test_every_list_opens_for_staff_and_says_so_to_per(ola, per):
    for slug in ("purposes", "legal-bases", "sources", "ways-of-collecting", "categories", "businesses"):
        assert browse(ola).get(f"/{slug}/").status_code == 200
        assert browse(per).get(f"/{slug}/").status_code == 403


def test_a_key_is_made_from_the_name_and_a_second_name_refused(siri):
    client = browse(siri)
    answer = client.post("/purposes/new/", fields())
    assert answer.status_code == 302
    assert Purpose.objects.get(key="EVENTINVITATIONS").is_active is False
    refused = client.post("/purposes/new/", fields())
    assert refused.status_code == 422


@pytest.mark.parametrize("key", ["TWO WORDS", "#X", "A-B", "STORE"])
def test_a_key_that_is_reserved_or_malformed_is_refused_beside_its_field(siri, key):
    refused = browse(siri).post("/purposes/new/", fields(key=key))
    assert refused.status_code == 422
    assert "key" in refused.context["form"].errors


def test_a_standard_item_is_renamed_but_not_removed(siri):
    client = browse(siri)
    basis = LegalBasis.objects.get(key="61F")
    client.post("/legal-bases/61F/", fields(name_nb="Vår interesse", name_en="Our interest", article="f"))
    basis.refresh_from_db()
    assert basis.names["en"] == "Our interest"
    client.post("/legal-bases/61F/deletion/")
    basis.refresh_from_db()
    assert basis.deleted_at is None


def test_a_removed_item_stands_in_the_bin_and_comes_back(siri):
    client = browse(siri)
    client.post("/sources/new/", fields(name_nb="Messe", name_en="Fair", key="FAIR"))
    client.post("/sources/FAIR/deletion/")
    page = client.get("/sources/").content.decode()
    assert "In the bin" in page
    assert Source.objects.get(key="FAIR").deleted_at is not None
    client.post("/sources/FAIR/restoration/")
    assert Source.objects.get(key="FAIR").deleted_at is None


def test_moving_an_item_changes_the_order_and_htmx_gets_the_list_alone(siri):
    client = browse(siri)
    keys = [item.key for item in Source.objects.in_order()]
    answer = client.post(f"/sources/{keys[1]}/place/", {"direction": "up"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert b"<html" not in answer.content
    assert [item.key for item in Source.objects.in_order()][:2] == [keys[1], keys[0]]
    assert client.post(f"/sources/{keys[1]}/place/", {"direction": "down"}).status_code == 302


def test_a_purpose_says_what_is_missing_before_it_can_be_switched_on(siri):
    client = browse(siri)
    client.post("/purposes/new/", fields())
    page = client.get("/purposes/EVENTINVITATIONS/").content.decode()
    assert "Before it can be switched on" in page
    refused = client.post("/purposes/EVENTINVITATIONS/", fields())
    assert refused.status_code == 422


def test_bases_wordings_and_months_make_a_purpose_ready(siri):
    client = browse(siri)
    client.post("/purposes/new/", fields())
    client.post("/purposes/EVENTINVITATIONS/bases/", {"legal_basis": "61A", "is_default": "on"})
    client.post(
        "/purposes/EVENTINVITATIONS/wordings/",
        {"language": "en", "text": "Yes, invite me.", "channels": ["email"]},
    )
    answer = client.post("/purposes/EVENTINVITATIONS/", fields(retention_months="24"))
    assert answer.status_code == 302
    assert Purpose.objects.get(key="EVENTINVITATIONS").is_active


def test_a_legal_obligation_needs_the_law_it_cites(siri):
    refused = browse(siri).post("/purposes/STORE/bases/", {"legal_basis": "61C"})
    assert refused.status_code == 422
    assert "citation" in refused.context["form"].errors


def test_the_draft_assessment_is_read_and_approved(siri, ola):
    client = browse(siri)
    assert 'aria-current="step"' in client.get("/purposes/STORE/assessment/draft/").content.decode()
    page = client.get("/purposes/STORE/assessment/")
    assert 'aria-current="step"' in page.content.decode()
    assert "Not approved yet" in page.content.decode()
    assert browse(ola).post("/purposes/STORE/assessment/1/approval/", {"review_on": "2027-01-01"}).status_code == 403
    review_on = (datetime.now(UTC) + timedelta(days=300)).date().isoformat()
    answer = client.post("/purposes/STORE/assessment/1/approval/", {"review_on": review_on})
    assert answer.status_code == 302
    approved = client.get("/purposes/STORE/assessment/").content.decode()
    assert "Approved" in approved
    assert 'aria-current="step"' not in approved


def test_a_new_draft_leaves_the_approved_one_in_force(siri):
    from tests.factories import approve_store

    approve_store()
    client = browse(siri)
    form = client.get("/purposes/STORE/assessment/draft/").context["form"]
    told = {name: form[name].initial for name in form.fields} | {"interest_en": "Another interest."}
    assert client.post("/purposes/STORE/assessment/draft/", told).status_code == 302
    page = client.get("/purposes/STORE/assessment/").content.decode()
    assert "Another interest." in page
    assert "Approve this draft" in page
    assert "Not approved yet" not in page


def test_a_list_costs_the_same_however_long_it_is(siri, django_assert_num_queries):
    client = browse(siri)
    client.get("/sources/")  # what a process reads once is read
    with django_assert_num_queries(14) as few:
        client.get("/sources/")
        count = len(few)
    for number in range(5):
        client.post("/sources/new/", fields(name_nb=f"N{number}", name_en=f"E{number}"))
    with django_assert_num_queries(count):
        client.get("/sources/")


def test_a_source_says_which_confirmation_it_sends(siri):
    """Check 39. Breaks when the choice cannot be made, shows other mails, or the list does not tell it."""
    Template.objects.create(key="WELCOME", kind="privacy", names={"en": "Welcome", "nb": "Velkommen"})
    client, rule = browse(siri), "/settings/informing/USER/"
    assert rule in client.get("/sources/USER/").content.decode()
    choices = client.get(rule).content.decode().split('name="template_key"')[1].split("</select>")[0]
    assert 'value="WELCOME"' in choices
    assert not any(key in choices for key in ("ASKCONSENT", "PASSWORD", "OWNLINK", "RECEIPT", "CONFIRMCONSENT"))
    sent = {"inform_rule": "at_once", "inform_after_days": "14", "template_key": "WELCOME"}
    assert client.post(rule, sent).status_code == 302
    assert Source.objects.get(key="USER").template_key == "WELCOME"
    assert "“Welcome”" in client.get("/sources/").content.decode()
    refused = client.post(rule, sent | {"template_key": "ASKCONSENT"})
    assert (refused.status_code, "template_key" in refused.context["form"].errors) == (422, True)
    Template.objects.filter(key="WELCOME").update(is_active=False)
    assert "not on offer" in client.get(rule).content.decode()
    assert client.post(rule, sent).status_code == 302
    assert Source.objects.get(key="USER").template_key == "WELCOME"


def test_a_source_has_words_for_the_person_and_they_reach_the_persons_page(kari, siri):
    """Art. 14(2)(f). Breaks when the words cannot be changed, or the page goes on saying the company's own name for it."""
    client, source, token = browse(siri), kari.origin_source, link_of(kari)
    page = text_of(stranger().get(f"/p/{token}/?language=en"))
    assert "Your details came from: " + source.public_names["en"] in page
    told = fields(name_nb="Messe", name_en="Fair", public_name_nb="Messa i Bergen", public_name_en="")
    assert "Said to the person" in client.get(f"/sources/{source.key}/").content.decode()
    assert client.post(f"/sources/{source.key}/", told).status_code == 302
    assert "kom fra: Messa i Bergen" in text_of(stranger().get(f"/p/{token}/?language=nb"))
    assert "came from: Fair" in text_of(stranger().get(f"/p/{token}/?language=en"))

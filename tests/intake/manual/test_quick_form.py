"""The quick form: five facts filled by rule, duplicates asked about, and what the person must be told."""

from __future__ import annotations

import pytest

from samtykke.consents.models import ConsentRecord
from samtykke.contacts.models import Person
from samtykke.core.actors import Actor, Via
from samtykke.mail.models import Mail
from samtykke.purposes import actions as lists
from samtykke.purposes.models import CollectedHow
from samtykke.purposes.queries import source_by_key
from tests.factories import approve_store
from tests.pages import browse, text_of

pytestmark = pytest.mark.django_db


def sent(**told):
    """What a browser sends for a person."""
    return {
        "first_name": "Bjørn",
        "last_name": "Fjellfiktiv",
        "email": "bjorn@fiktivfisk.example",
        "phone": "912 34 569",
        "country": "NO",
        "legal_basis": "61F",
        "source": "USER",
        **told,
    }


def test_before_the_assessment_is_approved_the_form_says_so(ola):
    page = text_of(browse(ola).get("/people/new/"))
    assert "One thing first" in page
    assert "/purposes/STORE/assessment/" in page
    refused = browse(ola).post("/people/new/", sent())
    assert refused.status_code == 422
    assert Person.objects.count() == 0


def test_a_person_is_registered_with_the_five_facts(ola):
    approve_store()
    answer = browse(ola).post("/people/new/", sent(company_name="Fiktiv Fisk & Sønner", comment="Called us"))
    person = Person.objects.get()
    assert answer.headers["Location"] == f"/people/{person.pk}/"
    facts = (person.origin_purpose.key, person.origin_basis.key, person.origin_source.key, person.origin_actor_id)
    assert facts == ("STORE", "61F", "USER", ola.pk)
    assert person.company.name == "Fiktiv Fisk & Sønner"
    assert ConsentRecord.objects.of(person).get().status == "in_force"


def test_the_five_facts_are_visible_before_and_changeable_with_the_right(ola):
    approve_store()
    page = text_of(browse(ola).get("/people/new/"))
    for word in (
        "What is recorded with it",
        "Sales and service",
        "By what right",
        'name="legal_basis"',
        'name="source"',
    ):
        assert word in page


def test_somebody_held_already_is_asked_about_first(kari, ola):
    client = browse(ola)
    again = sent(first_name="Kari", last_name="Ødegård-Testvik", email="", phone="")
    asked = client.post("/people/new/", again)
    assert asked.status_code == 422
    assert "Is it one of these?" in text_of(asked)
    assert Person.objects.count() == 1
    client.post("/people/new/", {**again, "anyway": "on"})
    assert Person.objects.count() == 2


def test_the_hint_comes_while_typing(kari, ola):
    answer = browse(ola).post(
        "/people/new/hints/", {"email": "kari.testvik@example.org"}, headers={"HX-Request": "true"}
    )
    assert "Ødegård-Testvik" in text_of(answer)
    assert b"<html" not in answer.content


def test_how_we_met_decides_when_the_person_must_be_told(kari, ola):
    client = browse(ola)
    theirs = CollectedHow.objects.filter(from_person=True).first()
    others = CollectedHow.objects.filter(from_person=False).first()
    assert "Art. 13" in text_of(client.post("/people/new/hints/", {"collected_how": theirs.key}))
    assert "Art. 14" in text_of(client.post("/people/new/hints/", {"collected_how": others.key}))
    client.post("/people/new/", sent(collected_how=others.key))
    person = Person.objects.exclude(pk=kari.pk).get()
    assert person.inform_by is not None
    assert "Not yet told that you hold them" in text_of(client.get(f"/people/{person.pk}/"))


def test_the_form_says_whether_a_mail_goes_out_by_itself(ola):
    """Check 37, 38. Breaks when the form says that no mail goes out, and one does."""
    told = text_of(browse(ola).post("/people/new/hints/", {"email": "bjorn@fiktivfisk.example"}))
    assert "The privacy confirmation goes out by mail when you register." in told
    lists.change_item(source_by_key("USER"), changes={"sends_confirmation": False}, by=Actor.system(), via=Via.STAFF)
    assert "This source sends no confirmation: tell the person yourself." in text_of(
        browse(ola).post("/people/new/hints/", {})
    )


def test_a_form_sent_twice_makes_one_person(ola):
    """Breaks when a double press on the button registers somebody twice, or writes to them twice."""
    approve_store()
    client = browse(ola)
    assert client.post("/people/new/", sent()).status_code == 302
    assert client.post("/people/new/", sent()).status_code == 422
    assert (Person.objects.count(), Mail.objects.count()) == (1, 1)


def test_a_wrong_address_keeps_what_was_written_and_makes_no_company(ola):
    from samtykke.contacts.models import Company

    approve_store()
    refused = browse(ola).post("/people/new/", sent(email="bjorn@", company_name="Fiktiv Fisk"))
    assert refused.status_code == 422
    assert "Fiktiv Fisk" in text_of(refused)
    assert Company.objects.count() == 0


def test_per_may_register_nobody(per):
    assert browse(per).get("/people/new/").status_code == 403
    assert browse(per).post("/people/new/", sent()).status_code == 403


def test_a_retired_field_is_not_offered_and_what_is_sent_for_it_is_not_kept(ola):
    """M30: retired means no longer offered where people are registered."""
    approve_store()
    for field in ("person.title", "person.phones", "person.company", "person.category", "person.country"):
        lists.decide_field(field, purposes=[], is_retired=True, by=Actor.system(), via=Via.STAFF)
    page = text_of(browse(ola).get("/people/new/"))
    for name in ("title", "phone", "company_name", "category", "country"):
        assert f'name="{name}"' not in page
    assert browse(ola).post("/people/new/", sent(title="Director")).status_code == 302
    person = Person.objects.get()
    assert (person.title, person.phones.count()) == ("", 0)

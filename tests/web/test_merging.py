"""The pages by which two people are made one and parted again: seen before it is done, by who sees both. REQ-104."""

from __future__ import annotations

import pytest

from samtykke.accounts.models import Role
from samtykke.accounts.rights import Right
from samtykke.audit.models import Entry
from samtykke.consents import actions as consents
from samtykke.contacts import actions as contacts
from samtykke.contacts.models import Interest, Merge, Person
from samtykke.core.actors import Actor, Via
from samtykke.purposes.actions import create_item
from samtykke.purposes.models import FieldDecision
from tests.accounts.factories import make_user
from tests.factories import make_consent, make_person, withdraw
from tests.pages import browse, text_of

pytestmark = pytest.mark.django_db
STAFF = {"by": Actor.system(), "via": Via.STAFF}


@pytest.fixture
def twin(db):
    """Kari once more, with a title and another address."""
    return make_person("Kari", "Testvik", email="kari.twin@example.org", title="Purchaser", language="en")


def page(kari, twin):
    return f"/people/{kari.pk}/merge/?with={twin.pk}"


def sent(kari, twin, **choices):
    """What the form sends: the survivor's values, but those chosen."""
    told = {"with": twin.pk, "survivor_version": kari.version, "other_version": twin.version}
    fields = ("last_name", "title", "language", "external_id", "first_name", "country", "owner_id", "company_id")
    return {**told, **dict.fromkeys(fields, "survivor"), **choices}


def test_the_other_is_found_by_name_and_address_and_likely_ones_stand_first(kari, ola):
    """Breaks when the way to the page is closed, or it lists the person themselves."""
    same = make_person("Kari", "Ødegård-Testvik", email="other@example.org")
    client = browse(ola)
    assert f"/people/{kari.pk}/merge/" in text_of(client.get(f"/people/{kari.pk}/"))
    first = text_of(client.get(f"/people/{kari.pk}/merge/"))
    assert f"?with={same.pk}" in first
    assert f"?with={kari.pk}" not in first
    assert f"?with={same.pk}" in text_of(client.get(f"/people/{kari.pk}/merge/?q=other@example.org"))


def test_both_stand_side_by_side_with_what_becomes_of_each_purpose(kari, twin, ola):
    """Breaks when somebody merges without having seen whose no will hold."""
    make_consent(kari)
    withdraw(twin)
    text = text_of(browse(ola).get(page(kari, twin)))
    for said in ("kari.testvik@example.org", "kari.twin@example.org", "Purchaser", "Which value the card keeps"):
        assert said in text
    row = text[text.index("E-marketing</th>") :]
    cells = row[: row.index("</tr>")]
    assert cells.index("Given") < cells.index("Objected")
    assert cells.count("Objected") == 2
    assert f'href="/people/{twin.pk}/merge/?with={kari.pk}"' in text, "who stays can be swapped"
    assert not Merge.objects.exists()


def test_companies_postal_addresses_and_interests_of_both_stand_beforehand_unless_covered(kari, twin, ola):
    """Breaks when somebody merges without having seen where both belong, live, and what interests them."""
    cable, solar = (
        contacts.create_company("Testvik Kabel", **STAFF),
        create_item(Interest, names={"nb": "Solar", "en": "Solar"}, **STAFF),
    )
    contacts.belong(twin, cable, role="Purchaser of cable", **STAFF)
    contacts.set_postal(kari, street="Storgata 1", postal_code="0155", city="Oslo", **STAFF)
    contacts.change_interests(twin, add=[solar], **STAFF)
    told = ("Testvik Kabel", "Purchaser of cable", "Storgata 1", "Solar")
    text = text_of(browse(ola).get(page(kari, twin)))
    assert all(one in text for one in told)
    for key in ("person.companies", "person.postal", "person.interests"):
        FieldDecision.objects.update_or_create(field=key, defaults={"is_sensitive": True})
    text = text_of(browse(ola).get(page(kari, twin)))
    assert not any(one in text for one in told[1:])


def test_the_values_chosen_are_the_survivor_s_until_they_are_split(kari, twin, ola):
    """Breaks when a choice is lost, or the card does not say that it stands for two."""
    client = browse(ola)
    answer = client.post(f"/people/{kari.pk}/merge/", sent(kari, twin, title="other", language="other"))
    assert answer.headers["Location"] == f"/people/{kari.pk}/"
    overlay = Merge.objects.get()
    kari.refresh_from_db()
    assert (kari.title, kari.language, kari.last_name) == ("Purchaser", "en", "Ødegård-Testvik")
    card = text_of(client.get(f"/people/{kari.pk}/"))
    for said in ("This card stands for two.", "kari.twin@example.org", f"/merges/{overlay.pk}/split/"):
        assert said in card
    told = text_of(client.get(f"/people/{kari.pk}/timeline/"))
    assert "Joined with another card of the same person" in told
    assert told.count("Registered for") == 2
    assert "go back to what stood before" in text_of(client.get(f"/merges/{overlay.pk}/split/"))
    assert client.post(f"/merges/{overlay.pk}/split/").headers["Location"] == f"/people/{kari.pk}/"
    kari.refresh_from_db()
    assert (kari.title, kari.language) == ("", "")
    assert "stands for two" not in text_of(client.get(f"/people/{kari.pk}/"))
    for person in (kari, twin):
        assert "Parted from it again" in text_of(client.get(f"/people/{person.pk}/timeline/"))
    assert {"person:merged", "person:split"} <= set(Entry.objects.values_list("deed", flat=True))


def test_an_empty_field_is_filled_by_suggestion_and_a_forged_choice_is_refused(kari, twin, ola):
    """Breaks when what is known of one is lost by default, or a choice that is none passes."""
    client = browse(ola)
    text = text_of(client.get(page(kari, twin)))
    marked = [part for part in text.split("<input")[1:] if 'name="title"' in part and "checked" in part]
    assert 'value="other"' in marked[0]
    answer = client.post(f"/people/{kari.pk}/merge/", sent(kari, twin, title="third"))
    assert answer.status_code == 422
    assert not Merge.objects.exists()


def test_a_change_in_between_is_said_and_nothing_is_merged(kari, twin, ola):
    told = sent(kari, twin)
    contacts.change_person(twin, changes={"title": "CEO"}, **STAFF)
    answer = browse(ola).post(f"/people/{kari.pk}/merge/", told)
    assert answer.status_code == 422
    assert "Look at both again" in text_of(answer)
    assert not Merge.objects.exists()


@pytest.mark.parametrize("other", ["self", "merged into"])
def test_the_same_person_is_said_to_be_the_same(kari, twin, ola, other):
    if other != "self":
        consents.merge(kari, twin, **STAFF)
    number = kari.pk if other == "self" else twin.pk
    client = browse(ola)
    for answer in (
        client.get(f"/people/{kari.pk}/merge/?with={number}"),
        client.post(f"/people/{kari.pk}/merge/", {"with": number}),
    ):
        assert answer.status_code == 422
        assert "These are the same person already." in text_of(answer)


def test_of_two_merged_already_the_other_way_round_is_shown(kari, twin, ola):
    """Breaks when somebody who stands for others disappears into another."""
    consents.merge(twin, make_person("Karin"), **STAFF)
    twin.refresh_from_db()
    answer = browse(ola).post(f"/people/{kari.pk}/merge/", sent(kari, twin))
    assert answer.status_code == 422
    assert "Somebody is merged into the one that would go" in text_of(answer)


@pytest.mark.parametrize("number", ["424242", "x", "", "-1", "9" * 30, "%00"])
def test_a_guessed_other_is_not_there(kari, ola, number):
    assert browse(ola).get(f"/people/{kari.pk}/merge/?with={number}").status_code == 404
    assert browse(ola).post(f"/people/{kari.pk}/merge/", {"with": number}).status_code == 404


def test_only_who_sees_both_merges_them_and_splits_them(kari, twin):
    """REQ-93. Breaks when a card is reached through a merge with one that is seen."""
    Role.objects.create(key="own", names={"en": "Own"}, rights=[r.value for r in Right], visibility="own")
    nils = make_user("Nils Nesten", "own")
    Person.objects.filter(pk=kari.pk).update(owner_id=nils.pk)
    client = browse(nils)
    assert client.get(page(kari, twin)).status_code == 404
    assert client.post(f"/people/{kari.pk}/merge/", sent(kari, twin)).status_code == 404
    assert f"?with={twin.pk}" not in text_of(client.get(f"/people/{kari.pk}/merge/?q=kari.twin@example.org"))
    overlay = consents.merge(twin, make_person("Karin"), **STAFF)
    for answer in (client.get(f"/merges/{overlay.pk}/split/"), client.post(f"/merges/{overlay.pk}/split/")):
        assert answer.status_code == 404
    assert Merge.objects.standing().exists()


def test_a_restricted_person_is_merged_by_who_sees_them_and_keeps_the_details(kari, twin, siri, ola):
    """Art. 18. Breaks when what may only be kept is changed, or is shown to who may not see it."""
    consents.restrict(twin, **STAFF)
    assert browse(ola).get(page(kari, twin)).status_code == 404
    Role.objects.create(key="all", names={"en": "All"}, rights=[r.value for r in Right])
    client = browse(make_user("Ada Alt", "all"))
    text = text_of(client.get(page(kari, twin)))
    assert "it is restricted for both" in text
    assert "Which value the card keeps" not in text
    assert client.post(f"/people/{kari.pk}/merge/", sent(kari, twin, title="other")).status_code == 302
    kari.refresh_from_db()
    assert kari.title == ""


def test_what_is_covered_is_neither_shown_nor_chosen(kari, twin, ola):
    """M23. Breaks when a merge shows a field that is marked as sensitive, or copies it blindly."""
    for field in ("person.title", "person.emails"):
        FieldDecision.objects.update_or_create(field=field, defaults={"is_sensitive": True})
    client = browse(ola)
    text = text_of(client.get(page(kari, twin)))
    assert "Purchaser" not in text
    assert "kari.twin@example.org" not in text
    assert client.post(f"/people/{kari.pk}/merge/", sent(kari, twin, title="other")).status_code == 302
    kari.refresh_from_db()
    assert kari.title == ""


def test_per_merges_nobody(kari, twin, per):
    overlay = consents.merge(make_person("Ola"), make_person("Ola"), **STAFF)
    client = browse(per)
    assert client.get(page(kari, twin)).status_code == 403
    assert client.post(f"/people/{kari.pk}/merge/", sent(kari, twin)).status_code == 403
    assert client.post(f"/merges/{overlay.pk}/split/").status_code == 403


def test_a_split_that_is_refused_says_why(kari, twin, ola):
    overlay = consents.merge(kari, twin, take=("title",), **STAFF)
    Person.objects.filter(pk__in=(kari.pk, twin.pk)).update(external_id="X-1")
    answer = browse(ola).post(f"/merges/{overlay.pk}/split/")
    assert answer.status_code == 409
    assert "Both have the same number in another system" in text_of(answer)
    assert Merge.objects.standing().exists()


def test_the_other_s_address_is_kept_on_the_details_and_goes_out_of_use_there(kari, twin, ola):
    """Breaks when what both are reached by cannot be corrected on the card that stands for both."""
    consents.merge(kari, twin, **STAFF)
    client, row = browse(ola), twin.emails.get()
    text = text_of(client.get(f"/people/{kari.pk}/details/"))
    assert f"/people/{kari.pk}/emails/{row.id}/retirement/" in text
    assert f"/people/{kari.pk}/emails/{row.id}/preference/" not in text
    assert client.post(f"/people/{kari.pk}/emails/{row.id}/retirement/").status_code == 302
    assert twin.emails.get().retired_at is not None


@pytest.mark.parametrize("text", ["kari.twin@example.org", "99887766", "Tvilling"])
def test_who_is_merged_away_is_found_as_the_one_who_stays(kari, twin, ola, text):
    """Breaks when a caller known by the other's name, number or address is not found any more."""
    contacts.add_phone(twin, "+4799887766", **STAFF)
    contacts.change_person(twin, changes={"last_name": "Tvilling"}, **STAFF)
    consents.merge(kari, twin, **STAFF)
    found = text_of(browse(ola).get(f"/people/?q={text}"))
    assert f"/people/{kari.pk}/" in found
    assert f"/people/{twin.pk}/" not in found

"""Who may stand on two cards: found by what they share, shown to who sees both, and told apart for good. REQ-104."""

from __future__ import annotations

import pytest

from samtykke.accounts.models import Role
from samtykke.accounts.rights import Right
from samtykke.audit.models import Entry
from samtykke.consents import actions as consents
from samtykke.contacts import actions as contacts
from samtykke.contacts import personal_data
from samtykke.contacts.duplicates import LARGEST, find_pairs
from samtykke.contacts.models import PairReason, Person, PossiblePair
from samtykke.contacts.queries import erase_person
from samtykke.core.actors import Actor, Via
from samtykke.purposes.models import FieldDecision
from tests.accounts.factories import make_user
from tests.factories import make_person
from tests.pages import browse, text_of
from tests.web.made import copy_person

pytestmark = pytest.mark.django_db
STAFF = {"by": Actor.system(), "via": Via.STAFF}


@pytest.fixture
def twin(kari):
    """Somebody at Kari's address, found."""
    found = make_person("Karin", "Testvik", email="KARI.testvik@example.org")
    find_pairs()
    return found


def pairs():
    return [(pair.person_id, pair.other_id, pair.reason) for pair in PossiblePair.objects.order_by("pk")]


def test_each_reason_finds_its_pair_and_nothing_else_does(kari):
    """Breaks when a key is compared as it was written, or a name alone makes a pair."""
    company = contacts.create_company("Testvik AS", country="NO", **STAFF)
    email = make_person("A", "B", email="Kari.Testvik@example.org")
    phone = make_person("C", "D", phone="912 34 567", country="NO")
    one = make_person("Åse", "Bøe", company=company)
    same = make_person("Boe", "Aase", company=company)
    make_person("Åse", "Bøe")
    assert find_pairs() == 3
    assert pairs() == [
        (kari.pk, email.pk, "email"),
        (kari.pk, phone.pk, "phone"),
        (one.pk, same.pk, "name"),
    ]
    assert find_pairs() == 0


def test_what_many_share_says_nothing_of_two(db):
    """Breaks when an address of a whole office makes a pair of all with all."""
    for number in range(LARGEST + 1):
        make_person(f"P{number}", "Kontor", phone="+4722334455")
    find_pairs()
    assert pairs() == []


def test_who_is_merged_or_deleted_is_no_pair(kari, twin, ola):
    """Breaks when the list goes on showing what was done."""
    assert len(pairs()) == 1
    overlay = consents.merge(kari, twin, **STAFF)
    assert "No duplicates" in text_of(browse(ola).get("/duplicates/"))
    find_pairs()
    assert pairs() == []
    consents.split(overlay, **STAFF)
    find_pairs()
    contacts.delete_person(twin, **STAFF)
    assert "No duplicates" in text_of(browse(ola).get("/duplicates/"))
    find_pairs()
    assert pairs() == []


def test_not_the_same_is_remembered_and_can_be_undone(kari, twin, ola):
    """Breaks when the next night brings back what somebody has judged, or nobody can tell who judged."""
    client, address = browse(ola), f"/duplicates/{kari.pk}/{twin.pk}/"
    page = text_of(client.get("/duplicates/"))
    assert "Same e-mail" in page
    assert f"/people/{kari.pk}/merge/?with={twin.pk}" in page
    for _ in range(2):
        assert client.post(address).status_code == 302
    find_pairs()
    assert "No duplicates" in text_of(client.get("/duplicates/"))
    assert Entry.objects.filter(deed="person:told_apart", subject_id=kari.pk, actor_id=ola.pk).count() == 1
    assert client.post(f"{address}again/").status_code == 302
    assert "Karin Testvik" in text_of(client.get("/duplicates/"))


def test_a_pair_is_seen_by_who_sees_both(kari, twin, per, ola):
    """REQ-93, check 80. Breaks when a pair shows somebody past the visibility of the reader."""
    address = f"/duplicates/{kari.pk}/{twin.pk}/"
    assert browse(per).get("/duplicates/").status_code == 403
    assert browse(per).post(address).status_code == 403
    Role.objects.create(key="own", names={"en": "Own"}, rights=[r.value for r in Right], visibility="own")
    nils = make_user("Nils Nesten", "own")
    Person.objects.filter(pk=kari.pk).update(owner_id=nils.pk)
    client = browse(nils)
    assert "No duplicates" in text_of(client.get("/duplicates/"))
    assert client.post(address).status_code == client.post(f"{address}again/").status_code == 404
    consents.restrict(twin, **STAFF)
    assert "No duplicates" in text_of(browse(ola).get("/duplicates/"))
    assert browse(ola).post("/duplicates/1/424242/").status_code == 404


def test_a_shared_address_that_is_covered_is_not_told(kari, twin, ola):
    """M23. Breaks when the reason says what the reader may not read."""
    FieldDecision.objects.update_or_create(field="person.emails", defaults={"is_sensitive": True})
    assert "No duplicates" in text_of(browse(ola).get("/duplicates/"))


def test_the_list_is_read_page_by_page(ola, django_assert_max_num_queries):
    """Breaks when a page asks for each pair by itself, or the next one begins elsewhere."""
    known = make_person("Per", "Par")
    copy_person(known, times=52)
    others = Person.objects.exclude(pk=known.pk).values_list("pk", flat=True)
    PossiblePair.objects.bulk_create(
        PossiblePair(person=known, other_id=other, reason=PairReason.NAME) for other in others
    )
    client = browse(ola)
    client.get("/duplicates/")
    with django_assert_max_num_queries(20):
        first = text_of(client.get("/duplicates/"))
    cursor = first.split("?cursor=")[1].split('"')[0]
    second = text_of(client.get(f"/duplicates/?cursor={cursor}"))
    assert (first.count("Not the same<"), second.count("Not the same<")) == (50, 2)
    assert client.get("/duplicates/?cursor=x").status_code in {400, 404, 422}


def test_a_person_s_copy_tells_it_without_the_other_and_erasure_removes_it(kari, twin):
    """Art. 15(4), 17. Breaks when the copy names somebody else, or a pair outlives one of the two."""
    (told,) = personal_data.export(kari.pk)["possible_pairs"]
    assert told["reason"] == "email"
    assert str(twin.pk) not in map(str, told.values())
    assert erase_person(twin.pk)["contacts_possiblepair"] == 1
    assert pairs() == []


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (("Kristian", "Nordmann"), ("Christian", "Nordmann"), False),
        (("Kristian", "Nordmann"), ("Kristjan", "Nordmann"), True),
        (("Kristian", "Nordmann"), ("Kristin", "Nordmann"), True),
        (("Kari", "Nordmann"), ("Kari", "Normann"), True),
        (("K.", "Nordmann"), ("Kari", "Nordmann"), True),
        (("Knut", "Nordmann"), ("Kari", "Nordmann"), False),
        (("Anne-Kari", "Nordmann"), ("Anne Kari", "Nordmann"), True),
        (("Kari Anne", "Nordmann"), ("Kari", "Nordmann"), True),
        (("Kari Anne", "Nordmann"), ("Kari Siri", "Nordmann"), False),
        (("Per", "Li"), ("Per", "Lu"), False),
    ],
)
def test_names_are_similar_within_one_company(one, other, alike):
    """Breaks when a slip of the pen hides a double, or two of one family name are always a pair."""
    company = contacts.create_company("Testvik AS", country="NO", **STAFF)
    make_person(*one, email=None, company=company)
    make_person(*other, email=None, company=company)
    make_person(*other, email=None, company=contacts.create_company("Another AS", **STAFF))
    find_pairs()
    assert [pair[2] for pair in pairs()] == (["similar"] if alike else [])

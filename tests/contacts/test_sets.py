"""The set statements that files use do what the actions do for one."""

from __future__ import annotations

import pytest

from samtykke.contacts import actions, addresses, queries
from samtykke.contacts.models import PersonEmail, PersonPhone
from tests.contacts.rows import BY, make_person

pytestmark = pytest.mark.django_db

EMAILS = """SELECT * FROM (VALUES
    (%(person)s, NULL::bigint, 'Kari@A.no', 'kari@a.no', NULL::text, NULL::text, true, 9::bigint),
    (%(person)s, NULL, 'post@a.no', 'post@a.no', NULL, 'other', false, 9),
    (%(person)s, NULL, 'KARI@a.no', 'kari@a.no', NULL, NULL, false, 9)
) AS rows (person_id, id, address, normal, kind, use, is_primary, run_id)"""
PHONES = """SELECT * FROM (VALUES
    (%(person)s, nextval('contacts_address_id_seq'), '+4722334455', 'work', NULL::text, true, NULL::bigint)
) AS rows (person_id, id, number, kind, use, is_primary, run_id)"""


def test_addresses_of_a_relation_are_added_once_with_fingerprint_and_kind() -> None:
    person = make_person()
    assert queries.insert_emails_from(EMAILS, {"person": person.pk}) == 2
    assert queries.insert_emails_from(EMAILS, {"person": person.pk}) == 0
    kari, post = PersonEmail.objects.filter(person=person).order_by("normal")
    assert bytes(kari.fingerprint) == addresses.fingerprint("kari@a.no")
    assert (kari.kind, kari.use, kari.is_primary, kari.run_id) == ("personal", "work", True, 9)
    assert (post.kind, post.use, post.is_primary) == ("role", "other", False)


def test_a_primary_address_stays_and_a_retired_one_comes_back() -> None:
    person = make_person(email="first@a.no")
    actions.retire_email(actions.add_email(person, "post@a.no", **BY), **BY)
    assert queries.insert_emails_from(EMAILS, {"person": person.pk}) == 2
    rows = {row.normal: (row.is_primary, row.retired_at) for row in PersonEmail.objects.filter(person=person)}
    assert rows == {"first@a.no": (True, None), "kari@a.no": (False, None), "post@a.no": (False, None)}


def test_phones_of_a_relation_are_added_once() -> None:
    person = make_person()
    assert queries.insert_phones_from(PHONES, {"person": person.pk}) == 1
    assert queries.insert_phones_from(PHONES, {"person": person.pk}) == 0
    phone = PersonPhone.objects.get(person=person)
    assert (phone.number, phone.kind, phone.use, phone.is_primary) == ("+4722334455", "work", "work", True)


def test_locking_returns_those_who_exist_in_order() -> None:
    people = [make_person().pk for _number in range(3)]
    assert queries.lock([people[2], people[0], people[0], 10**12]) == [people[0], people[2]]

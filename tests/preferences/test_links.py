"""Links to the own page that open nothing, or nobody else's: changed, revoked, old, of somebody gone. REQ-91, 92; checks 43, 44."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from samtykke.consents import actions as consents
from samtykke.contacts import actions as contacts
from samtykke.contacts.models import PersonLink
from samtykke.core.actors import Via
from samtykke.core.clock import now
from tests.consents.mails import queued
from tests.factories import make_consent, make_person
from tests.preferences.pages import link_of, stranger, text_of, work
from tests.preferences.test_own_page import NO, SYSTEM, stands

if TYPE_CHECKING:
    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db


def test_a_changed_bit_a_revoked_link_and_somebody_gone_are_unknown(kari: Person) -> None:
    """REQ-91. Breaks when a token that is nearly right, revoked, or of somebody erased opens a page."""
    token = link_of(kari)
    nearly = token[:-1] + chr(ord(token[-1]) ^ 1)
    found = stranger().get(f"/p/{nearly}/")
    assert found.status_code == 404
    assert "This link no longer works" in text_of(found)
    assert "/privacy/link/" in found.content.decode()
    PersonLink.objects.filter(person=kari).update(revoked_at=now())
    assert stranger().get(f"/p/{token}/").status_code == 404
    assert stranger().post(f"/p/{token}{NO}").status_code == 404
    assert stands(kari) is None


def test_the_link_of_an_erased_a_deleted_and_a_merged_person(kari: Person) -> None:
    """REQ-91, REQ-104. Breaks when an erased person's link opens anything, or a merged one's acts on nobody."""
    from samtykke.contacts.queries import erase_person

    gone, binned = make_person("Gone"), make_person("Binned")
    tokens = [link_of(gone), link_of(binned)]
    erase_person(gone.pk)
    contacts.delete_person(binned, by=SYSTEM, via=Via.STAFF)
    assert {stranger().get(f"/p/{token}/").status_code for token in tokens} == {404}
    merged = make_person("Kari")
    token = link_of(merged)
    consents.merge(kari, merged, by=SYSTEM, via=Via.STAFF)
    assert stranger().post(f"/p/{token}{NO}").status_code == 302
    assert stands(kari).status == "refused"  # type: ignore[union-attr]


def test_the_link_ends_with_its_address(kari: Person) -> None:
    """REQ-91: revoked on change of address. Breaks when an old mailbox still opens the page."""
    token = link_of(kari)
    contacts.add_email(kari, "new@example.org", primary=True, by=SYSTEM, via=Via.STAFF)
    contacts.retire_email(kari.emails.get(normal="kari.testvik@example.org"), by=SYSTEM, via=Via.STAFF)
    assert stranger().get(f"/p/{token}/").status_code == 404


def test_a_link_shows_and_changes_one_person_only(kari: Person) -> None:
    """Check 44, REQ-93. Breaks when a token reaches somebody else's choices."""
    other = make_person("Ola")
    make_consent(other)
    stranger().post(f"/p/{link_of(kari)}{NO}")
    assert stands(other).status == "given"  # type: ignore[union-attr]


def test_an_old_link_offers_a_fresh_one_to_the_address_on_file(kari: Person) -> None:
    """Check 43, REQ-92. Breaks when an old link opens the page, or the fresh one goes to an address somebody typed."""
    token = link_of(kari)
    PersonLink.objects.filter(person=kari).update(expires_at=now() + timedelta(hours=1))
    assert stranger().get(f"/p/{token}/").status_code == 200
    PersonLink.objects.filter(person=kari).update(expires_at=now())
    old = stranger().get(f"/p/{token}/")
    assert old.status_code == 410
    assert "example.org" not in old.content.decode()
    assert stranger().post(f"/p/{token}{NO}").status_code == 410
    assert stands(kari) is None
    known = stranger().post(f"/p/{token}/link/", {"email": "thief@example.org"})
    unknown = stranger().post(f"/p/{'x' * 43}/link/")
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    work()
    (mail,) = queued(kari, "link")
    assert mail.address_id == kari.emails.get().id


def test_a_dump_of_the_database_opens_nothing(kari: Person) -> None:
    """REQ-91. Breaks when a readable token is kept anywhere, the queue and the trail included."""
    from django.db import connection

    token = link_of(kari)
    with connection.cursor() as cursor:
        for table in ("contacts_personlink", "audit_entry", "procrastinate_jobs", "mail_mail"):
            cursor.execute(f"SELECT coalesce(string_agg(to_jsonb(t)::text, ''), '') FROM {table} t")
            assert token not in cursor.fetchone()[0]

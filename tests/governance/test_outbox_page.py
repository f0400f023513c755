"""The outbox and the mail templates as pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from samtykke.accounts.models import Role
from samtykke.accounts.rights import Right
from samtykke.audit.deeds import Deed
from samtykke.audit.models import Entry
from samtykke.core.actors import Actor, Via
from samtykke.mail import actions as mail
from samtykke.mail import hand_over
from samtykke.mail.models import Delivery, Mail, State, Template, TemplateVersion
from tests.accounts.factories import make_user
from tests.accounts.factories import signed_in as sign_in
from tests.mail.conftest import *  # noqa: F403 - the receiver and the organisation that writes
from tests.mail.conftest import Named
from tests.mail.test_hand_over import forget, queue, seen

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from samtykke.accounts.models import User
    from samtykke.contacts.models import Person
    from tests.mail.servers import Receiver

pytestmark = pytest.mark.django_db
BY = {"by": Actor.user(7), "via": Via.STAFF}
WORDS = {"name_nb": "Bekreftelse", "name_en": "Confirmation", "subject_nb": "Emne", "subject_en": "Subject"}
NEEDED = "Why | {purposes}\n\n{statement}\n\n{own_page}"
BODY = {"body_nb": f"Hei, {{first_name}}.\n\n{NEEDED}", "body_en": f"Hello, {{first_name}}.\n\n{NEEDED}"}


@pytest.fixture
def siri_in(siri: User) -> Client:
    """Siri, signed in."""
    return sign_in(siri)


def test_the_outbox_shows_what_waits_and_why(siri_in: Client, kari: Person, sender: None, settings: Any) -> None:
    """Breaks when a mail waits and nobody is told why."""
    settings.EMAIL_URL = ""
    queue(kari)
    page = siri_in.get("/outbox/").content.decode()
    assert "Kari Ødegård-Testvik" in page
    assert "SAMTYKKE_EMAIL_URL" in page


def test_one_mail_shows_what_was_sent_and_the_look_is_noted(siri_in: Client, kari: Person, receiver: Receiver) -> None:
    """Breaks when the archive is not shown, a link in it works, or nobody knows who read it (REQ-98)."""
    delivery = queue(kari)
    hand_over.drain()
    page = siri_in.get(f"/outbox/{delivery.pk}/").content.decode()
    assert "kari.testvik@example.org" in page
    assert "{own_page}" in page
    assert "/p/" not in page
    assert Entry.objects.filter(deed=Deed.MAIL_VIEWED, subject_id=kari.pk).exists()


@pytest.mark.parametrize("state", [*State.values, "nonsense"])
def test_the_outbox_is_narrowed(siri_in: Client, kari: Person, state: str) -> None:
    """Breaks when a filter shows other mails, or an unknown one breaks the page."""
    delivery = queue(kari)
    Delivery.objects.filter(pk=delivery.pk).update(
        state=state if state in State.values else State.QUEUED, message_id="<a@b>"
    )
    for other in State.values:
        found = siri_in.get("/outbox/", {"state": other, "kind": "privacy"}).content.decode()
        assert (f"/outbox/{delivery.pk}/" in found) == (other == (state if state in State.values else "queued"))
    assert siri_in.get("/outbox/", {"state": state}).status_code == 200


def test_the_outbox_asks_the_database_a_fixed_number_of_times(
    siri_in: Client, kari: Person, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    """Breaks when each row asks for its person, its template or its delivery."""
    for _ in range(30):
        mail.queue("CONTACTADDED", person=kari.pk, **BY)
    with django_assert_max_num_queries(30):
        assert siri_in.get("/outbox/").status_code == 200


def test_an_uncertain_mail_is_sent_again_by_a_person(siri_in: Client, kari: Person) -> None:
    """Breaks when nobody can decide about an uncertain mail, or a sent one goes out again by a press."""
    delivery = queue(kari)
    Delivery.objects.filter(pk=delivery.pk).update(state=State.UNCERTAIN, message_id="<a@b>", not_before=None)
    assert f'action="/outbox/{delivery.pk}/hand-over/"' in siri_in.get(f"/outbox/{delivery.pk}/").content.decode()
    siri_in.post(f"/outbox/{delivery.pk}/hand-over/")
    assert (seen(delivery).state, seen(delivery).note, seen(delivery).message_id) == ("queued", "again", "<a@b>")
    Delivery.objects.filter(pk=delivery.pk).update(state=State.SENT)
    siri_in.post(f"/outbox/{delivery.pk}/hand-over/")
    assert seen(delivery).state == State.SENT


def test_a_mail_is_written_anew(siri_in: Client, kari: Person) -> None:
    """Breaks when another address, language or subject is not taken (check 41)."""
    delivery = queue(kari)
    template = Template.objects.get(key="CONTACTADDED")
    assert siri_in.get(f"/outbox/{delivery.pk}/copy/").status_code == 200
    told = {"template": template.pk, "address": kari.emails.get().id, "language": "en", "subject": "Hello"}
    answer = siri_in.post(f"/outbox/{delivery.pk}/copy/", told)
    made = Mail.objects.latest("id")
    assert answer["Location"] == f"/outbox/{made.pk}/"
    assert (made.language_wanted, made.subject_override, made.address_id) == ("en", "Hello", kari.emails.get().id)
    other = Template.objects.get(key="OWNLINK")
    assert siri_in.post(f"/outbox/{delivery.pk}/copy/", told | {"template": other.pk}).status_code == 422
    assert siri_in.post(f"/outbox/{delivery.pk}/copy/", told | {"address": "999999"}).status_code == 422


def test_the_demo_shows_the_message_with_links_that_work(
    siri_in: Client, kari: Person, sender: None, settings: Any
) -> None:
    """Breaks when the demo's outbox has no working link, or the page may run or load anything."""
    settings.DEMO, settings.EMAIL_URL = True, ""
    delivery = queue(kari)
    hand_over.drain()
    answer = siri_in.get(f"/outbox/{delivery.pk}/message/")
    assert "/p/" in answer.content.decode()
    assert "script-src" not in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    settings.DEMO = False
    Delivery.objects.filter(pk=delivery.pk).update(transmitted=None)
    assert siri_in.get(f"/outbox/{delivery.pk}/message/").status_code == 404


def test_a_way_in_for_staff_is_not_read_by_who_does_not_manage_users(
    siri_in: Client, admin: User, sender: None, settings: Any
) -> None:
    """Breaks when the privacy officer can open an administrator's link in the demo."""
    settings.DEMO, settings.EMAIL_URL = True, ""
    delivery = mail.queue("PASSWORD", user=admin.pk, **BY).delivery
    hand_over.drain()
    assert seen(delivery).transmitted
    assert siri_in.get(f"/outbox/{delivery.pk}/message/").status_code == 404
    assert siri_in.get(f"/outbox/{delivery.pk}/copy/").status_code == 404
    assert sign_in(admin).get(f"/outbox/{delivery.pk}/message/").status_code == 200


def test_who_may_not_see_people_sees_no_mail_to_them(kari: Person, per: User) -> None:
    """Breaks when the outbox is a way around the right to see people."""
    role = Role.objects.create(key="post", names={"en": "Post"}, rights=[Right.MAIL_MANAGE.value])
    client = sign_in(make_user("Pia Post", role.key))
    person, user = queue(kari), mail.queue("PASSWORD", user=per.pk, **BY).delivery
    page = client.get("/outbox/").content.decode()
    assert f"/outbox/{user.pk}/" in page
    assert f"/outbox/{person.pk}/" not in page
    for address in (f"/outbox/{person.pk}/", f"/outbox/{person.pk}/copy/"):
        assert client.get(address).status_code == 404


def test_a_run_shows_how_far_it_is_and_can_be_stopped(siri_in: Client, kari: Person, audience: Named) -> None:
    """Breaks when a run cannot be followed or stopped."""
    forget(kari)
    run = mail.start_run("CONTACTADDED", audience([kari.pk]), **BY)
    assert siri_in.get(f"/outbox/runs/{run.pk}/").status_code == 200
    assert (
        siri_in.get(f"/outbox/runs/{run.pk}/", headers={"hx-request": "true"}).content.strip().startswith(b"<section")
    )
    siri_in.post(f"/outbox/runs/{run.pk}/cancellation/")
    assert run.deliveries.get().state == State.CANCELLED


@pytest.mark.parametrize("address", ["/outbox/", "/templates/", "/templates/new/", "/templates/CONTACTADDED/"])
def test_per_and_ola_are_not_let_in(per: User, ola: User, address: str) -> None:
    """Breaks when a page asks for no right."""
    for user in (per, ola):
        assert sign_in(user).get(address).status_code == 403


def test_templates_are_listed_edited_and_keep_their_history(siri_in: Client) -> None:
    """Breaks when words cannot be changed, or the change edits a version."""
    assert "/templates/CONTACTADDED/" in siri_in.get("/templates/").content.decode()
    assert siri_in.get("/templates/CONTACTADDED/").status_code == 200
    answer = siri_in.post("/templates/CONTACTADDED/", WORDS | BODY)
    assert answer.status_code == 302
    found = TemplateVersion.objects.filter(template__key="CONTACTADDED").order_by("language", "version")
    assert [(row.language, row.version) for row in found] == [("en", 1), ("en", 2), ("nb", 1), ("nb", 2)]
    assert Entry.objects.filter(deed=Deed.TEMPLATE_WRITTEN).count() == 2
    assert siri_in.get("/templates/CONTACTADDED/").content.decode().count("/templates/CONTACTADDED/versions/") == 4


def test_what_is_wrong_is_said_beside_its_field_with_the_line(siri_in: Client) -> None:
    """Breaks when a fault is found only by its reader, or typed words are lost."""
    bad = BODY | {"body_en": "Hello.\n\n<script>alert(1)</script>\n\n{own_page}"}
    answer = siri_in.post("/templates/CONTACTADDED/", WORDS | bad)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "3" in page
    assert TemplateVersion.objects.filter(template__key="CONTACTADDED").count() == 2


def test_the_preview_writes_nothing(siri_in: Client) -> None:
    """Breaks when looking saves."""
    told = WORDS | BODY | {"preview": "1", "body_nb": "# Nytt\n\n{own_page}"}
    fragment = siri_in.post("/templates/CONTACTADDED/", told, headers={"hx-request": "true"}).content.decode()
    assert 'id="previews"' in fragment
    assert "Nytt" in fragment
    assert "<html" not in fragment
    assert "Nytt" in siri_in.post("/templates/CONTACTADDED/", told).content.decode()
    assert TemplateVersion.objects.filter(template__key="CONTACTADDED").count() == 2


def test_a_template_is_added_retired_and_restored(siri_in: Client) -> None:
    """Breaks when an own template cannot be made, taken away and brought back."""
    standard = Template.objects.get(key="CONTACTADDED")
    siri_in.post("/templates/new/", {"name_nb": "Messe", "name_en": "Fair", "copy_of": standard.pk})
    assert Template.objects.get(key="FAIR").kind == "privacy"
    siri_in.post("/templates/FAIR/", WORDS | BODY)
    assert not Template.objects.offered().filter(key="FAIR").exists()
    siri_in.post("/templates/FAIR/deletion/")
    assert siri_in.get("/templates/FAIR/").status_code == 404
    siri_in.post("/templates/FAIR/restoration/")
    assert siri_in.get("/templates/FAIR/").status_code == 200
    siri_in.post("/templates/CONTACTADDED/deletion/")
    assert Template.objects.existing().filter(key="CONTACTADDED").exists()


def test_a_sample_is_the_mail_itself(siri_in: Client) -> None:
    """Breaks when the sample is not what is sent."""
    assert b'role="presentation"' in siri_in.get("/templates/CONTACTADDED/sample/nb/").content
    assert siri_in.get("/templates/CONTACTADDED/sample/de/").status_code == 404

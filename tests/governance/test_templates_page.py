"""The editor of mail templates: looks without keeping, required parts, trial, versions, two who write at once. M6, REQ-62, 96."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from samtykke.accounts.models import Organisation
from samtykke.audit.deeds import Deed
from samtykke.audit.models import Entry
from samtykke.core.actors import Actor, Via
from samtykke.mail import actions as mail
from samtykke.mail import hand_over
from samtykke.mail.models import Mail, Template, TemplateVersion
from samtykke.purposes.models import Purpose, Recipient
from tests.accounts.factories import signed_in as sign_in
from tests.governance.test_outbox_page import BODY, NEEDED, WORDS
from tests.house.tables import changed, digests
from tests.mail.conftest import *  # noqa: F403 - the receiver and the organisation that writes
from tests.mail.test_hand_over import queue
from tests.purposes.statements import publish

if TYPE_CHECKING:
    from django.test import Client

    from samtykke.accounts.models import User
    from samtykke.contacts.models import Person
    from tests.mail.servers import Receiver

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": Actor.user(7), "via": Via.STAFF}
ONE = "/templates/CONTACTADDED/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def siri_in(siri: User) -> Client:
    """Siri, signed in."""
    return sign_in(siri)


def written(language: str = "nb") -> list[int]:
    """The versions of the standard confirmation in a language."""
    rows = TemplateVersion.objects.filter(template__key="CONTACTADDED", language=language)
    return list(rows.order_by("version").values_list("version", flat=True))


def test_looking_at_words_keeps_nothing(siri_in: Client) -> None:
    """Breaks when the preview writes a version, a mail or an entry, or runs what was typed."""
    before = digests()
    told = WORDS | BODY | {"preview": "1", "body_nb": f"# Nytt <script>alert(1)</script>\n\n{NEEDED}"}
    page = siri_in.post(ONE, told, headers=HTMX).content.decode()
    assert "Nytt &lt;script&gt;" in page
    assert "<script>alert" not in page
    sample = siri_in.post(f"{ONE}sample/nb/", told)
    assert "<script>alert" not in sample.content.decode()
    assert changed(before) == []


def test_the_whole_mail_runs_nothing_and_stands_in_no_frame(siri_in: Client) -> None:
    """Breaks when the sample of unsaved words may load, run, send or be framed by anything."""
    for answer in (siri_in.post(f"{ONE}sample/nb/", BODY), siri_in.get(f"{ONE}sample/nb/")):
        policy = answer.headers["Content-Security-Policy"]
        for told in ("default-src 'none'", "frame-ancestors 'none'", "form-action 'none'", "sandbox"):
            assert told in policy, told
        assert "script-src" not in policy
        assert answer.headers["X-Frame-Options"] == "DENY"


def test_a_sample_in_a_language_nobody_writes_is_not_found(siri_in: Client) -> None:
    """Breaks when any word in the address is taken for a language."""
    assert siri_in.post(f"{ONE}sample/xx/", BODY).status_code == 404


def test_what_is_missing_is_ticked_off_by_name(siri_in: Client, sender: None) -> None:
    """Breaks when somebody cannot see which part is missing before saving (REQ-62)."""
    told = WORDS | BODY | {"preview": "1", "body_nb": "Hei.\n\n{own_page}"}
    page = siri_in.post(ONE, told, headers=HTMX).content.decode()
    assert page.count("#g-missing") == 2
    answer = siri_in.post(ONE, WORDS | BODY | {"body_nb": "Hei.\n\n{own_page}"})
    assert answer.status_code == 422
    assert "{statement}" in answer.content.decode()
    assert written() == [1]


def test_without_an_address_the_sender_is_missing(siri_in: Client) -> None:
    """Breaks when a mail without a sender's identity looks complete (REQ-62)."""
    Organisation.objects.filter(pk=1).update(address_line="", sender_address="")
    page = siri_in.get(ONE).content.decode()
    assert "#g-missing" in page


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [
        ("body_en", f"Hello {{frist_name}}\n\n{NEEDED}", "{frist_name}"),
        ("body_en", f"Hello {{first_name\n\n{NEEDED}", "{first_name"),
        ("body_en", f"<script>alert(1)</script>\n\n{NEEDED}", "HTML"),
        ("subject_en", "Hello {first_name", "{first_name"),
        ("subject_en", "a\r\nBcc: x@y.example", ""),
        ("subject_nb", "a\nBcc: x@y.example", ""),
    ],
)
def test_a_fault_is_named_beside_its_field_and_nothing_is_kept(
    siri_in: Client, field: str, text: str, told: str
) -> None:
    """Breaks when one language is kept although the other has a fault, or the fault is not named (REQ-96)."""
    answer = siri_in.post(ONE, WORDS | BODY | {field: text})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert written() == [1]
    assert written("en") == [1]


def test_two_who_write_at_once_lose_nothing(siri_in: Client) -> None:
    """Breaks when the second overwrites the first without a word, or loses what was typed."""
    template = Template.objects.get(key="CONTACTADDED")
    mail.write_version(template, "nb", "Olas emne", f"Olas ord.\n\n{NEEDED}", **BY)
    typed = WORDS | BODY | {"body_nb": f"Siris ord.\n\n{NEEDED}", "seen_nb": "1", "seen_en": "1"}
    answer = siri_in.post(ONE, typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Olas ord." in page
    assert "Siris ord." in page
    assert written() == [1, 2]
    assert siri_in.post(ONE, typed | {"seen_nb": "2"}).status_code == 302
    assert written() == [1, 2, 3]


def test_an_earlier_version_is_compared_and_counts_again(siri_in: Client) -> None:
    """Breaks when nobody can see what changed, or old words cannot be had back."""
    template = Template.objects.get(key="CONTACTADDED")
    first = TemplateVersion.objects.get(template=template, language="nb")
    mail.write_version(template, "nb", first.subject, first.body.replace("kunderegisteret", "adresselisten"), **BY)
    page = siri_in.get(f"{ONE}versions/nb/2/").content.decode()
    assert "<del>kunderegisteret</del>" in page
    assert "<ins>adresselisten</ins>" in page
    assert siri_in.post(f"{ONE}versions/nb/1/copy/").status_code == 302
    newest = TemplateVersion.objects.filter(template=template, language="nb").order_by("-version").first()
    assert newest is not None
    assert (newest.version, newest.body) == (3, first.body)


def test_a_trial_goes_to_whoever_asks_with_links_that_open_nothing(
    siri_in: Client, siri: User, receiver: Receiver
) -> None:
    """Breaks when a trial makes a real link, reaches somebody else, or leaves no trace."""
    assert siri_in.post(f"{ONE}trial/nb/").status_code == 302
    assert siri_in.post(f"{ONE}trial/nb/").status_code == 302
    hand_over.drain()
    (message,) = receiver.messages
    text = message.get_body(("plain",))
    assert text is not None
    assert siri.email in str(message["To"])
    assert "/privacy/" in text.get_content()
    assert "/p/" not in text.get_content()
    assert Entry.objects.filter(deed=Deed.TEMPLATE_TRIED).count() == 1
    found = Mail.objects.get(is_trial=True)
    assert found.person_id is None


def test_a_trial_of_a_password_makes_no_way_in(siri_in: Client, receiver: Receiver) -> None:
    """Breaks when trying the mail for a new password ends or makes a link."""
    before = digests()
    siri_in.post("/templates/PASSWORD/trial/nb/")
    hand_over.drain()
    assert not [table for table in changed(before) if "link" in table]


def test_without_a_mail_server_a_trial_says_so(siri_in: Client, sender: None, settings: Any) -> None:
    """Breaks when a trial waits and nobody is told why."""
    settings.EMAIL_URL = ""
    page = siri_in.post(f"{ONE}trial/nb/", follow=True).content.decode()
    assert "SAMTYKKE_EMAIL_URL" in page


def test_a_trial_is_not_written_anew_from_the_outbox(siri_in: Client, receiver: Receiver) -> None:
    """Breaks when the outbox offers to write a trial again as if it were somebody's mail."""
    siri_in.post(f"{ONE}trial/nb/")
    hand_over.drain()
    found = Mail.objects.get(is_trial=True)
    assert siri_in.get(f"/outbox/{found.pk}/").status_code == 200
    assert siri_in.get(f"/outbox/{found.pk}/copy/").status_code == 404


def test_the_confirmation_says_who_receives_the_data(kari: Person, receiver: Receiver) -> None:
    """Breaks when Art. 13(1)(e) is not said to the person although the recipient is registered."""
    shop = Recipient.objects.create(names={"nb": "Skyen AS", "en": "The Cloud Ltd"}, public_texts={})
    Purpose.objects.get(key="STORE").recipients.add(shop)
    queue(kari)
    hand_over.drain()
    text = receiver.messages[0].get_body(("plain",))
    assert text is not None
    assert "Skyen AS" in text.get_content() or "The Cloud Ltd" in text.get_content()


def test_a_mail_keeps_which_statement_stood_behind_its_link(kari: Person, receiver: Receiver) -> None:
    """Breaks when nobody can say which version of the statement somebody was given (REQ-35)."""
    language = publish("nb", rights="Skriv til oss.").language
    publish("en", rights="Write to us.")
    delivery = queue(kari)
    hand_over.drain()
    publish(language, rights="Ring oss.")
    found = Mail.objects.get(pk=delivery.pk)
    assert found.statement == f"{found.language}-1"


def test_a_statement_elsewhere_is_none_of_our_versions(kari: Person, receiver: Receiver) -> None:
    """Breaks when a company whose purpose links another page is said to have shown ours."""
    publish("nb")
    publish("en")
    Purpose.objects.filter(key="STORE").update(statement_urls={"nb": "https://a.example/", "en": "https://a.example/"})
    delivery = queue(kari)
    hand_over.drain()
    assert Mail.objects.get(pk=delivery.pk).statement == ""


def test_a_template_says_where_it_is_used(siri_in: Client) -> None:
    """Breaks when somebody changes words without knowing to whom they go."""
    page = siri_in.get(ONE).content.decode()
    assert "/sources/WEBFORM/" in page

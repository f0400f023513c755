"""One mail of every kind, as it arrives, and the addresses that stand in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings

from samtykke.accounts import actions as accounts
from samtykke.accounts import second
from samtykke.accounts.actions import shared
from samtykke.activities import actions as activities
from samtykke.consents import actions as consents
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.mail.hand_over import drain
from samtykke.mail.models import Delivery, TemplateKind
from samtykke.preferences import actions as preferences
from samtykke.purposes import actions as lists
from tests.accounts.factories import make_user
from tests.factories import get_purpose, make_consent, make_person, make_wording
from tests.webforms.forms import make_form
from tests.webforms.sending import sent, work

if TYPE_CHECKING:
    from email.message import EmailMessage

    from samtykke.contacts.models import Person
    from samtykke.purposes.models import Purpose
    from tests.mail.servers import Receiver

STATEMENT = "https://fjordlys.example/personvern"
BY = {"by": Actor.system(), "via": Via.STAFF}
IN_HTML = re.compile(r"""\b(?:href|src|action|background)\s*=\s*["']([^"']+)["']""")
ANYWHERE = re.compile(r"https?://[^\s<>\"')]+")


@dataclass(frozen=True)
class Arrived:
    """A mail that arrived: its kind, its two parts, and every address in each."""

    kind: str
    message: EmailMessage
    text: str
    html: str

    @property
    def in_text(self) -> set[str]:
        """The web addresses of the text part."""
        return set(ANYWHERE.findall(self.text))

    @property
    def in_html(self) -> set[str]:
        """Whatever the HTML part leads to, loads or sends to, and every address that stands in it as text."""
        return set(IN_HTML.findall(self.html)) | set(ANYWHERE.findall(self.html))

    @property
    def links(self) -> set[str]:
        """Every web address in either part."""
        return {address for address in self.in_text | self.in_html if not address.startswith("mailto:")}

    @property
    def ours(self) -> set[str]:
        """Those that lead to us, as paths."""
        host = urlsplit(settings.BASE_URL).netloc
        return {urlsplit(address).path for address in self.links if urlsplit(address).netloc == host}


def every_kind(receiver: Receiver) -> tuple[Person, list[Arrived]]:
    """Sends Kari and two of the staff one mail of every kind there is, over a real mail server."""
    purpose = get_purpose()
    wording = make_wording(purpose, language="nb", statement_title="Om personvern", statement_url=STATEMENT)
    lists.change_item(purpose, changes={"statement_urls": {"nb": STATEMENT, "en": STATEMENT}}, **BY)
    kari = make_person("Kari", "Nordfiktiv", email="kari@tenktbygg.example", language="nb")
    email = kari.emails.get()
    drain()
    record = make_consent(kari, wording=wording)
    consents.ask(kari, purpose, **BY)
    preferences.mail_links(email.normal)
    me = Actor.data_subject(kari.pk)
    consents.ask_confirmation(kari, purpose, email, by=me, via=Via.PREFERENCE_PAGE)
    preferences.mail_receipt(kari.pk, email.id, about_id=record.event_id, purpose_key=purpose.key, language="en", by=me)
    for user in (make_user("Ola Kjent"), make_user("Nina Ny", password="")):
        accounts.mail_way_in(user, **BY)
    shared.tell(make_user("Siri Sikker"), shared.Change.APP_ADDED, **BY)
    _second_person()
    _activities(kari, purpose)
    _form()
    drain()
    arrived = [_arrived(message) for message in receiver.messages]
    assert {mail.kind for mail in arrived} == set(TemplateKind.values), "a kind of mail that this file does not send"
    return kari, arrived


def _second_person() -> None:
    """Something that one person asks for and another refuses."""
    anne, bo = make_user("Anne Spør", "administrator"), make_user("Bo Svarer", "administrator")
    wanted = second.Wanted("four_eyes:off", accounts.FOUR_EYES, {"reason": "Summer"})
    asked = accounts.ask(wanted, reason="Summer", by=anne.actor, via=Via.STAFF)
    drain()
    accounts.refuse(asked, answer="Not now", by=bo.actor, via=Via.STAFF)


def _form() -> None:
    """A form that somebody sent whom we do not know."""
    form = make_form()
    sent(form, "EMARKETING")
    work()


def _activities(kari: Person, purpose: Purpose) -> None:
    """An e-mail to Kari, a task of a colleague's, and the reminder of it."""
    tor = make_user("Tor Oppgave", "sales")
    activities.write_mail(kari, purpose=purpose, subject="Terms", text="Thank you for the talk.", **BY)
    told = {"title": "Ring back", "owner_id": tor.pk, "due_on": now().date(), "remind_at": now() - timedelta(minutes=1)}
    activities.plan("task", told, people=[kari.pk], **BY)
    activities.remind_due()


def _arrived(message: EmailMessage) -> Arrived:
    kind = Delivery.objects.select_related("mail").get(message_id=message["Message-ID"]).mail.kind
    text, html = (message.get_body((part,)).get_content() for part in ("plain", "html"))  # type: ignore[union-attr]
    return Arrived(kind, message, text, html)

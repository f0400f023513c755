"""What staff write to one person by hand, through the pages. M16; REQ-17, REQ-36; checks 37, 41."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from samtykke.consents import actions as consents
from samtykke.contacts import actions as contacts
from samtykke.core.actors import Actor, Via
from samtykke.mail.models import Mail
from tests.consents.mails import queued
from tests.consents.test_ask import surveys
from tests.factories import get_purpose, make_consent, make_person, withdraw
from tests.house.tables import changed, digests
from tests.pages import browse, text_of

if TYPE_CHECKING:
    from samtykke.accounts.models import User
    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()


def letter(person: Person) -> str:
    """The page that sends the privacy confirmation."""
    return f"/people/{person.pk}/confirmation-mail/"


def question(person: Person, key: str = "EMARKETING") -> str:
    """The page that asks for a consent."""
    return f"/people/{person.pk}/purposes/{key}/question/"


def chosen(**told: object) -> dict[str, object]:
    """What a browser sends for the confirmation."""
    template = Mail.objects.model.template.field.related_model.objects.get(key="CONTACTADDED")
    return {"address": "", "template": template.pk, "language": "", "subject": "", **told}


def test_the_letter_is_shown_as_it_would_be_written(kari: Person, ola: User) -> None:
    """Check 41. Breaks when the preview is of somebody else, in another language, or changes anything."""
    client = browse(ola)
    before = digests()
    page = client.get(letter(kari), {"language": "nb"})
    assert (page.status_code, changed(before)) == (200, [])
    told = text_of(page)
    assert kari.first_name in told
    assert "Salg og tjenester" in told
    assert kari.emails.get().address in told
    assert "/p/" not in told, "no link is made for looking"


def test_by_hand_to_another_address_in_another_language_under_another_subject(kari: Person, ola: User) -> None:
    """Check 41. Breaks when what was chosen is not what is sent."""
    second = contacts.add_email(kari, "kari.privat@tenktbygg.example", by=SYSTEM, via=Via.STAFF)
    answer = browse(ola).post(
        letter(kari), chosen(address=str(second.id), language="en", subject="We hold your details")
    )
    assert answer.headers["Location"] == f"/people/{kari.pk}/mail/"
    (mail,) = queued(kari, "privacy")[-1:]
    assert (mail.address_id, mail.language_wanted, mail.subject_override) == (second.id, "en", "We hold your details")
    assert mail.actor == Actor.user(ola.pk)


def test_sending_again_is_a_new_mail(kari: Person, ola: User) -> None:
    """Breaks when a person cannot be told twice, or is told twice by one press."""
    before = len(queued(kari, "privacy"))
    browse(ola).post(letter(kari), chosen())
    browse(ola).post(letter(kari), chosen())
    assert len(queued(kari, "privacy")) == before + 2


@pytest.mark.parametrize(
    ("told", "field"),
    [({"address": "999999"}, "address"), ({"subject": "One\nBcc: all@tenktbygg.example"}, "subject"),
     ({"template": "0"}, "template"), ({"language": "xx"}, "language"), ({"subject": "x" * 201}, "subject")],
)  # fmt: skip
def test_what_is_wrong_is_named_and_nothing_is_sent(kari: Person, ola: User, told: dict[str, str], field: str) -> None:
    """Breaks when a foreign address or a second header slips through, or a wrong choice sends anyway."""
    before = len(queued(kari, "privacy"))
    answer = browse(ola).post(letter(kari), chosen(**told))
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in text_of(answer)
    assert len(queued(kari, "privacy")) == before


def test_another_s_address_is_not_on_offer(kari: Person, ola: User) -> None:
    """Breaks when a letter about Kari can be sent to Per."""
    per = make_person("Per", email="per@annen.example")
    answer = browse(ola).post(letter(kari), chosen(address=str(per.emails.get().id)))
    assert answer.status_code == 422


def test_a_kind_that_asks_cannot_be_sent_as_information(kari: Person, ola: User) -> None:
    """Check 39, REQ-70. Breaks when a question goes out as a privacy confirmation."""
    asks = Mail.objects.model.template.field.related_model.objects.get(key="ASKCONSENT")
    assert browse(ola).post(letter(kari), chosen(template=asks.pk)).status_code == 422


def test_without_an_address_the_page_says_so(ola: User) -> None:
    """Check 37. Breaks when a page without a way out offers a button."""
    person = make_person("Per", email=None, phone="+4722222222")
    told = text_of(browse(ola).get(letter(person)))
    assert "There is no e-mail address to write to." in told
    assert "Send the confirmation" not in told
    assert browse(ola).post(letter(person), chosen()).status_code == 422


def test_a_restricted_person_gets_nothing(kari: Person, ola: User, siri: User) -> None:
    """Art. 18. Breaks when storage only is not all there is."""
    consents.restrict(kari, by=SYSTEM, via=Via.STAFF)
    assert "is restricted" in text_of(browse(siri).get(letter(kari)))
    assert browse(siri).post(letter(kari), chosen()).status_code == 422
    assert browse(ola).get(letter(kari)).status_code == 404
    assert browse(siri).get(question(kari)).status_code == 200
    assert browse(siri).post(question(kari)).status_code == 409


def test_marketing_is_not_asked_about_without_permission(kari: Person, ola: User) -> None:
    """REQ-17. Breaks when the page lets a mail that asks for marketing out to who never said yes."""
    page = text_of(browse(ola).get(question(kari)))
    assert "You may not ask by mail now." in page
    assert "Send the question" not in page
    answer = browse(ola).post(question(kari))
    assert (answer.status_code, queued(kari, "request")) == (409, [])


def test_a_no_is_left_in_peace(kari: Person, ola: User) -> None:
    """REQ-17. Breaks when who said no lately is asked again."""
    make_consent(kari)
    withdraw(kari)
    assert browse(ola).post(question(kari)).status_code == 409


def test_a_lawful_question_is_shown_and_sent_once(kari: Person, ola: User) -> None:
    """REQ-17. Breaks when the words are not shown, or a second press asks twice."""
    purpose = surveys()
    client = browse(ola)
    assert f'href="{letter(kari)}">' in text_of(client.get(question(kari, purpose.key))), "told first"
    consents.record_notice(kari, by=SYSTEM, via=Via.STAFF)
    page = text_of(client.get(question(kari, purpose.key)))
    assert "You may ask." in page
    assert "photos of me" in page
    assert client.post(question(kari, purpose.key)).status_code == 302
    assert client.post(question(kari, purpose.key)).status_code == 409
    assert len(queued(kari, "request")) == 1


def test_what_was_written_stands_on_the_card(kari: Person, ola: User, siri: User) -> None:
    """Checks 37 and 41. Breaks when the archive is not on the person, or only who runs the outbox sees it."""
    mail = queued(kari, "privacy")[-1]
    Mail.objects.filter(pk=mail.pk).update(
        subject="We hold your details", text="Dear Kari {own_page}", language="en", sent_to="kari@tenktbygg.example"
    )
    for user in (ola, siri):
        told = text_of(browse(user).get(f"/people/{kari.pk}/mail/"))
        assert "We hold your details" in told
        assert "Dear Kari {own_page}" in told
    assert "/outbox/" not in text_of(browse(ola).get(f"/people/{kari.pk}/mail/"))


def test_nothing_written_says_what_will_be_there(ola: User) -> None:
    """Breaks when an empty tab is blank."""
    person = make_person("Per", email=None, phone="+4722222222")
    assert "Nothing has been written to this person" in text_of(browse(ola).get(f"/people/{person.pk}/mail/"))


def test_who_may_only_look_finds_no_way_to_write(kari: Person, auditor: User) -> None:
    """Breaks when an auditor can send mail."""
    client = browse(auditor)
    assert client.get(letter(kari)).status_code == 403
    assert client.post(letter(kari), chosen()).status_code == 403
    assert client.post(question(kari)).status_code == 403
    assert "confirmation-mail" not in text_of(client.get(f"/people/{kari.pk}/privacy/"))


def test_the_gate_alone_decides_what_the_button_says(kari: Person, ola: User) -> None:
    """Breaks when “Ask for consent” stands beside a yes that holds."""
    make_consent(kari, get_purpose())
    assert "/EMARKETING/question/" not in text_of(browse(ola).get(f"/people/{kari.pk}/privacy/"))

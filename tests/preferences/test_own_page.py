"""The person's own page. REQ-15, REQ-70 to 73, 91; checks 43 to 48; product rules 2, 9, 11."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from samtykke.consents import actions as consents
from samtykke.consents.answers import Answer
from samtykke.consents.models import Confirmation, ConsentEvent, Objection
from samtykke.consents.queries.decisions import may
from samtykke.consents.queries.people import record_of
from samtykke.contacts import actions as contacts
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.purposes import actions as lists
from samtykke.purposes.models import Purpose
from samtykke.purposes.queries import basis_by_key
from tests.consents.mails import queued, token_of
from tests.factories import get_purpose, make_consent, make_person, make_wording, proof, withdraw
from tests.house.tables import changed, digests
from tests.preferences.pages import buttons, link_of, stranger, text_of

if TYPE_CHECKING:
    from samtykke.consents.models import ConsentRecord
    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
NO = "/consents/EMARKETING/withdrawal/"
YES = "/consents/EMARKETING/confirmation/"


def stands(person: Person, key: str = "EMARKETING") -> ConsentRecord | None:
    return record_of(person.pk, get_purpose(key))


def make_customer(person: Person) -> None:
    """Marketing on the exception for existing customers (REQ-61)."""
    lists.change_settings(changes={"existing_customers": True}, by=SYSTEM, via=Via.STAFF)
    answer = Answer(
        purpose=get_purpose(),
        legal_basis=basis_by_key("61F"),
        permission="existing_customer",
        evidence=proof("sale"),
        facts={
            "sale_reference": "1204",
            "sale_on": now().date().isoformat(),
            "product_group": "lamps",
            "address_from_sale": True,
            "opt_out_offered": True,
        },
    )
    consents.record_answer(person, answer, by=SYSTEM, via=Via.STAFF)


def test_the_page_says_where_one_stands_and_on_what(kari: Person) -> None:
    """Check 47, Art. 13(1)(c). Breaks when a purpose in use, its text, its basis or its time is missing."""
    make_consent(kari)
    page = stranger().get(f"/p/{link_of(kari)}/")
    told = text_of(page)
    assert page.status_code == 200
    assert "You said yes" in told
    assert "A form you filled in on the web" in told
    assert "We send you news and offers by e-mail" in told
    assert "In use since" in told
    assert "This does not rest on consent, but on: Legitimate interests." in told
    assert "ka•••@example.org" in told


def test_it_shows_the_address_masked_and_no_name(kari: Person) -> None:
    """REQ-73. Breaks when whoever a link is passed on to learns a name, an address or a number."""
    page = stranger().get(f"/p/{link_of(kari)}/").content.decode()
    for told in (kari.first_name, kari.last_name, "kari.testvik", kari.external_id or "-", "+4791234567", "91234567"):
        assert told not in page


def test_an_address_is_secret_and_sets_no_cookie(kari: Person) -> None:
    """REQ-73, REQ-91. Breaks when the address can travel on, stay behind or be found, or a cookie is set."""
    for path in (f"/p/{link_of(kari)}/", "/p/unknown/", "/privacy/", "/privacy/link/"):
        page = stranger().get(path)
        assert page["Referrer-Policy"] == "no-referrer"
        assert page["Cache-Control"] == "no-store"
        assert page["X-Robots-Tag"] == "noindex"
        assert not page.cookies
        assert not page.has_header("Location")


def test_it_speaks_the_persons_language_and_the_switch_keeps_nothing(kari: Person) -> None:
    """Product part 4. Breaks when the page is written in the browser's language, or the switch writes something."""
    contacts.change_person(kari, changes={"language": "nb"}, by=SYSTEM, via=Via.STAFF)
    token, before = link_of(kari), digests()
    page = stranger("en").get(f"/p/{token}/")
    assert "Dine valg" in text_of(page)
    assert page["Content-Language"] == "nb"
    switched = stranger("nb").get(f"/p/{token}/?language=en")
    assert "Your choices" in text_of(switched)
    assert f"/p/{token}/objection/?language=en" in switched.content.decode()
    assert not switched.cookies
    assert changed(before) == []


def test_one_press_withdraws_and_says_so(kari: Person) -> None:
    """REQ-15, check 48. Breaks when a withdrawal takes more than one form, or is not the person's own act."""
    make_consent(kari)
    token = link_of(kari)
    answer = stranger().post(f"/p/{token}{NO}", follow=True)
    assert "Saved. You no longer get “E-marketing”." in text_of(answer)
    record = stands(kari)
    assert record is not None
    assert (record.status, record.act_by, record.actor_kind, record.source.key) == (
        "withdrawn",
        "person",
        "person",
        "PORTAL",
    )
    assert not may(kari, get_purpose()).allowed


def test_pressed_twice_nothing_more_happens(kari: Person) -> None:
    """Breaks when a form sent twice fails, or adds a second no."""
    make_consent(kari)
    token = link_of(kari)
    for _ in range(2):
        assert stranger().post(f"/p/{token}{NO}").status_code == 302
    assert ConsentEvent.objects.of(kari).filter(status="withdrawn").count() == 1


def test_stop_all_pressed_twice_is_one_objection(kari: Person) -> None:
    """Breaks when a form sent twice fails, or records a second objection."""
    token = link_of(kari)
    for _ in range(2):
        assert stranger().post(f"/p/{token}/objection/").status_code == 302
    assert Objection.objects.filter(person=kari).count() == 1


def test_yes_asked_twice_is_given_by_either_mail_and_taken_back_from_both(kari: Person) -> None:
    """REQ-18, rule 2. Breaks when a form sent twice fails, or the second mail says yes again after a no."""
    token = link_of(kari)
    for _ in range(2):
        assert stranger().post(f"/p/{token}{YES}").status_code == 302
    first, second = (token_of(mail) for mail in queued(kari, "confirmation"))
    assert stranger().post(f"/c/{second}/").status_code == 200
    assert may(kari, get_purpose()).allowed
    stranger().post(f"/p/{token}{NO}")
    assert stranger().post(f"/c/{first}/").status_code == 410
    assert stands(kari).status == "withdrawn"  # type: ignore[union-attr]


def test_a_no_before_any_answer_is_a_refusal(kari: Person) -> None:
    """REQ-16. Breaks when “no thanks” is recorded as taking back what was never given."""
    stranger().post(f"/p/{link_of(kari)}{NO}")
    assert stands(kari).status == "refused"  # type: ignore[union-attr]


def test_marketing_on_another_basis_is_objected_to(kari: Person) -> None:
    """Art. 21(2). Breaks when the exception for existing customers cannot be stopped from the page."""
    make_customer(kari)
    assert "In use since" in text_of(stranger().get(f"/p/{link_of(kari)}/"))
    stranger().post(f"/p/{link_of(kari)}{NO}")
    assert stands(kari).status == "objected"  # type: ignore[union-attr]


def test_yes_is_asked_for_by_a_mail_and_given_only_there(kari: Person) -> None:
    """REQ-73: a link never grants. Breaks when pressing “yes” on the page is a yes."""
    withdraw(kari)
    answer = stranger().post(f"/p/{link_of(kari)}{YES}", follow=True)
    assert "We have sent you a mail." in text_of(answer)
    assert stands(kari).status == "objected"  # type: ignore[union-attr]
    (mail,) = queued(kari, "confirmation")
    assert mail.address_id == kari.emails.get().id
    assert Confirmation.objects.get().person_id == kari.pk


def test_the_mail_goes_to_the_address_the_page_was_opened_by(kari: Person) -> None:
    """Rule 12. Breaks when a yes covers another address than the one that pressed the button."""
    token = link_of(kari)
    first = kari.emails.get()
    contacts.add_email(kari, "other@example.org", primary=True, by=SYSTEM, via=Via.STAFF)
    stranger().post(f"/p/{token}{YES}")
    assert queued(kari, "confirmation")[0].address_id == first.id


def test_stop_all_is_one_step_and_a_later_own_yes_opens_one_purpose(kari: Person) -> None:
    """Art. 21(2)–(3). Breaks when an objection stops less than all, or a later own yes is not obeyed."""
    make_consent(kari)
    token = link_of(kari)
    answer = stranger().post(f"/p/{token}/objection/", follow=True)
    told = text_of(answer)
    assert "You get no more marketing from us, of any kind." in told
    assert "You have objected" in told
    assert "Stop all marketing" not in buttons(answer)
    assert may(kari, get_purpose()).reason == "objected_all_marketing"
    make_consent(kari)
    again = stranger().get(f"/p/{token}/")
    assert "You said yes" in text_of(again)
    assert "No, stop this" in buttons(again)


def test_a_forwarded_link_cannot_object_to_anything_but_marketing(kari: Person) -> None:
    """Rule 9, REQ-73. Breaks when sales and service can be ended by whoever has the link."""
    token, before = link_of(kari), stands(kari, "STORE")
    answer = stranger().post(f"/p/{token}/consents/STORE/withdrawal/")
    assert answer.status_code == 409
    assert "Nothing was saved." in text_of(answer)
    assert stands(kari, "STORE") == before
    page = stranger().get(f"/p/{token}/").content.decode()
    assert "/consents/STORE/" not in page


def test_yes_and_no_weigh_the_same(kari: Person) -> None:
    """EDPB 03/2022, REQ-110. Breaks when one of the two buttons is made more tempting."""
    page = stranger().get(f"/p/{link_of(kari)}/").content.decode()
    row = page[page.index('aria-labelledby="about-EMARKETING"') :].split("</article>")[0]
    assert row.count('class="button full"') == 2
    assert "primary" not in row
    assert row.index("Yes, gladly") < row.index("No thanks")


def test_what_is_said_to_be_saved_is_read_from_what_stands(kari: Person) -> None:
    """Breaks when an address can make the page say what is not so."""
    make_consent(kari)
    token = link_of(kari)
    for query in ("saved=EMARKETING", "saved=all", "asked=EMARKETING", "saved=<script>", "saved=%00"):
        told = text_of(stranger().get(f"/p/{token}/?{query}"))
        assert "Saved." not in told
        assert "We have sent you a mail." not in told


def test_a_receipt_comes_by_mail_where_it_is_wished(kari: Person) -> None:
    """Issue 3 §3. Breaks when a receipt cannot be had, says something else, or can fill a mailbox."""
    from samtykke.consents import letters

    make_consent(kari)
    token = link_of(kari)
    stranger().post(f"/p/{token}{NO}")
    answer = stranger().post(f"/p/{token}/consents/EMARKETING/receipt/", follow=True)
    assert "A receipt is on its way to ka•••@example.org." in text_of(answer)
    (mail,) = queued(kari, "receipt")
    told = letters.values(mail, "nb")
    assert told["done"] == "Du får ikke lenger «E-markedsføring»."
    assert "kl." in told["when"]
    for _ in range(4):
        stranger().post(f"/p/{token}/consents/EMARKETING/receipt/")
    assert stranger().post(f"/p/{token}/consents/EMARKETING/receipt/").status_code == 429
    assert len(queued(kari, "receipt")) == 5


def test_a_receipt_for_stopping_everything(kari: Person) -> None:
    """Breaks when the objection to all marketing has no receipt."""
    from samtykke.consents import letters

    token = link_of(kari)
    assert stranger().post(f"/p/{token}/objection/receipt/").status_code == 404
    stranger().post(f"/p/{token}/objection/")
    stranger().post(f"/p/{token}/objection/receipt/")
    (mail,) = queued(kari, "receipt")
    assert letters.values(mail, "en")["done"] == "You get no more marketing from us, of any kind."


def test_a_restricted_person_sees_it_and_can_still_say_no(kari: Person) -> None:
    """Art. 18(2). Breaks when a restriction keeps the person from saying no, or a yes can be asked for."""
    make_consent(kari)
    consents.restrict(kari, by=SYSTEM, via=Via.STAFF)
    token = link_of(kari)
    assert "restricted at the moment" in text_of(stranger().get(f"/p/{token}/"))
    assert stranger().post(f"/p/{token}{YES}").status_code == 409
    assert stranger().post(f"/p/{token}{NO}").status_code == 302
    assert stands(kari).status == "withdrawn"  # type: ignore[union-attr]


def test_a_name_of_three_hundred_characters_and_odd_letters_break_nothing() -> None:
    """Breaks when a long name or address, or one with marks in it, disturbs the page."""
    person = make_person("Kari" * 75, "<script>alert(1)</script>" * 10, email="a" * 60 + "@" + "b" * 60 + ".example")
    page = stranger().get(f"/p/{link_of(person)}/")
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()
    assert "aa•••@" in text_of(page)


def test_a_new_purpose_is_there_at_once_and_a_retired_one_is_not(kari: Person) -> None:
    """Check 47: each active purpose. Breaks when the page shows purposes that are off, or hides new ones."""
    fields = {"names": {"en": "Courses", "nb": "Kurs"}, "is_marketing": True, "public_texts": {"en": "Invitations."}}
    made = lists.create_item(Purpose, by=SYSTEM, via=Via.STAFF, **fields)
    token = link_of(kari)
    assert "Courses" not in text_of(stranger().get(f"/p/{token}/"))
    lists.allow_basis(made, basis_by_key("61A"), is_default=True, by=SYSTEM, via=Via.STAFF)
    make_wording(made)
    lists.change_item(made, changes={"is_active": True, "retention_months": 12}, by=SYSTEM, via=Via.STAFF)
    assert "Courses Invitations." in text_of(stranger().get(f"/p/{token}/"))
    assert stranger().post(f"/p/{token}/consents/NOSUCH/withdrawal/").status_code == 404


@pytest.mark.parametrize("form", ["page", "act"])
def test_htmx_gets_the_part_and_a_plain_browser_is_sent_on(kari: Person, form: str) -> None:
    """House 4. Breaks when the page needs JavaScript, or the fragment brings the whole page."""
    make_consent(kari)
    token = link_of(kari)
    if form == "page":
        assert stranger().post(f"/p/{token}{NO}").headers["Location"] == f"/p/{token}/?saved=EMARKETING"
        return
    part = stranger().post(f"/p/{token}{NO}", headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert part.content.decode().lstrip().startswith('<div id="page"')
    assert "<html" not in part.content.decode()
    assert "Saved." in text_of(part)


def test_the_page_costs_the_same_whoever_it_is(kari: Person, django_assert_max_num_queries) -> None:
    """Workload 10: a fixed number of queries, at most twelve."""
    token = link_of(kari)
    with django_assert_max_num_queries(12) as few:
        stranger().get(f"/p/{token}/")
    for number in range(3):
        made = lists.create_item(Purpose, names={"en": f"P {number}"}, is_marketing=True, by=SYSTEM, via=Via.STAFF)
        lists.allow_basis(made, basis_by_key("61A"), is_default=True, by=SYSTEM, via=Via.STAFF)
        make_wording(made)
        lists.change_item(made, changes={"is_active": True, "retention_months": 12}, by=SYSTEM, via=Via.STAFF)
        made.refresh_from_db()
        make_consent(kari, made)
    with django_assert_max_num_queries(12) as many:
        stranger().get(f"/p/{token}/")
    assert len(few) == len(many)


def test_tries_that_were_refused_count_and_the_page_still_shows_where_one_stands(kari: Person) -> None:
    """REQ-92, product rule 11. Breaks when a request that is refused takes its own count back."""
    token = link_of(kari)
    consents.restrict(kari, by=SYSTEM, via=Via.STAFF)
    codes = [stranger().post(f"/p/{token}{YES}").status_code for _ in range(30)]
    assert codes == [409] * 30
    last = stranger().post(f"/p/{token}{YES}")
    assert last.status_code == 429
    assert "many tries from here" in text_of(last)
    assert stranger().post(f"/p/{token}{NO}").status_code == 302, "saying no is never limited"


def test_a_yes_is_asked_for_only_where_the_page_offers_one(kari: Person) -> None:
    """REQ-73, rule 7. Breaks when a forwarded link can set another basis in motion, or has a yes asked for that stands."""
    make_wording(get_purpose("STORE"))
    lists.allow_basis(get_purpose("STORE"), basis_by_key("61A"), by=SYSTEM, via=Via.STAFF)
    make_consent(kari)
    token = link_of(kari)
    for key in ("STORE", "EMARKETING"):
        answer = stranger().post(f"/p/{token}/consents/{key}/confirmation/")
        assert answer.status_code == 409
        assert "Nothing was saved." in text_of(answer)
    assert queued(kari, "confirmation") == []
    assert not Confirmation.objects.exists()


def test_the_words_are_in_the_language_the_page_is_read_in(kari: Person) -> None:
    """Art. 7(2). Breaks when whoever reads the page in English is asked to say yes to Norwegian words."""
    contacts.change_person(kari, changes={"language": "nb"}, by=SYSTEM, via=Via.STAFF)
    purpose = get_purpose()
    make_wording(purpose, language="nb")
    make_wording(purpose, language="en")
    token = link_of(kari)
    for query, wanted in (("", "nb"), ("?language=en", "en")):
        stranger().post(f"/p/{token}{YES}{query}")
        asked = Confirmation.objects.select_related("wording").latest("created_at")
        assert asked.wording.language == wanted
        assert queued(kari, "confirmation")[-1].language_wanted == wanted


def test_a_restricted_person_is_spoken_to_as_the_person(kari: Person) -> None:
    """Look part 8. Breaks when the person is told to lift a restriction, as staff are."""
    consents.restrict(kari, by=SYSTEM, via=Via.STAFF)
    told = text_of(stranger().post(f"/p/{link_of(kari)}{YES}"))
    assert "The use of your data is restricted at the moment. Write to us." in told
    assert "Lift the restriction" not in told


def test_what_is_not_there_keeps_the_address_secret_too(kari: Person) -> None:
    """REQ-73, REQ-91. Breaks when a purpose that is gone, or a receipt for nothing, sets a cookie or lets the address travel."""
    token = link_of(kari)
    for path in ("consents/NOSUCH/withdrawal/", "consents/EMARKETING/receipt/", "objection/receipt/"):
        page = stranger().post(f"/p/{token}/{path}")
        assert page.status_code == 404
        assert page["Referrer-Policy"] == "no-referrer"
        assert page["Cache-Control"] == "no-store"
        assert not page.cookies

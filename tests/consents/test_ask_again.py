"""A purpose that reaches further, whom it leaves uncovered, and asking again. REQ-17; superoffice checks 84, 85."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from samtykke.consents import actions as consents
from samtykke.consents.models import ConsentEvent, ConsentRecord
from samtykke.consents.queries import effect, ledger, renewal
from samtykke.consents.queries.asking import may_ask
from samtykke.consents.queries.decisions import may
from samtykke.consents.queries.people import record_of
from samtykke.consents.queries.renewal import Again
from samtykke.core.actors import Actor, Via
from samtykke.mail import actions as mail
from samtykke.mail.models import Mail
from samtykke.purposes import actions as lists
from samtykke.purposes import queries as purposes
from samtykke.purposes.models import Recipient, Wording
from tests.factories import get_purpose, make_consent, make_person, make_wording, withdraw
from tests.pages import browse

if TYPE_CHECKING:
    from samtykke.accounts.models import User
    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": Actor.user(7), "via": Via.STAFF}


def widen(*, words: bool = True) -> None:
    """Somebody new receives the data of E-marketing; the words say so too."""
    lysverk = Recipient.objects.create(names={"en": "Lysverk Drift"}, role="controller")
    lists.change_item(get_purpose(), changes={"recipients": [lysverk]}, **BY)
    for language in ("nb", "en") if words else ():
        make_wording(language=language, text=f"Yes, and from Lysverk Drift. ({language})")


def crowd() -> list[Person]:
    """Five people who said yes; one has withdrawn, one has objected to all marketing, one shares an address with a no."""
    people = [make_person(name) for name in ("Kari", "Ola", "Siri", "Per", "Nils")]
    for person in people:
        make_consent(person)
    withdraw(people[1])
    consents.object_to_marketing(
        people[2], by=Actor.data_subject(people[2].pk), via=Via.PREFERENCE_PAGE, act_by="person"
    )
    no = make_person("Anna", email=people[3].emails.get().address)
    make_consent(no, status="refused")
    return people


def allowed(people: list[Person]) -> set[int]:
    return {person.pk for person in people if may(person, get_purpose()).allowed}


def test_the_effect_shown_before_is_the_effect_after(kari: Person) -> None:
    """REQ-17, the issue's point 4. Breaks when the editor counts by another rule than the gate."""
    people = [kari, *crowd()]
    make_consent(kari)
    before = allowed(people)
    told, lost = effect.would_lose(get_purpose(), widens=True), effect.people_losing(get_purpose(), widens=True)
    assert effect.reached_now(get_purpose()) == len(before)
    widen()
    gone = before - allowed(people)
    assert (told, set(lost)) == (len(gone), gone)
    assert gone == before != set()


def test_switching_off_stops_everybody_and_other_words_nobody(kari: Person) -> None:
    """REQ-17. Breaks when a mere rewording takes a consent away."""
    make_consent(kari)
    assert effect.would_lose(get_purpose(), is_active=False) == 1
    assert effect.would_lose(get_purpose()) == 0
    lists.change_item(get_purpose(), changes={"public_texts": {"en": "Other words."}}, **BY)
    assert may(kari, get_purpose()).allowed


def test_old_consents_point_to_the_words_they_were_given_to(kari: Person) -> None:
    """Check 84. Breaks when a new version of the words is written into old consents."""
    old = make_wording()
    make_consent(kari, wording=old)
    new = make_wording(text="Yes, send me news, also from Lysverk Drift.", widens=True)
    record = record_of(kari.pk, get_purpose())
    assert record is not None
    assert (record.wording_id, new.version) == (old.pk, old.version + 1)
    assert may(kari, get_purpose()).reason == "wording_does_not_cover"


def test_words_that_became_too_narrow_are_a_gap_until_they_are_written_anew(kari: Person) -> None:
    """REQ-17. Breaks when people go on saying yes to words that no longer reach as far as the purpose."""
    widen(words=False)
    assert purposes.NARROW_WORDING in purposes.gaps(get_purpose())
    for language in ("nb", "en"):
        text = Wording.objects.filter(purpose=get_purpose(), language=language).latest("version").text
        written = make_wording(language=language, text=text)
        assert written.scope == purposes.current_scope(get_purpose())
    assert purposes.NARROW_WORDING not in purposes.gaps(get_purpose())
    make_consent(kari, wording=purposes.current_wording(get_purpose(), "en"))
    assert may(kari, get_purpose()).allowed


def test_words_that_count_are_offered_before_words_in_ones_own_language() -> None:
    """REQ-17. Breaks when somebody is asked to say a yes that would not count."""
    make_wording(language="nb", text="Ja, send meg nyheter, også fra Lysverk Drift.", widens=True)
    shown = purposes.current_wording(get_purpose(), "en")
    assert shown is not None
    assert shown.language == "nb"


def test_a_narrower_yes_carries_a_question_and_nothing_else(kari: Person) -> None:
    """REQ-17: the renewal itself must be lawful. Breaks when a wider purpose leaves nobody who could be asked."""
    make_consent(kari)
    widen()
    assert not may(kari, get_purpose()).allowed
    assert may_ask(kari, get_purpose()).allowed
    withdraw(kari)
    assert not may_ask(kari, get_purpose()).allowed


def test_asking_again_asks_whom_it_may_and_each_once() -> None:
    """Check 84. Breaks when the run asks somebody who may not be asked, counts another number, or asks twice."""
    people = crowd()
    unasked = make_person("Ine")
    widen()
    count = renewal.count(get_purpose(), Again.NARROWER)
    run = consents.ask_again(get_purpose(), Again.NARROWER, **BY)
    asked = set(Mail.objects.filter(kind="request").values_list("person_id", flat=True))
    assert asked == {people[0].pk, people[4].pk}
    assert (run.total, count) == (2, 2)
    assert unasked.pk not in asked
    assert set(Mail.objects.filter(kind="request").values_list("purpose_key", flat=True)) == {"EMARKETING"}
    again = consents.ask_again(get_purpose(), Again.NARROWER, **BY)
    assert (again.total, renewal.count(get_purpose(), Again.NARROWER)) == (0, 0)


def test_the_question_stands_in_the_log_and_decides_nothing(kari: Person) -> None:
    """Rule 11. Breaks when a record differs from what its events say, or a question from the log's commitment."""
    make_consent(kari)
    widen()
    consents.ask_again(get_purpose(), Again.NARROWER, **BY)
    record = record_of(kari.pk, get_purpose())
    assert record is not None
    assert (record.status, record.pending) == ("given", "requested")
    event = ConsentEvent.objects.of(kari).get(status="requested")
    assert (event.act_by, event.actor_kind, event.actor_id) == ("controller", "user", 7)
    assert list(ledger.faults()) == []


def test_a_run_goes_on_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    """Breaks when a run that was interrupted asks somebody twice or forgets somebody."""
    from samtykke.mail.actions import runs

    monkeypatch.setattr(runs, "PIECE", 1)
    crowd()
    widen()
    run = consents.ask_again(get_purpose(), Again.NARROWER, **BY)
    while mail.carry_on(run.pk):
        pass
    people = list(Mail.objects.filter(kind="request").values_list("person_id", flat=True))
    assert len(people) == len(set(people)) == 2


def ends_in(person: Person, days: int) -> None:
    """The person's consent ends so many days from now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE consents_consentrecord SET expires_at = clock_timestamp() + %s * interval '1 day' WHERE person_id = %s",
            [days, person.pk],
        )


def test_whose_consent_ends_soon_is_asked_beforehand_once(kari: Person) -> None:
    """Check 85. Breaks when nobody is asked before a consent ends, or somebody every night."""
    later = make_person("Ola")
    for person, days in ((kari, 10), (later, 60)):
        make_consent(person)
        ends_in(person, days)
    assert consents.ask_before_the_end() == 0, "the purpose says nothing"
    lists.change_item(get_purpose(), changes={"ask_before_days": 30}, **BY)
    assert [consents.ask_before_the_end(), consents.ask_before_the_end()] == [1, 0]
    assert list(Mail.objects.filter(kind="request").values_list("person_id", flat=True)) == [kari.pk]


def test_on_its_day_a_consent_no_longer_holds(kari: Person) -> None:
    """Check 85. Breaks when an expired consent permits."""
    make_consent(kari)
    ends_in(kari, -1)
    assert may(kari, get_purpose()).reason == "expired"


def test_a_consent_nobody_used_is_dormant(kari: Person) -> None:
    """REQ-17. Breaks when a consent given long ago is not found, or one the person confirmed lately is."""
    lately = make_person("Ola")
    for person in (kari, lately):
        make_consent(person)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE consents_consentrecord SET occurred_at = occurred_at - interval '3 years' WHERE person_id = %s",
            [kari.pk],
        )
    assert ConsentRecord.objects.filter(purpose=get_purpose()).count() == 2
    assert renewal.count(get_purpose(), Again.DORMANT) == 0
    lists.change_item(get_purpose(), changes={"dormant_months": 24}, **BY)
    assert renewal.count(get_purpose(), Again.DORMANT) == 0, "her own act is in the log today"
    recorded = make_person("Siri")
    make_consent(recorded, own_act=False, act_by="controller", by=Actor.user(7), via=Via.STAFF)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE consents_consentrecord SET occurred_at = occurred_at - interval '3 years' WHERE person_id = %s",
            [recorded.pk],
        )
    assert renewal.count(get_purpose(), Again.DORMANT) == 1


def test_a_purpose_that_names_no_days_says_where_they_are_set(siri: User) -> None:
    """Breaks when the desk's button leads to a page that is silent about those whose consent ends."""
    client = browse(siri)
    page = client.get("/purposes/EMARKETING/asking/").content.decode()
    assert "does not say how many days before" in page
    assert "/purposes/EMARKETING/#id_ask_before_days" in page
    assert 'id="id_ask_before_days"' in client.get("/purposes/EMARKETING/").content.decode()
    lists.change_item(get_purpose(), changes={"ask_before_days": 30}, **BY)
    page = client.get("/purposes/EMARKETING/asking/").content.decode()
    assert "does not say how many days before" not in page
    assert "Their consent ends soon" in page


def test_the_page_shows_the_number_first_and_asks_after_the_new_words(kari: Person, siri: User, ola: User) -> None:
    """Check 84. Breaks when somebody can ask without having seen how many, by words that would not count, or without right."""
    make_consent(kari)
    client = browse(siri)
    widen(words=False)
    page = client.get("/purposes/EMARKETING/asking/").content.decode()
    assert "1 person" in page
    assert "Write the new words first." in page
    assert client.post("/purposes/EMARKETING/asking/", {"why": "narrower"}).status_code == 409
    for language in ("nb", "en"):
        make_wording(language=language, text="Yes, and from Lysverk Drift.")
    assert "Ask 1 person" in client.get("/purposes/EMARKETING/asking/").content.decode()
    assert client.post("/purposes/EMARKETING/asking/", {"why": "all"}).status_code == 422
    assert client.post("/purposes/EMARKETING/asking/", {"why": "narrower"}).status_code == 302
    assert Mail.objects.filter(kind="request").count() == 1
    assert browse(ola).get("/purposes/EMARKETING/asking/").status_code == 403

"""A mail to a user's filing address stands once on the cards of those it was with, and on no others. M27, Art. 18."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from samtykke.accounts.rights import Right
from samtykke.activities.actions.people import MOST_PEOPLE
from samtykke.activities.models import Activity, Participant
from samtykke.consents import actions as consents
from samtykke.core.actors import Via
from samtykke.core.clock import now
from samtykke.intake.channels.email import actions, queries
from samtykke.intake.channels.email.message import read
from samtykke.intake.models import FiledMail, FilingAddress, FilingOutcome
from tests.accounts.factories import make_user, signed_in
from tests.factories import make_person
from tests.intake.email.test_message import mail
from tests.pages import browse

if TYPE_CHECKING:
    from samtykke.accounts.models import User
    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def known() -> Person:
    return make_person("Kari", email="kari@firma.example")


def from_ola(ola: User, **headers: str) -> Any:
    return read(mail(**{"From": ola.email, "Subject": "Offer", **headers}))


def people_of(activity_id: int | None) -> set[int]:
    return set(Participant.objects.filter(activity_id=activity_id).values_list("person_id", flat=True))


def test_what_a_user_wrote_elsewhere_stands_on_the_card_of_whom_it_was_to(ola: User, known: Person) -> None:
    sent = now() - timedelta(hours=3)
    message = replace(from_ola(ola, To="Kari@Firma.example, nobody@else.example"), sent_at=sent)
    assert actions.file(message, ola) == FilingOutcome.FILED
    activity = Activity.objects.get()
    assert (activity.kind, activity.title, activity.text, activity.direction) == ("mail", "Offer", "Hello", "out")
    assert (activity.starts_at, activity.owner_id, activity.status) == (sent, ola.pk, "done")
    assert people_of(activity.pk) == {known.pk}


def test_what_somebody_wrote_to_us_stands_on_their_card(ola: User, known: Person) -> None:
    actions.file(read(mail(From="kari@firma.example", To=ola.email)), ola)
    activity = Activity.objects.get()
    assert (activity.direction, people_of(activity.pk)) == ("in", {known.pk})


def test_twice_the_same_mail_is_one_activity(ola: User, known: Person) -> None:
    message = from_ola(ola)
    assert [actions.file(message, ola) for _ in range(2)] == [FilingOutcome.FILED, FilingOutcome.FILED]
    assert Activity.objects.count() == 1


def test_nobody_known_restricted_or_out_of_sight_is_written_on(ola: User, known: Person) -> None:
    """Art. 18. Breaks when a mail is filed on whom its user may not see, or nobody may change."""
    assert actions.file(from_ola(ola, To="nobody@else.example"), ola) == FilingOutcome.NOBODY
    consents.restrict(known, by=ola.actor, via=Via.STAFF)
    assert actions.file(from_ola(ola, Message_ID="<2@x.example>"), ola) == FilingOutcome.NOBODY
    assert not Activity.objects.exists()


def test_a_refusal_is_noted_and_the_next_mail_is_filed(
    ola: User, known: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Breaks when one mail that cannot be filed stops all that come after it."""
    monkeypatch.setattr(actions, "restricted_among", lambda _people: set())
    consents.restrict(known, by=ola.actor, via=Via.STAFF)
    monkeypatch.setattr(queries, "people_at", lambda *_told, **_among: [known.pk])
    monkeypatch.setattr(actions, "visible_to", lambda _user: type(known).objects.held())
    assert actions.file(from_ola(ola), ola) == FilingOutcome.REFUSED
    assert not Activity.objects.exists()


def test_who_may_not_change_people_files_nothing(per: User, known: Person) -> None:
    assert not per.has_right(Right.PEOPLE_EDIT)
    assert actions.file(from_ola(per), per) == FilingOutcome.NOT_ALLOWED
    assert not Activity.objects.exists()


@pytest.mark.parametrize("when", [datetime(1800, 1, 1, tzinfo=UTC), datetime(2150, 1, 1, tzinfo=UTC), None])
def test_a_time_that_cannot_be_is_the_time_of_filing(ola: User, known: Person, when: datetime | None) -> None:
    actions.file(replace(from_ola(ola), sent_at=when), ola)
    assert abs(Activity.objects.get().at - now()) < timedelta(minutes=1)


def test_a_mail_to_more_than_take_part_in_anything_is_filed_on_the_first_of_them(ola: User) -> None:
    """Breaks when one such mail is refused: the mailbox would be read no further than to it."""
    known = [make_person(f"Kari{n}", email=f"k{n}@firma.example") for n in range(MOST_PEOPLE + 1)]
    message = replace(from_ola(ola), receivers=tuple(f"k{n}@firma.example" for n in range(len(known))))
    assert actions.file(message, ola) == FilingOutcome.FILED
    assert people_of(Activity.objects.get().pk) == {person.pk for person in known[:MOST_PEOPLE]}


def test_a_long_mail_is_cut_and_what_was_attached_is_named(ola: User, known: Person) -> None:
    message = replace(from_ola(ola), text="x" * 50_000, subject="y" * 5_000, attached=("tilbud.pdf",))
    actions.file(message, ola)
    activity = Activity.objects.get()
    assert (len(activity.title), len(activity.text)) == (300, 20_000)
    actions.file(replace(message, key=b"2" * 32, text="Hi"), ola)
    assert Activity.objects.latest("pk").text == "Hi\n\nAttached, not kept here: tilbud.pdf"


def test_the_address_is_told_once_kept_as_a_hash_and_ends(ola: User) -> None:
    """REQ-91. Breaks when the secret is kept, or an ended one still takes mail."""
    token = actions.make_address(ola, by=ola.actor, via=Via.STAFF)
    assert token.encode() not in bytes(FilingAddress.objects.get().token_hash)
    assert queries.users_of([token]) == [ola]
    again = actions.make_address(ola, by=ola.actor, via=Via.STAFF)
    assert (queries.users_of([token]), queries.users_of([again])) == ([], [ola])
    actions.revoke_address(ola, by=ola.actor, via=Via.STAFF)
    actions.revoke_address(ola, by=ola.actor, via=Via.STAFF)
    assert queries.users_of([again]) == []


def test_who_has_left_files_nothing(admin: User) -> None:
    gone = make_user("Gro Borte", "sales")
    token = actions.make_address(gone, by=gone.actor, via=Via.STAFF)
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    assert queries.users_of([token]) == []


def test_the_page_makes_an_address_shows_it_once_and_ends_it(ola: User, per: User, settings: Any) -> None:
    client = browse(ola)
    assert "No mailbox is read here" in client.get("/filing/").content.decode()
    client.post("/filing/address/")
    assert not FilingAddress.objects.exists()
    settings.INBOX_URL = "imap://crm%40fjordlys.example:secret@mail.example"
    shown = client.post("/filing/address/").content.decode()
    assert "crm+" in shown
    assert "secret@" not in shown
    assert "crm+" not in client.get("/filing/").content.decode()
    client.post("/filing/address/revocation/")
    assert queries.living_address(ola) is None
    assert [signed_in(per).get("/filing/").status_code, signed_in(per).post("/filing/address/").status_code] == [
        403,
        403,
    ]


def test_a_mail_that_is_too_heavy_is_noted(ola: User) -> None:
    assert actions.refuse_heavy(b"1" * 32, ola) == FilingOutcome.TOO_HEAVY
    assert FiledMail.objects.get().activity_id is None

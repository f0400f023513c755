"""The inbox: what staff see of what was sent, and what they decide. M12; REQ-93, 98; Art. 18."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from samtykke.audit.deeds import Deed
from samtykke.audit.models import Entry
from samtykke.consents import actions as consents
from samtykke.contacts import actions as contacts
from samtykke.contacts.models import Person
from samtykke.intake.models import IntakeRecord
from samtykke.purposes import actions as purposes
from tests.factories import make_person
from tests.preferences.pages import buttons, text_of
from tests.webforms.forms import BY, definition, make_form
from tests.webforms.sending import sent, subscribed, work

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from samtykke.accounts.models import User

pytestmark = pytest.mark.django_db
EMAIL = "nina@tenktbygg.example"


@pytest.fixture
def reader(ola: User, signed_in: Callable[..., Client]) -> Client:
    ola.language = "en"
    ola.save(update_fields=["language"])
    return signed_in(ola)


def one() -> IntakeRecord:
    return IntakeRecord.objects.get()


def test_the_inbox_says_who_which_form_where_it_stands_and_why(
    reader: Client, django_assert_max_num_queries: Any
) -> None:
    """Breaks when a submission is missing, spam stands among the others, or a row costs a query of its own."""
    form = make_form()
    for n in range(3):
        sent(form, email=f"n{n}@tenktbygg.example", name=f"Nina {n}")
    sent(form, website="x", name="Sam Spam")
    work()
    with django_assert_max_num_queries(20):
        page = reader.get("/submissions/")
    told = text_of(page)
    assert all(words in told for words in ("Nina 0", "n2@tenktbygg.example", "Newsletter", "Waits to be confirmed"))
    assert "Sam Spam" not in told
    spam = text_of(reader.get("/submissions/?state=spam"))
    assert "Sam Spam" in spam
    assert "a program wrote it" in spam
    assert "No submission matches" in text_of(reader.get("/submissions/?state=held"))
    assert Entry.objects.filter(deed=Deed.SUBMISSIONS_LISTED).count() == 3


def test_one_submission_shows_what_was_ticked_and_both_times(reader: Client) -> None:
    """REQ-14. Breaks when the words, the unticked box, the version or the times are missing; the look is noted (REQ-98)."""
    record = subscribed(make_form(), "EMARKETING", name="Nina Nordfiktiv", email=EMAIL)
    told = text_of(reader.get(f"/submissions/{record.pk}/"))
    assert all(words in told for words in ("Yes, send me news by e-mail (en).", "Not ticked", "Confirmed", "version 1"))
    look = Entry.objects.get(deed=Deed.SUBMISSION_VIEWED)
    assert (look.subject_kind, look.subject_id) == ("person", Person.objects.get().pk)
    assert reader.get("/submissions/999999/").status_code == 404


def test_whoever_lacks_the_right_gets_nothing(per: User, signed_in: Callable[..., Client]) -> None:
    """Breaks when Per reads or decides."""
    sent(make_form())
    client = signed_in(per)
    assert [client.get(where).status_code for where in ("/submissions/", f"/submissions/{one().pk}/")] == [403, 403]
    acts = ("acceptance", "refusal", "spam", "reopening", "differences")
    assert {client.post(f"/submissions/{one().pk}/{act}/").status_code for act in acts} == {403}


def test_who_is_restricted_or_in_the_bin_is_absent(reader: Client) -> None:
    """Art. 18. Breaks when a restricted person's submission stands in the list, also one that only names their address."""
    kari = make_person("Nina", email=EMAIL)
    form = make_form()
    sent(form, "EMARKETING", email=EMAIL, name="Nina")
    sent(form, email=EMAIL, website="x", name="Nina")
    work()
    consents.restrict(kari, **BY)
    for where in ("/submissions/", "/submissions/?state=spam"):
        assert EMAIL not in reader.get(where).content.decode()
    assert {
        reader.get(f"/submissions/{pk}/").status_code for pk in IntakeRecord.objects.values_list("pk", flat=True)
    } == {404}
    consents.lift_restriction(kari, **BY)
    assert EMAIL in reader.get("/submissions/").content.decode()
    contacts.delete_person(kari, **BY)
    assert EMAIL not in reader.get("/submissions/").content.decode()


def test_what_is_covered_is_covered_here_too(reader: Client) -> None:
    """M23. Breaks when a sensitive field is read from what was sent."""
    purposes.decide_field(
        "person.emails", purposes=[], data_kind=None, is_sensitive=True, is_retired=False, note="", **BY
    )
    sent(make_form(), email=EMAIL, name="Nina")
    for where in ("/submissions/", f"/submissions/{one().pk}/"):
        assert EMAIL not in reader.get(where).content.decode()


def test_held_is_accepted_refused_called_spam_and_taken_back(reader: Client) -> None:
    """Breaks when a decision is lost, an undo leads nowhere, or whoever comes second overwrites the first."""
    form = make_form(unknown="hold", double_opt_in=False)
    sent(form, name="Nina", email=EMAIL)
    work()
    where = f"/submissions/{one().pk}/"
    page = reader.get(where)
    assert {"Accept", "Refuse", "It is spam"} <= set(buttons(page))
    told = {"version": str(one().version)}
    assert reader.post(f"{where}refusal/", told).status_code == 302
    assert f'action="{where}reopening/"' in reader.get(where).content.decode()
    second = reader.post(f"{where}acceptance/", told)
    assert second.status_code == 409
    assert "Somebody changed this" in text_of(second)
    reader.post(f"{where}reopening/")
    assert (one().state, one().why) == ("held", "by_hand")
    reader.post(f"{where}spam/")
    assert "Not spam: take it in" in buttons(reader.get(where))
    reader.post(f"{where}acceptance/", {"version": "x"})
    assert (one().state, Person.objects.get().full_name) == ("accepted", "Nina")
    assert Entry.objects.filter(deed=Deed.SUBMISSION_ACCEPTED, actor_kind="user").count() == 1


def test_what_differs_is_taken_over_field_by_field(reader: Client) -> None:
    """Art. 5(1)(d). Breaks when ticking one takes over another, or what is held is not shown beside what was sent."""
    fields = [{"kind": "person", "name": "email", "required": True}]
    fields += [{"kind": "person", "name": name} for name in ("name", "phone")]
    kari = make_person("Nina", "Nordfiktiv", email=EMAIL, phone="+4722334455")
    record = subscribed(make_form(told=definition(fields=fields)), name="Nina Ny", phone="22334466", email=EMAIL)
    told = text_of(reader.get(f"/submissions/{record.pk}/"))
    assert "Held now: Nina Nordfiktiv" in told
    reader.post(f"/submissions/{record.pk}/differences/", {"take": ["name", "title"], "version": record.version})
    kari.refresh_from_db()
    assert (one().state, kari.full_name, kari.phones.count()) == ("accepted", "Nina Ny", 1)


def test_of_several_at_one_address_staff_say_who_it_was(reader: Client) -> None:
    """Breaks when the wrong one gets the yes, or one whom the user may not see is on offer."""
    anna, bo = (make_person(name, "Par", email=EMAIL) for name in ("Anna", "Bo"))
    record = subscribed(make_form(), "EMARKETING", email=EMAIL)
    page = reader.get(f"/submissions/{record.pk}/").content.decode()
    assert all(f'value="{person.pk}"' in page for person in (anna, bo))
    wrong = reader.post(f"/submissions/{record.pk}/acceptance/", {"person": "999999"})
    assert wrong.status_code == 422
    reader.post(f"/submissions/{record.pk}/acceptance/", {"person": str(bo.pk)})
    assert (one().state, one().person_id) == ("accepted", bo.pk)

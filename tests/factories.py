"""People, answers and times for tests: plain functions that go through the same actions as the product.

None of them writes a row past the rules: what a test sets up is what the product could have done.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from samtykke.core.actors import Actor, Via

if TYPE_CHECKING:
    from samtykke.consents.answers import Evidence
    from samtykke.consents.models import ConsentRecord
    from samtykke.contacts.models import CompanyMerge, Merge, Person
    from samtykke.purposes.models import Purpose, Wording

STORE, EMARKETING = "STORE", "EMARKETING"
APPROVER = 1
_numbers = count(1)


@dataclass
class Clock:
    """Times around one moment. It stands still only for who asks it; PostgreSQL's own clock goes on."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))

    def days_ago(self, days: float) -> datetime:
        """So many days before now."""
        return self.now - timedelta(days=days)

    def in_days(self, days: float) -> datetime:
        """So many days after now."""
        return self.now + timedelta(days=days)

    def minutes_ago(self, minutes: float) -> datetime:
        """So many minutes before now."""
        return self.now - timedelta(minutes=minutes)

    def day(self, days_ago: int = 0) -> date:
        """A calendar day, in UTC."""
        return self.days_ago(days_ago).date()


def get_purpose(key: str = EMARKETING) -> Purpose:
    """A purpose by its key."""
    from samtykke.purposes.queries import purpose_by_key

    return purpose_by_key(key)


def approve_store() -> None:
    """Approves the draft assessment that STORE ships with: without it nobody can be registered."""
    from samtykke.purposes import actions
    from samtykke.purposes.models import Assessment

    by = Actor.user(APPROVER)
    review_on = (datetime.now(UTC) + timedelta(days=365)).date()
    for draft in Assessment.objects.filter(purpose__key=STORE, approved_at__isnull=True):
        actions.approve_assessment(draft, review_on=review_on, by=by, via=Via.STAFF)


def make_person(
    first_name: str = "Kari", last_name: str = "Nordmann", *, email: str | None = "", phone: str = "", **fields: Any
) -> Person:
    """A person with the five facts, registered by hand; an address of their own unless `email` is None."""
    from samtykke.consents import actions as consents
    from samtykke.consents.answers import NewEmail, NewPerson, NewPhone

    number = next(_numbers)
    address = f"{first_name.lower()}.{number}@example.org" if email == "" else email
    answers, by, via = fields.pop("answers", []), fields.pop("by", Actor.system()), fields.pop("via", Via.STAFF)
    approve_store()
    return consents.register_person(
        NewPerson(
            first_name=first_name,
            last_name=last_name,
            emails=(NewEmail(address=address, primary=True),) if address else (),
            phones=(NewPhone(number=phone, primary=True),) if phone else (),
            **fields,
        ),
        answers=answers,
        by=by,
        via=via,
    )


def make_merge() -> Merge:
    """Two people who are one."""
    from samtykke.consents import actions as consents

    return consents.merge(make_person("Nora"), make_person("Nora"), by=Actor.system(), via=Via.STAFF)


def make_company_merge() -> CompanyMerge:
    """Two companies made one."""
    from samtykke.contacts import actions as contacts

    by: dict[str, Any] = {"by": Actor.system(), "via": Via.STAFF}
    two = [contacts.create_company(name, country="NO", **by) for name in ("Testvik Kabel", "Testvik Kabel A/S")]
    return contacts.merge_companies(two[0].pk, two[1].pk, **by)


def make_wording(purpose: Purpose | None = None, *, language: str = "en", text: str = "", **fields: Any) -> Wording:
    """A version of a wording for a purpose."""
    from samtykke.purposes import actions

    return actions.add_wording(
        purpose or get_purpose(),
        language=language,
        text=text or "Yes, send me news and offers by e-mail. I can say no again at any time.",
        channels=fields.pop("channels", ("email",)),
        by=Actor.system(),
        via=Via.STAFF,
        **fields,
    )


def proof(kind: str = "web_form", **fields: Any) -> Evidence:
    """Evidence that shows the person's own act, unless another kind is asked for."""
    from samtykke.consents.answers import Evidence

    return Evidence(kind=kind, reference=fields.pop("reference", "form 1"), **fields)


def make_consent(
    person: Person, purpose: Purpose | str = EMARKETING, *, given_at: datetime | None = None, **fields: Any
) -> ConsentRecord:
    """The person's own yes, with wording and evidence."""
    from samtykke.consents import actions as consents
    from samtykke.consents.answers import Answer
    from samtykke.purposes.queries import basis_by_key, source_by_key

    by, via = fields.pop("by", Actor.data_subject(person.pk)), fields.pop("via", Via.PREFERENCE_PAGE)
    own_act = fields.pop("own_act", True)
    answer = Answer(
        purpose=get_purpose(purpose) if isinstance(purpose, str) else purpose,
        status=fields.pop("status", "given"),
        legal_basis=basis_by_key(fields.pop("legal_basis", "61A")),
        source=source_by_key(fields.pop("source", "WEBFORM")),
        act_by=fields.pop("act_by", "person"),
        occurred_at=given_at,
        evidence=fields.pop("evidence", None) or proof(),
        shown_text=fields.pop("shown_text", "" if "wording" in fields else "Yes, send me the newsletter."),
        **fields,
    )
    record = consents.record_answer(person, answer, by=by, via=via, own_act=own_act)
    assert record is not None
    return record


def withdraw(person: Person, purpose: Purpose | str = EMARKETING, *, at: datetime | None = None) -> ConsentRecord:
    """The person's own no."""
    from samtykke.consents import actions as consents

    found = get_purpose(purpose) if isinstance(purpose, str) else purpose
    return consents.withdraw(
        person, found, by=Actor.data_subject(person.pk), via=Via.PREFERENCE_PAGE, at=at, act_by="person"
    )

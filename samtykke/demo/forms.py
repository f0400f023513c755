"""Fjordlys' forms on the web, and what was sent with them: something in every state."""

from __future__ import annotations

import secrets
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any, Final

from samtykke.contacts.addresses import fingerprint, normal_email
from samtykke.contacts.models import Person, PersonEmail
from samtykke.core.actors import Via
from samtykke.demo.stories import EMARKETING, EVENTS, STORE
from samtykke.intake.models import Arrival, IntakeRecord, IntakeTally, RecordState
from samtykke.intake.said import Said, sealed
from samtykke.purposes.queries import basis_by_key, purpose_by_key
from samtykke.webforms import actions
from samtykke.webforms.definition import read

if TYPE_CHECKING:
    from datetime import datetime

    from samtykke.core.actors import Actor
    from samtykke.webforms.models import FormVersion

NEWSLETTER: Final[dict[str, Any]] = {
    "languages": ["nb", "en"],
    "title": {"nb": "Meld deg på nyhetsbrevet", "en": "Sign up for the newsletter"},
    "lead": {
        "nb": "Om lys, drift og energibruk i næringsbygg. Omtrent én gang i måneden.",
        "en": "On light, operation and energy in commercial buildings. About once a month.",
    },
    "fields": [
        {"kind": "person", "name": "email", "required": True},
        {"kind": "person", "name": "name"},
        {"kind": "consent", "purposes": [EMARKETING]},
        {"kind": "consent", "purposes": [EVENTS]},
    ],
    "consents": {
        "title": {"nb": "Hva vil du ha fra oss?", "en": "What would you like from us?"},
        "help": {
            "nb": "Kryss av for det du sier ja til. Du kan la begge stå tomme.",
            "en": "Tick what you say yes to. You may leave both empty.",
        },
    },
    "submit": {"nb": "Meld meg på", "en": "Sign me up"},
}
CONTACT: Final[dict[str, Any]] = {
    "languages": ["nb", "en"],
    "title": {"nb": "Skriv til oss", "en": "Write to us"},
    "lead": {"nb": "Vi svarer innen to virkedager.", "en": "We answer within two working days."},
    "fields": [
        {"kind": "person", "name": "name", "required": True},
        {"kind": "person", "name": "email", "required": True},
        {"kind": "person", "name": "phone"},
        {"kind": "person", "name": "company"},
        {
            "kind": "text",
            "name": "message",
            "labels": {"nb": "Hva gjelder det?", "en": "What is it about?"},
            "long": True,
            "required": True,
        },
        {"kind": "hidden", "name": "page", "value": "fjordlys.example/kontakt"},
    ],
    "submit": {"nb": "Send", "en": "Send"},
    "thanks": {
        "title": {"nb": "Takk for at du skrev", "en": "Thank you for writing"},
        "text": {"nb": "Vi tar kontakt innen to virkedager.", "en": "We are in touch within two working days."},
    },
}
NAMES = {
    "newsletter": {"nb": "Nyhetsbrevskjema", "en": "Newsletter form"},
    "contact-us": {"nb": "Kontaktskjema", "en": "Contact form"},
}
# Form, state, why, first and last name, what was written, days ago, which boxes.
SENT: Final[tuple[tuple[str, RecordState, str, str, str, str, float, tuple[str, ...]], ...]] = (
    ("newsletter", RecordState.PENDING, "", "Ingvild", "Strandlys", "", 0.2, (EMARKETING,)),
    ("newsletter", RecordState.PENDING, "", "Tobias", "Fjellro", "", 1.1, (EMARKETING, EVENTS)),
    ("newsletter", RecordState.PENDING, "", "Amina", "Havblikk", "", 2.4, ()),
    ("newsletter", RecordState.HELD, "no_work", "Sverre", "Lyngmo", "", 3.2, (EMARKETING,)),
    ("newsletter", RecordState.EXPIRED, "unconfirmed", "Per", "Glemsk", "", 12.5, (EMARKETING,)),
    ("newsletter", RecordState.EXPIRED, "unconfirmed", "Lise", "Utestrøm", "", 19.0, (EVENTS,)),
    ("newsletter", RecordState.SPAM, "hidden_field", "Best", "Offer", "", 1.4, ()),
    ("newsletter", RecordState.SPAM, "too_quick", "Cheap", "Lamps", "", 4.0, (EMARKETING, EVENTS)),
    ("newsletter", RecordState.REFUSED, "suppressed", "", "", "", 6.3, ()),
    (
        "contact-us",
        RecordState.HELD,
        "unknown_submitter",
        "Marit",
        "Bekkefar",
        "Kan dere se på lysene i trappa?",
        0.4,
        (),
    ),
    (
        "contact-us",
        RecordState.HELD,
        "unknown_submitter",
        "Jonas",
        "Tveitfoss",
        "Vi vil ha tilbud på 40 armaturer.",
        1.6,
        (),
    ),
    ("contact-us", RecordState.HELD, "unknown_submitter", "Elin", "Myrdal", "Når kommer montøren?", 2.2, ()),
    ("contact-us", RecordState.REFUSED, "by_hand", "Selger", "Ivrig", "Vi selger annonser!", 5.1, ()),
    ("contact-us", RecordState.SPAM, "by_hand", "SEO", "Rank", "First place on every search.", 2.9, ()),
)
DAYS, AGO = 330, timedelta(days=1)
KNOWN, DIFFERING = 24, 3
DAYS_A_LINK_LIVES = 7


def ask_on_the_web(cast: dict[str, Actor], moment: datetime, *, seed: int) -> None:
    """Two published forms, and what was sent with them in the last months."""
    by: dict[str, Any] = {"by": cast["siri"], "via": Via.STAFF}
    facts: dict[str, Any] = {
        "purpose": purpose_by_key(STORE),
        "legal_basis": basis_by_key("61F"),
        "owner_id": cast["ola"].id,
    }
    newsletter = actions.create_form("newsletter", definition=NEWSLETTER, names=NAMES["newsletter"], **facts, **by)
    contact = actions.create_form(
        "contact-us",
        definition=CONTACT,
        names=NAMES["contact-us"],
        unknown="hold",
        double_opt_in=False,
        **facts,
        **by,
    )
    versions = {form.slug: actions.publish_form(form, **by) for form in (newsletter, contact)}
    rng = Random(seed)  # noqa: S311 - the same demo every time, no secret
    records = [_sent(versions, row, moment) for row in SENT]
    records += _from_people(versions["newsletter"], rng)
    IntakeRecord.objects.bulk_create(sorted(records, key=lambda record: record.at))
    IntakeTally.objects.bulk_create(_counted(versions, rng, moment))


def _sent(versions: dict[str, FormVersion], row: tuple[Any, ...], moment: datetime) -> IntakeRecord:
    slug, state, why, first, last, message, days, ticked = row
    version, at = versions[slug], moment - days * AGO
    address = f"{first}.{last}".lower().replace("ø", "o").strip(".") or "aldri.mer"
    said = _said(version, f"{address}@postkassen.example", first, last, ticked, message=message)
    record = _record(version, said, state, why, at)
    if state in {RecordState.PENDING, RecordState.EXPIRED}:
        record.asked_at, record.expires_at = at, at + DAYS_A_LINK_LIVES * AGO
    return record


def _from_people(version: FormVersion, rng: Random) -> list[IntakeRecord]:
    """What those sent who came by the newsletter; some of them wrote another name than the one that is held."""
    people = Person.objects.held().filter(origin_point=version.form.point).order_by("-origin_at")[:KNOWN]
    emails = dict(
        PersonEmail.objects.filter(person__in=list(people), is_primary=True).values_list("person_id", "address")
    )
    found = []
    for number, person in enumerate(one for one in people if one.pk in emails):
        differs = number < DIFFERING
        last = f"{person.last_name}-Ny" if differs else person.last_name
        ticked = tuple(key for key in (EMARKETING, EVENTS) if rng.random() < 0.6)
        said = _said(version, emails[person.pk], person.first_name, last, ticked)
        state = RecordState.HELD if differs else RecordState.ACCEPTED
        record = _record(version, said, state, "differs" if differs else "", person.origin_at - timedelta(minutes=9))
        record.person_id, record.asked_at, record.confirmed_at = person.pk, record.at, person.origin_at
        record.expires_at = record.at + DAYS_A_LINK_LIVES * AGO
        found.append(record)
    return found


def _said(
    version: FormVersion, email: str, first: str, last: str, ticked: tuple[str, ...], *, message: str = ""
) -> Said:
    definition = read(version.definition)
    return Said(
        email=email,
        first_name=first,
        last_name=last,
        texts={"Hva gjelder det?": message} if message else {},
        hidden={one.name: one.value for one in definition.of_kind("hidden")},
        offered={box.purpose: box.wordings["nb"] for box in definition.boxes},
        ticked=ticked,
        version=version.pk,
        unknown=version.form.unknown,
        confirms=version.form.double_opt_in,
    )


def _record(version: FormVersion, said: Said, state: RecordState, why: str, at: datetime) -> IntakeRecord:
    return IntakeRecord(
        point=version.form.point,
        channel=Arrival.WEB_FORM,
        at=at,
        state=state,
        why=why,
        address_key=fingerprint(normal_email(said.email)),
        said=sealed(said),
        token_hash=secrets.token_bytes(32),
    )


def _counted(versions: dict[str, FormVersion], rng: Random, moment: datetime) -> list[IntakeTally]:
    """How many came each day of the last months, and what became of them: what is left once the records are gone."""
    found = []
    for version in versions.values():
        for days in range(DAYS):
            received = rng.choice((0, 0, 0, 1, 1, 2, 3))
            if not received:
                continue
            day = (moment - days * AGO).date()
            accepted = rng.randint(0, received)
            told = {"received": received, "accepted": accepted, "consented": rng.randint(0, accepted)}
            found += [
                IntakeTally(point=version.form.point, day=day, what=what, count=count)
                for what, count in told.items()
                if count
            ]
    return found

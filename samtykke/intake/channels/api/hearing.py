"""From what was sent to what the actions take. No rules here: they stand in `consents` and `contacts`."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar

from django.utils.translation import gettext as _

from samtykke.accounts.queries import company_zone
from samtykke.consents.answers import Age, Answer, Evidence, NewEmail, NewPhone
from samtykke.consents.models import PERMITTING
from samtykke.contacts.addresses import e164
from samtykke.core.clock import end_of_day, start_of_day
from samtykke.core.refused import Refused
from samtykke.purposes.models import STORE, Vocabulary, Wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samtykke.contacts.models import PersonEmail
    from samtykke.intake.channels.api.queries import Words
    from samtykke.intake.channels.api.shapes import AgeIn, ConsentIn, EmailIn, EvidenceIn, NewConsent, PhoneIn
    from samtykke.intake.models import KeyDefaults
    from samtykke.purposes.models import LegalBasis, Purpose, Source

V = TypeVar("V", bound=Vocabulary)
KINDS = frozenset({"personal", "role"})


def answers_of(entries: Sequence[NewConsent], words: Words, defaults: KeyDefaults | None) -> list[Answer]:
    """The answers of a new person, that for STORE among them: from the first entry, else from the key's defaults."""
    answers = []
    for number, entry in enumerate(entries):
        where = f"consents.{number}."
        purpose = named(words.purposes, entry.purpose, "purpose", where)
        if purpose is not None:
            answers.append(answer_of(entry, purpose, words, defaults, where=where))
    if defaults and not answers and defaults.purpose.key != STORE:
        answers.append(Answer(purpose=defaults.purpose, legal_basis=defaults.legal_basis, source=defaults.source))
    if defaults and not any(answer.purpose.key == STORE for answer in answers):
        first = answers[0] if answers else None
        answers.insert(0, _store(words.purposes[STORE], first, defaults))
    return answers


def _store(store: Purpose, first: Answer | None, defaults: KeyDefaults) -> Answer:
    return Answer(
        purpose=store,
        legal_basis=defaults.legal_basis if defaults.purpose_id == store.pk else None,
        source=first.source if first and first.source else defaults.source,
        occurred_at=first.occurred_at if first else None,
    )


def answer_of(
    told: ConsentIn,
    purpose: Purpose,
    words: Words,
    defaults: KeyDefaults | None,
    *,
    where: str = "",
    email: PersonEmail | None = None,
) -> Answer:
    """One answer. Keys that do not exist are refused by name."""
    basis: LegalBasis | None = named(words.bases, told.legal_basis, "legal_basis", where)
    source: Source | None = named(words.sources, told.source, "source", where)
    if defaults is not None:
        source = source or defaults.source
        is_yes = told.status is None or told.status in PERMITTING
        if basis is None and is_yes and purpose.pk == defaults.purpose_id:
            basis = defaults.legal_basis
    channel = told.channel or []
    return Answer(
        purpose=purpose,
        status=told.status,
        legal_basis=basis,
        source=source,
        act_by=told.act_by,
        occurred_at=told.occurred_at,
        expires_at=_end(told.expires_at),
        channels=(channel,) if isinstance(channel, str) else tuple(dict.fromkeys(channel)),
        email=email,
        comment=told.comment or "",
        evidence=_evidence(told.evidence) if told.evidence else None,
        wording=_wording(told.wording, where) if isinstance(told.wording, int) else None,
        shown_text=told.wording if isinstance(told.wording, str) else "",
        permission=told.permission or "",
        facts=told.facts.model_dump(mode="json") if told.facts else None,
        age=_age(told.age) if told.age else None,
        reason=told.reason or "",
        informed=told.informed,
    )


def named(found: dict[str, V], key: str | None, what: str, where: str) -> V | None:
    if key is None:
        return None
    if key not in found:
        sentences = {
            "purpose": _("There is no purpose with the key “%s”."),
            "legal_basis": _("There is no legal basis with the key “%s”."),
            "source": _("There is no source with the key “%s”."),
        }
        raise Refused(sentences[what] % key, code=f"unknown_{what}", field=where + what, status=422)
    return found[key]


def _age(told: AgeIn) -> Age:
    return Age(birth_year=told.birth_year, is_enough=bool(told.is_enough), guardian=told.guardian or "")


def _wording(wording_id: int, where: str) -> Wording:
    found = Wording.objects.filter(pk=wording_id).first()
    if found is None:
        raise Refused(
            _("There is no wording with the id %d.") % wording_id,
            code="unknown_wording",
            field=f"{where}wording",
            status=422,
        )
    return found


def _evidence(told: EvidenceIn) -> Evidence:
    at = told.at
    if at is not None and not isinstance(at, datetime):
        at = start_of_day(at, company_zone())
    return Evidence(kind=told.kind, reference=told.reference, text=told.text, at=at, place=told.place)


def _end(told: datetime | date | None) -> datetime | None:
    if told is None or isinstance(told, datetime):
        return told
    return end_of_day(told, company_zone())


def emails_of(told: Sequence[EmailIn]) -> tuple[NewEmail, ...]:
    """The addresses of a new person. What it is used for may stand where its kind stands."""
    return tuple(NewEmail(address=one.address, kind=kind_of(one), use=use_of(one), primary=one.primary) for one in told)


def kind_of(told: EmailIn) -> str | None:
    """Whether a natural person stands behind the address, if that was said."""
    return told.kind if told.kind in KINDS else None


def use_of(told: EmailIn) -> str:
    """What the address is used for."""
    return told.use or (told.kind if told.kind and told.kind not in KINDS else "work")


def phones_of(told: Sequence[PhoneIn], country: str) -> tuple[NewPhone, ...]:
    """The numbers of a new person; one that cannot be dialled is refused by its place."""
    return tuple(
        NewPhone(number=number_of(one, country, place), kind=one.kind, use=one.use, primary=one.primary)
        for place, one in enumerate(told)
    )


def number_of(told: PhoneIn, country: str, place: int) -> str:
    """A number in its one form."""
    try:
        return e164(told.number, country)
    except Refused as no:
        raise Refused(no.reason, code=no.code, field=f"phones.{place}.number", status=no.status) from no

"""What is chosen for a whole file, and what each row says about purposes, judged by the rules of the heart.

A file has few different statements, whatever its length: each combination of words is judged once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from samtykke.accounts.queries import organisation
from samtykke.consents.actions.fact import text_hash
from samtykke.consents.actions.judge import basis_of, check_basis, check_wording, status_of
from samtykke.consents.answers import Answer, Evidence
from samtykke.consents.models import PERMITTING, EvidenceKind, Status
from samtykke.core.refused import Refused
from samtykke.intake.channels.file import values
from samtykke.purposes import queries as purposes
from samtykke.purposes.models import STORE, Channel, Wording

if TYPE_CHECKING:
    from samtykke.purposes.models import LegalBasis, Purpose, Source

IMPORT_SOURCE = "IMPORT"
MAX_STATEMENTS = 20_000
# A proof that stands for the one the row may have: whether it has one is asked row by row.
_PROOF = Evidence(kind=EvidenceKind.IMPORT, reference="…")


@dataclass(frozen=True, slots=True)
class Choices:
    """One value for the whole file where a row does not say otherwise."""

    source: Source
    country: str
    purpose: Purpose | None = None
    legal_basis: LegalBasis | None = None
    wording: str = ""


class Words(NamedTuple):
    """What a row says about purposes, word for word."""

    purpose: str = ""
    legal_basis: str = ""
    source: str = ""
    status: str = ""
    wording: str = ""
    store_legal_basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One answer that rows amount to. `from_row`: time and proof are the row's own. A yes that needs a proof the row
    does not have becomes `unknown` (REQ-12); `for_known`: it is said of people we hold already, too."""

    purpose: Purpose
    status: str
    legal_basis: LegalBasis | None
    source: Source
    is_origin: bool = False
    from_row: bool = True
    for_known: bool = True
    wording: Wording | None = None
    shown_text: str = ""

    @property
    def shown_hash(self) -> str:
        return self.wording.text_hash if self.wording else text_hash(self.shown_text)

    @property
    def channels(self) -> str:
        """What a given consent covers: its text's channels, for a text from elsewhere e-mail (rule 12)."""
        if self.status != Status.GIVEN:
            return ""
        return ",".join(sorted((self.wording.channels if self.wording else []) or [Channel.EMAIL.value]))


@dataclass(frozen=True, slots=True)
class Statement:
    """The judgement over one combination of words: its answers, or why its rows are refused.

    `refused_new`: why rows of people we do not hold yet are refused.
    """

    parts: tuple[Part, ...] = ()
    refused: str = ""
    detail: str = ""
    refused_new: str = ""


def resolved(given: dict[str, str]) -> Choices:
    """The choices for a file by their keys; an unknown key is refused by name."""
    basis = purposes.basis_by_key(given["legal_basis"]) if given.get("legal_basis") else None
    purpose = purposes.purpose_by_key(given["purpose"]) if given.get("purpose") else None
    choices = Choices(
        source=purposes.source_by_key(given.get("source") or IMPORT_SOURCE),
        country=given.get("country") or organisation().country or "NO",
        purpose=purpose,
        legal_basis=basis,
        wording=given.get("wording", "").replace("\0", ""),
    )
    if choices.wording and purpose is not None:
        _wording(purpose, choices.wording)
    return choices


def stated(words: Words, choices: Choices) -> Statement:
    """The judgement over one combination of words."""
    try:
        own = _own_part(words, choices)
        store = own if own is not None and own.is_origin else _store_part(words, choices, own)
    except Refused as refusal:
        return Statement(refused=refusal.code, detail=_about(words, refusal.field))
    parts = (store,) if own is None or own is store else (store, own)
    return Statement(parts=parts, refused_new=_unfit_for_new(store))


def _own_part(words: Words, choices: Choices) -> Part | None:
    """What the row itself, or the choice for the file, says about a purpose."""
    if words.purpose:
        purpose = purposes.purpose_by_key(words.purpose.upper())
    elif choices.purpose is not None:
        purpose = choices.purpose
    elif words.legal_basis or words.status or words.wording or choices.legal_basis:
        purpose = purposes.purpose_by_key(STORE)
    else:
        return None
    chosen = choices.legal_basis if purpose.key == _aim(choices) else None
    basis = purposes.basis_by_key(words.legal_basis.upper()) if words.legal_basis else chosen
    if not words.legal_basis and words.store_legal_basis and purpose.key == STORE:
        basis = purposes.basis_by_key(words.store_legal_basis)
    source = purposes.source_by_key(words.source.upper()) if words.source else choices.source
    return _part(purpose, basis, source, words, choices)


def _part(purpose: Purpose, basis: LegalBasis | None, source: Source, words: Words, choices: Choices) -> Part:
    status = _status(words.status) if words.status else None
    if basis is None and status in {None, Status.IN_FORCE, Status.UNKNOWN, Status.ENDED}:
        basis = purposes.default_basis(purpose)
    text = words.wording or (choices.wording if choices.purpose in {None, purpose} else "")
    known, shown = _wording(purpose, text) if text and (basis is None or basis.is_consent) else (None, "")
    status = _fitting(status, basis, purpose)
    answer = Answer(
        purpose=purpose,
        status=status,
        legal_basis=basis,
        source=source,
        evidence=_PROOF,
        wording=known,
        shown_text=shown,
    )
    check_wording(answer)
    basis = basis_of(answer)
    status = status_of(answer, basis)
    if basis is not None:
        check_basis(answer, basis, status)
    if status == Status.GIVEN and purpose.for_children:
        raise Refused(_("A file says no age, so it brings no yes of a child."), code="age_missing", field="purpose")
    return Part(
        purpose=purpose,
        status=status,
        legal_basis=basis,
        source=source,
        is_origin=purpose.key == STORE,
        wording=known,
        shown_text=shown,
    )


def _store_part(words: Words, choices: Choices, own: Part | None) -> Part:
    """Why we hold a person of whom the row says no other STORE: the default basis, from the time of the import."""
    store = purposes.purpose_by_key(STORE)
    named = purposes.basis_by_key(words.store_legal_basis) if words.store_legal_basis else None
    chosen = choices.legal_basis if _aim(choices) == STORE else None
    basis = named or chosen or purposes.default_basis(store)
    source = purposes.source_by_key(words.source.upper()) if words.source and own is None else choices.source
    answer = Answer(purpose=store, legal_basis=basis, source=source)
    status = status_of(answer, basis) if basis is not None else Status.UNKNOWN.value
    return Part(
        purpose=store,
        status=status,
        legal_basis=basis,
        source=source,
        is_origin=True,
        from_row=own is None,
        for_known=False,
    )


def _aim(choices: Choices) -> str:
    """The purpose that the basis chosen for the file is meant for."""
    return choices.purpose.key if choices.purpose is not None else STORE


def _unfit_for_new(store: Part) -> str:
    """Nobody is held without a basis in force: the code of what is missing, or nothing."""
    if store.status not in PERMITTING or store.legal_basis is None:
        return "legal_basis_missing" if store.legal_basis is None else "no_basis"
    try:
        check_basis(
            Answer(purpose=store.purpose, legal_basis=store.legal_basis, source=store.source),
            store.legal_basis,
            store.status,
        )
    except Refused as refusal:
        return refusal.code
    return ""


def _status(word: str) -> str:
    found = values.answer(word)
    if found is None:
        raise Refused(_("“%s” cannot be recorded.") % word[:60], code="unknown_status", field="status", status=422)
    return found


def _fitting(status: str | None, basis: LegalBasis | None, purpose: Purpose) -> str | None:
    """The same yes or no in the words of the basis: a no to marketing that rests on no consent is an objection."""
    if basis is None:
        return status
    if basis.is_consent:
        return Status.GIVEN if status == Status.IN_FORCE else status
    if status == Status.GIVEN:
        return Status.IN_FORCE
    if status in {Status.WITHDRAWN, Status.REFUSED}:
        if not purpose.is_marketing:
            raise Refused(_("This does not rest on consent."), code="object_instead", field="status")
        return Status.OBJECTED
    return status


def _wording(purpose: Purpose, text: str) -> tuple[Wording | None, str]:
    """A wording by its number or its very text, else the text as shown elsewhere."""
    if text.isdecimal() and len(text) < 19:
        found = Wording.objects.filter(pk=int(text)).first()
        if found is None:
            raise Refused(
                _("There is no wording with the number %s.") % text, code="unknown_wording", field="wording", status=422
            )
        return found, ""
    found = Wording.objects.filter(purpose=purpose, text_hash=text_hash(text)).order_by("-id").first()
    return (found, "") if found else (None, text)


def _about(words: Words, field: str | None) -> str:
    """The word a refusal is about."""
    return str(getattr(words, field or "", ""))[:100]

"""Answering, handing out and proving: each change is written down with what stood before. Art. 5(2)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.core.clock import now
from samtykke.core.files import plain_name, type_of
from samtykke.core.refused import Refused
from samtykke.governance.models import Answer, AnswerChange, AnswerEvidence, Register, State

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from samtykke.accounts.models import User
    from samtykke.core.actors import Actor, Via
    from samtykke.governance.answers.books import Book, Question

FIELDS = ("state", "owner", "due_on", "review_on", "note", "reason")
DEEDS = {Register.GUIDE: Deed.GUIDE_ANSWERED, Register.MEASURES: Deed.MEASURE_DECIDED}
MOST_EVIDENCE = 20


@transaction.atomic
def answer(book: Book, question: Question, *, version: int, by: Actor, via: Via, **told: Any) -> Answer:
    """Writes what was decided of a question: state, owner, dates, note, reason. The same once more changes nothing.

    `version` is that of the answer when it was read; another one's change in between is refused, and nothing is lost.
    """
    found = _locked(book, question)
    if found.version != version:
        raise Refused(
            _("Somebody else has changed this meanwhile. Look at it, then save again."), code="changed_meanwhile"
        )
    wanted = {name: told.get(name, getattr(found, name)) for name in FIELDS}
    _refuse_what_cannot_be(question, wanted)
    return _written(book, found, wanted, by=by, via=via)


@transaction.atomic
def assign(
    book: Book, questions: Iterable[Question], *, owner: User | None, due_on: date | None = None, by: Actor, via: Via
) -> int:
    """Hands many questions to one owner, with a day where one is named. Returns how many changed."""
    changed = 0
    for question in questions:
        found = _locked(book, question)
        before = found.version
        wanted = {name: getattr(found, name) for name in FIELDS} | {"owner": owner}
        if due_on is not None:
            wanted["due_on"] = due_on
        changed += _written(book, found, wanted, by=by, via=via).version != before
    return changed


@transaction.atomic
def keep_link(book: Book, question: Question, *, title: str, url: str, by: Actor, via: Via) -> AnswerEvidence:
    """Keeps an address as evidence. Only http and https: nothing that would run when it is opened."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Refused(
            _("Write a whole address that begins with https:// or http://."),
            code="invalid_url",
            field="url",
            status=422,
        )
    return _kept(book, question, by, via, title=title.strip() or parts.hostname, url=url)


@transaction.atomic
def keep_file(
    book: Book, question: Question, content: bytes, *, name: str, title: str = "", by: Actor, via: Via
) -> AnswerEvidence:
    """Keeps a file as evidence: PDF, PNG or JPEG by its first bytes, at most 5 MB. The same file twice is one."""
    kind, digest = type_of(content), hashlib.sha256(content).hexdigest()
    known = AnswerEvidence.objects.kept().filter(register=book.register, key=question.key, sha256=digest).first()
    if known is not None:
        return known
    told = title.strip() or plain_name(name, otherwise="file")
    return _kept(
        book, question, by, via, title=told, type=kind, size=len(content), sha256=digest, content=content
    )  # fmt: skip


@transaction.atomic
def remove_evidence(evidence: AnswerEvidence, *, by: Actor, via: Via) -> None:
    """Takes evidence away: its name stays in the history, its bytes go. Twice changes nothing."""
    if AnswerEvidence.objects.kept().filter(pk=evidence.pk).update(removed_at=now(), content=None):
        _note(evidence.register, evidence.key, {"evidence": evidence.title}, {}, by)
        audit.record(DEEDS[Register(evidence.register)], subject=None, by=by, via=via, key=evidence.key, removed=1)


def _kept(book: Book, question: Question, by: Actor, via: Via, **told: Any) -> AnswerEvidence:
    _locked(book, question)
    if AnswerEvidence.objects.kept().filter(register=book.register, key=question.key).count() >= MOST_EVIDENCE:
        raise Refused(
            _("Twenty pieces of evidence are enough. Remove one first."), code="too_much_evidence", status=422
        )
    row: AnswerEvidence = AnswerEvidence.objects.create(
        register=book.register, key=question.key, by_kind=by.kind.value, by_id=by.id, **told
    )
    _note(book.register, question.key, {}, {"evidence": row.title}, by)
    audit.record(DEEDS[book.register], subject=None, by=by, via=via, key=question.key, added=1)
    return row


def _locked(book: Book, question: Question) -> Answer:
    """The row of a question's answer, made when it is first needed, locked."""
    Answer.objects.bulk_create([Answer(register=book.register, key=question.key, version=0)], ignore_conflicts=True)
    rows = Answer.objects.select_for_update(of=("self",), no_key=True)
    return rows.get(register=book.register, key=question.key)


def _refuse_what_cannot_be(question: Question, wanted: dict[str, Any]) -> None:
    if wanted["state"] == State.NOT_RELEVANT and not str(wanted["reason"]).strip():
        raise Refused(
            _("Say why this is not relevant for you. An auditor reads it."),
            code="reason_missing",
            field="reason",
            status=422,
        )
    if wanted["state"] == State.DONE and question.answers_itself:
        raise Refused(
            _("This point ticks itself when the database shows that it is done."),
            code="answers_itself", field="state", status=422,
        )  # fmt: skip


def _written(book: Book, found: Answer, wanted: dict[str, Any], *, by: Actor, via: Via) -> Answer:
    changed = [name for name in FIELDS if getattr(found, name) != wanted[name]]
    if not changed:
        return found
    before = {name: _plain(getattr(found, name)) for name in changed}
    for name in changed:
        setattr(found, name, wanted[name])
    found.version += 1
    found.changed_at, found.changed_by_kind, found.changed_by_id = now(), by.kind.value, by.id
    found.save(update_fields=[*changed, "version", "changed_at", "changed_by_kind", "changed_by_id"])
    _note(book.register, found.key, before, {name: _plain(wanted[name]) for name in changed}, by)
    audit.record(DEEDS[book.register], subject=None, by=by, via=via, key=found.key, fields=changed)
    return found


def _note(register: str, key: str, before: dict[str, Any], after: dict[str, Any], by: Actor) -> None:
    AnswerChange.objects.create(
        register=register, key=key, by_kind=by.kind.value, by_id=by.id, before=before, after=after
    )


def _plain(value: Any) -> Any:
    """A field as the history keeps it: an owner by id, a date as it is written."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value.pk if hasattr(value, "pk") else value

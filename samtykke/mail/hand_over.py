"""Handing mails over: none twice without a word about it, none lost.

One hand-over works at a time, for the whole installation. Each mail goes through two transactions. The first claims it,
writes it, makes its links and commits `sending` with the attempt and the Message-ID, before the server hears a word. The
second asks the judges, who hold the person's row, hands over, and commits `sent` or `refused`: a withdrawal that has
committed is never followed by a send. What is found `sending` afterwards was interrupted, and nobody knows its end.
"""

from __future__ import annotations

import contextlib
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import InterfaceError, OperationalError, transaction

from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.mail import queries, registry, transports, writing
from samtykke.mail.lately import Lately
from samtykke.mail.models import Delivery, Mail, State, TemplateKind, Transport
from samtykke.mail.transports import NotTaken, ServerSilent, Uncertain
from samtykke.mail.writing import CannotWrite

if TYPE_CHECKING:
    from datetime import datetime

    from samtykke.mail.transports import Line
    from samtykke.mail.writing import Written

log = logging.getLogger(__name__)

# After an attempt that the server did not take: 1, 5, 15 and 60 minutes, then hourly until three days are over.
PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
MOST_ATTEMPTS: Final = len(PAUSES) + 71
# While the server as a whole does not answer.
SILENT_PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10))
# Who is not informed loses more than who is informed twice: once more, with the same Message-ID and a note that says so.
ONCE_MORE_AFTER: Final = timedelta(minutes=15)
REPEATED_KINDS: Final = frozenset({TemplateKind.PRIVACY})


class Held(Exception):
    """A judge said no inside the hand-over."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def drain() -> int:
    """Hands over what is due and says how many mails were tried. Where another does it, nothing."""
    if not queries.take_drain_lock():
        return 0
    try:
        note_interrupted()
        return _drain()
    finally:
        with contextlib.suppress(OperationalError, InterfaceError):
            queries.leave_drain_lock()


def note_interrupted() -> None:
    """What is `sending` while nobody hands over was interrupted: it is uncertain, and shown as such."""
    for delivery in Delivery.objects.filter(state=State.SENDING).select_related("mail"):
        _uncertain(delivery, "interrupted")


def why_all_wait() -> str:
    """Why no mail goes out at all: a code of `reasons`, or "" where they go."""
    braked = next((code for code in (brake() for brake in registry.brakes) if code), "")
    if braked:
        return braked
    if transports.line() is None:
        return "no_transport"
    if not registry.letterhead().sender_address:
        return "no_sender"
    server = queries.transport()
    return server.reason if server.is_down else ""


def can_send() -> bool:
    """Whether a mail that is queued now has a way out, if perhaps not at once."""
    return transports.line() is not None and bool(registry.letterhead().sender_address)


def _drain() -> int:
    line = transports.line()
    if line is None or not queries.anything_due(now()) or not registry.letterhead().sender_address:
        return 0
    if any(brake() for brake in registry.brakes):
        return 0
    server = queries.transport()
    if server.retry_at and server.retry_at > now():
        return 0
    tried = 0
    try:
        line.ready()
        note_answering()
        lately = Lately()
        while (claimed := claim(lately)) is not None:
            tried += 1
            delivery, written = claimed
            if written is not None:
                _hand_over(delivery, written, line)
            line.ready()
    except ServerSilent as silent:
        note_silent(silent)
    finally:
        line.close()
    return tried


def claim(lately: Lately | None = None) -> tuple[Delivery, Written | None] | None:
    """Takes the next due mail and commits `sending` before the server hears a word; None where nothing is due.

    A mail that cannot be written is put aside in the same transaction and comes back without its letter.
    """
    with transaction.atomic():
        delivery = queries.next_due(now(), lately)
        if delivery is None:
            return None
        mail = delivery.mail
        if delivery.is_taken_back:  # type: ignore[attr-defined]
            _end(delivery, State.CANCELLED, "cancelled")
            return delivery, None
        head = mail.lately("letterhead", registry.letterhead)
        delivery.message_id = delivery.message_id or writing.new_message_id(head)
        delivery.attempts += 1
        try:
            with transaction.atomic():
                written = writing.write(mail, delivery.message_id, head)
        except CannotWrite as no:
            _end(delivery, State.REFUSED if no.code == "no_address" else State.FAILED, no.code)
            return delivery, None
        except Refused as no:
            _end(delivery, State.REFUSED, no.code)
            return delivery, None
        except (OperationalError, InterfaceError):
            raise
        except Exception as fault:
            log.error("mail %d could not be written: %s", mail.pk, type(fault).__name__)
            _again_later(delivery, "not_written", None)
            return delivery, None
        if delivery.state == State.UNCERTAIN:
            delivery.note = "repeated"
        delivery.state, delivery.started_at = State.SENDING, now()
        letter = written.letter
        queries.note_sending(
            delivery, written.version, letter.subject, letter.archive, written.sealed.recipient, written.statement
        )
    return delivery, written


def _hand_over(delivery: Delivery, written: Written, line: Line) -> None:
    """The second transaction, and what follows from each way it can end."""
    asked = _Asked()
    try:
        _judged_and_sent(delivery, written, line, asked)
    except Held as held:
        _not_sent(delivery, written)
        _end(delivery, State.REFUSED, held.reason)
    except NotTaken as no:
        _not_sent(delivery, written)
        if no.for_good:
            _end(delivery, State.FAILED, no.reason, no.code)
        else:
            _again_later(delivery, no.reason, no.code)
    except ServerSilent as silent:
        # It goes behind the others, so that a server which falls silent at one address does not keep everybody waiting.
        _not_sent(delivery, written)
        _again_later(delivery, silent.reason, silent.code)
        raise
    except Uncertain as unknown:
        _uncertain(delivery, unknown.reason)
    except (OperationalError, InterfaceError):
        raise  # the database is gone: what stands there as `sending` is found afterwards
    except Exception as fault:
        log.error("mail %d: the hand-over failed: %s", delivery.pk, type(fault).__name__)
        if asked.server:
            _uncertain(delivery, "not_noted", may_repeat=False)
        else:
            _not_sent(delivery, written)
            _again_later(delivery, "not_written", None)


class _Asked:
    """Whether the server was spoken to."""

    server = False


def _judged_and_sent(delivery: Delivery, written: Written, line: Line, asked: _Asked) -> None:
    with transaction.atomic():
        if not queries.is_held(delivery.pk):
            return  # erased in the meantime
        mail = delivery.mail.anew()
        for judge in registry.judges:
            reason = judge(mail, written.recipient)
            if reason:
                raise Held(reason)
        asked.server = True
        line.send(written.sealed)
        moment = now()
        kept = written.sealed.data if line.keeps else None
        queries.note_sent(delivery, moment, kept)
        for then in registry.handed_over:
            then(mail, moment)


def _not_sent(delivery: Delivery, written: Written) -> None:
    """The mail stays here: its links end, and the archive does not say what nobody got."""
    with transaction.atomic():
        written.revoke()
        if delivery.note:
            return  # an earlier hand-over may have arrived
        Mail.objects.filter(pk=written.sealed.number).update(
            version=None, language="", subject="", text="", sent_to="", statement=""
        )


def _end(delivery: Delivery, state: State, reason: str, code: int | None = None) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(
        state=state,
        reason=reason,
        code=code,
        ended_at=now(),
        attempts=delivery.attempts,
        message_id=delivery.message_id,
    )


def _again_later(delivery: Delivery, reason: str, code: int | None) -> None:
    """Back into the queue with a growing pause; after three days it has failed."""
    if delivery.attempts >= MOST_ATTEMPTS:
        _end(delivery, State.FAILED, "gave_up", code)
        return
    Delivery.objects.filter(pk=delivery.pk).update(
        state=State.QUEUED,
        attempts=delivery.attempts,
        message_id=delivery.message_id,
        reason=reason,
        code=code,
        not_before=now() + pause(PAUSES, delivery.attempts),
    )


def _uncertain(delivery: Delivery, reason: str, *, may_repeat: bool = True) -> None:
    """Nobody knows whether it arrived. What informs by duty goes out once more; the rest waits for a person."""
    repeats = may_repeat and delivery.mail.kind in REPEATED_KINDS and delivery.note != "repeated"
    moment = now()
    Delivery.objects.filter(pk=delivery.pk).update(
        state=State.UNCERTAIN,
        reason=reason,
        code=None,
        ended_at=moment,
        not_before=moment + ONCE_MORE_AFTER if repeats else None,
    )


def pause(pauses: tuple[timedelta, ...], times: int) -> timedelta:
    """How long to wait after so many attempts."""
    return pauses[min(times, len(pauses)) - 1]


def note_silent(silent: ServerSilent) -> None:
    """Notes that the server as a whole takes no mail, and when it is asked again."""
    moment = now()
    server = queries.transport()
    failures = server.failures + 1
    Transport.objects.update_or_create(
        pk=1,
        defaults={
            "down_since": server.down_since or moment,
            "retry_at": moment + pause(SILENT_PAUSES, failures),
            "failures": failures,
            "reason": silent.reason,
            "code": silent.code,
        },
    )
    log.warning("the mail server takes no mail: %s", silent.reason)


def note_answering() -> None:
    """Notes that the server answers again."""
    Transport.objects.filter(pk=1, down_since__isnull=False).update(
        down_since=None, retry_at=None, failures=0, reason="", code=None
    )


def forget_transmitted(before: datetime) -> int:
    """Removes the bytes that the demo kept; their links have ended."""
    return Delivery.objects.filter(transmitted__isnull=False, ended_at__lt=before).update(transmitted=None)

"""What time does with what came in: one reminder, the end of a link, and forgetting after thirty days. REQ-18."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction

from samtykke.core.clock import now
from samtykke.intake import queries
from samtykke.intake.actions.taking import send, settle
from samtykke.intake.models import IntakeRecord, RecordState
from samtykke.intake.said import opened
from samtykke.mail import actions as mail

REMINDER: Final = "REMINDFORM"
REMIND_AFTER, BEFORE_THE_END = timedelta(days=2), timedelta(days=1)
KEPT: Final = timedelta(days=30)
AT_ONCE: Final = 500


def remind() -> int:
    """Reminds each who was asked and has not pressed the button, once; returns how many."""
    return sum(_remind(pk) for pk in queries.to_remind(REMIND_AFTER, BEFORE_THE_END))


@transaction.atomic
def _remind(pk: int) -> bool:
    record = queries.locked_record(pk)
    said = opened(record) if record is not None else None
    if record is None or said is None or record.state != RecordState.PENDING or record.reminded_at is not None:
        return False
    send(record, said, REMINDER)
    record.reminded_at = now()
    record.save()
    return True


def end_unconfirmed() -> int:
    """Notes of each whose link has run out that nobody confirmed it; returns how many."""
    return sum(_end(pk) for pk in queries.run_out())


@transaction.atomic
def _end(pk: int) -> bool:
    record = queries.locked_record(pk)
    if record is None or record.state != RecordState.PENDING:
        return False
    settle(record, RecordState.EXPIRED, "unconfirmed")
    return True


def forget() -> int:
    """Erases what nobody confirmed or wanted within thirty days, with its mails; only the day's count is left. Returns how many."""
    gone = 0
    while pks := queries.forgettable(now() - KEPT, AT_ONCE):
        with transaction.atomic():
            mail.forget_intake(pks)
            IntakeRecord.objects.filter(pk__in=pks).delete()
        gone += len(pks)
    return gone

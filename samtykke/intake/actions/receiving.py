"""Writing down what came in: the same work, whoever it is (REQ-92). What becomes of it, a job decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from procrastinate.contrib.django import app

from samtykke.audit.actions import record as note
from samtykke.audit.deeds import Deed
from samtykke.contacts.addresses import fingerprint, normal_email
from samtykke.core.actors import Actor, Ref, Via
from samtykke.intake import queries
from samtykke.intake.models import Arrival, IntakeRecord, RecordState
from samtykke.intake.said import sealed
from samtykke.purposes.queries import refuse_retired

if TYPE_CHECKING:
    from samtykke.intake.said import Said
    from samtykke.purposes.models import CollectionPoint


@transaction.atomic
def receive(
    said: Said, *, channel: Arrival, point: CollectionPoint, token_hash: bytes, spam: str = "", held: str = ""
) -> IntakeRecord:
    """Keeps what came in, once however often it is sent with the same token.

    `spam`, `held`: why it is put aside at once (a code of `intake.reasons`); nothing follows from it then.
    """
    refuse_retired(point)
    known = IntakeRecord.objects.filter(token_hash=token_hash).first()
    if known is not None:
        return known
    state = RecordState.SPAM if spam else RecordState.HELD if held else RecordState.RECEIVED
    record = IntakeRecord(
        point=point,
        channel=channel,
        state=state,
        why=spam or held,
        address_key=fingerprint(normal_email(said.email)),
        said=sealed(said),
        token_hash=token_hash,
    )
    try:
        with transaction.atomic():
            record.save(force_insert=True)
    except IntegrityError:  # the same token in the same instant
        return IntakeRecord.objects.get(token_hash=token_hash)
    queries.tally(point.pk, "received")
    if spam or held:
        queries.tally(point.pk, state.value)
    note(Deed.SUBMISSION_RECEIVED, subject=Ref("submission", record.pk), by=Actor.system(), via=Via(str(channel)))
    if state == RecordState.RECEIVED:
        app.configure_task("samtykke.intake.jobs.take_in").defer(record_id=record.pk)
    return record

"""The page behind the button in a mail that asks to confirm what was sent: shows it, and takes the yes by a POST. REQ-18, REQ-72.

It hangs at `/c/<token>/`, whose view is in `preferences` (`core.confirming`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from samtykke.accounts.public import masked, show
from samtykke.core import confirming
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.core.templatetags.words import moment_text
from samtykke.intake import actions, queries
from samtykke.intake.letters import wordings_of
from samtykke.intake.models import RecordState
from samtykke.intake.said import opened

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from samtykke.intake.models import IntakeRecord

GONE = 410


def show_record(request: HttpRequest, token: str, record: IntakeRecord) -> HttpResponse:
    """What was sent, word for word, and one button; or that it is confirmed already. Opening it changes nothing."""
    if record.confirmed_at is not None:
        return _page(request, "intake/confirmed.html", token, record, again=True)
    if record.state != RecordState.PENDING or (record.expires_at is not None and record.expires_at <= now()):
        return _page(request, "intake/confirm_old.html", token, record, status=GONE)
    return _page(request, "intake/confirm.html", token, record)


def act_record(request: HttpRequest, token: str, record: IntakeRecord) -> HttpResponse:
    """Takes the yes. Pressed again, nothing more happens and the answer is the same."""
    try:
        record = actions.confirm(record.pk, token=token)
    except Refused as refused:
        template = "intake/confirm_old.html" if refused.status == GONE else "intake/confirm.html"
        return _page(request, template, token, record, status=refused.status, refused=refused.reason)
    return _page(request, "intake/confirmed.html", token, record)


OPENS = confirming.Opens(
    find=queries.record_behind, language=lambda record: _language(record), show=show_record, act=act_record
)


def _language(record: IntakeRecord) -> str:
    said = opened(record)
    return said.language if said is not None else ""


def _page(
    request: HttpRequest, template: str, token: str, record: IntakeRecord, *, status: int = 200, **context: object
) -> HttpResponse:
    said = opened(record)
    return show(
        request,
        template,
        status=status,
        token=token,
        record=record,
        address=masked(said.email) if said is not None else "",
        sent_at=moment_text(record.at),
        wordings=wordings_of(said) if said is not None else [],
        **context,
    )

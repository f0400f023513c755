"""Idempotency-Key: the same call sent twice is done once, and answered the same.

The stored answer is written in the transaction of the change: it is there exactly when the change is.
"""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from samtykke.contacts.access import sight_of_key
from samtykke.contacts.masking import mask_of_key
from samtykke.core.clock import now
from samtykke.intake.channels.api import queries
from samtykke.intake.channels.api.keys import key_of
from samtykke.intake.channels.api.problems import Stop
from samtykke.intake.channels.api.replies import Reply
from samtykke.intake.models import StoredAnswer

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

HEADER = "Idempotency-Key"
NAME = re.compile(r"[\x21-\x7e]{1,255}")
KEPT_FOR = timedelta(hours=24)
KEPT_HEADERS = ("Location", "ETag")


def once(request: HttpRequest, act: Callable[[], Reply]) -> Reply:
    """Does the change, or gives the answer it had. Runs in the transaction of the change."""
    name = request.headers.get(HEADER)
    if name is None:
        return act()
    if not NAME.fullmatch(name):
        raise Stop(422, code="bad_idempotency_key", detail=_("An Idempotency-Key has 1 to 255 visible characters."))
    key, (call_hash, *earlier) = key_of(request), _hashes(request)
    if not queries.claim(key.pk, name):
        raise Stop(409, code="still_running", detail=_("The first call with this Idempotency-Key is still running."))
    stored = StoredAnswer.objects.filter(key=key, name=name, expires_at__gt=now()).first()
    if stored is None:
        reply = act()
        _keep(key.pk, name, call_hash, reply)
        return reply
    if stored.call_hash not in {call_hash, *earlier}:
        raise Stop(
            422,
            code="idempotency_key_reused",
            detail=_(
                "This Idempotency-Key belongs to a call that said other things, or the key could read other things then."
            ),
        )
    if stored.subject_id is not None and not queries.may_meet(sight_of_key(key_of(request)), stored.subject_id):
        raise Http404
    return Reply(stored.body, stored.status, headers={**stored.headers, "Idempotency-Replayed": "true"})


def _keep(key_id: int, name: str, call_hash: str, reply: Reply) -> None:
    headers = {header: reply.headers[header] for header in KEPT_HEADERS if header in reply.headers}
    StoredAnswer.objects.bulk_create(
        [
            StoredAnswer(
                key_id=key_id,
                name=name,
                call_hash=call_hash,
                status=reply.status_code,
                headers=headers,
                body=reply.content.decode(),
                subject_id=reply.about,
                expires_at=now() + KEPT_FOR,
            )
        ],
        update_conflicts=True,
        unique_fields=["key", "name"],
        update_fields=["call_hash", "status", "headers", "body", "subject_id", "expires_at"],
    )


def _said(request: HttpRequest) -> bytes:
    """The body; of a form with files, which was read already, what it said and the hashes of the files."""
    if request.content_type != "multipart/form-data" or hasattr(request, "_body"):
        return request.body
    told = sorted((name, list(texts)) for name, texts in request.POST.lists())
    files: list[tuple[str, str, str]] = []
    sent: dict[str, Any] = dict(request.FILES.items())
    for name, file in sorted(sent.items()):
        digest = hashlib.sha256()
        for piece in file.chunks():
            digest.update(piece)
        files.append((name, file.name, digest.hexdigest()))
    return repr((told, files)).encode()


def _hashes(request: HttpRequest) -> list[str]:
    """A keyed hash of what the call says and what the key may read, under each secret key in use, the present one first:
    an answer is not given again to a key that could not get it now.
    """
    may = " ".join([*sorted(key_of(request).working_scopes), *sorted(mask_of_key(key_of(request)).keys)])
    head = f"{request.method} {request.get_full_path()}\n{request.headers.get('If-Match', '')}\n{may}\n"
    said = head.encode() + _said(request)
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [salted_hmac("samtykke.intake.once", said, secret=key, algorithm="sha256").hexdigest() for key in keys]

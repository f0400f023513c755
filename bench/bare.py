"""The bare view: the statements that make an intake durable, and nothing else. No key, no judging, no ORM.

It locks the person, appends the event with evidence and commitment, derives the record, writes the trail's entry and
the answer kept for a call sent twice: what the product writes too, in one transaction.
"""

from __future__ import annotations

import json
import os
import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import HttpRequest, JsonResponse
from django.urls import path

if TYPE_CHECKING:
    from collections.abc import Mapping

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.bare_settings")
application = get_wsgi_application()

from samtykke.consents.queries.append import APPEND_ONE, REFRESH  # noqa: E402 - after the apps are loaded
from samtykke.consents.queries.fold import fold, members  # noqa: E402

LOCK = "SELECT id FROM contacts_person WHERE id = %s FOR NO KEY UPDATE"
PEOPLE = "SELECT %(person_id)s::bigint AS person_id"
DERIVE = REFRESH.format(fold=fold(people=members(PEOPLE)), people=PEOPLE)
TRAIL = """
INSERT INTO audit_entry (deed, subject_kind, subject_id, actor_kind, actor_id, via, details)
VALUES ('consent:given', 'person', %s, 'integration', %s, 'api', '{"purpose": "EMARKETING"}')
"""
KEPT = """
INSERT INTO intake_storedanswer (key_id, name, call_hash, status, headers, body, subject_id, expires_at)
VALUES (%s, %s, '', 200, '{}', %s, %s, %s)
"""
NOTHING = dict.fromkeys(
    ("voids_id", "run_id", "point_id", "phone_id", "expires_at", "evidence_at", "facts", "wording_id")
) | dict.fromkeys(("permission", "evidence_text", "evidence_place", "comment", "shown_text", "evidence_reference"), "")


def fixed(purpose: int, basis: int, source: int, wording: int, wording_hash: str) -> dict[str, Any]:
    """What is the same in every intake."""
    return NOTHING | {
        "purpose_id": purpose,
        "status": "given",
        "legal_basis_id": basis,
        "article": "a",
        "source_id": source,
        "via": "api",
        "act_by": "person",
        "actor_kind": "integration",
        "precision": "instant",
        "wording_id": wording,
        "shown_hash": wording_hash,
        "scope": 1,
        "channels": "email",
        "evidence_kind": "web_form",
        "as_of": "infinity",
        "known_at": "infinity",
    }


FIXED: Mapping[str, Any] = json.loads(os.environ.get("BENCH_FIXED", "{}"))


def intake(request: HttpRequest, person: int) -> JsonResponse:
    """One consent of one person."""
    told = json.loads(request.body)
    moment = datetime.now(UTC)
    key = FIXED["actor_id"]
    params = FIXED | {
        "person_id": person,
        "email_id": person,
        "occurred_at": moment,
        "salt": secrets.token_bytes(32),
        "evidence_reference": told["evidence"]["reference"],
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK, [person])
        cursor.execute(APPEND_ONE, params)
        event, recorded_at = cursor.fetchone()
        cursor.execute(DERIVE, params)
        cursor.execute(TRAIL, [person, key])
        body = json.dumps({"event": event, "recorded_at": recorded_at.isoformat()})
        name = request.headers["Idempotency-Key"]
        cursor.execute(KEPT, [key, name, body, person, moment + timedelta(days=1)])
    return JsonResponse({"event": event})


def one(request: HttpRequest) -> JsonResponse:
    """A view with one SELECT 1: what a page cannot be cheaper than."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return JsonResponse({"one": cursor.fetchone()[0]})


urlpatterns = [path("api/v1/persons/<int:person>/consents/EMARKETING", intake), path("one", one)]

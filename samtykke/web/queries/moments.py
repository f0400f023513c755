"""What happened with a person, page by page: the log, what was changed, what was written, and how two cards became one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from samtykke.core.pagination import bad_cursor, decode, encode

SHOWN = 50
KEY_LENGTH = 4

# Everything in one order: by when it happened; at the same instant by the rank of its kind, then by whose row it is.
# Events, activities, sales, projects and documents are named alone: what belongs to them, and whether it is seen, is read
# for those of the page. A mail stands among the mails. Who was taken out of a sale is in the trail alone.
MOMENTS = """
SELECT m.at, m.rank, m.person_id, m.id, m.kind, CASE WHEN m.kind = 'activity' THEN (
  SELECT jsonb_build_object('id', a.id, 'kind', a.kind, 'status', a.status, 'title', a.title, 'text', a.text,
    'outcome', a.outcome, 'owner_id', a.owner_id, 'actor_kind', a.actor_kind, 'actor_id', a.actor_id, 'via', a.via,
    'created_at', a.created_at)
  FROM activities_activity a WHERE a.id = m.id
) ELSE m.told END FROM (
SELECT f.at, f.rank, f.person_id, f.id, f.kind, f.told FROM (
  SELECT e.occurred_at AS at, 5 AS rank, e.person_id, e.id, 'event' AS kind, '{}'::jsonb AS told
  FROM consents_consentevent e WHERE e.person_id = ANY(%(members)s)
UNION ALL
  SELECT o.occurred_at, 6, o.person_id, o.id, 'Objection', jsonb_build_object('of', o.kind, 'learnt', o.recorded_at,
    'act_by', o.act_by, 'actor', jsonb_build_array(o.actor_kind, o.actor_id), 'via', o.via)
  FROM consents_objection o WHERE o.person_id = ANY(%(members)s)
UNION ALL
  SELECT r.occurred_at, 6, r.person_id, r.id, 'Restriction', jsonb_build_object('of', r.kind, 'learnt', r.recorded_at,
    'act_by', r.act_by, 'actor', jsonb_build_array(r.actor_kind, r.actor_id), 'via', r.via)
  FROM consents_restriction r WHERE r.person_id = ANY(%(members)s)
UNION ALL
  SELECT c.at, 4, min(c.person_id), min(c.id), 'changed', jsonb_build_object(
    'actor', jsonb_build_array(c.actor_kind, c.actor_id), 'via', c.via,
    'changes', jsonb_agg(jsonb_build_array(c.field, c.before, c.after) ORDER BY c.id))
  FROM contacts_fieldchange c WHERE c.person_id = ANY(%(members)s) GROUP BY c.at, c.actor_kind, c.actor_id, c.via
UNION ALL
  SELECT d.ended_at, 3, m.person_id, m.id, 'written', jsonb_build_object('mail', m.kind, 'subject', m.subject,
    'template', t.names, 'sent_to', m.sent_to, 'state', d.state, 'reason', d.reason, 'code', d.code,
    'actor', jsonb_build_array(m.actor_kind, m.actor_id), 'via', m.via)
  FROM mail_mail m JOIN mail_delivery d ON d.mail_id = m.id LEFT JOIN mail_template t ON t.id = m.template_id
  WHERE m.person_id = ANY(%(members)s) AND d.ended_at IS NOT NULL
UNION ALL
  SELECT q.at, 7, min(q.person_id), q.activity_id, 'activity', '{}'
  FROM activities_participant q JOIN activities_activity a ON a.id = q.activity_id AND a.kind <> 'mail'
  WHERE q.person_id = ANY(%(members)s) AND q.standing = 'past' GROUP BY q.at, q.activity_id
UNION ALL
  SELECT min(s.created_at), 8, min(s.person_id), s.sale_id, 'sale', '{}'
  FROM sales_saleperson s WHERE s.person_id = ANY(%(members)s) GROUP BY s.sale_id
UNION ALL
  SELECT min(j.created_at), 9, min(j.person_id), j.project_id, 'project', '{}'
  FROM sales_projectperson j WHERE j.person_id = ANY(%(members)s) GROUP BY j.project_id
UNION ALL
  SELECT min(w.at), 10, min(w.person_id), w.document_id, 'document', CASE WHEN min(w.at) = min(d.created_at)
    THEN jsonb_build_object('actor', jsonb_build_array(min(d.actor_kind), min(d.actor_id))) ELSE '{}' END
  FROM documents_documentperson w JOIN documents_document d ON d.id = w.document_id
  WHERE w.person_id = ANY(%(members)s) GROUP BY w.document_id
UNION ALL
  SELECT x.at, 11, x.subject_id, x.id, 'left', x.details || jsonb_build_object(
    'actor', jsonb_build_array(x.actor_kind, x.actor_id), 'via', x.via)
  FROM audit_entry x
  WHERE x.subject_kind = 'person' AND x.subject_id = ANY(%(members)s) AND x.deed IN ('sale:left', 'project:left')
UNION ALL
  SELECT g.at, 2, g.survivor_id, g.id, 'merged', jsonb_build_object(
    'actor', jsonb_build_array(g.actor_kind, g.actor_id), 'stands', g.undone_at IS NULL,
    'name', CASE WHEN g.undone_at IS NULL THEN trim(p.first_name || ' ' || p.last_name) END)
  FROM contacts_merge g JOIN contacts_person p ON p.id = g.merged_id WHERE %(person)s IN (g.survivor_id, g.merged_id)
UNION ALL
  SELECT g.undone_at, 2, g.survivor_id, g.id, 'parted', jsonb_build_object(
    'actor', jsonb_build_array(g.undone_by_kind, g.undone_by_id))
  FROM contacts_merge g
  WHERE %(person)s IN (g.survivor_id, g.merged_id) AND g.undone_at IS NOT NULL AND g.undone_by_id IS NOT NULL
UNION ALL
  SELECT p.deleted_at, 1, p.id, 0, 'binned', '{}' FROM contacts_person p
  WHERE p.id = ANY(%(members)s) AND p.deleted_at IS NOT NULL
UNION ALL
  SELECT p.informed_at, 1, p.id, 1, 'informed', '{}' FROM contacts_person p
  WHERE p.id = ANY(%(members)s) AND p.informed_at IS NOT NULL
UNION ALL
  SELECT p.origin_at, 0, p.id, 0, 'registered', jsonb_build_object('learnt', p.created_at, 'purpose', u.names,
    'source', s.names, 'how', h.names, 'actor', jsonb_build_array(p.origin_actor_kind, p.origin_actor_id),
    'via', p.origin_via)
  FROM contacts_person p LEFT JOIN purposes_purpose u ON u.id = p.origin_purpose_id
  LEFT JOIN purposes_source s ON s.id = p.origin_source_id LEFT JOIN purposes_collectedhow h ON h.id = p.collected_how_id
  WHERE p.id = ANY(%(members)s)
) f
WHERE %(at)s::timestamptz IS NULL
   OR (f.at, f.rank, f.person_id, f.id) < (%(at)s::timestamptz, %(rank)s::int, %(of)s::bigint, %(id)s::bigint)
ORDER BY f.at DESC, f.rank DESC, f.person_id DESC, f.id DESC LIMIT %(limit)s
) m ORDER BY m.at DESC, m.rank DESC, m.person_id DESC, m.id DESC
"""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that happened: when, whose row says it, its kind, and what is told of it."""

    at: datetime
    rank: int
    person_id: int
    id: int
    kind: str
    told: dict[str, Any]


def moments_of(
    person: int, members: list[int], cursor: str | None, *, limit: int = SHOWN
) -> tuple[list[Found], str | None]:
    """A page of what happened, newest first, and the cursor of the next; one statement however long the history."""
    at, rank, of, pk = _key(cursor) if cursor else (None, None, None, None)
    params: dict[str, Any] = {
        "person": person,
        "members": members,
        "at": at,
        "rank": rank,
        "of": of,
        "id": pk,
        "limit": limit + 1,
    }
    with connection.cursor() as reading:
        reading.execute(MOMENTS, params)
        found = [
            Found(one_at, one_rank, whose, row_id, kind, json.loads(told))
            for one_at, one_rank, whose, row_id, kind, told in reading.fetchall()
        ]
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    return found[:limit], encode([last.at.isoformat(), last.rank, last.person_id, last.id])


def _key(cursor: str) -> tuple[datetime, int, int, int]:
    at, *rest = decode(cursor, KEY_LENGTH)
    try:
        told = datetime.fromisoformat(str(at))
    except ValueError as error:
        raise bad_cursor() from error
    if told.tzinfo is None or not all(isinstance(part, int) for part in rest):
        raise bad_cursor()
    return told, *rest

"""Two rows, one person: an overlay that can be undone (REQ-104). Nothing moves in the log; records derive over both."""

from __future__ import annotations

from django.db import connection, transaction
from django.utils.translation import gettext as _

from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.consents.actions.fact import refresh
from samtykke.consents.models import NOES, PERMITTING
from samtykke.consents.queries.append import INPUT_COLUMNS, append_from
from samtykke.consents.queries.fold import listed
from samtykke.consents.queries.people import id_of
from samtykke.contacts import queries as contacts
from samtykke.contacts.models import Merge, Person
from samtykke.core.actors import Actor, Ref, Via
from samtykke.core.clock import now
from samtykke.core.refused import Refused

# What was said of the survivor while the two were one: a no holds for both, a yes only where it was given for an
# address of the one that is split off.
_COPIED = {
    "person_id": "%(merged)s::bigint",
    "id": "nextval('consents_consentevent_id_seq')",
    "actor_kind": "%(actor_kind)s::text",
    "actor_id": "%(actor_id)s::bigint",
    "via": "%(via)s::text",
    "salt": "sha256(v.salt || int8send(%(merged)s::bigint))",
    "evidence_reference": "v.reference",
    "evidence_text": "v.text",
    "evidence_at": "v.at",
    "evidence_place": "v.place",
    "comment": "v.comment",
    "shown_text": "v.shown_text",
    "facts": "v.facts",
}
COPY = f"""
SELECT {", ".join(f"{_COPIED.get(column, f'e.{column}')} AS {column}" for column in INPUT_COLUMNS)}
FROM consents_consentevent e
JOIN consents_consentevidence v ON v.person_id = e.person_id AND v.event_id = e.id
WHERE e.person_id = %(survivor)s AND e.recorded_at >= %(since)s
  AND NOT EXISTS (SELECT FROM consents_consentevent w WHERE w.person_id = e.person_id AND w.voids_id = e.id)
  AND (e.status IN ({listed(NOES)})
       OR (e.status IN ({listed(PERMITTING)}) AND e.email_id IN (
             SELECT id FROM contacts_personemail WHERE person_id = %(merged)s)))
"""


@transaction.atomic
def merge(survivor: Person | int, merged: Person | int, *, by: Actor, via: Via) -> Merge:
    """Lets `survivor` stand for `merged`. The strictest answer of both wins, by the fold over both."""
    survivor, merged = id_of(survivor), id_of(merged)
    if survivor == merged:
        raise Refused(_("These are the same person already."), code="same_person")
    if len(contacts.lock([survivor, merged])) != 2:
        raise Refused(_("We hold no such person."), code="unknown_person", status=404)
    for one in (survivor, merged):
        if Merge.objects.standing().filter(merged_id=one).exists():
            raise Refused(_("One of them is merged already. Split them first."), code="merged_already")
    if Merge.objects.standing().filter(survivor_id=merged).exists():
        raise Refused(_("Somebody is merged into this person. Split them first."), code="merged_already")
    overlay = Merge.objects.create(
        survivor_id=survivor, merged_id=merged, actor_kind=str(by.kind), actor_id=by.id, at=now()
    )
    refresh(survivor, merged)
    audit.record(Deed.PERSON_MERGED, subject=Ref.person(survivor), by=by, via=via, merged=merged)
    return overlay


@transaction.atomic
def split(overlay: Merge, *, by: Actor, via: Via) -> None:
    """Undoes a merge. A no made meanwhile holds for both; a yes only for the address it was given at."""
    contacts.lock([overlay.survivor_id, overlay.merged_id])
    overlay = Merge.objects.select_for_update(of=("self",)).get(pk=overlay.pk)
    if overlay.undone_at is not None:
        return
    overlay.undone_at, overlay.undone_by_kind, overlay.undone_by_id = now(), str(by.kind), by.id
    Merge.objects.filter(pk=overlay.pk).update(
        undone_at=overlay.undone_at, undone_by_kind=overlay.undone_by_kind, undone_by_id=overlay.undone_by_id
    )
    params = {
        "survivor": overlay.survivor_id,
        "merged": overlay.merged_id,
        "since": overlay.at,
        "actor_kind": str(by.kind),
        "actor_id": by.id,
        "via": str(via),
    }
    append_from(COPY, params)
    _copy_standing(params)
    refresh(overlay.survivor_id, overlay.merged_id)
    audit.record(
        Deed.PERSON_SPLIT, subject=Ref.person(overlay.survivor_id), by=by, via=via, split_off=overlay.merged_id
    )


def _copy_standing(params: dict[str, object]) -> None:
    """Objections and restrictions made meanwhile hold for both."""
    for table, wanted in (("consents_objection", "made"), ("consents_restriction", "set")):
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (person_id, kind, occurred_at, recorded_at, act_by, actor_kind, actor_id, via) "
                f"SELECT %(merged)s, o.kind, o.occurred_at, clock_timestamp(), o.act_by, %(actor_kind)s, %(actor_id)s, "
                f"%(via)s FROM {table} o WHERE o.person_id = %(survivor)s AND o.recorded_at >= %(since)s "
                f"AND o.kind = '{wanted}'",
                params,
            )

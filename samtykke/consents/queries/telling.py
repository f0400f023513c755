"""Whom the rule of a source tells later: some days after they came, or with the first mail to them. Art. 13, 14; M21."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import connection

from samtykke.consents.queries.duty import BESIDE, WHY
from samtykke.core.clock import now
from samtykke.purposes.models import InformRule

if TYPE_CHECKING:
    from typing import Any

    from samtykke.purposes.models import Source

# At most so many in one transaction.
PIECE: Final = 20_000
_UNTOLD = """
p.informed_at IS NULL AND p.deleted_at IS NULL
  AND NOT EXISTS (SELECT FROM contacts_merge m WHERE m.merged_id = p.id AND m.undone_at IS NULL)
"""
# Who came by a source so long ago, since its rule holds, has not been told, and to whom no confirmation was ever queued.
DUE = f"""
SELECT p.id FROM contacts_person p {BESIDE}
WHERE p.origin_source_id = %(source)s AND {_UNTOLD} AND p.created_at >= %(since)s AND p.created_at <= %(until)s
  AND mail.id IS NULL AND {WHY} = 'ready'
ORDER BY p.id LIMIT %(limit)s
"""
WAITING = f"""
SELECT count(*) FROM (SELECT FROM contacts_person p WHERE p.origin_source_id = %(source)s AND {_UNTOLD}
  AND NOT p.from_person LIMIT %(limit)s) w
"""
# Whether this is the first contact with somebody who waits for it: the source says so, and no confirmation is on its way.
FIRST = f"""
SELECT EXISTS (
  SELECT FROM contacts_person p JOIN purposes_source s ON s.id = p.origin_source_id
  WHERE p.id = %(person)s AND {_UNTOLD} AND s.inform_rule = '{InformRule.FIRST_CONTACT}'
    AND p.created_at >= s.inform_since
    AND NOT EXISTS (SELECT FROM mail_mail w WHERE w.person_id = p.id AND w.kind = 'privacy'))
"""


def due(source: Source) -> dict[str, Any]:
    """The parameters of `DUE` for a source, now."""
    until = now() - timedelta(days=source.inform_after_days)
    return {"source": source.pk, "since": source.inform_since, "until": until, "limit": PIECE}


def count_waiting(source: Source, most: int) -> int:
    """How many who came by a source are still to be told (Art. 14), counted no further than `most`."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING, {"source": source.pk, "limit": most})
        return int(cursor.fetchone()[0])


def is_first_contact(person: int) -> bool:
    """Whether a mail just handed over to somebody is the contact on which they are to be told."""
    with connection.cursor() as cursor:
        cursor.execute(FIRST, {"person": person})
        return bool(cursor.fetchone()[0])

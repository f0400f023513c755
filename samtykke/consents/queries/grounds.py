"""The grounds of several purposes at present, in one statement: what a card asks the gate with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from samtykke.consents.queries.gate import GROUND_COLUMNS, OF_PURPOSES, SAVED, Ground
from samtykke.core.clock import now
from samtykke.purposes.models import Purpose

# Every purpose that may be chosen now, in order, with the ground of each, and whether it may rest on consent; `also` adds
# purposes by their ids.
GROUNDS = f"""
SELECT p.*, {GROUND_COLUMNS},
       EXISTS (SELECT FROM purposes_purposebasis b JOIN purposes_legalbasis l ON l.id = b.legal_basis_id
               WHERE b.purpose_id = p.id AND l.article = 'a' AND l.is_active) AS takes_consent
{OF_PURPOSES.format(settings=SAVED)}
WHERE (p.is_active AND p.deleted_at IS NULL AND (p.is_marketing OR NOT %(only_marketing)s)) OR p.id = ANY(%(also)s)
ORDER BY (p.is_active AND p.deleted_at IS NULL) DESC, p.rank, p.id
"""


@dataclass(frozen=True, slots=True)
class Grounded:
    """A purpose with the ground the gate stands on for it, and whether it may rest on consent."""

    purpose: Purpose
    ground: Ground
    takes_consent: bool


def grounds(*, only_marketing: bool = False, also: Iterable[int] = ()) -> list[Grounded]:
    """The purposes that may be chosen now, in the company's order, each with its ground at present, in one statement.

    `also`: other purposes by their ids, after those.
    """
    params = {"as_of": now(), "only_marketing": only_marketing, "also": sorted(also)}
    names = [field.name for field in fields(Ground)]
    rows: Any = Purpose.objects.raw(GROUNDS, params)
    return [
        Grounded(row, Ground(*(getattr(row, f"ground_{name}") for name in names)), row.takes_consent) for row in rows
    ]

"""What moves when two interests are made one: whoever has both keeps the one known longest, and all of it can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext as _

from samtykke.contacts.models import Interest
from samtykke.contacts.sql import INTERESTS_ALONE, INTERESTS_BACK, MOVE_INTERESTS
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from samtykke.purposes.moving import Move


def move(told: Move) -> int:
    """Gives everybody with the one the other; how many people. Refused where the two are different kinds of data (Art. 9)."""
    gone, stays = _both(told)
    if gone.data_kind_id != stays.data_kind_id:
        raise Refused(
            _(
                "“%(one)s” and “%(other)s” are different kinds of data, and the law may ask more of one of them (Art. 9). "
                "Give both the same kind of data first."
            )
            % {"one": gone.name, "other": stays.name},
            code="other_kind_of_data",
            field="into",
            status=422,
        )
    return _run(MOVE_INTERESTS, told, gone, stays)


def back(told: Move) -> int:
    """Takes that back for whoever still has the other; how many people."""
    return _run(INTERESTS_BACK, told, *_both(told))


def _both(told: Move) -> tuple[Interest, Interest]:
    found = Interest.objects.in_bulk([told.gone, told.stays])
    return found[told.gone], found[told.stays]


def _run(statement: str, told: Move, gone: Interest, stays: Interest) -> int:
    params: dict[str, Any] = {**told.params, "gone_key": gone.key, "stays_key": stays.key}
    with connection.cursor() as cursor:
        cursor.execute(INTERESTS_ALONE)
        cursor.execute(statement, params)
        return int(cursor.rowcount)

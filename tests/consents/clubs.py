"""A purpose offered directly to children, for tests of the age (REQ-19)."""

from __future__ import annotations

from typing import Any

from samtykke.core.actors import Actor, Via
from samtykke.purposes import actions as purposes
from samtykke.purposes.models import Purpose
from samtykke.purposes.queries import basis_by_key
from tests.factories import make_wording

BY: dict[str, Any] = {"by": Actor.system(), "via": Via.STAFF}


def club(**told: Any) -> Purpose:
    """It rests on consent, and is switched on."""
    made = purposes.create_item(
        Purpose, names={"en": "Club"}, key="CLUB", retention_months=12, for_children=True, **told, **BY
    )
    purposes.allow_basis(made, basis_by_key("61A"), is_default=True, **BY)
    make_wording(made, text="I want to be in the club.")
    return purposes.change_item(made, changes={"is_active": True}, **BY)

"""The frame of a person's card, for the tabs whose page belongs to a lower app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from samtykke.web.card import Holding, holding_of

if TYPE_CHECKING:
    from samtykke.consents.queries.standing import AsOne
    from samtykke.contacts.models import Person

register = template.Library()


@register.simple_tag
def holding(person: Person, one: AsOne | None = None) -> Holding:
    """What holds the person today, read anew: a fixed number of queries. `one`: the person as one, where it is known."""
    return holding_of(person, one=one)

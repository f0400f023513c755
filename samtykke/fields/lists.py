"""The groups of fields, among the company's other lists."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from samtykke.fields.models import FieldGroup
from samtykke.purposes.lists import Listing, register
from samtykke.purposes.queries.use import WORDS

WORDS["fields_userfield", "group"] = (_("Fields of this group"), "")

register(
    Listing(
        slug="field-groups",
        model=FieldGroup,
        title=_("Groups of fields"),
        lead=_("The headings under which your own fields stand on a card."),
        add=_("New group"),
    )
)

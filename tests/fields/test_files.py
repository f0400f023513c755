"""The file of people has a column for each field, covered for who may not read it. REQ-94."""

from __future__ import annotations

import pytest

from samtykke.contacts.masking import Mask
from samtykke.contacts.models import Person
from samtykke.fields import actions
from samtykke.web.queries import exported, head
from tests.fields.made import BY, make_field, make_list

pytestmark = pytest.mark.django_db


def test_the_file_has_the_fields_and_covers_the_sensitive(kari: Person) -> None:
    """Breaks when a field is missing from the file, stands under another's name, or a covered one is taken out."""
    number, allergy = make_field(), make_field("Allergy", "text", is_sensitive=True)
    listed, _options = make_list("Interests", "Golf", "Ski", kind="choices")
    actions.change_fields(kari, told={number.key: "42,5", allergy.key: "Nuts", listed.key: ["GOLF", "SKI"]}, **BY)
    for mask, said in ((Mask(), "Nuts"), (Mask(frozenset({"person.ALLERGY"})), "hidden")):
        row = dict(zip(head(mask), next(iter(exported(Person.objects.all(), mask))), strict=True))
        assert row["field:SHOESIZE"] == "42.5"
        assert row["field:INTERESTS"] == "GOLF, SKI"
        assert said == row["field:ALLERGY" if said == "Nuts" else "field:ALLERGY (hidden)"]

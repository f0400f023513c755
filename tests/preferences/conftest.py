from __future__ import annotations

import pytest

from samtykke.contacts import actions as contacts
from samtykke.contacts.models import Person
from samtykke.core.actors import Actor, Via


@pytest.fixture
def kari(kari: Person) -> Person:
    """Kari, who reads English here, so that sentences can be looked for."""
    return contacts.change_person(kari, changes={"language": "en"}, by=Actor.system(), via=Via.STAFF)

"""Which version of the privacy statement was in force at a person's own acts, in their copy. REQ-35; Art. 15."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from samtykke.consents.personal_data import export
from samtykke.purposes.models import Wording
from tests.factories import make_consent
from tests.purposes.statements import publish

if TYPE_CHECKING:
    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db


def test_the_copy_says_which_statement_was_in_force_at_the_act(kari: Person) -> None:
    """Breaks when nobody can say what somebody was told when they said yes, or a later version is named."""
    make_consent(kari)
    before = export(kari.pk)["privacy_statement"]
    assert before == [], "nothing was published then"
    for language in Wording.objects.values_list("language", flat=True).distinct():
        publish(language, rights="Skriv til oss. Write to us.")
    assert export(kari.pk)["privacy_statement"] == [], "it was published after the act"


def test_an_act_after_the_publication_names_it(kari: Person) -> None:
    """Breaks when the version in force at an act is not found by its time."""
    publish("nb")
    publish("en")
    make_consent(kari)
    told = export(kari.pk)["privacy_statement"]
    assert told
    assert {one["version"] for one in told} <= {"nb-1", "en-1"}

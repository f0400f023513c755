"""A person's own copy: when, for what and from which role they were looked at; names of staff only by decision. C-579/21."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction

from samtykke.accounts.actions.naming import decide_naming
from samtykke.accounts.models import NamingDecision
from samtykke.audit.models import Entry
from samtykke.audit.personal_data import export
from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused
from tests.pages import browse, text_of

if TYPE_CHECKING:
    from samtykke.accounts.models import User
    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db

BY = {"by": Actor.system(), "via": Via.STAFF}


def look_of(kari: Person, ola: User) -> dict:
    """The look that opening her card leaves, as her own copy tells it."""
    browse(ola).get(f"/people/{kari.pk}/")
    return list(export(kari.pk)["looks"])[-1]


def test_the_copy_says_when_why_and_from_which_role_and_not_who(kari: Person, ola: User) -> None:
    """REQ-37. Breaks when the role is not kept with the look, or a name is told that nobody decided to tell."""
    look = look_of(kari, ola)
    assert (look["what"], look["purpose"], look["via"]) == ("person:viewed", "Opened a person card", "staff")
    assert look["roles"] == [{"en": "Sales", "nb": "Salg"}]
    assert "by" not in look
    assert "Ola" not in str(look)


def test_the_role_is_the_one_of_that_time(kari: Person, ola: User) -> None:
    """Breaks when the copy reads the roles of today."""
    browse(ola).get(f"/people/{kari.pk}/")
    ola.roles.clear()
    assert list(export(kari.pk)["looks"])[-1]["roles"] == [{"en": "Sales", "nb": "Salg"}]
    assert Entry.objects.filter(deed="person:viewed").latest("id").details == {"in_roles": ["sales"]}


def test_a_name_is_told_by_the_newest_decision_alone(kari: Person, ola: User) -> None:
    """Breaks when an earlier decision holds on, or the decision is not asked."""
    first = decide_naming(are_named=True, reason="A dispute", seen=None, **BY)
    assert look_of(kari, ola)["by"] == "Ola Salg"
    decide_naming(are_named=False, reason="It is over", seen=first.pk, **BY)
    assert "by" not in look_of(kari, ola)


def test_a_decision_needs_its_reason_and_the_one_before_in_sight() -> None:
    """Breaks when a decision stands without a why, or overrules one that was not seen."""
    with pytest.raises(Refused, match="reason"):
        decide_naming(are_named=True, reason=" ", seen=None, **BY)
    decide_naming(are_named=True, reason="A", seen=None, **BY)
    with pytest.raises(Refused, match="meanwhile"):
        decide_naming(are_named=False, reason="B", seen=None, **BY)
    with pytest.raises(IntegrityError), transaction.atomic():
        NamingDecision.objects.create(are_named=True, reason="", decided_by_kind="system")


def test_the_page_decides_and_keeps_what_was_decided(siri: User, ola: User) -> None:
    """Breaks when the page does not decide, or forgets the earlier ones."""
    client = browse(siri)
    assert "Names are not told." in text_of(client.get("/audit/names-of-staff/"))
    assert client.post("/audit/names-of-staff/", {"are_named": "yes", "reason": "", "seen": ""}).status_code == 422
    assert client.post("/audit/names-of-staff/", {"are_named": "yes", "reason": "A", "seen": ""}).status_code == 302
    again = client.post("/audit/names-of-staff/", {"are_named": "no", "reason": "B", "seen": ""})
    assert again.status_code in {409, 422}
    assert "meanwhile" in text_of(again)
    assert Entry.objects.get(deed="naming:decided").details == {"state": "yes"}
    assert browse(ola).get("/audit/names-of-staff/").status_code == 403

"""When people are told, source by source, as pages. M4, M21; checks 37–39."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from samtykke.purposes.models import SourceChange
from samtykke.purposes.queries import source_by_key, state_of
from tests.accounts.factories import make_user, signed_in
from tests.consents.test_inform import from_

if TYPE_CHECKING:
    from django.test import Client

    from samtykke.accounts.models import User

pytestmark = pytest.mark.django_db
ALL, RULE = "/settings/informing/", "/settings/informing/IMPORT/"
SENT = {"inform_rule": "after_days", "inform_after_days": "5", "template_key": "", "sender_name": "Customer service"}


@pytest.fixture
def ada(db: None) -> Client:
    """An administrator, signed in, reading English."""
    return signed_in(make_user("Ada Alt", "administrator", language="en"))


def test_every_source_says_when_its_people_are_told(ada: Client) -> None:
    """Breaks when a source is missing, or the rule is not said in words."""
    text = ada.get(ALL).content.decode()
    assert text.count("At once") == 6
    assert text.count("Never by itself") == 3


def test_a_rule_is_changed_and_its_history_told(ada: Client) -> None:
    """Breaks when the rule cannot be changed, or nobody knows who did it and what it was."""
    assert ada.post(RULE, {**SENT, "version": state_of(source_by_key("IMPORT"))}).status_code == 302
    source = source_by_key("IMPORT")
    assert (source.inform_rule, source.inform_after_days, source.sender_name) == ("after_days", 5, "Customer service")
    (change,) = ada.get(RULE).context["history"]
    assert (change["by"], change["before"]) == ("Ada Alt", "Never by itself")
    assert change["after"] == "After 5 days, unless told already · The standard one · Customer service"


def test_what_it_would_do_is_told_and_nothing_is_changed(ada: Client) -> None:
    """Breaks when a preview changes the rule, or does not say who is left to be told by hand."""
    from_("IMPORT")
    shown = ada.get(RULE, {**SENT, "effect": "1"}).content.decode()
    assert "nothing of which is saved yet" in shown
    assert "1 person who came by this source before is still to be told." in shown
    assert source_by_key("IMPORT").inform_rule == "never"
    assert not SourceChange.objects.exists()


def test_on_first_contact_the_page_says_what_becomes_of_the_rest(ada: Client) -> None:
    """Art. 14(3)(a). Breaks when the rule does not say that the month ends without a contact too, or whom it reaches."""
    said = "Whoever is not written to within the month of Art. 14 is told by itself two days before it ends."
    assert said not in ada.get(RULE).content.decode()
    assert said in ada.get(RULE, {**SENT, "inform_rule": "first_contact", "effect": "1"}).content.decode()
    ada.post(RULE, {**SENT, "inform_rule": "first_contact", "version": state_of(source_by_key("IMPORT"))})
    assert said in ada.get(RULE).content.decode()
    from_("IMPORT")
    shown = ada.get(RULE, {**SENT, "effect": "1"}).content.decode()
    assert "and waits is told by it too." in shown
    assert "still to be told" not in shown


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"inform_after_days": "-1"}, "inform_after_days"),
        ({"inform_after_days": "29"}, "inform_after_days"),
        ({"inform_after_days": "1000000000"}, "inform_after_days"),
        ({"inform_after_days": ""}, "inform_after_days"),
        ({"inform_after_days": "soon"}, "inform_after_days"),
        ({"inform_rule": "sometimes"}, "inform_rule"),
        ({"inform_rule": ""}, "inform_rule"),
        ({"template_key": "ASKCONSENT"}, "template_key"),
        ({"sender_name": "x" * 121}, "sender_name"),
    ],
)
def test_what_cannot_be_stands_beside_its_field(ada: Client, wrong: dict[str, str], field: str) -> None:
    """Check 39. Breaks when a rule that cannot be is kept, or the refusal is not beside its field."""
    answer = ada.post(RULE, {**SENT, **wrong})
    assert (answer.status_code, field in answer.context["form"].errors) == (422, True)
    assert source_by_key("IMPORT").inform_rule == "never"
    assert ada.get(RULE, {**SENT, **wrong, "effect": "1"}).status_code == 422


def test_two_administrators_and_nothing_is_lost(ada: Client) -> None:
    """Breaks when the second writes over the first without being told."""
    before = state_of(source_by_key("IMPORT"))
    bo = signed_in(make_user("Bo Begge", "administrator", language="en"))
    assert bo.post(RULE, {**SENT, "inform_rule": "at_once", "version": before}).status_code == 302
    answer = ada.post(RULE, {**SENT, "version": before})
    assert answer.status_code == 409
    assert "Somebody changed this since you opened it." in answer.content.decode()
    assert source_by_key("IMPORT").inform_rule == "at_once"
    again = state_of(source_by_key("IMPORT"))
    assert again in answer.content.decode()
    assert ada.post(RULE, {**SENT, "version": again}).status_code == 302


def test_who_may_not_change_settings_sees_none_of_it(per: User, ola: User) -> None:
    """Breaks when a page asks for no right."""
    for user in (per, ola):
        client = signed_in(user)
        assert [client.get(address).status_code for address in (ALL, RULE)] == [403, 403]
        assert client.post(RULE, SENT).status_code == 403
    assert signed_in(make_user("Ada To", "administrator")).get("/settings/informing/NOSUCH/").status_code == 404

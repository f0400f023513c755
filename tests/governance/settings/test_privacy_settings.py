"""The privacy settings as pages: what they are, what a change would do, who changed what. M21; checks 14, 43, 53."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from samtykke.audit.deeds import Deed
from samtykke.audit.models import Entry
from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused
from samtykke.governance.settings.catalogue import SETTINGS
from samtykke.purposes import actions
from samtykke.purposes.models import PrivacySettings, Purpose
from samtykke.purposes.queries import default_basis, privacy_settings, purpose_by_key
from tests.accounts.factories import make_user, signed_in
from tests.factories import make_consent, make_person

if TYPE_CHECKING:
    from django.test import Client

    from samtykke.accounts.models import User
    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db
HUB, ALL = "/settings/", "/settings/privacy/"
BY = {"by": Actor.system(), "via": Via.STAFF}


@pytest.fixture
def ada(db: None) -> Client:
    """An administrator, signed in, reading English."""
    return signed_in(make_user("Ada Alt", "administrator", language="en"))


def page(name: str) -> str:
    """The address of a setting."""
    return f"{ALL}{name}/"


def seen() -> str:
    """The version that somebody who opens a page now has before them."""
    return str(privacy_settings().pk)


def text(client: Client, address: str, **query: str | list[str]) -> str:
    """What a page says."""
    return client.get(address, query).content.decode()


def test_the_hub_leads_to_everything_with_a_sentence_each(ada: Client) -> None:
    """M6: one place for all of it. Breaks when a place cannot be reached from it, or a link leads nowhere."""
    answer = ada.get(HUB)
    places = [place for _title, group in answer.context["groups"] for place in group]
    assert {
        "purposes:purposes",
        "governance:privacy-settings",
        "governance:law",
        "governance:templates",
        "governance:guide",
        "governance:statement",
        "governance:assessments",
        "accounts:access",
    } <= {place.url_name for place in places}
    assert all(place.sentence for place in places)


def test_every_setting_says_what_it_does_what_it_is_and_how_it_ships(ada: Client) -> None:
    """Breaks when a setting is on no page, or says neither value nor default."""
    everything = text(ada, ALL)
    for setting in SETTINGS.values():
        assert str(setting.sentence)[:40] in everything.replace("&#x27;", "'")
        shown = text(ada, page(setting.name))
        assert str(setting.title) in shown
        assert ("It ships as" in shown) == (setting.field is not None)


@pytest.mark.parametrize(
    ("name", "sent", "value"),
    [
        ("link_days", "30", 30),
        ("confirm_days", "3", 3),
        ("deleted_days", "28", 28),
        ("customer_months", "12", 12),
        ("cool_down_months", "12", 12),
        ("role_addresses", "yes", True),
        ("existing_customers", "yes", True),
    ],
)
def test_a_setting_is_saved_as_a_new_version_and_the_history_tells_it(
    ada: Client, name: str, sent: str, value: object
) -> None:
    """Breaks when a setting cannot be changed, an earlier version is edited, or before and after are not told."""
    before = privacy_settings()
    assert ada.post(page(name), {name: sent, "seen": seen()}).status_code == 302
    after = privacy_settings()
    assert (getattr(after, name), after.pk != before.pk) == (value, True)
    setting = SETTINGS[name]
    shown = ada.get(page(name)).context["history"]
    assert [(c.by, c.before, c.after) for c in shown] == [
        ("Ada Alt", setting.said(getattr(before, name)), setting.said(value))
    ]
    assert Entry.objects.get(deed=Deed.SETTINGS_CHANGED).details["fields"] == [name]


def test_the_default_basis_can_be_another_or_none(ada: Client) -> None:
    """Check 14, D1. Breaks when the default cannot be switched off, or the purpose does not follow it."""
    assert ada.post(page("default_basis"), {"default_basis": "61B", "seen": seen()}).status_code == 302
    assert default_basis(purpose_by_key("STORE")).key == "61B"  # type: ignore[union-attr]
    assert ada.post(page("default_basis"), {"default_basis": "", "seen": seen()}).status_code == 302
    assert default_basis(purpose_by_key("STORE")) is None
    assert "Must be named each time" in text(ada, page("default_basis"))
    assert ada.post(page("default_basis"), {"default_basis": "61D", "seen": seen()}).status_code == 422


@pytest.mark.parametrize("name", ["link_days", "confirm_days", "deleted_days", "customer_months", "cool_down_months"])
@pytest.mark.parametrize("written", ["-1", "0", "1000000000", "", "soon", "2.5", "٣"])
def test_a_number_that_cannot_be_is_refused_beside_its_field(ada: Client, name: str, written: str) -> None:
    """Breaks when a number out of range is kept or makes the page fail; ٣ is a whole number and may be kept."""
    answer = ada.post(page(name), {name: written, "seen": seen()})
    if written == "٣" and answer.status_code == 302:
        assert getattr(privacy_settings(), name) == 3
        return
    assert (answer.status_code, name in answer.context["form"].errors) == (422, True)
    assert PrivacySettings.objects.count() == 1
    assert ada.get(page(name), {name: written, "effect": "1"}).status_code == 422


def test_a_choice_that_is_not_offered_is_refused(ada: Client) -> None:
    """Breaks when a made-up choice is kept."""
    wrong = [("role_addresses", "perhaps"), ("only_consent", "0"), ("only_consent", "x"), ("default_basis", "61Z")]
    assert [ada.post(page(name), {name: said}).status_code for name, said in wrong] == [422, 422, 422, 422]
    store = str(purpose_by_key("STORE").pk)
    assert ada.post(page("only_consent"), {"only_consent": store}).status_code == 422
    assert ada.get(page("nothing")).status_code == 404


def test_two_administrators_and_nothing_is_lost(ada: Client) -> None:
    """Breaks when the second writes over the first without being told, or what was typed is gone."""
    before = seen()
    bo = signed_in(make_user("Bo Begge", "administrator", language="en"))
    assert bo.post(page("link_days"), {"link_days": "10", "seen": before}).status_code == 302
    answer = ada.post(page("link_days"), {"link_days": "40", "seen": before})
    shown = answer.content.decode()
    assert (answer.status_code, privacy_settings().link_days) == (409, 10)
    assert "Somebody changed this since you opened it." in shown
    assert ('value="40"' in shown, "10 days" in shown, f'value="{seen()}"' in shown) == (True, True, True)
    assert ada.post(page("link_days"), {"link_days": "40", "seen": seen()}).status_code == 302
    assert privacy_settings().link_days == 40


def test_what_another_changed_elsewhere_is_no_conflict(ada: Client) -> None:
    """Breaks when two who change different settings hinder each other, or one takes back what the other did."""
    before = seen()
    ada.post(page("link_days"), {"link_days": "10", "seen": before})
    assert ada.post(page("deleted_days"), {"deleted_days": "20", "seen": before}).status_code == 302
    after = privacy_settings()
    assert (after.link_days, after.deleted_days) == (10, 20)


def test_the_effect_is_told_before_anything_is_saved(ada: Client, kari: Person) -> None:
    """Breaks when an administrator learns whom a setting takes out only afterwards, or looking changes something."""
    make_consent(kari)
    purpose = purpose_by_key("STORE")
    other = Purpose.objects.get(key="EMARKETING")
    count = PrivacySettings.objects.count()
    shown = text(ada, page("only_consent"), only_consent=str(other.pk), effect="1")
    assert "Nobody gains or loses a permission." in shown
    assert "nothing of which is saved yet" in shown
    assert PrivacySettings.objects.count() == count
    assert purpose.pk not in privacy_settings().only_consent


def test_those_who_would_come_in_or_go_out_are_counted_in_words(ada: Client) -> None:
    """Done when 4: “1 person would no longer receive E-marketing”. Breaks when the count is another than the gate's."""
    make_person("", "", email="post@fiktivfisk.example")
    shown = text(ada, page("role_addresses"), role_addresses="yes", effect="1")
    assert "1 person more could receive “E-marketing” (E-mail)." in shown
    ada.post(page("role_addresses"), {"role_addresses": "yes", "seen": seen()})
    shown = text(ada, page("role_addresses"), role_addresses="no", effect="1")
    assert "1 person would no longer receive “E-marketing” (E-mail)." in shown


def test_a_number_that_moves_nobody_says_so(ada: Client) -> None:
    """Breaks when the effect of a setting that decides about nobody is left open."""
    shown = text(ada, page("link_days"), link_days="9", effect="1")
    assert "Nobody gains or loses a permission. Links that have been mailed keep their day." in shown


def test_the_mailing_rule_cannot_be_switched_off_by_anybody(ada: Client) -> None:
    """Check 53, D2: refused in the pages and in the action, also for administrators."""
    for sent in ({"mailing_rule": "no"}, {"mailing_rule": ""}, {}):
        answer = ada.post(page("mailing_rule"), sent)
        assert (answer.status_code, "nobody can switch this off" in answer.content.decode()) == (409, True)
    with pytest.raises(Refused) as refused:
        actions.change_settings(changes={"mailing_rule": False, "link_days": 3}, **BY)  # type: ignore[arg-type]
    assert refused.value.code == "mailing_rule_locked"
    assert privacy_settings().link_days == 21
    assert "Change it" not in text(ada, page("mailing_rule"))


def test_a_purpose_where_only_a_consent_counts_is_chosen_and_named(ada: Client) -> None:
    """Check 53: it can only be narrowed, per purpose. Breaks when it cannot be chosen, or the history shows numbers."""
    purpose = purpose_by_key("EMARKETING")
    assert ada.post(page("only_consent"), {"only_consent": str(purpose.pk), "seen": seen()}).status_code == 302
    assert privacy_settings().only_consent == [purpose.pk]
    shown = ada.get(page("only_consent"))
    assert [(c.before, c.after) for c in shown.context["history"]] == [("None", purpose.name)]
    assert "checked" in shown.content.decode()


def test_who_may_not_change_settings_sees_none_of_it(per: User, ola: User, siri: User) -> None:
    """Breaks when a page asks for no right."""
    for user in (per, ola):
        client = signed_in(user)
        assert [client.get(address).status_code for address in (HUB, ALL, page("link_days"))] == [403, 403, 403]
        assert client.post(page("link_days"), {"link_days": "3"}).status_code == 403
    assert signed_in(siri).get(HUB).status_code == 200

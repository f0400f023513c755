"""The secret key is changed: what an earlier key opened stays open while it is named, and ends when it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from samtykke.accounts.secrets import seal, unseal
from samtykke.consents.one_click import make_token
from samtykke.mail.models import Mail
from samtykke.preferences import jobs
from samtykke.preferences.actions import LABEL
from tests.accounts.factories import make_user, signed_in
from tests.consents.mails import queued
from tests.factories import approve_store, make_consent
from tests.intake.api.calls import Caller, new_person
from tests.preferences.pages import link_of, stranger

if TYPE_CHECKING:
    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db
NEW, THIRD = "another-key-" + "y" * 40, "third-key-" + "z" * 40


def change_key(settings: Any, key: str = NEW) -> None:
    """As an operator does it: the new key is set, the old one named as an earlier one."""
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = key, [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def lose_keys(settings: Any) -> None:
    settings.SECRET_KEY_FALLBACKS = []


def test_what_was_sealed_opens_under_every_key_still_named(settings: Any) -> None:
    """Breaks when what waits in the queue cannot be read after a change of key, or can when the key is gone."""
    sealed = seal("use", b"kari@example.org")
    change_key(settings)
    change_key(settings, THIRD)
    assert unseal("use", sealed) == b"kari@example.org"
    assert seal("use", b"kari@example.org") != sealed, "what is sealed now is sealed under the new key"
    lose_keys(settings)
    assert unseal("use", sealed) is None


def test_the_settings_name_the_earlier_keys(tmp_path: Any) -> None:
    """Breaks when SAMTYKKE_SECRET_KEY_FALLBACKS is read and not handed on, or takes a short key."""
    from samtykke.config import env, settings

    told = {
        "SAMTYKKE_DATABASE_URL": "postgresql://a@b/c",
        "SAMTYKKE_SECRET_KEY": NEW,
        "SAMTYKKE_DATA_DIR": str(tmp_path),
    }
    read = env.read({**told, "SAMTYKKE_SECRET_KEY_FALLBACKS": f"{THIRD}, {'o' * 40}"})
    assert read.secret_key_fallbacks == (THIRD, "o" * 40)
    assert isinstance(settings.SECRET_KEY_FALLBACKS, list)
    with pytest.raises(env.WrongSetting):
        env.read({**told, "SAMTYKKE_SECRET_KEY_FALLBACKS": "short"})


def test_one_click_in_an_old_mail_stops_the_mailing(kari: Person, settings: Any) -> None:
    """REQ-71: it never expires. Breaks when a change of key ends the way out in every mail that was sent."""
    record = make_consent(kari)
    token = make_token(kari.pk, "EMARKETING")
    change_key(settings)
    told = "List-Unsubscribe=One-Click"
    answer = stranger().post(f"/u/{token}/", told, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    record.refresh_from_db()
    assert record.status == "withdrawn"
    lose_keys(settings)
    assert stranger().post(f"/u/{token}/", told, content_type="application/x-www-form-urlencoded").status_code == 404


def test_links_of_random_tokens_do_not_hang_on_the_key(kari: Person, settings: Any) -> None:
    """Breaks when a person's own link ends with the key: it is looked up by a plain hash of 256 random bits."""
    token = link_of(kari)
    settings.SECRET_KEY = NEW
    assert stranger().get(f"/p/{token}/").status_code == 200


def test_a_session_goes_on_and_ends_with_the_key(settings: Any) -> None:
    """Breaks when a change of key signs everybody out, or a key that is gone still opens."""
    browser = signed_in(make_user("Ola"))
    change_key(settings)
    assert browser.get("/profile/").status_code == 200
    assert browser.get("/profile/").status_code == 200, "the session was written anew under the new key"
    other = signed_in(make_user("Siri"))
    settings.SECRET_KEY = THIRD
    lose_keys(settings)
    assert other.get("/profile/").status_code == 302


def test_a_link_asked_for_before_the_change_is_still_mailed(kari: Person, settings: Any) -> None:
    """Breaks when a job that waits is lost with the key."""
    sealed = seal(LABEL, b"kari.testvik@example.org")
    change_key(settings)
    jobs.send_link(sealed)
    assert len(queued(kari, "link")) == 1
    lose_keys(settings)
    jobs.send_link(sealed)
    assert Mail.objects.filter(kind="link").count() == 1


def test_a_call_repeated_over_the_change_is_known_again(settings: Any) -> None:
    """Breaks when a repeated call of the API is taken for another one because the key was changed in between."""
    approve_store()
    erp = Caller()
    first = erp.post("/persons", new_person(), Idempotency_Key="one")
    change_key(settings)
    again = erp.post("/persons", new_person(), Idempotency_Key="one")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["Idempotency-Replayed"] == "true"

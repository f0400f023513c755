"""REQ-90."""

from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from samtykke.accounts import actions
from samtykke.accounts.models import User
from samtykke.core.actors import Actor, Via
from tests.accounts.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db


def why_not(password: str, user: User | None = None) -> str | None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return error.error_list[0].code
    return None


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "kaffe-tog-lampe-regn",
        "å lese en bok i hagen om sommeren",
        "83648263846238462",
        "密码很长但是没有人知道这个句子是什么",
        "æ" * 5 + "øl og båt i vest",
        "never on this list " * 4,
        " " * 3 + "spaces are kept" + " " * 3,
    ],
)
def test_a_long_sentence_in_any_letters_is_taken(password: str) -> None:
    assert why_not(password) is None


def test_fourteen_characters_are_too_few_and_a_hundred_and_twenty_nine_too_many() -> None:
    assert why_not("kaffe-tog-lamp") == "password_too_short"
    assert why_not("kaffe-tog-lampe") is None
    assert why_not("kaffe tog regn lampe " * 7) == "password_too_long"


@pytest.mark.parametrize(
    "password",
    [
        "Passw0rd2026!!!!",
        "PASSORD123456789",
        "p4$$word!!!!!!!!!",
        "passwordpassword",
        "Sommer2026!!!!!!",
        "velkommen2026....",
        "aaaaaaaaaaaaaaaaaaaa",
        "12345678901234567890",
        "qwertyuiopasdfghjkl",
        "qwertyuiopåasdfghjkløæ",
        "9876543210987654",
        "abcabcabcabcabcabc",
        "Qwerty123456789",
        "!!!Password2026!!!",
        "2026passord2026",
    ],
)
def test_a_known_password_in_any_dress_is_refused(password: str) -> None:
    assert why_not(password) == "password_known"


def test_the_users_and_the_organisations_names_are_refused() -> None:
    actions.change_organisation(by=Actor.system(), via=Via.COMMAND, legal_name="Fjordlys AS")
    user = User(name="Ola Nordfiktiv", email="ola.nordfiktiv@fjordlys.example")
    for password in (
        "Ola Nordfiktiv 2026",
        "0la-N0rdfiktiv!!!!!",
        "fjordlys fjordlys 1",
        "Fjordlys-AS-2026-11-23",
        "samtykke-2026-samtykke",
        "ola.nordfiktiv@fjordlys.example",
    ):
        assert why_not(password, user) == "password_name", password
    assert why_not("Fjordlys har et grønt tak på låven", user) is None


def test_passwords_are_kept_as_argon2id() -> None:
    assert make_user("Ola").password.startswith("argon2$argon2id$")
    assert make_user("Siri", password=None).has_usable_password() is False
    assert make_user("Per").check_password(PASSWORD)


@pytest.mark.django_db
def test_eight_characters_are_enough_beside_a_second_factor_and_never_alone() -> None:
    """REQ-90: fifteen alone, eight beside a second factor."""
    from tests.accounts.codes import with_app
    from tests.accounts.factories import make_user

    ola = make_user("Ola")
    with pytest.raises(ValidationError):
        validate_password("lampe-åtte", ola)
    with_app(ola)
    validate_password("lampe-åt", ola)
    with pytest.raises(ValidationError):
        validate_password("lampe-å", ola)
    with pytest.raises(ValidationError):
        validate_password("password1", ola)


@pytest.mark.django_db
def test_a_short_password_holds_the_last_factor() -> None:
    from samtykke.accounts import actions, factors
    from samtykke.accounts.actions import second_factor
    from samtykke.core.actors import Via
    from samtykke.core.refused import Refused
    from tests.accounts.codes import with_app
    from tests.accounts.factories import make_user

    ola = make_user("Ola")
    with_app(ola)
    actions.set_password(ola, "lampe-åtte", by=ola.actor, via=Via.STAFF)
    with pytest.raises(Refused) as refused:
        second_factor.remove_factor(factors.of(ola)[0], by=ola.actor, via=Via.STAFF)
    assert refused.value.code == "short_password"


@pytest.mark.django_db
def test_a_letter_typed_in_two_ways_is_one_letter() -> None:
    """An å that a keyboard makes of two characters is the å of another (NFC)."""
    from django.test import Client

    from tests.accounts.factories import make_user

    make_user("Ola", password="blåbær på åsen i år")
    told = {"login": "ola@fjordlys.example", "password": "bla\u030abær pa\u030a a\u030asen i a\u030ar"}
    assert Client().post("/sign-in/", told).status_code == 302

from __future__ import annotations

import pytest

from samtykke.config import env as environment
from samtykke.config.env import WrongSetting

GIVEN = {"SAMTYKKE_DATABASE_URL": "postgresql://app@db/samtykke", "SAMTYKKE_SECRET_KEY": "k" * 40}


def test_an_unknown_name_stops_the_start_and_is_named():
    with pytest.raises(WrongSetting, match="SAMTYKKE_BASEURL"):
        environment.read(GIVEN | {"SAMTYKKE_BASEURL": "https://x.example"})


def test_names_of_others_do_not_concern_us():
    environment.read(GIVEN | {"DATABASE_URL": "mysql://elsewhere"})


def test_a_value_may_stand_in_a_file(tmp_path):
    file = tmp_path / "key"
    file.write_text("f" * 40 + "\n")
    given = {"SAMTYKKE_DATABASE_URL": GIVEN["SAMTYKKE_DATABASE_URL"], "SAMTYKKE_SECRET_KEY_FILE": str(file)}
    assert environment.read(given).secret_key == "f" * 40


def test_a_value_and_its_file_together_are_refused(tmp_path):
    with pytest.raises(WrongSetting, match="not both"):
        environment.read(GIVEN | {"SAMTYKKE_SECRET_KEY_FILE": str(tmp_path / "key")})


def test_a_file_that_cannot_be_read_is_said(tmp_path):
    with pytest.raises(WrongSetting, match="SAMTYKKE_EMAIL_URL_FILE cannot be read"):
        environment.read(GIVEN | {"SAMTYKKE_EMAIL_URL_FILE": str(tmp_path / "nothing")})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEMO", "maybe"),
        ("BASE_URL", "crm.example.org"),
        ("BASE_URL", "https://crm.example.org/crm"),
        ("DATABASE_URL", "mysql://x/y"),
        ("DATABASE_URL", "postgresql://host:port/name"),
        ("SECRET_KEY", "short"),
        ("DEMO_PASSWORD", "short"),
        ("DEMO_API_KEY", "short"),
        ("EMAIL_URL", "http://mail"),
        ("INBOX_URL", "pop3://mail"),
        ("TRUSTED_PROXIES", "10.0.0.0/8,proxy"),
    ],
)
def test_a_wrong_value_is_refused_and_named(name, value):
    with pytest.raises(WrongSetting, match=f"SAMTYKKE_{name}"):
        environment.read(GIVEN | {f"SAMTYKKE_{name}": value})


def test_a_socket_address_has_its_host_in_the_query():
    parts = environment.database("postgresql://app@/crm?host=/run/pg&port=5433")
    assert (parts["host"], parts["port"], parts["user"], parts["name"]) == ("/run/pg", "5433", "app", "crm")


def test_a_password_may_hold_any_character():
    parts = environment.database("postgresql://app:p%40ss%2Fword@db:6432/crm?sslmode=verify-full")
    assert (parts["password"], parts["option:sslmode"]) == ("p@ss/word", "verify-full")


def test_the_secret_key_is_made_once_and_kept_from_others(tmp_path):
    first = environment.kept_secret_key(tmp_path)
    assert environment.kept_secret_key(tmp_path) == first
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    assert len(first) >= 43


def test_settings_never_show_their_values():
    env = environment.read(GIVEN | {"SAMTYKKE_DEMO_PASSWORD": "a long demo password"})
    assert "long demo" not in repr(env)
    assert "k" * 40 not in repr(env)


def test_the_owner_takes_the_owners_address():
    given = GIVEN | {"SAMTYKKE_OWNER_DATABASE_URL": "postgresql://owner@db/samtykke"}
    assert environment.read(given).connection_url == "postgresql://app@db/samtykke"
    assert environment.read(given | {"_SAMTYKKE_ROLE": "owner"}).connection_url == "postgresql://owner@db/samtykke"
    assert environment.read(GIVEN | {"_SAMTYKKE_ROLE": "owner"}).connection_url == "postgresql://app@db/samtykke"


OIDC = {"ISSUER": "https://id.example.org", "CLIENT_ID": "samtykke", "CLIENT_SECRET": "s" * 20}


def read_oidc(**told):
    return environment.read(GIVEN | {f"SAMTYKKE_OIDC_{name}": value for name, value in (OIDC | told).items() if value})


def test_single_sign_on_is_read_whole():
    env = read_oidc(HOSTS="a.example.org, b.example.org", SECOND_FACTOR="mfa")
    assert (env.oidc_hosts, env.oidc_second_factor) == (("a.example.org", "b.example.org"), ("mfa",))
    assert "s" * 20 not in repr(env)


@pytest.mark.parametrize(
    "told",
    [
        {"ISSUER": "http://id.example.org"},
        {"ISSUER": "id.example.org"},
        {"ISSUER": "https://user@id.example.org"},
        {"ISSUER": "https://id.example.org?x=1"},
        {"ISSUER": ""},
        {"CLIENT_ID": ""},
        {"CLIENT_SECRET": ""},
        {"HOSTS": "https://a.example.org"},
    ],
)
def test_single_sign_on_that_cannot_work_stops_the_start(told):
    with pytest.raises(WrongSetting, match="SAMTYKKE_OIDC"):
        read_oidc(**told)

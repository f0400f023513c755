"""One form for each address; a fingerprint that only the installation's key can make (REQ-60, REQ-101)."""

from __future__ import annotations

import hashlib
import re

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from samtykke.contacts import addresses
from samtykke.core.refused import Refused


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        (" Ola@BÆR.no ", "ola@xn--br-1ia.no"),
        ("ola@xn--br-1ia.no", "ola@xn--br-1ia.no"),
        ("OLA+Tag@Example.COM", "ola+tag@example.com"),
        ("o.l.a@example.com", "o.l.a@example.com"),
        ("BJØRN@example.no", "bjørn@example.no"),
        ("bjo\u0308rn@example.no", "björn@example.no"),
    ],
)
def test_an_address_has_one_form_and_keeps_its_tags_and_dots(written: str, normal: str) -> None:
    assert addresses.normal_email(written) == normal


@pytest.mark.parametrize(
    "written",
    [
        "",
        "ola",
        "ola@",
        "@example.no",
        "ola@localhost",
        "ola nordmann@example.no",
        "ola@@example.no",
        "ola@example..no",
        ".ola@example.no",
        "ola@-example.no",
        "ola@example.no\nBcc: x@example.no",
        "ola\x00@example.no",
        "o\u200bla@example.no",
        '"ola"@example.no',
        "<ola@example.no>",
        "ola@[127.0.0.1]",
        "a" * 65 + "@example.no",
        "a@" + "b" * 64 + ".no",
        "\ud800@example.no",
        "a@" + ".".join(["b" * 60] * 5) + ".no",
    ],
)
def test_what_is_no_address_is_refused_with_the_field(written: str) -> None:
    with pytest.raises(Refused) as refused:
        addresses.normal_email(written)
    assert (refused.value.code, refused.value.field, refused.value.status) == ("invalid_email", "email", 422)


@given(local=st.text(min_size=1, max_size=12), domain=st.text(min_size=1, max_size=12))
@settings(max_examples=300, deadline=None)
def test_the_form_of_a_form_is_the_form_itself(local: str, domain: str) -> None:
    try:
        normal = addresses.normal_email(f"{local}@{domain}.no")
    except Refused:
        return
    assert addresses.normal_email(normal) == normal
    assert addresses.normal_email(f" {normal.upper() if normal.isascii() else normal}\n") == normal


@given(
    st.from_regex(
        r"[A-Za-z0-9_%+'-]{1,9}(\.[A-Za-z0-9_%+'-]{1,9})?@([A-Za-z0-9]{1,3}\.){1,3}[A-Za-z]{2,9}", fullmatch=True
    )
)
@settings(max_examples=300, deadline=None)
def test_a_plain_address_needs_no_more_than_lower_case(written: str) -> None:
    assert re.fullmatch(addresses.PLAIN_ADDRESS, written)
    assert addresses.normal_email(written) == written.lower()


@pytest.mark.parametrize("plain", ["post@firma.no", "Info+nb@firma.no", "kundeservice@firma.no", "NO-REPLY@firma.no"])
def test_a_role_is_known_by_its_local_part(plain: str) -> None:
    assert addresses.is_role(addresses.normal_email(plain))


@pytest.mark.parametrize("personal", ["ola.nordmann@firma.no", "postman.pat@firma.no", "ola@post.no"])
def test_what_is_not_on_the_list_is_personal(personal: str) -> None:
    assert not addresses.is_role(addresses.normal_email(personal))


def test_a_fingerprint_is_no_plain_hash_and_depends_on_the_key(settings: pytest.FixtureRequest) -> None:
    first, first_key = addresses.fingerprint("ola@example.no"), addresses.key_ids()[0]
    old = settings.SECRET_KEY  # type: ignore[attr-defined]
    settings.SECRET_KEY = "another-key-" + "y" * 40  # type: ignore[attr-defined]
    settings.SECRET_KEY_FALLBACKS = [old]  # type: ignore[attr-defined]
    assert first != hashlib.sha256(b"ola@example.no").digest()
    assert addresses.fingerprint("ola@example.no") != first
    assert addresses.key_ids()[0] != first_key
    assert addresses.fingerprints("ola@example.no")[1] == first
    assert len(addresses.key_ids()[0]) <= 16


@pytest.mark.django_db
@pytest.mark.parametrize("normal", ["ola@example.no", "bjørn@xn--br-1ia.no", "o'hara+x@example.no", "\\a@example.no"])
def test_the_database_makes_the_same_fingerprint(normal: str) -> None:
    inner, outer = addresses.fingerprint_pads()
    with connection.cursor() as cursor:
        cursor.execute(r"SELECT sha256(%s || sha256(%s || replace(%s, '\', '\\')::bytea))", [outer, inner, normal])
        assert bytes(cursor.fetchone()[0]) == addresses.fingerprint(normal)


@pytest.mark.django_db
@given(st.text(alphabet=st.sampled_from("aZ09._%+'-@ æ\n"), max_size=14).map(lambda text: f"{text}@a.no"))
@settings(max_examples=100, deadline=None)
def test_python_and_the_database_agree_on_what_is_plain(written: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s ~ %s", [written, addresses.PLAIN_ADDRESS])
        assert cursor.fetchone()[0] == bool(re.fullmatch(addresses.PLAIN_ADDRESS, written))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("written", "country", "number"),
    [
        ("22 33 44 55", "", "+4722334455"),
        ("22 33 44 55", "NO", "+4722334455"),
        ("0047 91234567", "NO", "+4791234567"),
        ("4791234567", "NO", "+4791234567"),
        ("070-174 06 05", "SE", "+46701740605"),
        ("+44 20 7946 0018 ext. 12", "", "+442079460018;ext=12"),
    ],
)
def test_a_phone_is_kept_in_the_international_form(written: str, country: str, number: str) -> None:
    assert addresses.e164(written, country) == number


@pytest.mark.django_db
@pytest.mark.parametrize("written", ["", "hello", "12", "+999123456", "1" * 40, "=HYPERLINK(1)"])
def test_what_is_no_phone_is_refused(written: str) -> None:
    with pytest.raises(Refused) as refused:
        addresses.e164(written, "NO")
    assert (refused.value.code, refused.value.status) == ("invalid_phone", 422)

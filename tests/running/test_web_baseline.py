"""REQ-99, health, and whom we believe about where a request came from."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory, override_settings

from samtykke.config import env as environment
from samtykke.config import health
from samtykke.config.proxies import TrustedProxies


def seen(*, trusted: tuple[str, ...], come_from: str, **headers: str) -> tuple[str, str]:
    """Address and scheme as the product sees them."""
    request = RequestFactory().get("/", REMOTE_ADDR=come_from, **headers)
    with override_settings(TRUSTED_PROXIES=trusted):
        TrustedProxies(lambda request: HttpResponse())(request)
    return request.META["REMOTE_ADDR"], request.scheme


def test_what_a_stranger_says_about_itself_is_thrown_away():
    told = {"HTTP_X_FORWARDED_FOR": "1.2.3.4", "HTTP_X_FORWARDED_PROTO": "https"}
    assert seen(trusted=(), come_from="203.0.113.9", **told) == ("203.0.113.9", "http")
    assert seen(trusted=("10.0.0.0/8",), come_from="203.0.113.9", **told) == ("203.0.113.9", "http")


def test_of_a_trusted_proxy_the_nearest_untrusted_address_counts():
    told = {"HTTP_X_FORWARDED_FOR": "6.6.6.6, 198.51.100.7, 10.0.0.5", "HTTP_X_FORWARDED_PROTO": "https"}
    assert seen(trusted=("10.0.0.0/8",), come_from="10.0.0.1", **told) == ("198.51.100.7", "https")


@pytest.mark.django_db
def test_every_answer_carries_the_headers(client):
    answer = client.get("/healthz")
    assert answer.status_code == 200
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def test_behind_tls_cookies_are_bound_to_the_host():
    env = environment.read(
        {
            "SAMTYKKE_DATABASE_URL": "postgresql://app@db/crm",
            "SAMTYKKE_SECRET_KEY": "k" * 40,
            "SAMTYKKE_BASE_URL": "https://crm.example.org",
        }
    )
    assert env.is_https
    assert env.host == "crm.example.org"
    assert not environment.read(
        {"SAMTYKKE_DATABASE_URL": "postgresql://a@b/c", "SAMTYKKE_SECRET_KEY": "k" * 40}
    ).is_https


@pytest.mark.django_db
def test_it_is_not_ready_without_a_worker(client):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "not ready",
        "database": True,
        "migrations": True,
        "worker": False,
        "restore": True,
    }


@pytest.mark.django_db
def test_it_is_not_ready_while_a_restored_copy_waits(client):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
    assert client.get("/readyz").status_code == 200
    quarantine = settings.DATA_DIR / health.QUARANTINE
    quarantine.touch()
    try:
        assert client.get("/readyz").json()["restore"] is False
    finally:
        quarantine.unlink()


@pytest.mark.django_db
def test_health_changes_nothing_and_takes_no_other_method(client):
    assert client.post("/healthz").status_code == 405
    assert client.post("/readyz").status_code == 405

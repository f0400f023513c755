from __future__ import annotations

import pytest
from django.db import DatabaseError, connection

pytestmark = pytest.mark.django_db


def one(sql: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def test_tests_run_as_the_application_role():
    assert one("SELECT current_user") == "samtykke_app"


def test_the_application_role_creates_nothing_outside_staging():
    with pytest.raises(DatabaseError, match="permission denied for schema public"):
        one("CREATE TABLE public.x (a int)")


@pytest.mark.django_db(transaction=True)
def test_the_application_role_creates_and_drops_in_staging():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE staging.x AS SELECT 1 AS a")
        cursor.execute("DROP TABLE staging.x")

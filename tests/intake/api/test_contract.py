"""The contract: the description is the one reviewed, and the API does what it says."""

from __future__ import annotations

import json
import os

import pytest

from samtykke.intake.channels.api.urls import api
from tests.house.code import ROOT

SNAPSHOT = ROOT / "docs" / "develop" / "openapi.json"
ALWAYS = {"401", "403", "422"}


def described() -> dict:
    return json.loads(json.dumps(api.get_openapi_schema()))


def test_the_description_is_the_one_reviewed() -> None:
    """Breaks when the contract changes: look at the difference, then write it with HOUSE_WRITE=1."""
    now = described()
    if os.environ.get("HOUSE_WRITE"):
        SNAPSHOT.write_text(json.dumps(now, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert now == json.loads(SNAPSHOT.read_text(encoding="utf-8"))


def test_the_description_is_open_to_everybody(client) -> None:
    response = client.get("/api/v1/openapi.json")
    assert response.status_code == 200
    assert response.json() == described()


def test_an_address_with_a_line_break_is_a_problem_too(client) -> None:
    response = client.get("/api/v1/persons/%C3%84%0Ax")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_every_operation_says_its_scope_and_its_problems() -> None:
    for path, methods in described()["paths"].items():
        for method, operation in methods.items():
            assert operation["security"][0]["key"], f"{method} {path}"
            assert set(operation["responses"]) >= ALWAYS
            for status, answer in operation["responses"].items():
                kinds = set(answer.get("content", {}))
                assert kinds <= ({"application/problem+json"} if int(status) >= 400 else {"application/json"})


def test_every_way_of_writing_may_be_repeated() -> None:
    for path, methods in described()["paths"].items():
        for method, operation in methods.items():
            named = {one["name"] for one in operation["parameters"]}
            writes = method != "get" and not path.endswith("/may")
            assert ("Idempotency-Key" in named) is writes, f"{method} {path}"


@pytest.mark.parametrize("name", ["commitment", "salt", "sort_key", "fingerprint", "key_hash", "password"])
def test_no_column_shows_that_was_not_put_there(name: str) -> None:
    assert f'"{name}"' not in json.dumps(described())

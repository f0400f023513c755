"""REQ-98: what is logged holds no personal data."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from samtykke.config.logs import JsonLines, route_of


def line(record: logging.LogRecord) -> dict[str, object]:
    return json.loads(JsonLines().format(record))


def record(name: str, text: str, *args: object, **more: object) -> logging.LogRecord:
    made = logging.LogRecord(name, logging.ERROR, "x.py", 1, text, args, None)
    made.__dict__.update(more)
    return made


def test_what_others_log_is_kept_without_its_values():
    told = line(
        record("procrastinate.worker", "Starting job %s", "greet(address='kari@example.no')", job={"args": "kari"})
    )
    assert told["says"] == "Starting job %s"
    assert "kari" not in json.dumps(told).replace(json.dumps(told.get("job")), "")


def test_what_we_log_is_kept_as_we_wrote_it():
    assert line(record("samtykke.intake", "%d rows", 3, count=3))["says"] == "3 rows"


def test_an_error_is_told_by_kind_and_place_never_by_its_text():
    try:
        address = "kari@example.no"
        raise ValueError(f"duplicate key: {address}")
    except ValueError:
        made = record("django.request", "Internal Server Error: %s", "/p/token/")
        made.exc_info = sys.exc_info()
    told = line(made)
    assert told["error"] == "ValueError"
    assert "test_logs.py" in told["at_code"][-1]
    assert "kari" not in json.dumps(told)
    assert "token" not in json.dumps(told)


def test_an_address_is_told_by_its_pattern():
    class Match:
        route = "p/<str:token>/"

    class Request:
        resolver_match = Match()

    assert route_of(Request()) == "/p/<str:token>/"
    assert route_of(object()) == "unknown"


@pytest.mark.django_db
def test_the_line_of_an_answer_names_the_route_alone(client, caplog):
    with caplog.at_level(logging.INFO, logger="samtykke.requests"):
        client.get("/setup/somebodys-token/", {"email": "kari@example.no"})
    told = [line(r) for r in caplog.records if r.name == "samtykke.requests"]
    assert [t["route"] for t in told] == ["/setup/<str:token>/"]
    assert "somebodys-token" not in json.dumps(told)
    assert "kari" not in json.dumps(told)

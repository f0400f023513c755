"""What no caller should send, and what every answer carries."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from tests.intake.api.calls import Caller, new_person, pointers

if TYPE_CHECKING:
    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"nothing", b"\xff\xfe", b'{"first_name": NaN}', b"[" * 100_000, b"9" * 5000, b'{"a": "\x00"}'],
)
def test_what_is_no_json_is_refused(erp: Caller, body: bytes) -> None:
    response = erp.send("POST", "/persons", body)
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("body", ["[]", "null", '"x"', "5", "[{}]"])
def test_what_is_no_object_is_refused(erp: Caller, body: str) -> None:
    assert erp.send("POST", "/persons", body).status_code == 422


@pytest.mark.parametrize("text", [r"\u0000", r"\ud800", r"\uDFFF", r"a\ud800b"])
def test_characters_that_cannot_be_kept_are_named(erp: Caller, text: str) -> None:
    response = erp.send("POST", "/persons", f'{{"emails": [], "last_name": "{text}"}}')
    assert (response.status_code, pointers(response)) == (422, ["#/last_name"])
    assert erp.send("POST", "/persons", f'{{"{text}": 1}}').status_code == 422
    assert erp.send("POST", "/persons", r'{"last_name": "😀 \\u0000"}').status_code == 201


def test_a_body_of_five_megabytes_is_read_and_one_of_eleven_is_not(erp: Caller) -> None:
    response = erp.post("/persons", {"first_name": "x" * (6 * 1024 * 1024)})
    assert (response.status_code, pointers(response)) == (422, ["#/first_name"])
    assert erp.post("/persons", {"first_name": "x" * (11 * 1024 * 1024)}).status_code == 413


@pytest.mark.parametrize("path", ["/persons?q=%00", "/persons?email=%00", "/purposes/%00", "/may?purpose=%00", "/%00"])
def test_a_nul_in_an_address_finds_nothing(erp: Caller, path: str) -> None:
    assert erp.get(path).status_code in {404, 422}


def test_a_name_said_twice_in_the_address_is_refused_by_name(erp: Caller) -> None:
    """Breaks when the last of two is taken in silence."""
    told = erp.get("/persons?q=kari&q=ola")
    assert (told.status_code, told.json()["errors"][0]["pointer"]) == (422, "#/q")


def test_whatever_else_stands_below_is_missing_as_a_problem(erp: Caller) -> None:
    for path in ("/", "/nothing", "/persons/", "/persons/1/nothing", "/legal-bases/61A/wordings"):
        response = erp.get(path)
        assert (response.status_code, response.headers["Content-Type"]) == (404, "application/problem+json"), path


def test_another_method_is_told_which_there_are(erp: Caller) -> None:
    response = erp.put("/persons", {})
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, POST")
    assert response.json()["code"] == "method_not_allowed"


def test_head_answers_like_get_without_a_body(erp: Caller, kari: Person) -> None:
    response = erp.send("HEAD", f"/persons/{kari.pk}")
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["ETag"] == '"1"'


def test_no_answer_is_kept_on_the_way(erp: Caller) -> None:
    for response in (erp.get("/purposes"), erp.get("/purposes/NOPE"), Client().get("/api/v1/persons")):
        assert response.headers["Cache-Control"] == "no-store"


def test_a_problem_has_all_its_parts(erp: Caller) -> None:
    told: dict[str, Any] = erp.post("/persons", {**new_person(), "first_name": 7, "colour": "red"}).json()
    assert set(told) == {"type", "title", "status", "detail", "code", "errors"}
    assert told["errors"] == [
        {"pointer": "#/first_name", "detail": "Write a text."},
        {"pointer": "#/colour", "detail": "There is no such field."},
    ]


def test_text_is_text_whatever_it_holds(erp: Caller) -> None:
    hostile = '=HYPERLINK("http://x","y")<script>{{ settings }}\u202e%s'
    person = erp.post("/persons", new_person(first_name=hostile)).json()
    assert person["first_name"] == hostile
    assert json.loads(erp.get(f"/persons/{person['id']}").content)["first_name"] == hostile
    for query in ("%25", "_", "%5C", "'", '"', "&", "|", "a b c d", ":*", "!", "(", "%F0%9F%98%80"):
        assert erp.get(f"/persons?q={query}").status_code == 200, query

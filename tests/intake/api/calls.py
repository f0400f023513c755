"""Calling the API in tests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.test import Client

from tests.accounts.factories import make_key

if TYPE_CHECKING:
    from django.http import HttpResponse

    from samtykke.accounts.models import ApiKey
    from samtykke.accounts.rights import Scope

ROOT = "/api/v1"
PROOF = {"kind": "web_form", "reference": "form 7, submission 1204"}
YES = "Yes, send me the newsletter by e-mail."


class Caller:
    """Another system with a key; all scopes unless some are named."""

    def __init__(self, *scopes: Scope, **fields: Any) -> None:
        made: tuple[ApiKey, str] = make_key(*scopes, **fields)
        self.key, self.readable = made
        self.client = Client(headers={"Authorization": f"Bearer {self.readable}"})

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """A call with a body of JSON; header names with _ for -."""
        content = "" if body is None else body if isinstance(body, str | bytes) else json.dumps(body)
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        response: Any = self.client.generic(
            method,
            path if path.startswith(("/api", "/superoffice")) else ROOT + path,
            content,
            content_type="application/json",
            headers=named,
        )
        assert response.status_code < 500, response.content
        return response

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.send("GET", path, **headers)

    def post(self, path: str, body: Any, **headers: str) -> HttpResponse:
        return self.send("POST", path, body, **headers)

    def put(self, path: str, body: Any, **headers: str) -> HttpResponse:
        return self.send("PUT", path, body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> HttpResponse:
        return self.send("PATCH", path, body, **headers)

    def delete(self, path: str, **headers: str) -> HttpResponse:
        return self.send("DELETE", path, **headers)


def pointers(response: Any) -> list[str]:
    """The fields a problem names."""
    return [one["pointer"] for one in response.json()["errors"]]


def own_yes(**more: Any) -> dict[str, Any]:
    """The person's own yes, as another system sends it."""
    return {"legal_basis": "61A", "source": "WEBFORM", "wording": YES, "evidence": PROOF, **more}


def new_person(**more: Any) -> dict[str, Any]:
    """A person to be."""
    return {"first_name": "Åse", "last_name": "Ødegård", "emails": [{"address": "ase@example.org"}], **more}

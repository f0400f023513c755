"""A GET changes nothing (rule 9, REQ-72): only the trail, sessions and the time somebody was last seen may grow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from tests.house.addresses import Address, addresses, operations
from tests.house.tables import changed, digests
from tests.house.test_rights import body, quiet, values

if TYPE_CHECKING:
    from collections.abc import Callable

    from samtykke.accounts.models import User
    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db

__all__ = ["values"]


def _writes(client: Client, address: Address, values: dict[str, Any], table: str) -> bool:
    """Whether opening an address once more changes a table."""
    before = digests()
    body(client.get(address.at(values)))
    return table in changed(before)


@pytest.mark.slow
def test_looking_at_every_staff_page_changes_nothing(
    admin: User, kari: Person, values: dict[str, Any], signed_in: Callable[..., Client], settings: Any
) -> None:
    """Breaks when a page writes while it is being looked at, or fails for somebody with every right."""
    settings.DEMO = True  # the page of components is there
    client, wrong, shown, before = quiet(signed_in(admin)), [], 0, digests()
    found = [a for a in addresses() if not a.is_public and not a.is_api and "reads" in a.ways]
    for address in found:
        for method in ("get", "head"):
            response = getattr(client, method)(address.at(values))
            body(response)
            if response.status_code not in {200, 204, 302}:
                wrong.append(f"{method} {address.pattern}: {response.status_code}")
            shown += response.status_code == 200
    for table in changed(before):
        wrong.append(f"{table} changed, by one of {[a.pattern for a in found if _writes(client, a, values, table)]}")
    assert wrong == []
    assert shown > 10


def test_opening_every_public_page_changes_nothing(kari: Person, values: dict[str, Any]) -> None:
    """Breaks when a link can act by being opened: mail scanners open links."""
    wrong = []
    for address in (a for a in addresses() if a.is_public and not a.is_api):
        before = digests()
        for method in ("get", "head", "options"):
            body(getattr(quiet(Client()), method)(address.at(values)))
        wrong += [f"{address.pattern} changed {table}" for table in changed(before)]
    assert wrong == []


def test_reading_by_the_api_changes_nothing(kari: Person, values: dict[str, Any]) -> None:
    """Breaks when a GET of the API writes more than a look and the time the key was last used."""
    from tests.accounts.factories import make_key

    _, readable = make_key()
    client, wrong = quiet(Client(headers={"Authorization": f"Bearer {readable}"})), []
    for address in (a for a in addresses() if a.is_api):
        if not any("GET" in operation.methods for operation in operations(address)):
            continue
        before = digests()
        response = client.get(address.at(values))
        body(response)
        if response.status_code >= 500:
            wrong.append(f"{address.pattern}: {response.status_code}")
        wrong += [f"{address.pattern} changed {table}" for table in changed(before)]
    assert wrong == []


def test_a_view_that_reads_cannot_write(kari: Person, rf: Any) -> None:
    """Breaks when `read_only` no longer makes PostgreSQL refuse the write."""
    from django.db import InternalError, connection
    from django.http import HttpRequest, HttpResponse

    from samtykke.core.http import read_only

    @read_only
    def view(request: HttpRequest) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE contacts_person SET title = 'x'")
        return HttpResponse()

    with pytest.raises(InternalError, match="read-only transaction"):
        view(rf.get("/"))
    assert view(rf.post("/")).status_code == 405


def test_a_view_that_writes_is_not_opened(rf: Any) -> None:
    """Breaks when `writes` lets a GET through."""
    from django.http import HttpRequest, HttpResponse

    from samtykke.core.http import writes

    @writes
    def view(request: HttpRequest) -> HttpResponse:
        raise AssertionError("a GET reached a view that writes")

    assert {view(getattr(rf, method)("/")).status_code for method in ("get", "head", "put", "delete", "patch")} == {405}

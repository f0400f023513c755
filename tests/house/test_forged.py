"""A form that did not come from our own page: without its token, or from another site. ASVS 3.5; product rule 9."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.middleware.csrf import _get_new_csrf_string, _mask_cipher_secret
from django.test import Client

from tests.accounts.factories import signed_in
from tests.house.addresses import Address, addresses
from tests.house.tables import changed, digests
from tests.house.test_rights import quiet, values

if TYPE_CHECKING:
    from collections.abc import Callable

    from samtykke.accounts.models import User
    from samtykke.contacts.models import Person

__all__ = ["values"]
pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ELSEWHERE = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}


def written() -> list[Address]:
    """The addresses that change something, the API left out: no browser carries a key there."""
    return [a for a in addresses() if "writes" in a.ways and not a.is_api]


def strict(user: User | None = None) -> Client:
    """A browser whose forms are looked at, signed in where a user is named."""
    client = Client(enforce_csrf_checks=True)
    if user is not None:
        client.cookies = signed_in(user).cookies
    return quiet(client)


def with_token(client: Client, headers: dict[str, str]) -> Callable[[str], Any]:
    """Posts with the token of a form of ours, and with what the browser says of where the form came from."""
    secret = _get_new_csrf_string()
    client.cookies["csrf"] = client.cookies["csrftoken"] = secret
    told = {"csrfmiddlewaretoken": _mask_cipher_secret(secret)}
    return lambda address: client.post(address, told, headers=headers)


def test_without_the_token_of_our_form_nothing_is_written(admin: User, kari: Person, values: dict[str, Any]) -> None:
    """Breaks when a staff address is exempt from the token, or acts before it is looked at."""
    staff = [a for a in written() if not a.is_public]
    client, before = strict(admin), digests()
    found = {a.pattern: client.post(a.at(values)).status_code for a in staff}
    assert {pattern: status for pattern, status in found.items() if status != 403} == {}
    assert len(found) > 40
    assert changed(before) == []


def test_a_form_on_another_site_writes_nothing_even_with_a_token(
    admin: User, kari: Person, values: dict[str, Any]
) -> None:
    """Breaks when the origin of a form is not looked at, on a staff page or a public one."""
    send, before = with_token(strict(admin), ELSEWHERE), digests()
    found = {a.pattern: send(a.at(values)).status_code for a in written()}
    assert {pattern: status for pattern, status in found.items() if status not in {403, 404}} == {}
    assert changed(before) == []


def test_the_same_token_opens_the_form_from_here(admin: User) -> None:
    """Breaks when the two tests above would pass because nothing is ever let in."""
    send = with_token(strict(admin), {"origin": "http://testserver"})
    assert {send(address).status_code for address in ("/profile/", "/people/new/", "/templates/new/")} <= {200, 422}

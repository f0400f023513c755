"""What a page offers is open to whoever reads it: every link and every form on every page, by standard role.

The walk begins where each role begins and at every page that is open to it, and follows each link to an address it has not
opened yet. A form or a button that sends is judged by the rights of what it sends to.
"""

from __future__ import annotations

from functools import cache
from html.parser import HTMLParser
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from tests.accounts.factories import make_user, signed_in
from tests.factories import make_consent
from tests.house.addresses import Address, addresses
from tests.house.test_matrix import NOBODY, ROLES, is_open
from tests.house.test_rights import quiet, values

if TYPE_CHECKING:
    from samtykke.contacts.models import Person

__all__ = ["values"]
pytestmark = [pytest.mark.django_db, pytest.mark.slow]
# Support and integration may what sales and marketing may, and to the administrator nothing is closed.
WALKERS = [role for role in ROLES if role not in {"administrator", "support", "integration"}]
# What sends, and where to: the attribute that says so, and whether it writes.
SENDS = (("hx-post", "writes"), ("hx-get", "reads"), ("formaction", "writes"))


@cache
def known() -> dict[str, Address]:
    """Every address by its pattern."""
    return {address.pattern: address for address in addresses()}


def behind(path: str) -> Address | None:
    """The address that answers a path; None where nothing does."""
    try:
        return known().get(resolve(path).route)
    except Resolver404:
        return None


class Offers(HTMLParser):
    """Where a page leads, and whether that reads or writes."""

    def __init__(self, page: str, body: bytes) -> None:
        super().__init__()
        self.page, self.found = page, set[tuple[str, str]]()
        self.feed(body.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes the address that a link leads to, and every one that something sends to."""
        told = dict(attrs)
        if tag == "a" and told.get("href"):
            self.found.add((told["href"] or "", "reads"))
        if tag == "form":
            is_post = (told.get("method") or "get").lower() == "post"
            self.found.add((told.get("action") or self.page, "writes" if is_post else "reads"))
        self.found |= {(told[name] or "", way) for name, way in SENDS if told.get(name)}


def walk(role: str, client: Client, begins: list[str]) -> list[str]:
    """What is wrong with what the pages offer to a role: where it stands, and what it leads to."""
    wrong, opened = set[str](), {found.pattern for path in begins if (found := behind(path))}
    waiting = [(path, "") for path in begins]
    while waiting:
        where, came_from = waiting.pop(0)
        path = urlsplit(where).path
        answer = client.get(where)
        if came_from and answer.status_code >= HTTPStatus.BAD_REQUEST:
            wrong.add(f"{role}: {came_from} leads to {path}: {answer.status_code}")
        if answer.streaming or not answer.headers.get("Content-Type", "").startswith("text/html") or not answer.content:
            continue
        for target, way in sorted(Offers(where, answer.content).found):
            parts = urlsplit(urljoin(where, target))
            if parts.scheme or parts.netloc or not parts.path.startswith("/") or parts.path.startswith("/static/"):
                continue
            address = behind(parts.path)
            if address is None:
                wrong.add(f"{role}: {path} leads to {parts.path}, and nothing is there")
            elif address.is_ours and not address.is_public and not is_open(address, way, ROLES[role]):
                wrong.add(f"{role}: {path} offers {parts.path}, which {way} and is closed")
            elif way == "reads" and address.pattern not in opened:
                opened.add(address.pattern)
                waiting.append((parts.path + (f"?{parts.query}" if parts.query else ""), path))
    return sorted(wrong)


def test_no_page_offers_what_is_closed(kari: Person, values: dict[str, Any]) -> None:
    """Breaks when a page shows a role a link, a form or a button that answers 403, or a link to what is not there."""
    make_consent(kari)
    staff = [a for a in addresses() if a.is_ours and not a.is_public and not a.is_api and "reads" in a.ways]
    wrong = []
    for role in WALKERS:
        user = make_user(f"{role} x", *([role] if role != NOBODY else []))
        begins = [address.at(values) for address in staff if is_open(address, "reads", ROLES[role])]
        wrong += walk(role, quiet(signed_in(user)), begins)
    assert wrong == [], "\n".join(wrong)

"""The list of addresses: what each needs, and what a public one may not show."""

from __future__ import annotations

import os
import re

from tests.house.addresses import Address, addresses, operations
from tests.house.code import ROOT

SNAPSHOT = ROOT / "tests" / "house" / "addresses.txt"
# Views of ours that say neither @read_only nor @writes: why.
WITHOUT_A_WAY: dict[str, str] = {
    "samtykke.config.health.healthz": "answers without touching the database",
    "samtykke.config.health.readyz": "must answer also where the database does not",
}
# Kinds of parameters a public address may hold: texts that are tokens or keys, never a row's number.
NUMBERS = frozenset({"int"})
NAMED_LIKE_ROWS = re.compile(r"(^|_)(pk|id)$")


def ours() -> list[Address]:
    """The addresses whose views we wrote, the API left out: there an operation has scopes."""
    return [a for a in addresses() if a.is_ours and not a.is_api]


def line(address: Address) -> str:
    """An address as it stands in the snapshot."""
    if address.is_api:
        methods = sorted({method for operation in operations(address) for method in operation.methods})
        scopes = sorted({str(scope) for operation in operations(address) for scope in scopes_of(operation)})
        return f"/{address.pattern}  {','.join(methods) or '-'}  {','.join(scopes) or 'any key'}"
    ways = ",".join(sorted(address.ways)) or "-"
    if address.is_public:
        return f"/{address.pattern}  {ways}  public"
    read, written = (",".join(address.rights_for(way)) or "signed in" for way in ("reads", "writes"))
    if len(address.ways) > 1 and read != written:
        return f"/{address.pattern}  {ways}  {read};{written}"
    return f"/{address.pattern}  {ways}  {','.join(address.rights or ()) or 'signed in'}"


def scopes_of(operation: object) -> tuple[str, ...]:
    """The scopes an API operation asks for."""
    found = getattr(getattr(operation, "view_func", None), "scopes", ())
    return tuple(str(scope) for scope in found)


def test_the_list_of_addresses_is_the_one_reviewed() -> None:
    """Breaks when an address, its way or its right changes: look at the difference, then write it with HOUSE_WRITE=1."""
    now = sorted({line(address) for address in addresses() if address.is_ours or address.is_api})
    if os.environ.get("HOUSE_WRITE"):
        SNAPSHOT.write_text("\n".join(now) + "\n", encoding="utf-8")
    assert now == SNAPSHOT.read_text(encoding="utf-8").splitlines()


def test_every_view_says_whether_it_reads_or_writes() -> None:
    """Breaks when a view of ours carries neither @read_only nor @writes."""
    assert [a.where for a in ours() if not a.ways and a.where not in WITHOUT_A_WAY] == []


def test_every_view_says_who_may() -> None:
    """Breaks when a view of ours carries neither @needs, @signed_in nor @public."""
    silent = [a.where for a in ours() if a.rights is None and not a.is_public]
    assert silent == []


def test_no_view_is_public_by_accident() -> None:
    """Breaks when a view is open by a bare login_not_required instead of @public."""
    found = [a.where for a in ours() if a.is_public and not getattr(a.view, "public", False)]
    assert [where for where in found if where not in WITHOUT_A_WAY] == []


def test_no_public_address_shows_a_row() -> None:
    """Breaks at an int converter, or a parameter called id or pk, in an address that needs no sign-in (decision 0005)."""
    found = [
        a.pattern
        for a in addresses()
        if a.is_public and not a.is_api
        for kind, name in a.parameters
        if kind in NUMBERS or NAMED_LIKE_ROWS.search(name)
    ]
    assert found == []


def test_no_framework_view_is_open_unseen() -> None:
    """Breaks when a framework's view that we did not write becomes public: the list of those is short and looked at."""
    foreign = {a.where for a in addresses() if not a.is_ours and not a.is_api and a.is_public}
    assert foreign == set()


def test_every_api_operation_says_its_scope() -> None:
    """Breaks when an operation of the API asks for no scope and is not one that any key may call."""
    open_to_any = {"openapi.json"}
    found = [
        f"{','.join(operation.methods)} /{a.pattern}"
        for a in addresses()
        if a.is_api and not a.pattern.endswith(tuple(open_to_any))
        for operation in operations(a)
        if not scopes_of(operation)
    ]
    assert found == []


def test_addresses_are_nouns() -> None:
    """Breaks at /people/42/delete/ or /keys/7/revoke/: a change of state has a noun for an address."""
    verbs = (
        r"/(delete|remove|withdraw|revoke|deactivate|activate|update|edit|save|create|add|restore|undo|approve|send)/$"
    )
    assert [a.pattern for a in ours() if re.search(verbs, f"/{a.pattern}")] == []

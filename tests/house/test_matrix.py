"""The two matrices: every staff address by every standard role, every API operation by every scope (issue 4, REQ-93).

Both are reviewed files. A new address or operation without its line fails, and so does a line that is no longer true.
"""

from __future__ import annotations

import csv
import os
from http import HTTPStatus
from itertools import count, cycle
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from samtykke.accounts.models import Attempt, Role
from samtykke.accounts.rights import STANDARD_ROLES, Right, Scope
from tests.house.addresses import Address, addresses, operations
from tests.house.code import ROOT
from tests.house.test_rights import quiet, values  # noqa: F401 - a fixture

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


RIGHTS = ROOT / "tests" / "house" / "rights_matrix.csv"
SCOPES = ROOT / "tests" / "house" / "scopes_matrix.csv"
NOBODY = "no_role"
ROLES: dict[str, frozenset[Right]] = {
    **{key: frozenset(rights) for key, (_names, rights) in STANDARD_ROLES.items()},
    NOBODY: frozenset(),
}
OPEN, CLOSED = "open", "closed"
# What the auditor may press: it changes nothing of what is held. Why.
PRESSES_OF_THE_AUDITOR = {
    "/calendar/feed/": "a secret address of their own calendar, which shows what they may read anyway",
    "/calendar/feed/revocation/": "the end of it",
    "/people/columns/": "which columns they see themselves",
    "/companies/columns/": "the same",
    "/sales/list/columns/": "the same",
    "/desk/counting/": "the figures of the desk are counted anew; none of them is changed by hand",
    **dict.fromkeys(
        (
            *(
                f"/selections/<int:selection_id>/{part}/"
                for part in ("change", "combination", "copy", "deletion", "restoration")
            ),
            "/selections/new/",
            "/selections/lists/new/",
        ),
        "a selection of one's own: a question that is kept, and changes nobody",
    ),
    "/audit/file/": "takes out what may be read anyway, by a right of its own; that it was taken is written",
}


# What the auditor does not read, by the last part of the address or by the whole of it. Why.
FORMS_ALONE = "a form for writing; what is written with it stands on a page that the auditor reads"
FILES_OF_PEOPLE = "a file of people: it takes the right to take people out"
CLOSED_TO_THE_AUDITOR = {
    **dict.fromkeys(
        (
            "new/",
            "draft/",
            "screening/",
            "details/",
            "more/change/",
            "filing/",
            "activities/people/",
            "activities/<int:pk>/change/",
            "people/<int:person_id>/email/",
            "documents/<int:document_id>/change/",
            "documents/<int:document_id>/versions/",
            "sales/<int:sale_id>/change/",
            "sales/<int:sale_id>/lost/",
            "sales/<int:pk>/people/",
            "projects/<int:project_id>/change/",
            "projects/<int:pk>/people/",
            "rows/<int:row_id>/",
            "data-map/fields/<str:key>/",
            "data-map/live/<str:purpose>/<str:people>/<str:kind>/",
            "record/activities/<int:activity_id>/",
            "record/settings/",
            "setup/organisation/profile/",
            "privacy-statement/<str:language>/",
            "publication/",
            "asking/",
            "informing/all/",
            "copy/",
            "columns/",
            "undoing/",
            "confirmation-mail/",
            "events/<int:event_id>/files/",
            "invalidation/",
            "objection/",
            "answer/",
            "basis/",
            "ending/",
            "question/",
            "withdrawal/",
            "restriction/",
            "merge/",
            "split/",
            "people/<int:person_id>/companies/",
            "companies/<int:belonging_id>/",
            "leaving/",
            "people/<int:person_id>/photo/",
            "postal/",
            "postal/<int:postal_id>/",
            "phones/<int:phone_id>/",
            "emails/<int:row_id>/",
            "people/<int:person_id>/emails/",
            "people/<int:person_id>/phones/",
            "emails/<int:row_id>/correction/",
            "phones/<int:phone_id>/correction/",
            "facts/<slug:fact>/",
        ),
        FORMS_ALONE,
    ),
    "data-map/uploads/<int:upload_id>/": "the last step of handing in a workbook, of which nothing is written yet",
    "outbox/<int:pk>/message/": "in the demo: the mail with links that work, by which one acts as the person",
    **dict.fromkeys(("people/file/", "may/file/", "informing/file/", "imports/<int:run_id>/rows/"), FILES_OF_PEOPLE),
}


def staff() -> list[tuple[Address, str]]:
    """Every address for staff, by each of its ways."""
    found = [a for a in addresses() if a.is_ours and not a.is_public and not a.is_api]
    return [(address, way) for address in found for way in sorted(address.ways)]


def is_open(address: Address, way: str, held: frozenset[Right]) -> bool:
    """What the view behind this way says of somebody who holds these rights."""
    enough, needed = any if getattr(address.view_for(way), "any_right", False) else all, address.rights_for(way)
    return not needed or enough(right in held for right in needed)


def rights_lines() -> list[list[str]]:
    """Address, way, and the answer for each standard role."""
    lines = [
        [f"/{address.pattern}", way, *(OPEN if is_open(address, way, held) else CLOSED for held in ROLES.values())]
        for address, way in staff()
    ]
    return [["address", "way", *ROLES], *sorted(lines)]


def api() -> list[tuple[str, Address, Any]]:
    """Every operation of the API by its methods."""
    found = [a for a in addresses() if a.is_api]
    return [(method, a, operation) for a in found for operation in operations(a) for method in operation.methods]


def scopes_of(operation: Any) -> frozenset[str]:
    """The scopes an operation asks for."""
    return frozenset(str(scope) for scope in getattr(operation.view_func, "scopes", ()))


def scopes_lines() -> list[list[str]]:
    """Operation, what it needs, and the answer for a key with one scope alone."""
    lines = [
        [
            f"{method} /{address.pattern}",
            " ".join(sorted(scopes_of(operation))) or "any key",
            *(OPEN if scopes_of(operation) <= {scope.value} else CLOSED for scope in Scope),
        ]
        for method, address, operation in api()
    ]
    return [["operation", "needs", *(scope.value for scope in Scope)], *sorted(lines)]


def reviewed(file: Path, now: list[list[str]]) -> list[list[str]]:
    """The file as it was reviewed; written anew first where HOUSE_WRITE=1 says so."""
    if os.environ.get("HOUSE_WRITE"):
        with file.open("w", encoding="utf-8", newline="") as written:
            csv.writer(written, lineterminator="\n").writerows(now)
    with file.open(encoding="utf-8", newline="") as kept:
        return list(csv.reader(kept))


def test_the_rights_matrix_is_the_one_reviewed() -> None:
    """Breaks when a staff address has no line, or opens to a role that it was closed to: look at the difference, then
    write it with HOUSE_WRITE=1.
    """
    assert reviewed(RIGHTS, rights_lines()) == rights_lines()


def test_the_scopes_matrix_is_the_one_reviewed() -> None:
    """Breaks when an operation of the API has no line, or opens to another scope; written as the other one."""
    assert reviewed(SCOPES, scopes_lines()) == scopes_lines()


def test_the_auditor_changes_nothing() -> None:
    """Breaks when an address that writes opens to the auditor, beyond what everybody does for themselves."""
    column = 2 + list(ROLES).index("auditor")
    mine = {line[0] for line in rights_lines() if line[-1] == OPEN}
    opened = [
        line[0] for line in rights_lines()[1:] if line[1] == "writes" and line[column] == OPEN and line[0] not in mine
    ]
    assert [address for address in opened if address not in PRESSES_OF_THE_AUDITOR] == []


def test_the_auditor_reads_everything_but_these() -> None:
    """Breaks when a page is closed to the auditor that is no form alone, or one of those named above opens."""
    column = 2 + list(ROLES).index("auditor")
    closed = [line[0] for line in rights_lines()[1:] if line[1] == "reads" and line[column] == CLOSED]
    unsaid = [address for address in closed if not address.endswith(tuple(f"/{end}" for end in CLOSED_TO_THE_AUDITOR))]
    assert unsaid == []
    assert [end for end in CLOSED_TO_THE_AUDITOR if not any(address.endswith(f"/{end}") for address in closed)] == []


@pytest.mark.django_db
def test_the_rights_matrix_is_true_of_real_requests(
    signed_in: Callable[..., Client],
    values: dict[str, Any],  # noqa: F811 - the fixture
) -> None:
    """Breaks when a view answers otherwise than it says: each address is asked by one role to whom it is open and by one
    to whom it is closed, the roles in turn, so that every role is asked many times.
    """
    from tests.accounts.factories import make_user

    staff_of = {key: make_user(f"{key} x", *([key] if key != NOBODY else [])) for key in ROLES}
    browsers = {key: quiet(signed_in(user)) for key, user in staff_of.items()}
    turn = cycle(range(len(ROLES)))
    wrong = []
    for address, way in staff():
        for wanted in (OPEN, CLOSED):
            key = _next(turn, [key for key, held in ROLES.items() if is_open(address, way, held) == (wanted == OPEN)])
            if key is None or (wanted == OPEN and way == "writes"):
                continue  # what a press does is not tried here: the pages' own tests do
            method = browsers[key].get if way == "reads" else browsers[key].post
            status = method(address.at(values)).status_code
            if (status != HTTPStatus.FORBIDDEN) != (wanted == OPEN) or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                wrong.append(f"{way} /{address.pattern} by {key}: {status}, {wanted} in the matrix")
    assert wrong == []


def _next(turn: Any, keys: list[str]) -> str | None:
    return keys[next(turn) % len(keys)] if keys else None


@pytest.mark.django_db
def test_the_standard_roles_give_what_the_matrix_says() -> None:
    """Breaks when a new installation starts with other rights than the matrix is made from."""
    assert {role.key: set(role.rights) for role in Role.objects.filter(is_standard=True)} == {
        key: {right.value for right in held} for key, held in ROLES.items() if key != NOBODY
    }


@pytest.mark.django_db
def test_the_scopes_matrix_is_true_of_real_calls(values: dict[str, Any], kari: Any) -> None:  # noqa: F811 - the fixture
    """Breaks when an operation refuses a key with exactly the scopes it names. That it refuses every other is in
    test_rights.py.
    """
    from tests.accounts.factories import make_key

    keys: dict[frozenset[str], str] = {}
    client, wrong, number = quiet(Client()), [], count()
    for method, address, operation in api():
        needed = scopes_of(operation)
        if needed not in keys:
            keys[needed] = make_key(*(Scope(scope) for scope in needed), name=f"key {next(number)}")[1]
        headers = {"Authorization": f"Bearer {keys[needed]}"}
        status = client.generic(method, address.at(values), "{}", "application/json", headers=headers).status_code
        Attempt.objects.all().delete()
        if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN} or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            wrong.append(f"{method} /{address.pattern}: {status}")
    assert wrong == []

"""Every address, called by nobody, by staff without rights, by a key without scopes: closed, silent, and without effect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from samtykke.accounts.models import Attempt
from tests.house.addresses import Address, addresses, operations
from tests.house.tables import changed, digests

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpResponseBase

    from samtykke.accounts.models import User
    from samtykke.contacts.models import Person
    from samtykke.governance.models import MapRow, MapUpload, ProcessorActivity, RecordCopy
    from samtykke.purposes.models import Recipient

pytestmark = pytest.mark.django_db

CLOSED = frozenset({403, 404, 405})
# Each address by the two methods that views know, and by one of those that none does, in turn.
KNOWN, OTHERS = ("get", "post"), ("head", "put", "patch", "delete")


def canaries(person: Person) -> list[bytes]:
    """What no answer to somebody without rights may hold."""
    held = [person.first_name, person.last_name, person.external_id or ""]
    held += [email.address for email in person.emails.all()] + [phone.number for phone in person.phones.all()]
    return [text.encode() for text in held if len(text) > 4]


@pytest.fixture
def values(kari: Person, siri: User) -> dict[str, Any]:
    """What stands in an address: by its first part and the parameter's name, by name alone, or by kind. Rows that exist."""
    from samtykke.consents import actions as consents
    from samtykke.contacts import actions as contacts
    from samtykke.contacts.models import Business, Category
    from samtykke.core.actors import Actor, Via
    from samtykke.purposes.models import CollectedHow
    from tests.accounts.factories import make_key
    from tests.factories import make_company_merge, make_merge
    from tests.house.made import in_addresses, sent, waiting
    from tests.intake.file.runs import imported
    from tests.purposes.statements import publish

    key, _ = make_key()
    written, mails = sent(kari)
    proof, other, report = _proof("guide", "strategy"), _proof("measures", "disk"), _report()
    run = imported("first_name,last_name,email\nNils,Testvik,nils@example.org\n")
    company = contacts.create_company(
        name="Testvik Kabel AS", org_number="", country="NO", by=Actor.system(), via=Via.STAFF
    )
    team, approval = waiting()
    event = kari.events.order_by("id").first()
    scan = consents.keep_file(kari, b"%PDF-1.7", name="scan.pdf", by=Actor.system(), via=Via.STAFF)
    published = publish()
    return {
        "int": kari.pk,
        "str": "EMARKETING",
        "slug": "no_record",
        "path": "x",
        "uuid": "00000000-0000-0000-0000-000000000000",
        "token": "a" * 43,
        "help/slug": "desk",
        "guide/key": "strategy",
        "measures/key": "disk",
        "measures/evidence_id": other.pk,
        "guide/report_id": report.pk,
        "guide/evidence_id": proof.pk,
        "company_id": company.pk,
        "merge_id": make_merge().pk,
        "companies/merge_id": make_company_merge().pk,
        "event_id": event.id if event else 0,
        "row_id": kari.emails.values_list("id", flat=True)[0],
        "version": 1,
        "basis_key": "61F",
        "run_id": run.pk,
        "file_id": scan.id,
        "users/pk": siri.pk,
        "settings/country": "NO",
        "settings/name": "link_days",
        "settings/source_key": "IMPORT",
        "settings/key": "child_age",
        "settings/valid_from": "2099-01-01",
        "settings/day": "2026-12-24",
        "roles/key": "sales",
        "teams/pk": team.pk,
        "approvals/pk": approval.pk,
        "outbox/pk": written.pk,
        "recipients/pk": _recipient().pk,
        "data-map/key": "person.title",
        "data-map/row_id": _map_row().pk,
        "data-map/upload_id": _map_upload().pk,
        "record/language": "nb",
        "assessments/language": "nb",
        "assessments/key": _assessed(),
        "activity_id": _activity().pk,
        "number": _record_copy().number,
        **dict(zip(("data-map/purpose", "data-map/people", "data-map/kind"), _live_key(), strict=True)),
        "outbox/run_id": mails.pk,
        "templates/key": "CONTACTADDED",
        "templates/language": "nb",
        "privacy-statement/language": published.language,
        "privacy-statement/version": published.version,
        "privacy/name": published.name,
        "keys/pk": key.pk,
        "companies/pk": company.pk,
        **in_addresses(kari),
        "legal-bases/key": "61F",
        "sources/key": "WEBFORM",
        "ways-of-collecting/key": CollectedHow.objects.values_list("key", flat=True).first() or "X",
        "kinds-of-data/key": "CONTACT",
        "categories/key": Category.objects.values_list("key", flat=True).first() or "X",
        "businesses/key": Business.objects.values_list("key", flat=True).first() or "X",
    }


def _recipient() -> Recipient:
    """Somebody who receives personal data."""
    from samtykke.core.actors import Actor, Via
    from samtykke.purposes import actions as purposes

    names = {"nb": "Postfirmaet", "en": "The mail company"}
    return purposes.add_recipient(names=names, role="processor", country="NO", by=Actor.system(), via=Via.STAFF)


def _report() -> Any:
    """A report as it was printed."""
    from samtykke.governance.models import ReportCopy

    told = {"language": "nb", "by_kind": "system", "answered": 0, "total": 1, "sha256": "0" * 64}
    return ReportCopy.objects.create(content=b"%PDF-1.7", **told)


def _proof(register: str, key: str) -> Any:
    """A file that shows an answer."""
    from samtykke.core.actors import Actor, Via
    from samtykke.governance.answers import actions
    from samtykke.governance.answers.books import book_of

    book = book_of(register)
    file = {"name": "minutes.pdf", "by": Actor.system(), "via": Via.STAFF}
    return actions.keep_file(book, book.by_key[key], b"%PDF-1.7", **file)


def _map_row() -> MapRow:
    """A row of the company's own in the data map."""
    from samtykke.core.actors import Actor, Via
    from samtykke.governance.data_map import actions as data_map

    return data_map.add_row(people="Applicants", kind="CVs", by=Actor.system(), via=Via.STAFF)


def _map_upload() -> MapUpload:
    """A workbook that waits to be approved."""
    from io import BytesIO

    from samtykke.core.actors import Actor, Via
    from samtykke.governance.data_map.uploads import keep_upload
    from samtykke.governance.data_map.workbook import map_workbook

    return keep_upload(BytesIO(map_workbook()), "map.xlsx", by=Actor.system(), via=Via.FILE)


def _activity() -> ProcessorActivity:
    """Work for another controller."""
    from samtykke.core.actors import Actor, Via
    from samtykke.governance.records import actions as records

    return records.add_activity(
        controller="Nordavind AS", categories="Sends their newsletter", by=Actor.system(), via=Via.STAFF
    )


def _record_copy() -> RecordCopy:
    """A kept copy of the record of processing."""
    from samtykke.core.actors import Actor, Via
    from samtykke.governance.records import actions as records

    return records.keep_copy(by=Actor.system(), via=Via.STAFF)


def _assessed() -> str:
    """The key of a purpose with a balancing test and a draft about its consequences."""
    from samtykke.core.actors import Actor, Via
    from samtykke.governance.assessments import actions as assessments
    from samtykke.purposes.models import Purpose

    store, by = Purpose.objects.get(key="STORE"), Actor.system()
    assessments.draft_impact(store, seen=0, texts={}, risks=[], conclusion="proceed", by=by, via=Via.STAFF)
    return store.key


def _live_key() -> list[str]:
    """What names a row that the configuration fills."""
    from samtykke.governance.data_map.queries import live_lines

    return live_lines()[0].key.split("/")


def quiet(client: Client) -> Client:
    """The client, answering 500 where a view fails, so that one test names all that do."""
    client.raise_request_exception = False
    return client


def body(response: HttpResponseBase) -> bytes:
    """What an answer holds, streamed or not, with its headers."""
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    return bytes(content) + repr(response.headers).encode()


def closed() -> list[Address]:
    """The addresses that ask for a right."""
    return [a for a in addresses() if not a.is_public and not a.is_api and a.rights]


def open_to_all_staff() -> list[Address]:
    """The addresses for which signing in is enough."""
    return [a for a in addresses() if not a.is_public and not a.is_api and not a.rights]


def calls(
    found: list[Address], client: Client, values: dict[str, Any], methods: tuple[str, ...] = ()
) -> Iterator[tuple[str, HttpResponseBase]]:
    """Each address by each method; where none is named, by the known ones and one other."""
    for number, address in enumerate(found):
        for method in methods or (*KNOWN, OTHERS[number % len(OTHERS)]):
            where = address.at(values)
            yield f"{method.upper()} {where}", getattr(client, method)(where)


@pytest.mark.slow
def test_without_the_right_every_address_is_closed(
    per: User, kari: Person, values: dict[str, Any], signed_in: Callable[..., Client]
) -> None:
    """Breaks when `@needs` is missing, stands inside `@writes`, or an action runs before the right is asked."""
    before, secret = digests(), canaries(kari)
    wrong = []
    for call, response in calls(closed(), quiet(signed_in(per)), values):
        if response.status_code not in CLOSED:
            wrong.append(f"{call}: {response.status_code}")
        wrong += [f"{call} shows {text!r}" for text in secret if text in body(response)]
    assert wrong == []
    assert changed(before) == []


def test_every_address_says_that_a_right_is_missing(
    per: User, values: dict[str, Any], signed_in: Callable[..., Client]
) -> None:
    """Breaks when an address is closed to Per only because his row is not found: with the right row it would open."""
    client, wrong = quiet(signed_in(per)), []
    for address in closed():
        for way, method in (("reads", client.get), ("writes", client.post)):
            if way in address.ways and (status := method(address.at(values)).status_code) != 403:
                wrong.append(f"{way} {address.pattern}: {status}")
    assert wrong == []


@pytest.mark.slow
def test_the_right_is_asked_before_the_password(
    per: User, values: dict[str, Any], signed_in: Callable[..., Client]
) -> None:
    """Breaks when `@recently_confirmed` stands outside `@needs`: then the page tells that it exists."""
    found = [
        f"{call}: {response.status_code}"
        for call, response in calls(closed(), quiet(signed_in(per, confirmed=False)), values, ("get", "post"))
        if response.status_code not in CLOSED
    ]
    assert found == []


def test_what_every_user_may_open_shows_nobody(
    per: User, kari: Person, values: dict[str, Any], signed_in: Callable[..., Client]
) -> None:
    """Breaks when a page that asks for no right shows a person, or fails."""
    secret, wrong = canaries(kari), []
    for address in open_to_all_staff():
        response = quiet(signed_in(per)).get(address.at(values))
        if response.status_code >= 500:
            wrong.append(f"{address.pattern}: {response.status_code}")
        wrong += [f"{address.pattern} shows {text!r}" for text in secret if text in body(response)]
    assert wrong == []


def test_nobody_gets_further_than_the_sign_in(kari: Person, values: dict[str, Any]) -> None:
    """Breaks when a staff address answers somebody who has not signed in with anything but the way to sign in."""
    before, secret, wrong = digests(), canaries(kari), []
    staff = [a for a in addresses() if not a.is_public and not a.is_api]
    for call, response in calls(staff, quiet(Client()), values):
        to_sign_in = response.status_code == 302 and response.headers["Location"].startswith("/sign-in/")
        if not to_sign_in and response.status_code not in CLOSED | {401}:
            wrong.append(f"{call}: {response.status_code}")
        wrong += [f"{call} shows {text!r}" for text in secret if text in body(response)]
    assert wrong == []
    assert changed(before) == []


def test_public_addresses_show_nobody(kari: Person, values: dict[str, Any]) -> None:
    """Breaks when a public page fails, or shows a person without their own link."""
    secret, wrong = canaries(kari), []
    for address in (a for a in addresses() if a.is_public and not a.is_api):
        response = quiet(Client()).get(address.at(values))
        if response.status_code >= 500 and response.status_code != 503:
            wrong.append(f"{address.pattern}: {response.status_code}")
        wrong += [f"{address.pattern} shows {text!r}" for text in secret if text in body(response)]
    assert wrong == []


def test_an_address_nobody_thought_of_is_closed() -> None:
    """Breaks when default deny is taken out of the middleware."""
    from django.conf import settings

    assert "django.contrib.auth.middleware.LoginRequiredMiddleware" in settings.MIDDLEWARE
    assert quiet(Client()).get("/nothing/stands/here/").status_code in {302, 404}


def api_calls(client: Client, values: dict[str, Any], **headers: str) -> Iterator[tuple[str, HttpResponseBase]]:
    """Each operation of the API; the count of failures is forgotten, or the hundredth call would be 429."""
    for address in (a for a in addresses() if a.is_api):
        for operation in operations(address):
            for method in operation.methods:
                where = address.at(values)
                response = client.generic(method, where, "{}", "application/json", headers=headers)
                Attempt.objects.all().delete()
                yield f"{method} {where}", response


def test_the_api_is_closed_without_a_key(kari: Person, values: dict[str, Any]) -> None:
    """Breaks when an operation of the API has no authentication: everything is 401."""
    Attempt.objects.all().delete()
    before, secret, wrong = digests(), canaries(kari), []
    for headers in ({}, {"Authorization": "Bearer " + "x" * 40}, {"Authorization": "Basic x"}):
        for call, response in api_calls(quiet(Client()), values, **headers):
            if response.status_code != 401 and "openapi" not in call:
                wrong.append(f"{call}: {response.status_code}")
            wrong += [f"{call} shows {text!r}" for text in secret if text in body(response)]
    assert wrong == []
    assert changed(before) == []


def test_the_api_is_closed_without_the_scope(kari: Person, values: dict[str, Any]) -> None:
    """Breaks when an operation forgets its scope, or judges the body before it asks for the scope."""
    from samtykke.accounts.rights import Scope
    from tests.accounts.factories import make_key

    secret, wrong = canaries(kari), []
    needed = {
        f"{method} {address.at(values)}": {str(s) for s in getattr(operation.view_func, "scopes", ())}
        for address in addresses()
        if address.is_api
        for operation in operations(address)
        for method in operation.methods
    }
    for scope in Scope:
        _, readable = make_key(scope, name=scope.value)
        Attempt.objects.all().delete()
        before = digests()
        for call, response in api_calls(quiet(Client()), values, Authorization=f"Bearer {readable}"):
            if needed[call] - {str(scope)}:
                if response.status_code not in CLOSED:
                    wrong.append(f"{call} with {scope}: {response.status_code}")
                wrong += [f"{call} with {scope} shows {text!r}" for text in secret if text in body(response)]
        if scope.value.endswith(":read"):
            wrong += [f"{scope} changed {table}" for table in changed(before)]
    assert wrong == []

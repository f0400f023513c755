"""The pages staff live in, in both languages, wide and narrow, by day and by night: accessible, and nothing sticks out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from samtykke.accounts.models import Role
from samtykke.consents import actions as consents
from samtykke.contacts import actions as contacts
from samtykke.contacts.models import Person
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.intake.channels.file import actions as files
from samtykke.intake.models import ImportRun
from samtykke.mail.models import Delivery, Transport
from tests.accounts.factories import make_user
from tests.browser.looks import LOOKS, Reader, reader
from tests.factories import make_consent, make_person, withdraw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samtykke.accounts.models import User

pytestmark = [pytest.mark.browser, pytest.mark.slow]
REASONS = {"refused": "restricted", "uncertain": "closed_after_data", "failed": "recipient"}
LONG = "Ingeborg", "Eksempelsen-Liksomhaugen"


@pytest.fixture
def people(transactional_db: None) -> list[Person]:
    """A few people with every kind of standing, and the longest name there is."""
    names = [LONG, ("Kari", "Nordfiktiv"), ("Åse", "Tenkt-Sørensen"), ("Bjørn", "Fjellfiktiv"), ("Zoë", "Példa")]
    made = [make_person(first, last, phone=f"+479123450{n}") for n, (first, last) in enumerate(names)]
    ingeborg, kari, ase, bjorn, _zoe = made
    for person in (ingeborg, kari, ase):
        make_consent(person)
    withdraw(ase)
    make_consent(bjorn, status="refused")
    return made


@pytest.fixture(params=LOOKS, ids=["wide-light-en", "narrow-dark-nb"])
def window(request: Any, chromium: Any, live_server: Any) -> Iterator[Reader]:
    """A window with each look in turn; nothing may have gone wrong in it."""
    opened = reader(chromium, live_server.url, request.param)
    yield opened
    opened.page.context.close()
    assert opened.troubles == []


@pytest.fixture
def admin_at(window: Reader, transactional_db: None) -> User:
    """An administrator who reads the window's language and has signed in."""
    keys = Role.objects.values_list("key", flat=True)
    user = make_user("Ada Alt", *keys, language=window.language)
    window.enter(user)
    return user


def test_the_sign_in(window: Reader, transactional_db: None) -> None:
    """Empty, and after a wrong password."""
    window.see("/sign-in/", "sign-in")
    window.page.locator("input[name=login]").fill("nobody@fjordlys.example")
    window.page.locator("input[name=password]").fill("not-the-right-one-at-all")
    with window.page.expect_navigation():
        window.page.locator("main form button.primary").first.click()
    window.judge("sign-in-refused")


def test_people_and_a_card(window: Reader, people: list[Person], admin_at: User) -> None:
    """The list, a search without result, a card, its forms."""
    ase = people[2]
    contacts.change_person(
        ase,
        changes={
            "title": "Administrasjons- og personvernrådgiver",
            "company": contacts.find_or_create_company(
                "Vestland Oppdiktede Eiendomsforvaltning SA", by=admin_at.actor, via=Via.STAFF
            ),
        },
        by=admin_at.actor,
        via=Via.STAFF,
    )
    window.see("/", "home")
    window.see("/people/", "people")
    window.see("/people/?purpose=EMARKETING&status=given", "people-filtered")
    window.see("/people/?q=zzz", "people-nobody")
    window.see(f"/people/{ase.pk}/", "person")
    window.see(f"/people/{ase.pk}/privacy/", "person-privacy")
    window.page.locator("article details.disclose > summary").first.click()
    window.judge("person-history")
    window.see(f"/people/{ase.pk}/timeline/", "person-timeline")
    window.see("/find/?q=aa", "find")


def test_who_may_receive(window: Reader, people: list[Person], admin_at: User) -> None:
    """The number, the reasons, the people behind one."""
    window.see("/may/", "may")
    window.see("/may/people/withdrawn/?purpose=EMARKETING&channel=email", "may-people")


def test_the_duty_to_inform(window: Reader, people: list[Person], admin_at: User) -> None:
    """Nobody to be told, everybody by reason, what a run will do and how far it is, and what stands in the outbox."""
    window.see("/informing/?source=API", "informing-nobody")
    for reason, person in zip(("late", "restricted", "suppressed", "failed", "ready"), people, strict=True):
        _to_be_told(person, reason)
    window.see("/informing/", "informing")
    window.see("/informing/?why=restricted", "informing-filtered")
    window.see("/informing/all/", "inform-all")
    run = consents.inform_all(by=admin_at.actor, via=Via.STAFF)
    window.see(f"/outbox/runs/{run.pk}/", "mail-run")
    window.see("/informing/", "informing-running")
    window.see("/outbox/", "outbox")
    window.see("/settings/privacy/link_days/", "privacy-setting")
    window.page.locator("input[name=link_days]").fill("900")
    window.page.locator("main form button.primary").first.click()
    window.page.locator("[aria-invalid=true]").first.wait_for()
    window.judge("privacy-setting-refused")


def _to_be_told(person: Person, reason: str) -> None:
    """Somebody others told us of, and what keeps them from being told."""
    by: dict[str, Any] = {"by": Actor.system(), "via": Via.STAFF}
    day = datetime.now(UTC).date() + timedelta(days=-12 if reason == "late" else 9)
    Person.objects.filter(pk=person.pk).update(from_person=False, informed_at=None, inform_by=day)
    if reason != "failed":
        Delivery.objects.filter(mail__person_id=person.pk).update(state="cancelled")
    if reason == "restricted":
        consents.restrict(person, **by)
    if reason == "suppressed":
        consents.suppress(person.emails.get().address, reach="all", **by)
    if reason == "failed":
        Delivery.objects.filter(mail__person_id=person.pk).update(state="failed", reason="recipient", code=550)


def test_an_assessment_the_trail_and_trouble(window: Reader, people: list[Person], admin_at: User) -> None:
    """What is longer than elsewhere, and a page that is not there."""
    window.see("/purposes/STORE/assessment/", "purpose-assessment")
    window.see("/audit/", "audit")
    window.page.goto("/people/424242/")
    window.judge("not-found")
    window.troubles[:] = [said for said in window.troubles if "404" not in said]


def test_the_outbox_in_every_state(window: Reader, people: list[Person], admin_at: User, settings: Any) -> None:
    """A mail in each state with its reason, a server that is silent, and a template whose words are refused."""
    settings.EMAIL_URL = "smtp://127.0.0.1:9"
    written = list(Delivery.objects.order_by("pk"))
    for delivery, state in zip(written, ("sent", "refused", "uncertain", "failed", "queued"), strict=True):
        told = {"state": state, "reason": REASONS.get(state, ""), "message_id": "<a@b>", "note": "repeated"}
        Delivery.objects.filter(pk=delivery.pk).update(**told)
    Transport.objects.update_or_create(
        pk=1, defaults={"down_since": now(), "retry_at": now(), "failures": 3, "reason": "refused_connection"}
    )
    window.see("/outbox/", "outbox-states")
    for delivery in written:
        window.see(f"/outbox/{delivery.pk}/", f"outbox-{delivery.pk}")
    window.page.goto("/templates/CONTACTADDED/")
    window.page.locator("textarea").first.fill("Hei, {frist_name}.\n\n<b>x</b>")
    window.page.locator("main form button.primary").last.click()
    window.page.locator("[aria-invalid=true]").first.wait_for()
    window.judge("template-refused")
    window.troubles[:] = [said for said in window.troubles if "422" not in said]


def test_a_file_on_its_way_in(window: Reader, people: list[Person], admin_at: User) -> None:
    """Every page of an import: the file, its columns, the check, the work, the report, undoing."""
    text = """Firma;Fornavn;Etternavn;E-post;Mobil;Kategori;Fødselsnr.
Vestland Oppdiktede Eiendomsforvaltning SA;Ingeborg;Eksempelsen-Liksomhaugen;ingeborg@oppdiktet.example;91234567;Kunde;01019012345
Feil AS;Nils;Oppdiktet;ikke-en-adresse;;;
"""
    window.see("/imports/", "imports-none")
    window.see("/imports/new/", "import-new")
    run = files.receive([text.encode("cp1252")], "kunder-2026.csv", by=admin_at.actor, via=Via.FILE)
    window.see(f"/imports/{run.pk}/columns/", "import-columns")
    files.try_out(run)
    window.see(f"/imports/{run.pk}/", "import-check")
    ImportRun.objects.filter(pk=run.pk).update(state="running", rows=1_000_000, position=640_000)
    window.see(f"/imports/{run.pk}/", "import-progress")
    ImportRun.objects.filter(pk=run.pk).update(state="tried", rows=run.rows, position=0)
    run.refresh_from_db()
    files.carry_out(run)
    window.see(f"/imports/{run.pk}/", "import-report")
    window.see(f"/imports/{run.pk}/held/", "import-held")
    window.see(f"/imports/{run.pk}/undoing/", "import-undo")
    window.see("/imports/", "imports")

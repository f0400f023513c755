"""The card costs the same however much happened: at most fifteen queries a tab, and every tab says who may be mailed."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samtykke.consents import actions as consents
from samtykke.contacts import actions as contacts
from samtykke.core.actors import Via
from tests.factories import make_consent, make_person, withdraw
from tests.pages import browse, text_of
from tests.sales.made import make_company
from tests.web.made import fill

pytestmark = pytest.mark.django_db

MOST = 15
TABS = ("", "more/", "interests/", "privacy/", "mail/", "timeline/", "activities/", "sales/", "projects/", "documents/")
# Not a question that the page waits for: where a transaction begins and ends, and the line of the trail after the answer.
ASIDE = re.compile(r"\s*(SAVEPOINT|RELEASE|ROLLBACK|SET TRANSACTION|BEGIN|COMMIT|INSERT INTO audit_entry)")


def queries_of(client, address):
    """The statements of a page that is opened again: the session, the user and the menu too."""
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return [one["sql"] for one in found if not ASIDE.match(one["sql"])]


@pytest.fixture
def much(kari, siri, clock):
    """Somebody with a long history, ten cards merged into theirs, and others of the same name."""
    for days in range(40, 0, -2):
        make_consent(kari, given_at=clock.now - timedelta(days=days))
        withdraw(kari, at=clock.now - timedelta(days=days - 1))
        kari.refresh_from_db()
        contacts.change_person(kari, changes={"title": f"Title {days}"}, by=siri.actor, via=Via.STAFF)
    for number in range(10):
        other = make_person("Kari", "Ødegård-Testvik", email=f"kari{number}@vik.example")
        consents.merge(kari, other, by=siri.actor, via=Via.STAFF)
    make_person("Kari", "Ødegård-Testvik", email="another@vik.example")
    fill(make_company(), kari, other, by=siri.actor)
    return kari


def test_every_tab_takes_at_most_fifteen_queries(much, siri, ola):
    for tab, reader in product(TABS, (siri, ola)):
        said = queries_of(browse(reader), f"/people/{much.pk}/{tab}")
        assert len(said) <= MOST, f"{tab}: {len(said)}\n" + "\n".join(one[:150] for one in said)


@pytest.mark.parametrize("tab", TABS)
def test_whether_they_may_be_mailed_stands_on_every_tab(kari, ola, tab):
    address = f"/people/{kari.pk}/{tab}"
    assert "Not to be mailed: E-marketing" in text_of(browse(ola).get(address))
    make_consent(kari)
    assert "May be mailed: E-marketing" in text_of(browse(ola).get(address))
    withdraw(kari)
    page = text_of(browse(ola).get(address))
    assert "Not to be mailed: E-marketing" in page
    assert f'href="/people/{kari.pk}/privacy/#purpose-EMARKETING"' in page

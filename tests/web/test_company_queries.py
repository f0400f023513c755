"""The card of a company costs the same however many people and however much history: at most fifteen queries a tab."""

from __future__ import annotations

from itertools import product

import pytest

from samtykke.contacts import actions as contacts
from samtykke.core.actors import Via
from tests.factories import make_person
from tests.pages import browse
from tests.sales.made import make_company
from tests.web.made import copy_person, fill
from tests.web.test_card_queries import MOST, queries_of

pytestmark = pytest.mark.django_db

TABS = ("", "more/", "activities/", "sales/", "projects/", "documents/", "history/")
PEOPLE = 300


@pytest.fixture
def large(siri):
    """A company with three hundred people, one merged into it, forty changes, and three of everything on both."""
    by = {"by": siri.actor, "via": Via.STAFF}
    company, gone = make_company("Testvik Kabel"), make_company("Testvik Kabel A/S")
    first, second = make_person("Kari", company=company), make_person("Ola", company=gone)
    for number in range(40):
        contacts.change_company(company, changes={"web": f"https://v{number}.example"}, **by)
        company.refresh_from_db()
    fill(company, first, second, by=siri.actor)
    fill(gone, second, by=siri.actor)
    contacts.merge_companies(company.pk, gone.pk, **by)
    copy_person(first, times=PEOPLE)
    return company


def test_every_tab_of_a_company_takes_at_most_fifteen_queries(large, siri, ola):
    for tab, reader in product(TABS, (siri, ola)):
        said = queries_of(browse(reader), f"/companies/{large.pk}/{tab}")
        assert len(said) <= MOST, f"{tab}: {len(said)}\n" + "\n".join(one[:150] for one in said)

"""A person's own link: readable once, for one use, with an end (REQ-91)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from samtykke.contacts import actions
from samtykke.contacts.models import LinkUse, PersonLink
from samtykke.contacts.queries import link_behind
from tests.contacts.rows import BY, make_person

pytestmark = pytest.mark.django_db


def test_a_link_opens_for_its_use_until_it_ends_or_is_revoked() -> None:
    person = make_person()
    token = actions.make_link(person, LinkUse.PREFERENCES, timedelta(days=21), **BY)
    link = link_behind(token, LinkUse.PREFERENCES)
    assert link is not None
    assert (link.person, len(token)) == (person, 43)
    assert link_behind(token, LinkUse.CONFIRMATION) is None
    assert link_behind(token[:-1], LinkUse.PREFERENCES) is None
    actions.revoke_link(link, **BY)
    assert link_behind(token, LinkUse.PREFERENCES) is None


def test_the_token_itself_is_not_kept_and_an_ended_link_is_closed() -> None:
    person = make_person()
    token = actions.make_link(person, LinkUse.CONFIRMATION, timedelta(seconds=-1))
    row = PersonLink.objects.get(person=person)
    assert token.encode() not in bytes(row.token_hash)
    assert link_behind(token, LinkUse.CONFIRMATION) is None
    endless = actions.make_link(person, LinkUse.PREFERENCES, None)
    assert link_behind(endless, LinkUse.PREFERENCES)

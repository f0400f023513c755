"""ETag and If-Match: a change made meanwhile is not overwritten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.intake.api.calls import Caller

if TYPE_CHECKING:
    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db


def test_a_person_changed_meanwhile_is_not_overwritten(erp: Caller, kari: Person) -> None:
    where = f"/persons/{kari.pk}"
    seen = erp.get(where).headers["ETag"]
    changed = erp.patch(where, {"title": "CTO"}, If_Match=seen)
    assert changed.status_code == 200
    assert changed.headers["ETag"] == erp.get(where).headers["ETag"] != seen
    for late in (erp.patch(where, {"title": "CEO"}, If_Match=seen), erp.delete(where, If_Match=seen)):
        assert (late.status_code, late.json()["code"]) == (412, "changed_meanwhile")
        assert late.headers["ETag"] == changed.headers["ETag"]
    assert erp.get(where).json()["title"] == "CTO"
    assert erp.patch(where, {"title": "x"}, If_Match=f'"7000", {changed.headers["ETag"]}').status_code == 200
    assert erp.delete(where, If_Match="*").status_code == 204


def test_an_address_counts_as_a_change(erp: Caller, kari: Person) -> None:
    where = f"/persons/{kari.pk}"
    seen = erp.get(where).headers["ETag"]
    erp.patch(where, {"emails": [{"address": "new@example.org"}]})
    assert erp.patch(where, {"title": "CEO"}, If_Match=seen).status_code == 412


@pytest.mark.parametrize("where", ["/purposes/EMARKETING", "/legal-bases/61B", "/sources/CHAT"])
def test_an_item_changed_meanwhile_is_not_overwritten(erp: Caller, where: str) -> None:
    seen = erp.get(where).headers["ETag"]
    assert erp.get(where, Accept_Language="nb").headers["ETag"] == seen
    assert erp.patch(where, {"description": "Other"}, If_Match=seen).status_code == 200
    assert erp.patch(where, {"description": "Third"}, If_Match=seen).status_code == 412
    assert erp.delete(where, If_Match=seen).status_code == 412

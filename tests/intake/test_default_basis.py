"""The basis of new people by default, and what happens without one, at each way in. Check 14; D1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from samtykke.contacts.models import Person
from samtykke.core.actors import Actor, Via
from samtykke.purposes import actions as lists
from samtykke.purposes.queries import basis_by_key
from tests.factories import approve_store
from tests.intake.api.calls import Caller, new_person, pointers
from tests.intake.api.conftest import *  # noqa: F403 - a caller with a key
from tests.intake.file.runs import counts, imported, problems
from tests.pages import browse, text_of

if TYPE_CHECKING:
    from samtykke.accounts.models import User

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": Actor.system(), "via": Via.STAFF}


def sent(**told: str) -> dict[str, str]:
    """What a browser sends for a person."""
    return {"first_name": "Kari", "last_name": "Fjellfiktiv", "country": "NO", "source": "USER", **told}


@pytest.fixture
def switched_off() -> None:
    """The company has switched the default off: whoever registers names a basis."""
    approve_store()
    lists.change_settings(changes={"default_basis": None}, **BY)


def test_out_of_the_box_the_default_is_61f_at_every_way_in(ola: User, erp: Caller) -> None:
    """Breaks when a new person is without STORE on 61F though the default is on."""
    approve_store()
    browse(ola).post("/people/new/", sent(legal_basis="61F"))
    erp.post("/persons", new_person())
    imported("last_name\nTestvik\n")
    assert set(Person.objects.values_list("origin_purpose__key", "origin_basis__key")) == {("STORE", "61F")}
    assert Person.objects.count() == 3


@pytest.mark.usefixtures("switched_off")
def test_without_a_default_the_form_asks_and_refuses_an_entry_that_names_none(ola: User) -> None:
    """Breaks when the first basis of the list is chosen for whoever registers."""
    page = text_of(browse(ola).get("/people/new/"))
    assert '<option value="" selected>–</option>' in page
    answer = browse(ola).post("/people/new/", sent(legal_basis=""))
    assert (answer.status_code, "legal_basis" in answer.context["form"].errors) == (422, True)
    assert Person.objects.count() == 0
    assert browse(ola).post("/people/new/", sent(legal_basis="61B")).status_code == 302
    assert Person.objects.get().origin_basis.key == "61B"


@pytest.mark.usefixtures("switched_off")
def test_whoever_may_not_choose_otherwise_names_one_too() -> None:
    """Breaks when somebody without the right to change consents can register nobody once the default is off."""
    from samtykke.intake.channels.manual.forms import QuickForm

    form = QuickForm(sent(legal_basis=""), may_choose=False)
    assert not form.is_valid()
    assert set(form.errors) == {"legal_basis"}
    assert QuickForm(sent(legal_basis="61B"), may_choose=False).is_valid()


@pytest.mark.usefixtures("switched_off")
def test_without_a_default_the_api_refuses_an_entry_that_names_none(erp: Caller) -> None:
    """Breaks when the API holds somebody without a basis, or does not say which field is missing."""
    response = erp.post("/persons", new_person(consents=[]))
    assert response.status_code == 422, response.content
    assert any("legal_basis" in pointer for pointer in pointers(response))
    assert Person.objects.count() == 0
    named = erp.post("/persons", new_person(consents=[{"purpose": "STORE", "legal_basis": "61B", "source": "API"}]))
    assert named.status_code == 201, named.content


@pytest.mark.usefixtures("switched_off")
def test_without_a_default_a_files_row_that_names_none_is_held_for_review() -> None:
    """Breaks when an automatic way holds somebody without a basis, or throws the row away as if it were wrong."""
    run = imported("last_name,legal_basis\nTestvik,\nNamngitt,61B\n")
    assert counts(run) == {"created": 1, "held_for_review": 1}
    assert problems(run) == [(2, "held", "legal_basis_missing")]
    assert Person.objects.get().origin_basis == basis_by_key("61B")
    again = imported("last_name\nTestvik\n", legal_basis="61B")
    assert counts(again)["created"] == 1

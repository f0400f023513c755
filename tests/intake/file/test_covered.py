"""A file changes no field of people we hold that whoever imports it may not read. M23, REQ-93."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from samtykke.accounts.models import Role, User
from samtykke.accounts.rights import Right
from samtykke.contacts import actions as contacts
from samtykke.contacts.models import Person
from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused
from samtykke.intake.channels.file import actions
from samtykke.intake.channels.file.preset_functions import google, outlook
from samtykke.intake.channels.file.presets import PRESETS
from samtykke.intake.models import ImportProblem, RunState
from samtykke.purposes.actions import decide_field
from tests.accounts.factories import make_user, signed_in
from tests.factories import approve_store
from tests.pages import text_of

if TYPE_CHECKING:
    from samtykke.intake.models import ImportRun

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": Actor.system(), "via": Via.STAFF}
FILE = b"External ID,First name,Title,Mobile\nERP-KARI-1204,Kari,Sjef,99887766\nERP-9,Ola,Sjef,\n"


@pytest.fixture
def mia(kari: Person) -> User:
    """Imports, and does not read what is marked as sensitive: titles and phones."""
    approve_store()
    contacts.change_person(kari, changes={"title": "Montør"}, **BY)
    for field in ("person.title", "person.phones"):
        decide_field(field, purposes=[], is_sensitive=True, **BY)
    rights = [right.value for right in Right if right != Right.PEOPLE_SENSITIVE]
    Role.objects.create(key="imports", names={"en": "Imports"}, rights=rights)
    return make_user("Mia", "imports", language="en")


def run_of(by: User, **chosen: Any) -> ImportRun:
    run = actions.receive([FILE], "people.csv", by=by.actor, via=Via.FILE)
    return actions.choose(run, **chosen)


@pytest.mark.parametrize("strategy", ["fill", "replace"])
def test_a_covered_column_is_refused_by_its_name(mia: User, kari: Person, strategy: str) -> None:
    """Breaks when a file overwrites, or fills, what its bringer may not read: tried, run, or taken up by the worker."""
    run = run_of(mia, strategy=strategy)
    for ask in (actions.ask_to_try, actions.ask_to_run):
        with pytest.raises(Refused, match="“Title”") as refused:
            ask(run, by=mia.actor)
        assert (refused.value.code, refused.value.field) == ("covered_column", "column_2")
    for act in (actions.try_out, actions.carry_out):
        done = act(run)
        assert done.failure is not None
        assert (done.state, done.failure["code"]) == (RunState.FAILED, "covered_column")
    assert Person.objects.get(pk=kari.pk).title == "Montør"
    assert not Person.objects.filter(external_id="ERP-9").exists()


def test_a_right_lost_after_the_choice_counts_when_the_file_runs(mia: User, kari: Person) -> None:
    role = Role.objects.get(key="imports")
    Role.objects.filter(pk=role.pk).update(rights=[right.value for right in Right])
    run = run_of(mia, strategy="replace")
    actions.ask_to_run(run, by=mia.actor)
    Role.objects.filter(pk=role.pk).update(rights=role.rights)
    assert actions.carry_out(run).state == RunState.FAILED
    assert Person.objects.get(pk=kari.pk).title == "Montør"


@pytest.mark.parametrize("strategy", ["skip", "add"])
def test_new_people_come_with_what_the_file_says(mia: User, kari: Person, strategy: str) -> None:
    """Whoever brings somebody in knows what the file says of them; nobody held already is touched."""
    run = actions.carry_out(run_of(mia, strategy=strategy))
    assert run.failure is None
    assert Person.objects.get(external_id="ERP-9").title == "Sjef"
    assert Person.objects.get(pk=kari.pk).title == "Montør"


def test_without_the_covered_columns_the_file_goes_through(mia: User, kari: Person) -> None:
    mapping = {"External ID": "external_id", "First name": "first_name"}
    run = actions.carry_out(run_of(mia, strategy="replace", mapping=mapping))
    assert run.failure is None
    assert Person.objects.get(pk=kari.pk).title == "Montør"


def test_who_may_read_the_fields_and_the_machine_may_change_them(mia: User, kari: Person) -> None:
    run = actions.carry_out(run_of(make_user("Anne", "administrator"), strategy="replace"))
    assert run.failure is None
    assert Person.objects.get(pk=kari.pk).title == "Sjef"


def test_the_page_says_so_beside_the_column(mia: User) -> None:
    """Also of a file that somebody else handed over: what counts is who has it tried."""
    run = run_of(make_user("Anne", "administrator"))
    sent = {"preset": "own", "country": "NO", "strategy": "replace", "column_0": "external_id", "column_1": "first_name",
            "column_2": "", "column_3": "mobile"}  # fmt: skip
    page = signed_in(mia).post(f"/imports/{run.pk}/columns/", sent)
    assert list(page.context["form"].errors) == ["column_3"]
    run.refresh_from_db()
    assert run.state == RunState.RECEIVED


def test_the_problems_of_a_file_of_another_say_why_and_not_what(mia: User) -> None:
    """Breaks when somebody who may not read phones reads them in the reasons of rows that somebody else brought."""
    anne = make_user("Anne", "administrator", language="en")
    run = actions.receive([b"Last name,Mobile\nHansen,0047-tull\n"], "people.csv", by=anne.actor, via=Via.FILE)
    actions.try_out(run)
    ImportProblem.objects.filter(run=run).update(outcome="refused")
    address = f"/imports/{run.pk}/"
    assert "0047-tull" in text_of(signed_in(anne).get(address))
    told = text_of(signed_in(mia).get(address))
    assert "0047-tull" not in told
    assert "is no phone number" in told


def test_what_a_preset_fills_by_itself_is_known() -> None:
    """Breaks when a preset makes a field out of columns nobody chose, and does not say so."""
    cells = {
        google: ["E-mail 1 - Value", "Phone 1 - Value", "Labels"],
        outlook: ["Categories"],
    }
    for name, make in (("google", google), ("outlook", outlook)):
        record = make(cells[make])({}, ["kari@example.org", "99887766", "Friends"][: len(cells[make])])
        assert record is not None
        assert set(record) == PRESETS[name].finish_fills

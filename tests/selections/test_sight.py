"""Whom nobody finds in a selection: deleted, merged away, restricted for the reader, out of sight; and what is covered."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from samtykke.accounts.models import Role
from samtykke.consents import actions as consents
from samtykke.contacts import actions as contacts
from samtykke.contacts.models import Person
from samtykke.core.clock import now
from samtykke.core.personal_data import registered
from samtykke.core.refused import Refused
from samtykke.selections import actions, criteria, queries
from samtykke.selections.access import reader_of
from samtykke.selections.criteria import Group
from samtykke.selections.models import Member, TakenOut
from tests.factories import make_person
from tests.pages import browse, text_of
from tests.selections.made import ALL, BY, asks

if TYPE_CHECKING:
    from samtykke.accounts.models import User
    from samtykke.selections.models import Selection

pytestmark = pytest.mark.django_db
EVERYBODY = Group(parts=(asks("has_email", "yes"),))


def names(user: User, root: Group = EVERYBODY) -> set[str]:
    """The first names of those a user finds."""
    return set(queries.people_in(root, reader_of(user)).values_list("first_name", flat=True))


@pytest.fixture
def shared(siri: User) -> Selection:
    """A selection that everybody reads."""
    return actions.create("Everybody with an address", root=EVERYBODY, owner=siri, share="everybody", **BY)


def test_who_is_not_held_or_not_seen_is_in_no_selection(ola: User, siri: User, shared: Selection) -> None:
    """Breaks when somebody in the bin, merged away or restricted is counted, listed or frozen."""
    make_person("Held")
    contacts.delete_person(make_person("Binned"), **BY)
    consents.merge(make_person("Stays"), make_person("Merged"), **BY)
    consents.restrict(make_person("Restricted"), **BY)
    assert names(siri) == {"Held", "Stays", "Restricted"}
    assert names(ola) == {"Held", "Stays"}
    page = text_of(browse(ola).get(f"/selections/{shared.pk}/"))
    assert "2 people" in page
    assert "Restricted Nordmann" not in page
    frozen = actions.freeze(EVERYBODY, "Frozen", owner=siri, reader=reader_of(siri), **BY)
    assert Member.objects.filter(selection=frozen).count() == 2


def test_who_sees_but_their_own_finds_but_their_own(ola: User, shared: Selection) -> None:
    """Breaks when a shared selection shows somebody else's people."""
    Role.objects.filter(key="sales").update(visibility="own")
    mine, _theirs = make_person("Mine"), make_person("Theirs")
    Person.objects.filter(pk=mine.pk).update(owner_id=ola.pk)
    user = type(ola).objects.get(pk=ola.pk)
    assert names(user) == {"Mine"}
    page = text_of(browse(user).get(f"/selections/{shared.pk}/"))
    assert "Theirs" not in page
    assert "1 person" in page


def test_nobody_is_selected_by_what_is_covered(ola: User, siri: User) -> None:
    """Breaks when guessing a title tells who has it, be it through another selection."""
    from samtykke.purposes.actions import decide_field

    Person.objects.filter(pk=make_person("Berit").pk).update(title="Chief")
    root = Group(parts=(asks("title", "is", "chief"),))
    secret = actions.create("Chiefs", root=root, owner=siri, share="everybody", **BY)
    through = actions.create(
        "Through",
        root=Group(parts=(asks("selection", "any_of", (str(secret.pk),)),)),
        owner=siri,
        share="everybody",
        **BY,
    )
    assert names(ola, root) == {"Berit"}
    decide_field("person.title", purposes=[], is_sensitive=True, **BY)
    user = type(ola).objects.get(pk=ola.pk)
    assert names(user, root) == set()
    assert names(user, queries.root_of(through)) == set()
    assert names(siri, root) == {"Berit"}
    page = text_of(browse(user).get(f"/selections/{through.pk}/"))
    assert "Berit" not in page
    assert "covered for you" in page
    assert '<option value="title"' not in text_of(browse(user).get("/selections/new/"))


def test_a_list_holds_the_survivor_and_gives_both_back(siri: User) -> None:
    """Breaks when a merge loses somebody from a list, counts them twice, or a split takes them along."""
    one, other = make_person("One"), make_person("Other")
    listed = actions.create_list("Fair", owner=siri, **BY)
    actions.add_people(listed, Person.objects.filter(pk=other.pk), **BY)
    overlay = consents.merge(one, other, **BY)
    root = queries.root_of(listed)
    assert names(siri, root) == {"One"}
    assert actions.add_people(listed, Person.objects.filter(pk=one.pk), **BY)[0] == 0
    consents.split(overlay, **BY)
    assert names(siri, root) == {"Other"}
    actions.remove_people(listed, [other.pk], **BY)
    assert names(siri, root) == set()


def test_what_was_added_together_is_taken_out_together(siri: User) -> None:
    """Breaks when Undo takes out somebody who was in the list before."""
    first, second = make_person("First"), make_person("Second")
    listed = actions.create_list("Fair", owner=siri, **BY)
    actions.add_people(listed, Person.objects.filter(pk=first.pk), **BY)
    added, batch = actions.add_people(listed, Person.objects.all(), **BY)
    assert added == 1
    browse(siri).post(f"/selections/{listed.pk}/people/{batch}/removal/")
    assert set(Member.objects.values_list("person_id", flat=True)) == {first.pk}
    assert second.pk


def test_the_copy_names_the_lists_and_erasure_empties_them(siri: User, kari: Person) -> None:
    """Breaks when somebody is not told of a list, or stays in it. Art. 15, 17."""
    listed = actions.create_list("Fair in May", owner=siri, **BY)
    actions.add_people(listed, Person.objects.filter(pk=kari.pk), **BY)
    part = next(one for one in registered() if one.name == "selections")
    assert [one["list"] for one in part.export(kari.pk)["lists"]] == ["Fair in May"]
    actions.add_people(listed, Person.objects.filter(pk=make_person("Ola").pk), **BY)
    assert part.erase(kari.pk) == {"selections_member": 1, "selections_takenout": 0, "selections_selection": 0}
    assert part.export(kari.pk) == {}
    assert Member.objects.count() == 1


def test_what_was_typed_to_find_somebody_goes_with_them(ola: User) -> None:
    """Breaks when an address, a number or a name somebody typed outlives the person, or a word of another goes. Art. 17."""
    kari = make_person("Åse", "Østby", email="ase@fjord.example", phone="+4790012345", external_id="E7")
    made = {
        word: actions.create(f"By {n}", root=Group(parts=(Group(parts=(asks(field, operator, word), asks("has_phone", "no"))),)), owner=ola, **BY)
        for n, (field, operator, word) in enumerate((
            ("search", "words", "ASE@fjord.example"), ("search", "words", "900 12 345"), ("search", "words", "004790012345"),
            ("name", "words", "østby,  åse"), ("title", "contains", "Åse Østby"), ("external_id", "is", "e7"),
            ("name", "words", "Østby"), ("email_domain", "is", "fjord.example"), ("search", "words", "2345"), ("title", "is", "Ase{E7}"),
        ))
    }  # fmt: skip
    both = Group(
        parts=(asks("title", "is", "Åse Østby"), asks("title", "is_not", 'é"\\'), asks("name", "words", "ase ostby"))
    )
    twice = actions.create("Twice", root=both, owner=ola, is_view=True, **BY)
    part = next(one for one in registered() if one.name == "selections")
    theirs = {"ASE@fjord.example", "900 12 345", "004790012345", "østby,  åse", "Åse Østby", "E7", "e7", "ase ostby"}
    told = part.export(kari.pk)["searched_by"]
    assert {one["words"] for one in told} == theirs - {"E7"}
    assert len(told) == 8
    assert part.erase(kari.pk)["selections_selection"] == 7
    for word, one in made.items():
        one.refresh_from_db()
        assert (word in theirs) != (word in json.dumps(one.criteria, ensure_ascii=False)), word
    twice.refresh_from_db()
    gone = {"field": "erased", "operator": "filled"}
    assert twice.criteria["and"] == [gone, {"field": "title", "operator": "is_not", "value": 'é"\\'}, gone]
    page = text_of(browse(ola).get(f"/selections/{twice.pk}/"))
    assert "Somebody who is erased was asked for here" in page
    assert "0 people" in page
    assert 'value="erased" selected' in text_of(browse(ola).get(f"/selections/{twice.pk}/change/"))
    assert "Åse" not in page
    assert part.erase(kari.pk)["selections_selection"] == 0


def test_who_was_taken_out_comes_back_as_they_stood(siri: User) -> None:
    """Breaks when Undo puts back somebody else, in another way than they stood, twice, or after its hour."""
    one, other = make_person("One"), make_person("Other")
    listed = actions.create_list("Fair", owner=siri, share="everybody", **BY)
    actions.add_people(listed, Person.objects.filter(pk__in=[one.pk, other.pk]), **BY)
    before = list(Member.objects.order_by("person_id").values())
    client, removal = browse(siri), f"/selections/{listed.pk}/people/removal/"
    undo = re.search(
        r'action="(/selections/\d+/people/\d+/return/)"',
        text_of(client.post(removal, {"person": [one.pk, other.pk]}, follow=True)),
    )
    assert undo
    assert not Member.objects.exists()
    part = next(part for part in registered() if part.name == "selections")
    assert [told["list"] for told in part.export(one.pk)["taken_out"]] == ["Fair"]
    client.post(undo[1])
    assert list(Member.objects.order_by("person_id").values()) == before
    assert "Nobody is put back" in text_of(client.post(undo[1], follow=True))
    gone, number = actions.remove_people(listed, [one.pk], **BY)
    assert gone == 1
    TakenOut.objects.update(taken_out_at=now() - timedelta(minutes=61))
    assert actions.forget_taken_out() == 1
    assert actions.put_back(listed, number, **BY) == 0
    assert client.post(undo[1].replace(str(listed.pk), "999999", 1)).status_code == 404


def test_a_condition_at_midnight_counts_in_the_company_s_zone() -> None:
    """Breaks when “the last day” begins in another time zone than the company's. Oslo is an hour before UTC in winter."""
    from datetime import UTC, datetime

    from samtykke.selections.compiler import Holds, compiled
    from samtykke.selections.criteria import Span, Unit

    late, early = make_person("Late"), make_person("Early")
    Person.objects.filter(pk=late.pk).update(origin_at=datetime(2026, 1, 30, 23, 30, tzinfo=UTC))
    Person.objects.filter(pk=early.pk).update(origin_at=datetime(2026, 1, 30, 22, 30, tzinfo=UTC))
    root = Group(parts=(asks("registered", "last", Span(1, Unit.MONTHS)),))
    told = compiled(root, ALL, at=datetime(2026, 2, 28, 12, tzinfo=UTC))
    assert set(Person.objects.filter(Holds(told)).values_list("first_name", flat=True)) == {"Late", "Early"}
    root = Group(parts=(asks("registered", "from_day", datetime(2026, 1, 31, tzinfo=UTC).date()),))
    told = compiled(root, ALL)
    assert set(Person.objects.filter(Holds(told)).values_list("first_name", flat=True)) == {"Late"}


def test_a_guessed_selection_is_told_neither_by_its_name_nor_by_its_people(ola: User, siri: User) -> None:
    """Breaks when one's own criteria open a list that somebody else keeps to themselves."""
    secret = actions.create_list("Kept to myself", owner=siri, **BY)
    root = Group(parts=(asks("selection", "any_of", (str(secret.pk),)),))
    address = f"/selections/new/?criteria={quote(json.dumps(criteria.to_json(root)))}"
    page = text_of(browse(ola).get(address))
    assert "has no value" in page
    assert "Kept to myself" not in page
    with pytest.raises(Refused) as no:
        actions.create("Mine", root=root, owner=ola, **BY)
    assert (no.value.code, no.value.field) == ("unknown_value", "criteria.0")
    mine = actions.create("Mine", root=EVERYBODY, owner=ola, **BY)
    with pytest.raises(Refused):
        actions.change(mine, told={}, root=root, reader=reader_of(ola), **BY)
    assert browse(ola).get(f"/selections/{secret.pk}/").status_code == 404
    assert "Kept to myself" in text_of(browse(siri).get(address))


def test_what_is_shared_stands_on_nothing_that_is_kept_to_oneself(ola: User, siri: User) -> None:
    """Breaks when a selection somebody shares tells who stands in a list that they, or a colleague, keep to themselves."""
    listed = actions.create_list("Fair", owner=siri, **BY)
    actions.add_people(listed, Person.objects.filter(pk=make_person("Kari").pk), **BY)
    root = Group(parts=(asks("selection", "any_of", (str(listed.pk),)),))
    with pytest.raises(Refused, match="It stands on “Fair”") as no:
        actions.create("Ours", root=root, owner=siri, share="team", **BY)
    assert (no.value.code, no.value.field) == ("tells_another", "share")
    mine = actions.create("Mine", root=root, owner=siri, **BY)
    with pytest.raises(Refused, match="It stands on “Fair”"):
        actions.change(mine, told={"share": "everybody"}, **BY)
    actions.change(listed, told={"share": "everybody"}, **BY)
    actions.change(mine, told={"share": "everybody"}, **BY)
    with pytest.raises(Refused, match="“Mine” stands on this selection") as no:
        actions.change(listed, told={"share": "me"}, **BY)
    assert (no.value.code, no.value.field) == ("in_use", "share")
    assert names(ola, queries.root_of(mine)) == {"Kari"}
    # Whatever came past the rule, as when somebody leaves a team, is told to nobody who may not open it.
    listed.__class__.objects.filter(pk=listed.pk).update(share="me")
    assert names(ola, queries.root_of(mine)) == set()
    outer = Group(parts=(asks("selection", "any_of", (str(mine.pk),)),))
    assert names(ola, outer) == set()
    assert "Kari" not in text_of(browse(ola).get(f"/people/?selection={mine.pk}"))
    assert names(siri, outer) == {"Kari"}

"""The privacy statement: written from the set-up, published only when whole, never changed afterwards. REQ-35, REQ-36."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import ProgrammingError, connection, transaction

from samtykke.core.refused import Refused
from samtykke.purposes import actions as purposes
from samtykke.purposes import statement_gaps, statements
from samtykke.purposes.models import Purpose, Recipient, StatementDraft, StatementVersion
from samtykke.purposes.statement_texts import HEADINGS
from tests.house.tables import changed, digests
from tests.purposes.statements import BY, describe, publish, whole

if TYPE_CHECKING:
    from samtykke.accounts.models import User

pytestmark = pytest.mark.django_db
NEEDED = [name for name in HEADINGS if name != "interests"]


@pytest.fixture(autouse=True)
def described(db: None) -> None:
    """An organisation that says who it is."""
    describe()


def test_the_draft_says_what_the_set_up_says() -> None:
    """Breaks when a purpose, its basis, its period or the controller is not carried into the text."""
    texts = purposes.draft_statement("nb", **BY).sections
    assert "Testvik Kabel AS" in texts["controller"]
    assert "personvern@testvik.example" in texts["contact"]
    assert "Salg og tjenester | " in texts["purposes"]
    assert "Berettiget interesse, personvernforordningen artikkel 6 nr. 1 bokstav f" in texts["bases"]
    assert "36 måneder etter siste kontakt" in texts["retention"]
    assert "Datatilsynet" in texts["complaint"]


@pytest.mark.parametrize("section", NEEDED)
def test_a_section_without_text_keeps_the_statement_from_being_published(section: str) -> None:
    """Breaks when one of the fields of Art. 13 and 14 may be left out, or the refusal does not name it (REQ-35)."""
    with pytest.raises(Refused) as refused:
        publish(**{section: ""})
    assert refused.value.code == "statement_incomplete"
    assert str(statement_gaps.LACKS[section]) in str(refused.value)
    assert not StatementVersion.objects.exists()


def test_interests_are_asked_for_only_where_something_rests_on_them() -> None:
    """Breaks when Art. 13(1)(d) is forgotten where a purpose rests on legitimate interests, or asked for where none does."""
    facts = statements.facts_in("nb")
    assert facts["interests"]
    lacking = {one.section for one in statement_gaps.missing({}, facts)}
    assert "interests" in lacking
    assert "interests" not in {one.section for one in statement_gaps.missing({}, {**facts, "interests": []})}


@pytest.mark.parametrize(
    ("section", "text"),
    [
        ("recipients", "Hjelpere: [? hvem]"),
        ("controller", "En annen virksomhet, Tenktgata 1"),
        ("controller", "Testvik Kabel AS"),
        ("contact", "Spør oss gjerne."),
        ("purposes", "Litt av hvert."),
        ("retention", "En stund."),
    ],
)
def test_a_section_that_does_not_say_its_thing_is_named(section: str, text: str) -> None:
    """Breaks when an open place, a missing name or address, or an unnamed purpose passes as text."""
    with pytest.raises(Refused) as refused:
        publish(**{section: text})
    assert refused.value.field == section


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "&lt;", "[her](javascript:alert(1))", "a\x0bb"])
def test_a_statement_holds_no_html_and_no_scripts(text: str) -> None:
    """Breaks when markup, a script or a link that runs something gets into a public page (REQ-96)."""
    with pytest.raises(Refused) as refused:
        whole(rights=text)
    assert refused.value.field == "rights"


def test_a_version_keeps_its_words_and_the_next_gets_its_own() -> None:
    """Breaks when publishing again changes what was read before, or the same words make a version."""
    first = publish()
    assert publish().pk == first.pk
    second = publish(rights="Skriv til oss.")
    assert (first.version, second.version) == (1, 2)
    assert statements.texts_of(StatementVersion.objects.get(pk=first.pk))["rights"] != "Skriv til oss."
    assert statements.current("nb") == second
    assert statements.in_force("nb", first.published_at) in {first, second}


@pytest.mark.parametrize("sql", ["UPDATE {} SET version = 9", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_database_refuses_to_change_what_was_published(sql: str) -> None:
    """Breaks when the grants let the application change a published statement."""
    publish()
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql.format("purposes_statementversion"))


def test_a_trigger_stands_behind_the_grants() -> None:
    """Breaks when an owner's connection could change a published statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'purposes_statementversion'::regclass AND NOT tgisinternal"
        )
        assert cursor.fetchall() == [("append_only",)]


def test_two_who_write_at_once_hear_of_each_other() -> None:
    """Breaks when the second overwrites the first, or publishes what nobody has read."""
    draft = purposes.draft_statement("nb", **BY)
    purposes.write_statement("nb", {**draft.sections, "rights": "Ola"}, edition=draft.edition, **BY)
    with pytest.raises(Refused) as refused:
        purposes.write_statement("nb", {**draft.sections, "rights": "Siri"}, edition=draft.edition, **BY)
    assert refused.value.code == "changed_meanwhile"
    with pytest.raises(Refused, match="Somebody changed"):
        purposes.publish_statement("nb", edition=draft.edition, **BY)
    assert StatementDraft.objects.get(language="nb").sections["rights"] == "Ola"


def test_the_state_says_what_changed_since(siri: User) -> None:
    """Breaks when the set-up changes and nobody hears that the statement no longer says what is so."""
    assert not statements.statement_state().is_published
    publish("nb")
    publish("en")
    state = statements.statement_state()
    assert state.is_published
    assert state.is_current
    Recipient.objects.create(names={"nb": "Skyen AS", "en": "Skyen AS"}, transfer_ground="clauses", country="US")
    state = statements.statement_state()
    assert [one.changed for one in state.languages] == [["recipients", "transfers"]] * 2
    assert not state.is_current
    made = purposes.draft_statement("nb", sections=("recipients",), **BY)
    assert "Skyen AS" in made.sections["recipients"]
    assert "Skyen" not in made.sections["transfers"]


def test_a_purpose_that_is_switched_on_later_is_missed_by_name() -> None:
    """Breaks when a new purpose is used and the published statement is still called whole."""
    publish("nb")
    Purpose.objects.filter(key="STORE").update(names={"nb": "Noe nytt", "en": "Something new"})
    (nb, _en) = statements.statement_state().languages
    assert {one.section for one in nb.missing} == {"purposes", "bases", "retention"}
    assert all("Noe nytt" in one.why for one in nb.missing)


def test_asking_how_it_stands_writes_nothing() -> None:
    """Breaks when a question makes a draft."""
    before = digests()
    statements.statement_state()
    assert changed(before) == []

"""The log: append-only, committed to, verifiable; records follow from it. REQ-84, product part 3."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samtykke.consents.canonical import COLUMNS, canonical, commitment
from samtykke.consents.models import ConsentEvent, ConsentEvidence, ConsentRecord
from samtykke.consents.queries import ledger
from samtykke.consents.queries.append import refresh_where
from samtykke.purposes.models import Wording
from tests.consents import histories
from tests.factories import make_consent, make_person, make_wording, withdraw
from tests.plugin_database import as_owner

pytestmark = [pytest.mark.django_db, pytest.mark.database]

TEXTS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20)
TIMES = st.none() | st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the strategy takes bounds without a zone
NUMBERS = st.none() | st.integers(0, 2**62)
KINDS = {"occurred_at": TIMES, "recorded_at": TIMES, "expires_at": TIMES, "scope": st.integers(0, 2**30)}
TEXT_COLUMNS = {
    "status",
    "article",
    "via",
    "act_by",
    "actor_kind",
    "precision",
    "shown_hash",
    "channels",
    "permission",
    "evidence_kind",
}
ROWS = st.fixed_dictionaries(
    {name: KINDS.get(name, st.none() | TEXTS if name in TEXT_COLUMNS else NUMBERS) for name in COLUMNS}
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS, st.binary(min_size=32, max_size=32))
def test_the_database_and_python_commit_to_the_same_text(db, row, salt):
    event = ConsentEvent(**row)
    types = {**dict.fromkeys(TEXT_COLUMNS, "text"), "scope": "integer"}
    casts = ", ".join(
        f"%s::{'timestamptz' if name in KINDS and name != 'scope' else types.get(name, 'bigint')}" for name in COLUMNS
    )
    with transaction.atomic(), connection.cursor() as cursor:
        values = [row[name] for name in COLUMNS]
        cursor.execute(
            f"SELECT consents_canonical({casts}), consents_commitment(%s, {casts})", [*values, salt, *values]
        )
        text, made = cursor.fetchone()
    assert text == canonical(event)
    assert bytes(made) == commitment(event, salt)


def test_every_event_carries_its_commitment_and_the_database_s_own_time(kari):
    before = datetime.now(UTC) - timedelta(seconds=5)
    make_consent(kari)
    withdraw(kari)
    for event in ConsentEvent.objects.of(kari):
        salt = ConsentEvidence.objects.get(person_id=kari.pk, event_id=event.id).salt
        assert bytes(event.commitment) == commitment(event, bytes(salt))
        assert before < event.recorded_at < datetime.now(UTC) + timedelta(seconds=5)
    assert list(ledger.faults()) == []


@pytest.mark.parametrize("table", ["consentevent", "objection", "restriction", "suppression"])
@pytest.mark.parametrize(
    "change", ["UPDATE consents_{} SET via = 'x'", "DELETE FROM consents_{}", "TRUNCATE consents_{}"]
)
def test_facts_cannot_be_changed_by_the_application(kari, table, change):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(table))


def test_a_time_of_recording_cannot_be_chosen(kari):
    columns = "person_id, kind, occurred_at, recorded_at, act_by, actor_kind, actor_id, via"
    with pytest.raises(DatabaseError, match="time of recording"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO consents_restriction ({columns}) VALUES (%s, 'set', '2020-01-01', '2020-01-01', 'person', 'person', 1, 'api')",
            [kari.pk],
        )


@pytest.mark.parametrize(
    "values",
    [
        {"status": "in_force", "article": "a"},
        {"status": "given", "article": "f"},
        {"status": "allowed", "article": "a"},
        {"status": "given", "article": "a", "evidence_kind": ""},
        {"status": "invalidated", "article": "a"},
        {"status": "withdrawn", "article": "a", "channels": "pigeon"},
        {"status": "withdrawn", "article": "a", "act_by": "somebody"},
    ],
)
def test_postgresql_refuses_what_cannot_be(kari, values):
    event = {
        **dict.fromkeys(("via", "actor_kind"), "api"),
        "act_by": "controller",
        "precision": "instant",
        "shown_hash": "",
        "channels": "",
        "permission": "",
        "evidence_kind": "paper",
        "actor_id": 1,
        "scope": 1,
        "person_id": kari.pk,
        "purpose_id": 1,
        "source_id": 1,
        "legal_basis_id": 1,
        "wording_id": 1,
    } | values
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO consents_consentevent ({', '.join(event)}, occurred_at, recorded_at, commitment) "
            f"SELECT {', '.join(['%s'] * len(event))}, now(), clock_timestamp(), '\\x00'",
            list(event.values()),
        )


@pytest.mark.django_db(transaction=True)
def test_one_changed_byte_is_found_and_named(capsys):
    kari = make_person()
    make_consent(kari)
    event = ConsentEvent.objects.of(kari).get(status="given")
    as_owner(
        "SET session_replication_role = replica;"
        f"UPDATE consents_consentevent SET evidence_kind = 'web_forn' WHERE id = {event.id}"
    )
    with pytest.raises(SystemExit):
        call_command("ledger", "verify")
    told = capsys.readouterr().out
    assert f"event {event.id} of person {kari.pk} is not what was recorded" in told


@pytest.mark.django_db(transaction=True)
def test_lost_evidence_and_a_wrong_record_are_found():
    kari, ola = make_person(), make_person("Ola")
    event = ConsentEvent.objects.of(kari).get()
    ConsentEvidence.objects.filter(person_id=kari.pk).delete()
    ConsentRecord.objects.of(ola).update(status="unknown")
    found = {(fault.person, fault.fault) for fault in ledger.faults()}
    assert {(kari.pk, "evidence_missing"), (ola.pk, "record_differs")} <= found
    assert event.id in {fault.event for fault in ledger.faults()}
    refresh_where("SELECT id AS person_id FROM contacts_person")
    assert "record_differs" not in {fault.fault for fault in ledger.faults()}


@pytest.mark.django_db(transaction=True)
def test_words_that_were_changed_afterwards_are_found(kari, capsys):
    """Art. 7(1): what somebody said yes to is the text, so the text is checked too."""
    ola = make_person("Ola")
    make_consent(kari)
    make_consent(ola, wording=make_wording())
    ConsentEvidence.objects.filter(person_id=kari.pk, shown_text__gt="").update(shown_text="Yes to everything.")
    event = ConsentEvent.objects.of(ola).get(status="given")
    Wording.objects.filter(pk=event.wording_id).update(text="Yes to everything.")
    found = {(fault.fault, fault.person or fault.event) for fault in ledger.faults()}
    assert {("words_differ", kari.pk), ("wording_changed", event.wording_id)} <= found
    with pytest.raises(SystemExit):
        call_command("ledger", "verify")
    assert f"the text of wording {event.wording_id} was changed" in capsys.readouterr().out


def test_rebuilding_all_records_changes_nothing():
    made = histories.make(20261123)
    before = list(ConsentRecord.objects.order_by("pk").values())
    assert refresh_where("SELECT id AS person_id FROM contacts_person") == 0
    assert list(ConsentRecord.objects.order_by("pk").values()) == before
    ConsentRecord.objects.filter(person_id__in=made.everybody).delete()
    refresh_where("SELECT id AS person_id FROM contacts_person")
    assert list(ConsentRecord.objects.order_by("pk").values()) == before

"""Sales registered, changed, moved, won and lost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from samtykke.accounts.models import Organisation
from samtykke.audit.models import Entry
from samtykke.core.refused import Refused
from samtykke.purposes import actions as lists
from samtykke.sales import actions
from samtykke.sales.models import Sale, Stage
from samtykke.sales.money import amount_of
from tests.sales.made import BY, SOON, group, make_company, make_sale, reason, stage

pytestmark = pytest.mark.django_db


def test_a_sale_begins_in_the_first_stage_with_its_probability_and_the_companys_currency():
    sale = actions.create_sale("  Kabel   til Testvik ", amount="12 500,50", **BY)
    assert (sale.title, sale.stage.key, sale.probability, sale.currency) == ("Kabel til Testvik", "NEW", 10, "NOK")
    assert (sale.amount, sale.closed_on, sale.is_open) == (Decimal("12500.50"), None, True)
    Organisation.objects.update_or_create(pk=1, defaults={"country": "SE"})
    assert actions.create_sale("Kabel", **BY).currency == "SEK"


@pytest.mark.parametrize(
    ("said", "amount"),
    [("1 250,50", "1250.50"), ("1\u00a0250 000", "1250000"), ("1.250,5", "1250.50"), ("1,250.50", "1250.50"), ("", "0"), (None, "0"), (1250.5, "1250.50")],
)  # fmt: skip
def test_an_amount_is_read_as_people_write_it(said, amount):
    assert amount_of(said) == Decimal(amount)


@pytest.mark.parametrize(
    ("field", "said", "code"),
    [
        ("amount", "-1", "below_nought"),
        ("amount", "mye", "invalid_number"),
        ("amount", "1e5", "invalid_number"),
        ("amount", "1,005", "too_many_decimals"),
        ("amount", "1000000000000", "too_long"),
        ("amount", "9" * 10_000, "too_long"),
        ("currency", "KRONER", "unknown_currency"),
        ("currency", "\x00", "unknown_currency"),
        ("probability", 101, "out_of_range"),
        ("probability", "50", "out_of_range"),
        ("expected_on", "1899-12-31", "date_out_of_range"),
        ("expected_on", "2201-01-01", "date_out_of_range"),
        ("expected_on", "31.02.2026", "invalid_date"),
        ("title", "  ", "title_missing"),
        ("title", "x" * 201, "too_long"),
        ("note", "x" * 10_001, "too_long"),
        ("note", "a\x00b", "nul"),
    ],
)
def test_what_cannot_be_is_refused_and_names_its_field(field, said, code):
    sale = make_sale()
    with pytest.raises(Refused) as no:
        actions.change_sale(sale, changes={field: said}, **BY)
    assert (no.value.code, no.value.field) == (code, field)


def test_a_change_raises_the_version_and_names_its_fields_once():
    sale = make_sale()
    told = {"amount": "900", "note": "Ringte", "product_group": group()}
    changed = actions.change_sale(sale, changes=told, version=sale.version, **BY)
    again = actions.change_sale(sale, changes=told, version=sale.version, **BY)
    assert (changed.version, again.version) == (2, 2)
    entries = Entry.objects.filter(deed="sale:changed", subject_id=sale.pk)
    assert [entry.details["fields"] for entry in entries] == [["amount", "note", "product_group"]]


def test_of_two_who_write_at_once_the_second_is_told():
    sale = make_sale()
    actions.change_sale(sale, changes={"amount": 1}, version=1, **BY)
    with pytest.raises(Refused) as no:
        actions.change_sale(sale, changes={"amount": 2}, version=1, **BY)
    assert no.value.code == "changed_meanwhile"


def test_a_sale_that_moves_gets_the_probability_of_its_stage_and_twice_changes_nothing():
    sale = make_sale()
    actions.move(sale, stage("OFFER"), version=1, **BY)
    moved = actions.move(sale, stage("OFFER"), version=1, **BY)
    assert (moved.stage.key, moved.probability, moved.version) == ("OFFER", 50, 2)


def test_of_two_who_move_one_card_the_second_is_told_and_it_stands_where_the_first_put_it():
    sale = make_sale()
    actions.move(sale, stage("OFFER"), version=1, **BY)
    with pytest.raises(Refused) as no:
        actions.move(sale, stage("QUALIFIED"), version=1, **BY)
    sale.refresh_from_db()
    assert (no.value.code, sale.stage.key) == ("changed_meanwhile", "OFFER")


def test_a_sale_is_won_on_a_day_and_opened_again_where_it_stood():
    sale = actions.move(make_sale(), stage("NEGOTIATION"), **BY)
    won = actions.win(sale, closed_on="2026-03-02", **BY)
    assert (won.kind, won.closed_on, won.probability, won.stage_before.key) == (
        "won",
        date(2026, 3, 2),
        100,
        "NEGOTIATION",
    )
    assert actions.win(won, **BY).version == won.version
    back = actions.move(won, stage("NEGOTIATION"), probability=60, **BY)
    assert (back.kind, back.closed_on, back.probability) == ("open", None, 60)


def test_a_sale_is_not_lost_without_a_reason():
    sale = make_sale()
    with pytest.raises(Refused) as no:
        actions.lose(sale, loss_reason=None, **BY)
    assert (no.value.code, no.value.field) == ("reason_missing", "loss_reason")
    lost = actions.lose(sale, loss_reason=reason(), **BY)
    assert (lost.kind, lost.loss_reason.key, lost.probability) == ("lost", "PRICE", 0)
    assert actions.move(lost, stage("NEW"), **BY).loss_reason is None


def test_a_retired_stage_keeps_its_sales_and_takes_no_new_ones():
    sale, other = make_sale(stage=stage("OFFER")), make_sale()
    lists.change_item(stage("OFFER"), changes={"is_active": False}, **BY)
    assert actions.change_sale(sale, changes={"amount": 5}, **BY).stage.key == "OFFER"
    with pytest.raises(Refused, match="no longer chosen"):
        actions.move(other, stage("OFFER"), **BY)
    with pytest.raises(Refused, match="no longer chosen"):
        actions.create_sale("Ny", stage=stage("OFFER"), **BY)


def test_what_a_stage_means_stays_as_it_was_made():
    with pytest.raises(Refused) as no:
        lists.change_item(stage("OFFER"), changes={"kind": "won"}, **BY)
    assert no.value.code == "fixed"
    made = lists.create_item(Stage, names={"nb": "Prøve", "en": "Trial"}, kind="open", probability=35, **BY)
    assert (made.kind, made.probability) == ("open", 35)


@pytest.mark.parametrize(
    "wrong",
    [
        "amount = -1", "probability = 101", "currency = 'kr'", "expected_on = '1899-12-31'", "closed_on = current_date",
        "kind = 'won'", "kind = 'lost', closed_on = current_date", "title = ''", "version = 2, kind = 'sold'",
    ],
)  # fmt: skip
def test_postgresql_refuses_what_no_sale_is(wrong):
    sale = make_sale()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; UPDATE sales_sale SET {wrong} WHERE id = {sale.pk}")


def test_a_sale_in_the_bin_is_changed_by_nobody_and_comes_back_as_it_was():
    sale = make_sale(company=make_company())
    actions.delete(sale, **BY)
    actions.delete(sale, **BY)
    with pytest.raises(Refused) as no:
        actions.move(sale, stage("OFFER"), **BY)
    assert no.value.code == "deleted"
    back = actions.restore(sale, **BY)
    assert (back.deleted_at, back.expected_on, back.stage.key) == (None, SOON, "NEW")


def test_the_bin_is_emptied_with_who_was_part_of_it(kari, clock):
    sale = make_sale(kari)
    actions.delete(sale, **BY)
    assert actions.remove_deleted(clock.days_ago(1), **BY) == 0
    assert actions.remove_deleted(clock.in_days(1), **BY) == 1
    assert not Sale.objects.filter(pk=sale.pk).exists()

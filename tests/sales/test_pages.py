"""The pages of sales: board, list, forecast, card, and what staff do on them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samtykke.accounts.queries import today
from samtykke.consents.queries.people import record_of
from samtykke.purposes import actions as lists
from samtykke.sales import actions
from samtykke.sales.models import Sale
from samtykke.sales.queries.board import CARDS
from tests.factories import get_purpose
from tests.sales.made import BY, group, make_company, make_sale, reason, stage

pytestmark = pytest.mark.django_db


def sent(**told):
    """A sale as its form sends it."""
    return {
        "title": "Kabel",
        "stage": "NEW",
        "amount": "1 250,50",
        "currency": "NOK",
        "expected_on": "2030-05-20",
        **told,
    }


def test_the_board_shows_open_sales_by_stage_with_sums_that_are_never_added_across_currencies(ola, signed_in):
    company = make_company()
    make_sale(company=company, amount=1000, owner_id=ola.pk)
    make_sale(title="Svensk kabel", amount=200, currency="SEK")
    make_sale(title="Dyr kabel", amount=5, stage=stage("OFFER"))
    actions.win(make_sale(title="Solgt kabel"), **BY)
    page = signed_in(ola).get("/sales/").content.decode()
    assert page.index("Kabel til Testvik") < page.index("Dyr kabel")
    assert "1\u202f000\xa0NOK" in page
    assert "200\xa0SEK" in page
    assert "1\u202f200" not in page
    assert "Solgt kabel" not in page
    mine = signed_in(ola).get(f"/sales/?owner={ola.pk}").content.decode()
    assert "Kabel til Testvik" in mine
    assert "Svensk kabel" not in mine


def test_the_board_is_bounded_whatever_stands_on_it(ola, signed_in):
    client = signed_in(ola)
    make_sale()
    client.get("/sales/")
    with CaptureQueriesContext(connection) as few:
        client.get("/sales/")
    like = Sale.objects.get()
    Sale.objects.bulk_create(
        Sale(
            title=f"Nr {n}", stage=like.stage, kind="open", currency="NOK", probability=5, expected_on=like.expected_on
        )
        for n in range(CARDS + 5)
    )
    with CaptureQueriesContext(connection) as many:
        page = client.get("/sales/").content.decode()
    assert len(many) <= len(few)
    assert page.count("board-card") == CARDS
    assert f"Alle {CARDS + 6}" in page


def test_a_retired_stage_stays_on_the_board_while_a_sale_is_in_it(ola, signed_in):
    sale = make_sale(stage=stage("OFFER"))
    lists.change_item(stage("OFFER"), changes={"is_active": False}, **BY)
    assert "Tilbud sendt" in signed_in(ola).get("/sales/").content.decode()
    actions.move(sale, stage("NEW"), **BY)
    assert "Tilbud sendt" not in signed_in(ola).get("/sales/").content.decode()


def test_a_card_is_moved_by_its_button_and_the_move_is_undone(ola, signed_in):
    client, sale = signed_in(ola), make_sale()
    told = {"stage": "QUALIFIED", "version": sale.version, "back": "board"}
    page = client.post(f"/sales/{sale.pk}/stage/", told, follow=True)
    assert page.redirect_chain[-1][0] == "/sales/"
    undo = f"/sales/{sale.pk}/stage/?stage=NEW&amp;probability=10&amp;version=2"
    assert undo in page.content.decode()
    client.post(undo.replace("&amp;", "&"))
    sale.refresh_from_db()
    assert (sale.stage.key, sale.probability) == ("NEW", 10)


def test_of_two_who_drag_one_card_the_second_sees_where_it_stands(ola, signed_in):
    client, sale = signed_in(ola), make_sale()
    client.post(f"/sales/{sale.pk}/stage/", {"stage": "OFFER", "version": 1})
    answer = client.post(
        f"/sales/{sale.pk}/stage/", {"stage": "QUALIFIED", "version": 1}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 409
    assert "Noen endret dette salget imens" in answer.content.decode()
    assert 'id="board"' in answer.content.decode()
    plain = client.post(f"/sales/{sale.pk}/stage/", {"stage": "QUALIFIED", "version": 1}, follow=True)
    assert "Noen endret dette salget imens" in plain.content.decode()
    sale.refresh_from_db()
    assert sale.stage.key == "OFFER"


def test_a_sale_is_registered_from_the_form_with_its_company(ola, signed_in):
    answer = signed_in(ola).post("/sales/new/", sent(company_name="Testvik Kabel AS", owner=ola.pk))
    sale = Sale.objects.get()
    assert answer.headers["Location"] == f"/sales/{sale.pk}/"
    assert (sale.company.name, sale.owner_id, str(sale.amount)) == ("Testvik Kabel AS", ola.pk, "1250.50")


def test_a_sale_begun_from_a_person_has_them_in_it(ola, kari, signed_in):
    page = signed_in(ola).get(f"/sales/new/?person={kari.pk}")
    assert f'name="person" value="{kari.pk}"' in page.content.decode()
    signed_in(ola).post("/sales/new/", sent(person=kari.pk))
    page = signed_in(ola).get(f"/people/{kari.pk}/sales/").content.decode()
    assert "Kabel" in page
    assert signed_in(ola).post("/sales/new/", sent(person=4_242_424)).status_code == 404


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("title", ""), ("title", "a\x00b"), ("title", "x" * 10_000), ("amount", "mye"), ("amount", "-5"),
        ("expected_on", "1899-12-31"), ("expected_on", "x"), ("currency", "XYZ"), ("stage", "WON"), ("probability", "101"),
    ],
)  # fmt: skip
def test_a_form_that_cannot_be_is_refused_at_its_field(field, said, ola, signed_in):
    answer = signed_in(ola).post("/sales/new/", sent(**{field: said}))
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {field}
    assert not Sale.objects.exists()


def test_of_two_who_change_one_sale_the_second_keeps_what_they_wrote(ola, signed_in):
    sale, client = make_sale(), signed_in(ola)
    actions.change_sale(sale, changes={"amount": 7}, **BY)
    answer = client.post(f"/sales/{sale.pk}/change/", sent(version=1, amount="9"))
    assert answer.status_code == 409
    assert "nå «7», ditt «9»" in answer.content.decode()
    assert client.post(f"/sales/{sale.pk}/change/", sent(version=2, amount="9")).status_code == 302


def test_a_sale_is_won_and_lost_by_a_button_and_a_reason(ola, signed_in):
    client, sale = signed_in(ola), make_sale()
    client.post(f"/sales/{sale.pk}/won/", {"version": 1})
    sale.refresh_from_db()
    assert (sale.kind, sale.closed_on) == ("won", today())
    other = make_sale()
    assert client.post(f"/sales/{other.pk}/stage/", {"stage": "LOST"}).headers["Location"] == f"/sales/{other.pk}/lost/"
    assert client.post(f"/sales/{other.pk}/lost/", {}).status_code == 422
    client.post(f"/sales/{other.pk}/lost/", {"loss_reason": "PRICE", "closed_on": "2026-01-05"})
    other.refresh_from_db()
    assert (other.kind, other.closed_on) == ("lost", date(2026, 1, 5))
    card = client.get(f"/sales/{other.pk}/").content.decode()
    assert "Pris" in card
    assert "Åpne igjen i" in card


def test_the_list_is_narrowed_and_ordered_page_by_page(ola, signed_in):
    company = make_company()
    make_sale(title="Blåbær", company=company, amount=5, expected_on=date(2031, 1, 1))
    make_sale(title="Bringebær", amount=9, owner_id=ola.pk)
    actions.lose(make_sale(title="Tyttebær"), loss_reason=reason(), **BY)
    client = signed_in(ola)

    def titles(query):
        found = [sale.title for sale in client.get(f"/sales/list/?{query}").context["sales"]]
        return [title for title in found if title.endswith("bær")]

    assert titles("sort=amount") == ["Bringebær", "Blåbær", "Tyttebær"]
    assert titles("sort=expected")[-1] == "Blåbær"
    assert titles("q=blaab") == ["Blåbær"]
    assert titles("kind=lost") == titles("stage=LOST") == ["Tyttebær"]
    assert titles(f"owner={ola.pk}") == ["Bringebær"]
    assert titles(f"company={company.pk}") == titles("since=2030-12-31") == ["Blåbær"]
    assert client.get("/sales/list/?stage=NONE").status_code == 422
    assert 'aria-sort="descending"' in client.get("/sales/list/?sort=amount").text
    answer = client.post("/sales/list/columns/", {"columns": ["loss_reason", "created", "x"], "back": "sort=amount"})
    assert answer.headers["location"] == "/sales/list/?sort=amount"
    page = client.get("/sales/list/?stage=LOST").text
    assert 'data-label="Grunn til at det ble tapt">Pris' in page
    assert 'data-label="Beløp"' not in page
    assert client.get("/sales/list/?sort=amount&cursor=WyJOYU4iLDFd").status_code == 422
    assert client.get("/sales/list/?q=%25_%27%5C%00").status_code in {200, 422}


def test_amounts_are_paged_by_key(ola, signed_in):
    like = make_sale(amount=1)
    Sale.objects.bulk_create(
        Sale(
            title=f"Nr {n}",
            stage=like.stage,
            kind="open",
            currency="NOK",
            probability=5,
            amount=n,
            expected_on=like.expected_on,
        )
        for n in range(60)
    )
    client = signed_in(ola)
    first = client.get("/sales/list/?sort=amount").context
    second = client.get(f"/sales/list/?sort=amount&cursor={first['next']}").context
    told = [sale.amount for sale in [*first["sales"], *second["sales"]]]
    assert told == sorted(told, reverse=True)
    assert len(told) == 61


def test_the_forecast_counts_each_amount_by_how_likely_it_is_month_by_month(ola, signed_in):
    soon = today().replace(day=1) + timedelta(days=40)
    make_sale(amount=1000, probability=50, expected_on=soon)
    make_sale(amount=300, probability=10, expected_on=soon)
    make_sale(amount=80, probability=50, expected_on=soon, currency="EUR")
    make_sale(amount=60, probability=50, expected_on=date(2020, 1, 1))
    actions.win(make_sale(amount=9000, expected_on=soon), **BY)
    charts = signed_in(ola).get("/sales/forecast/").context["charts"]
    assert [(one.currency, one.weighted, one.total) for one, _bars in charts] == [("NOK", 530, 1300), ("EUR", 40, 80)]
    assert (charts[0][0].overdue.count, charts[0][0].overdue.total) == (1, 60)


def test_a_sale_goes_to_the_bin_and_comes_back_by_its_undo(admin, ola, signed_in):
    sale = make_sale()
    page = signed_in(admin).post(f"/sales/{sale.pk}/deletion/", follow=True)
    assert f'action="/sales/{sale.pk}/restoration/"' in page.content.decode()
    assert signed_in(admin).get("/sales/list/").context["sales"] == []
    signed_in(admin).post(f"/sales/{sale.pk}/restoration/")
    assert len(signed_in(admin).get("/sales/list/").context["sales"]) == 1


def test_per_sees_no_sale(per, signed_in):
    sale = make_sale()
    client = signed_in(per)
    for path in (
        "",
        "list/",
        "forecast/",
        "new/",
        f"{sale.pk}/",
        f"{sale.pk}/change/",
        f"{sale.pk}/lost/",
        f"{sale.pk}/people/",
    ):
        assert client.get(f"/sales/{path}").status_code == 403
    for path in ("stage/", "won/", "deletion/", "restoration/"):
        assert client.post(f"/sales/{sale.pk}/{path}", {"stage": "OFFER"}).status_code == 403


@pytest.mark.parametrize("path", ["", "change/", "lost/", "people/"])
def test_a_guessed_id_is_nobodys_sale(path, admin, signed_in):
    assert signed_in(admin).get(f"/sales/4242/{path}").status_code == 404


def test_a_won_sale_is_offered_as_the_ground_for_the_exception_and_records_nothing(admin, kari, signed_in):
    client = signed_in(admin)
    sale = make_sale(kari, product_group=group())
    actions.win(sale, closed_on="2026-03-02", **BY)
    assert "eksisterende kunde" not in client.get(f"/sales/{sale.pk}/").content.decode()
    use_the_exception()
    page = client.get(f"/sales/{sale.pk}/").content.decode()
    address = f"/people/{kari.pk}/purposes/EMARKETING/basis/?sale_reference=%23{sale.pk}&amp;sale_on=2026-03-02&amp;product_group=Varer"
    assert address in page
    form = client.get(address.replace("&amp;", "&")).context["form"]
    assert (form["sale_on"].value(), form["product_group"].value()) == ("2026-03-02", "Varer")
    assert not form["address_from_sale"].value()
    assert not form["opt_out_offered"].value()
    assert record_of(kari.pk, get_purpose("EMARKETING")) is None


def use_the_exception():
    """Has the company use the exception for existing customers, and allow its basis."""
    from samtykke.purposes.models import LegalBasis, Purpose
    from samtykke.purposes.queries import allowed_basis

    purpose, basis = Purpose.objects.get(key="EMARKETING"), LegalBasis.objects.get(key="61F")
    if allowed_basis(purpose, basis) is None:
        lists.allow_basis(purpose, basis, **BY)
    lists.change_settings(changes={"existing_customers": True}, **BY)

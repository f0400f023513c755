from __future__ import annotations

import csv
import io

import pytest

from samtykke.consents.models import ConsentEvidence, ConsentRecord
from samtykke.contacts.models import Company, Person, PersonPhone
from tests.intake.file.exports import FIRST, HEADERS, export, lines
from tests.intake.file.files import workbook
from tests.intake.file.runs import counts, imported

pytestmark = pytest.mark.django_db

COUNT = 120


def statuses(purpose: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for status in ConsentRecord.objects.filter(purpose__key=purpose).values_list("status", flat=True):
        found[status] = found.get(status, 0) + 1
    return found


@pytest.mark.parametrize("kind", HEADERS)
def test_each_export_comes_in_by_its_header_alone_and_twice_changes_nothing(kind):
    content = export(kind, COUNT)
    run = imported(content)
    assert run.preset == kind.partition("_")[0]
    assert counts(run) == {"created": COUNT}
    assert Person.objects.filter(first_name=FIRST[8], last_name__contains=" 8").exists()
    assert statuses("STORE") == {"in_force": COUNT}
    again = imported(content)
    assert (counts(again), Person.objects.count()) == ({"unchanged": COUNT}, COUNT)


def test_superoffice_norwegian_with_semicolons_and_windows_letters():
    run = imported(export("superoffice_no", COUNT, separator=";", codec="cp1252"))
    assert (run.reading["encoding"], run.reading["separator"]) == ("Windows-1252", "semicolon")
    assert counts(run) == {"created": COUNT}
    assert Company.objects.count() == 50
    assert Person.objects.filter(last_name__startswith="Ødegård", category__key="CUSTOMER").exists()
    assert set(PersonPhone.objects.values_list("kind", flat=True)) == {"mobile", "work"}


def test_hubspot_brings_the_basis_and_the_opt_outs():
    imported(export("hubspot", COUNT))
    assert set(Person.objects.values_list("origin_basis__key", flat=True)) == {"61B"}
    assert statuses("EMARKETING") == {"withdrawn": COUNT // 10}


def test_mailchimp_subscribed_with_a_wording_is_given_and_without_unknown():
    content = export("mailchimp", COUNT)
    imported(content)
    assert statuses("EMARKETING") == {"unknown": COUNT}
    imported(content, purpose="EMARKETING", wording="Yes, send me news.")
    assert statuses("EMARKETING") == {"given": COUNT}
    reference = ConsentEvidence.objects.filter(kind="import").first().reference
    assert reference.startswith("Mailchimp: opt-in 2024-")


def test_mailchimp_unsubscribed_wins_over_subscribed_in_any_order():
    yes, no = export("mailchimp", COUNT), export("mailchimp_unsubscribed", COUNT)
    for content in (yes, no):
        imported(content, purpose="EMARKETING", wording="Yes, send me news.")
    assert statuses("EMARKETING") == {"withdrawn": COUNT}
    imported(yes, purpose="EMARKETING", wording="Yes, send me news.")
    assert statuses("EMARKETING") == {"withdrawn": COUNT}


def test_mailchimp_times_are_utc():
    imported(export("mailchimp_unsubscribed", 1))
    assert ConsentRecord.objects.get(purpose__key="EMARKETING").occurred_at.isoformat() == "2025-01-01T00:00:00+00:00"


def test_mailchimp_cleaned_permits_nothing():
    imported(export("mailchimp_cleaned", COUNT), wording="Yes, send me news.", purpose="EMARKETING")
    assert statuses("EMARKETING") == {"unknown": COUNT}


def test_a_workbook_comes_in_like_a_text():
    rows = list(csv.reader(io.StringIO("".join(lines("superoffice", COUNT)))))

    def fill(book):
        sheet = book.add_worksheet("Contacts")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
            if number:
                sheet.write_number(number, 4, int(row[4]))  # a phone that became a number

    run = imported(workbook(fill).getvalue(), "people.xlsx")
    assert counts(run) == {"created": COUNT}
    assert run.reading["sheet"] == "Contacts"
    assert PersonPhone.objects.filter(number="+4791000007", kind="mobile").exists()


def test_a_formula_instead_of_a_name_is_refused_and_elsewhere_is_data():
    def fill(book):
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["first_name", "email", "title"])
        sheet.write_row(1, 0, ["Kari", "k@x.no"])
        sheet.write_formula(1, 2, "=1+1", None, 2)
        sheet.write_formula(2, 0, '=HYPERLINK("x")')
        sheet.write(2, 1, "o@x.no")

    run = imported(workbook(fill).getvalue(), "people.xlsx")
    assert counts(run) == {"created": 1, "refused": 1}
    assert run.problems.get().code == "formula"
    assert Person.objects.get().title == "2"


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["superoffice", "hubspot", "google", "outlook", "mailchimp"])
def test_ten_thousand_rows_of_each_export(kind):
    run = imported(export(kind, 10_000))
    assert counts(run) == {"created": 10_000}

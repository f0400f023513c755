from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest

from samtykke.core.refused import Refused
from samtykke.intake.channels.file import xlsx_archive, xlsx_cells
from samtykke.intake.channels.file.opening import open_table
from samtykke.intake.channels.file.rows import Refusal
from samtykke.intake.channels.file.xlsx_reader import XlsxTable
from tests.intake.file.files import changed_part, sheet_of, workbook


def refused(stream: io.BytesIO, name: str = "people.xlsx") -> str:
    with pytest.raises(Refused) as refusal:
        list(open_table(stream, name).rows())
    return refusal.value.code


def test_cells_are_read_as_a_person_sees_them():
    table = sheet_of([["a", "b", "c", "d"], ["Åse", 47912345678, 0.1 + 0.2, True], ["👩‍👧", 4.79e10, -1.5, None]])
    rows = list(table.rows())
    assert table.header == ["a", "b", "c", "d"]
    assert [row.cells for row in rows] == [["Åse", "47912345678", "0.3", "true"], ["👩‍👧", "47900000000", "-1.5", ""]]
    assert [row.line for row in rows] == [2, 3]


@pytest.mark.parametrize("in_1904", [False, True])
def test_dates_are_read_as_dates_in_both_calendars(in_1904):
    def fill(book):
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        minute = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        clock = book.add_format({"num_format": 21})
        sheet.write_row(0, 0, ["name", "day", "minute", "number"])
        sheet.write(1, 0, "Kari")
        sheet.write_datetime(1, 1, dt.date(2024, 2, 29), day)
        sheet.write_datetime(
            1,
            2,
            dt.datetime(2026, 11, 23, 14, 5, 30),  # noqa: DTZ001
            minute,
        )
        sheet.write_number(1, 3, 45351)
        sheet.write_string(2, 0, "Ola")
        sheet.write_number(2, 1, 0.5, clock)

    rows = list(XlsxTable(workbook(fill, date_1904=in_1904)).rows())
    assert rows[0].cells == ["Kari", "2024-02-29", "2026-11-23 14:05:30", "45351"]
    assert rows[1].cells[1] == ("1904-01-01 12:00:00" if in_1904 else "12:00:00")


@pytest.mark.parametrize(
    ("stored", "shown"),
    [("1", "1900-01-01"), ("59", "1900-02-28"), ("60", "1900-02-29"), ("61", "1900-03-01"), ("-4", "-4")],
)
def test_the_calendar_of_1900_keeps_its_fault(stored, shown):
    assert xlsx_cells.date_text(stored, from_1904=False) == shown


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("4.791234567E9", "4791234567"),
        ("47912345678.0", "47912345678"),
        ("0.30000000000000004", "0.3"),
        ("1E-3", "0.001"),
        ("1.5", "1.5"),
        ("-0", "0"),
        ("NaN", "NaN"),
        ("1E999", "1E999"),
        ("not", "not"),
    ],
)
def test_numbers_are_shown_without_noise(stored, shown):
    assert xlsx_cells.number_text(stored) == shown


@pytest.mark.parametrize(
    ("code", "is_date"),
    [
        ("dd.mm.yyyy", True),
        ("[$-414]d. mmmm yyyy", True),
        ("[h]:mm", True),
        ("0.00", False),
        ('0" dager"', False),
        ("General", False),
        ("#,##0 [Red]", False),
    ],
)
def test_date_formats_are_known(code, is_date):
    assert xlsx_cells.is_date_format(code) is is_date


def test_formulas_are_marked_and_never_computed():
    def fill(book):
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["email", "note"])
        sheet.write_formula(1, 0, '=HYPERLINK("http://x")', None, "")
        sheet.write_formula(1, 1, "=1+1", None, 2)

    row = next(XlsxTable(workbook(fill)).rows())
    assert row.cells == ['=HYPERLINK("http://x")', "2"]
    assert row.formulas == (0, 1)


def test_absent_cells_are_empty_and_titles_above_the_header_are_skipped():
    table = sheet_of(
        [["Our customers"], [], ["name", None, "email"], ["Kari", None, "k@example.no"], [None, None, "o@example.no"]]
    )
    assert table.header == ["name", "", "email"]
    assert [(row.line, row.cells) for row in table.rows()] == [
        (4, ["Kari", "", "k@example.no"]),
        (5, ["", "", "o@example.no"]),
    ]
    assert table.warnings == [Refusal("rows_above_header", "3")]


def test_the_first_visible_sheet_with_a_header_is_read():
    def fill(book):
        book.add_worksheet("Empty").activate()
        book.add_worksheet("Secret").hide()
        book.add_worksheet("People").write_column(0, 0, ["email", "a@b.no"])

    table = XlsxTable(workbook(fill))
    assert table.description == {"sheet": "People"}
    assert [row.cells for row in table.rows()] == [["a@b.no"]]


def test_texts_written_into_the_cells_are_read_too():
    table = sheet_of([["name", "note"], ["Åse & <b>", "two\nlines"], ["n" * 300, "‮rtl‬ שלום"]], constant_memory=True)
    assert [row.cells for row in table.rows()] == [["Åse & <b>", "two\nlines"], ["n" * 300, "‮rtl‬ שלום"]]


def test_a_cell_too_long_costs_its_row_only():
    rows = list(sheet_of([["a", "b"], ["x" * 32_000, "1"], ["y", "2"]]).rows())
    assert [row.refusal and row.refusal.code for row in rows] == ["cell_too_long", None]


def test_a_hidden_nul_costs_its_row_only():
    stream = workbook(lambda book: book.add_worksheet().write_row(0, 0, ["a", "b"]))
    sheet = (
        b'<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c>'
        b'<c r="B1" t="inlineStr"><is><t>b</t></is></c></row>'
        b'<row r="2"><c r="A2" t="inlineStr"><is><t>x_x0000_y</t></is></c></row>'
        b'<row r="3"><c r="A3" t="inlineStr"><is><r><t>li</t></r><r><t>ne_x000A_</t></r><rPh><t>no</t></rPh></is></c></row>'
        b"</sheetData></worksheet>"
    )
    rows = list(XlsxTable(changed_part(stream, "xl/worksheets/sheet1.xml", sheet)).rows())
    assert [row.refusal and row.refusal.code for row in rows] == ["nul_byte", None]
    assert rows[1].cells == ["line\n", ""]


def test_a_bomb_is_refused_before_it_grows(monkeypatch):
    monkeypatch.setattr(xlsx_archive, "MAX_INFLATED", 50_000_000)
    bomb = changed_part(
        workbook(lambda book: book.add_worksheet().write(0, 0, "a")), "xl/worksheets/sheet1.xml", b"0" * 60_000_000
    )
    assert refused(bomb) == "zip_bomb"


def test_a_part_that_shrank_too_well_and_too_many_parts_are_refused(monkeypatch):
    stream = workbook(lambda book: book.add_worksheet().write(0, 0, "a"))
    assert refused(changed_part(stream, "xl/big.xml", b"\0" * 5_000_000)) == "zip_bomb"
    monkeypatch.setattr(xlsx_archive, "MAX_PARTS", 5)
    assert refused(stream) == "zip_bomb"


def test_entities_are_off():
    stream = workbook(lambda book: book.add_worksheet().write(0, 0, "a"))
    laughing = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet><sheetData><row><c t="str"><v>&b;</v></c></row></sheetData></worksheet>'
    assert refused(changed_part(stream, "xl/worksheets/sheet1.xml", laughing)) == "damaged_xlsx"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row><c r='7'><v>1</v></c></row></sheetData></worksheet>"),
        (
            "xl/worksheets/sheet1.xml",
            b"<worksheet><sheetData><row><c r='A1' t='s'><v>99</v></c></row></sheetData></worksheet>",
        ),
        ("xl/worksheets/sheet1.xml", b"<worksheet><sheetData>"),
        ("xl/worksheets/sheet1.xml", b"<a>" * 100),
        ("xl/workbook.xml", b"no xml at all"),
    ],
)
def test_a_damaged_workbook_is_refused_in_a_sentence(name, content):
    stream = workbook(lambda book: book.add_worksheet().write(0, 0, "a"))
    assert refused(changed_part(stream, name, content)) == "damaged_xlsx"


def test_macros_old_files_and_other_archives_are_refused():
    stream = workbook(lambda book: book.add_worksheet().write(0, 0, "a"))
    assert refused(stream, "people.xlsm") == "macros"
    assert refused(changed_part(stream, "xl/vbaProject.bin", b"x")) == "macros"
    assert refused(io.BytesIO(b"\xd0\xcf\x11\xe0 old"), "people.xls") == "not_xlsx"
    assert refused(io.BytesIO(b"name,email\n"), "people.xlsx") == "not_xlsx"
    assert refused(stream, "people.csv") == "wrong_name"
    assert refused(io.BytesIO(b"%PDF-1.7"), "people.pdf") == "unknown_format"
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a.txt", "a")
    assert refused(other) == "not_xlsx"


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr("samtykke.intake.channels.file.xlsx_reader.MAX_XLSX_ROWS", 3)
    with pytest.raises(Refused) as refusal:
        list(sheet_of([["a", "b"], *([["1", "2"]] * 4)]).rows())
    assert refusal.value.code == "too_many_rows"


def test_a_header_that_stands_again_is_skipped_and_said():
    table = sheet_of([["a", "b"], ["1", "2"], ["a", "b"], ["3", "4"]])
    assert [row.line for row in table.rows()] == [2, 4]
    assert table.warnings == [Refusal("header_again", "3")]

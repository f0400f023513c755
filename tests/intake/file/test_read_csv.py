from __future__ import annotations

import csv
import io
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samtykke.core.refused import Refused
from samtykke.intake.channels.file.rows import Refusal, Row
from tests.intake.file.files import csv_rows, csv_table

PEOPLE = "first_name;last_name;email\nÆrlig;Ås;ae@example.no\n"


@pytest.mark.parametrize(
    ("codec", "said"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8 (BOM)"), ("cp1252", "Windows-1252"), ("utf-16", "UTF-16")],
)
def test_the_encoding_is_found_out_and_said(codec, said):
    table = csv_table(PEOPLE, codec)
    assert table.description == {"encoding": said, "separator": "semicolon"}
    assert [row.cells for row in table.rows()] == [["Ærlig", "Ås", "ae@example.no"]]


@pytest.mark.parametrize(("separator", "said"), [(",", "comma"), (";", "semicolon"), ("\t", "tab")])
def test_the_separator_is_found_out_and_said(separator, said):
    table = csv_table(separator.join(["name", "e-mail"]) + "\n" + separator.join(["Kari", "kari@example.no"]))
    assert table.header == ["name", "e-mail"]
    assert table.description["separator"] == said


def test_commas_inside_the_header_do_not_mislead():
    assert csv_table('Last name, first name;"E-mail, work";Phone\nÅs, Kari;a@b.no;1\n').header == [
        "Last name, first name",
        "E-mail, work",
        "Phone",
    ]


def test_the_line_with_which_spreadsheets_name_the_separator_is_understood():
    table = csv_table("sep=;\nname;e-mail\nKari;k@example.no\n")
    assert table.header == ["name", "e-mail"]
    assert [row.line for row in table.rows()] == [3]


def test_one_column_is_a_table_too():
    assert [row.cells for row in csv_rows("email\na@b.no\nc@d.no\n")] == [["a@b.no"], ["c@d.no"]]


def test_rows_carry_the_line_they_begin_on():
    rows = csv_rows('a,b\n1,"two\nlines"\n\n3,4\n')
    assert [(row.line, row.cells) for row in rows] == [(2, ["1", "two\nlines"]), (5, ["3", "4"])]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_line_ending_is_read(ending):
    assert [row.cells for row in csv_rows(f"a,b{ending}1,2{ending}3,4")] == [["1", "2"], ["3", "4"]]


def test_a_row_with_too_few_or_too_many_cells_is_refused_by_itself():
    refusals = {row.line: row.refusal for row in csv_rows("a,b\n1\n1,2\n1,2,3\n1,2,,\n")}
    assert refusals == {2: Refusal("ragged", "1/2"), 3: None, 4: Refusal("ragged", "3/2"), 5: None}


def test_a_nul_byte_costs_its_row_only():
    assert [row.refusal and row.refusal.code for row in csv_rows(b"a,b\n1,2\n3,\x00\n5,6\n")] == [
        None,
        "nul_byte",
        None,
    ]


def test_bytes_that_are_no_letters_cost_their_row_only():
    text = "navn,by\nÆrlig,Ås\nØrjan,Bodø\n".encode() + b"Bad\xff,Oslo\n" + "Åse,Tromsø\n".encode()
    table = csv_table(text)
    assert [row.refusal and row.refusal.code for row in table.rows()] == [None, None, "unreadable_bytes", None]
    assert table.description["encoding"] == "UTF-8"


def test_half_a_character_in_utf_16_refuses_the_file():
    with pytest.raises(Refused) as refusal:
        csv_table(b"\xff\xfea\x00,\x00b\x00\n\x00\x00\xd8x\x00")
    assert refusal.value.code == "bad_encoding"


def test_a_cell_of_five_megabytes_costs_its_row_and_no_more_memory_than_itself():
    content = b'a,b\n1,2\n3,"' + b"x" * 5_000_000 + b'"\n5,6\n'
    rows = csv_rows(content)
    assert [(row.line, row.refusal and row.refusal.code) for row in rows] == [
        (2, None),
        (3, "cell_too_long"),
        (4, None),
    ]
    assert sum(len(cell) for cell in rows[1].cells) <= 1_000


def test_a_long_cell_of_many_lines_is_one_refused_row():
    rows = csv_rows('a,b\n1,"' + "y\n" * 100_000 + '"\n3,4\n')
    assert [(row.line, row.refusal and row.refusal.code) for row in rows] == [(2, "cell_too_long"), (100_003, None)]


def test_an_unclosed_quotation_mark_costs_its_line_not_the_rest_of_the_file():
    rows = csv_rows('a,b\n1,"open\n' + "".join(f"{n},x\n" for n in range(50_000)))
    assert rows[0].refusal == Refusal("broken_quotes")
    assert len(rows) == 50_001
    assert all(row.refusal is None for row in rows[1:])


def test_a_misplaced_quotation_mark_costs_its_line():
    rows = csv_rows('a,b\n1,"Per" Ås\n2,5" pipe\n3,"x ""y"" z"\n')
    assert [(row.cells, row.refusal and row.refusal.code) for row in rows] == [
        (['1,"Per" Ås'], "broken_quotes"),
        (["2", '5" pipe'], None),
        (["3", 'x "y" z'], None),
    ]


def test_a_header_that_stands_again_is_skipped_and_said():
    table = csv_table("a,b\n1,2\na,b\n3,4\n")
    assert [row.cells for row in table.rows()] == [["1", "2"], ["3", "4"]]
    assert table.warnings == [Refusal("header_again", "3")]


@pytest.mark.parametrize("content", ["", "\n\n", ";;\n", "\ufeff"])
def test_an_empty_file_is_refused_in_a_sentence(content):
    with pytest.raises(Refused) as refusal:
        csv_table(content)
    assert refusal.value.code in {"empty_file", "no_header"}


def test_a_file_with_a_header_only_has_no_rows():
    assert csv_rows("first_name,email\n") == []


def test_a_column_that_stands_twice_is_refused_by_name():
    with pytest.raises(Refused, match="E-mail") as refusal:
        csv_table("Name;e-mail;E-mail\n")
    assert refusal.value.code == "duplicate_column"


def test_a_formula_is_data():
    assert csv_rows('a,b\n"=HYPERLINK(""http://x"",""y"")",2\n')[0].cells == ['=HYPERLINK("http://x","y")', "2"]


NAMES = ["👩‍👩‍👧 Åse", "שָׁלוֹם", "مُحَمَّد", "‮Kari‬", "n" * 300, "Ærø Ødegård", "Nguyễn Thị", "Łukasz Żółć"]


@pytest.mark.parametrize("name", NAMES)
def test_names_of_the_world_come_through(name):
    assert csv_rows(f"name,email\n{name},a@b.no\n")[0] == Row(2, [name, "a@b.no"])


CELLS = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=30)


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=8),
    separator=st.sampled_from(",;\t"),
    codec=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    ending=st.sampled_from(["\n", "\r\n"]),
)
def test_what_was_written_is_what_is_read(rows, separator, codec, ending):
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=separator, lineterminator=ending, quoting=csv.QUOTE_ALL)
    writer.writerow(["first_name", "last_name", "email"])
    writer.writerows(rows)
    expected = [list(row) for row in rows if any(row)]
    assert [row.cells for row in csv_rows(stream.getvalue(), codec)] == expected


@settings(max_examples=150, deadline=None)
@given(content=st.binary(max_size=300), lines=st.lists(st.text(max_size=20), max_size=6))
def test_no_file_breaks_the_reader(content, lines):
    refused = set()
    for file in (b"a,b\n" + content, b"a;b\n" + "\n".join(lines).encode("utf-8", "surrogatepass")):
        try:
            for row in csv_rows(file):
                assert row.refusal or len(row.cells) == 2
        except Refused as refusal:
            refused.add(refusal.code)
    assert refused <= {"bad_encoding", "bad_header", "duplicate_column", "no_header", "empty_file"}


def test_memory_does_not_grow_with_the_file():
    def peak(count: int) -> int:
        content = b"name,email,note\n" + b"Kari,kari@example.no,some words\n" * count
        stream = io.BytesIO(content)
        tracemalloc.start()
        from samtykke.intake.channels.file.csv_reader import CsvTable

        read = sum(1 for _row in CsvTable(stream).rows())
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert read == count
        return most

    peak(10)
    assert peak(40_000) < peak(2_000) + 3_000_000

"""The map out as a workbook and back in: what is read, what is refused by name, and nothing written before approval."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from samtykke.audit.models import Entry
from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused
from samtykke.governance.data_map import actions, queries, uploads
from samtykke.governance.data_map.differences import differences
from samtykke.governance.data_map.reading import read_workbook
from samtykke.governance.data_map.workbook import map_workbook
from samtykke.governance.models import MapRow, MapUpload
from samtykke.purposes.models import Purpose
from tests.pages import browse, text_of

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": Actor.system(), "via": Via.FILE}
HEAD = ("ID", "Whose data", "What kind of data", "Purpose", "Legal basis", "Note")


def book(*rows: tuple[Any, ...], head: tuple[str, ...] = HEAD) -> BytesIO:
    """A workbook; a cell that begins with == is a formula."""
    told = BytesIO()
    written = xlsxwriter.Workbook(told, {"strings_to_formulas": False})
    sheet = written.add_worksheet()
    for line, row in enumerate([head, *rows]):
        for column, cell in enumerate(row):
            if str(cell).startswith("=="):
                sheet.write_formula(line, column, str(cell)[1:], value="7")
            else:
                sheet.write_string(line, column, str(cell))
    written.close()
    told.seek(0)
    return told


def kept(*rows: tuple[Any, ...], head: tuple[str, ...] = HEAD) -> MapUpload:
    """A workbook handed in."""
    return uploads.keep_upload(book(*rows, head=head), "map.xlsx", **BY)


def approved(upload: MapUpload) -> None:
    """The workbook looked at and written."""
    uploads.approve_upload(upload, seen=differences(upload).digest, **BY)


def own(**told: Any) -> MapRow:
    """A row of the company's own."""
    return actions.add_row(**{"people": "Applicants", "kind": "CVs", **told}, **BY)


def test_what_goes_out_comes_back_without_a_change():
    """Every row carries its id; an untouched workbook changes nothing, in either language."""
    own(purpose=Purpose.objects.get(key="STORE"), note="=1+1")
    upload = uploads.keep_upload(BytesIO(map_workbook()), "map.xlsx", **BY)
    found = differences(upload)
    assert (found.added, found.changed, found.kept, found.faults) == ([], [], [], [])
    assert found.same == len(queries.map_lines())


def test_nothing_is_written_before_somebody_approves(siri):
    client = browse(siri)
    row = own()
    file = SimpleUploadedFile("map.xlsx", book((f"R{row.pk}", "Applicants", "CVs and letters", "STORE", "61F", "x"),
                                               ("", "Visitors", "Names", "", "", "On paper")).read())  # fmt: skip
    answer = client.post("/data-map/uploads/new/", {"file": file})
    assert answer.status_code == 302
    page = text_of(client.get(answer["Location"]))
    assert "CVs and letters" in page
    assert "Visitors" in page
    assert MapRow.objects.get().kind == "CVs"
    seen = differences(MapUpload.objects.get()).digest
    client.post(answer["Location"] + "approval/", {"seen": seen})
    assert set(MapRow.objects.values_list("kind", flat=True)) == {"CVs and letters", "Names"}
    row.refresh_from_db()
    assert (row.version, row.legal_basis.key if row.legal_basis else "") == (2, "61F")
    assert not MapUpload.objects.exists()
    assert Entry.objects.filter(deed="map:read_in").count() == 1


def test_what_changed_since_is_not_overwritten(siri):
    """409: the map moved between looking and approving; the page shows anew, nothing is lost."""
    client, row = browse(siri), own()
    upload = kept((f"R{row.pk}", "Applicants", "From the file", "", "", ""))
    seen = differences(upload).digest
    actions.change_row(row, seen=1, changes={"kind": "By somebody else"}, **BY)
    answer = client.post(f"/data-map/uploads/{upload.pk}/approval/", {"seen": seen})
    assert answer.status_code == 409
    assert "By somebody else" in text_of(answer)
    assert MapRow.objects.get().kind == "By somebody else"
    approved(upload)
    assert MapRow.objects.get().kind == "From the file"


def test_columns_are_found_by_name_in_either_language_and_any_order():
    row = own(note="Old")
    approved(
        kept(("New", "CVs", "Applicants", f"R{row.pk}"), head=("Merknad", "Hva slags opplysninger", "Whose data", "ID"))
    )
    row.refresh_from_db()
    assert (row.note, row.people) == ("New", "Applicants")


def test_a_renamed_column_is_listed_and_what_stood_in_it_stays(siri):
    row = own(note="Stays")
    upload = kept(
        (f"R{row.pk}", "Applicants", "All of it", "Lost"), head=("ID", "Whose data", "What kind of data", "Remark")
    )
    page = text_of(browse(siri).get(f"/data-map/uploads/{upload.pk}/"))
    assert "Remark" in page
    assert "What stands in them stays." in page
    approved(upload)
    row.refresh_from_db()
    assert (row.kind, row.note) == ("All of it", "Stays")


@pytest.mark.parametrize("gone", ["ID", "Whose data", "What kind of data"])
def test_a_removed_column_that_the_map_needs_refuses_the_file_by_its_name(gone):
    head = tuple(word for word in HEAD if word != gone)
    with pytest.raises(Refused) as refused:
        read_workbook(book(("a",) * len(head), head=head), "map.xlsx")
    assert refused.value.code == "column_missing"
    assert gone in str(refused.value.reason)
    assert not MapUpload.objects.exists()


def test_a_formula_is_not_computed_and_its_cell_is_named():
    """REQ-95. Breaks when the cached result of a formula is taken for what somebody wrote."""
    upload = kept(("", "Applicants", "CVs", "", "", "==1+6"), ("", "Visitors", "Names", "", "", "=text"))
    found = differences(upload)
    assert [(fault.line, "F2" in fault.sentence) for fault in found.faults] == [(2, True)]
    assert not found.is_approvable
    with pytest.raises(Refused):
        approved(upload)
    assert not MapRow.objects.exists()


def test_text_that_looks_like_a_formula_stays_text():
    approved(kept(("", "Visitors", "Names", "", "", '=HYPERLINK("http://x","y")')))
    assert MapRow.objects.get().note == '=HYPERLINK("http://x","y")'
    assert b"<f>" not in map_workbook()


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [(("", "A", "B", "Stargazing", "", ""), "Purpose", "Stargazing"), (("", "A", "B", "", "61Q", ""), "Legal basis", "61Q"),
     (("R999999", "A", "B", "", "", ""), "ID", "R999999"), (("", "", "B", "", "", "x"), "Whose data", "whose data")],
)  # fmt: skip
def test_what_is_not_known_is_named_by_its_row(cells, column, said):
    found = differences(kept(("", "Good", "Row", "", "", ""), cells))
    assert [(fault.line, fault.column) for fault in found.faults] == [(3, column)]
    assert said in found.faults[0].sentence
    assert not found.is_approvable


def test_an_id_that_stands_twice_is_named():
    row = own()
    found = differences(kept((f"R{row.pk}", "A", "B", "", "", ""), (f"R{row.pk}", "C", "D", "", "", "")))
    assert [fault.line for fault in found.faults] == [3]


def test_of_a_live_row_only_what_is_written_by_hand_is_read():
    line = queries.live_lines()[0]
    approved(kept((line.key, "Somebody else", "Other data", "Stargazing", "", "In the accounts too")))
    after = queries.live_line(line.key)
    assert after
    assert (after.people, after.note) == (line.people, "In the accounts too")


def test_what_the_product_fills_is_named_by_row_and_column_with_where_it_is_changed(siri):
    """Breaks when somebody's work in a filled column is dropped without a word."""
    line = next(
        line for line in queries.live_lines() if line.purpose_key == "STORE" and line.category_key == "CUSTOMER"
    )
    head = ("ID", "Whose data", "What kind of data", "How long they are kept", "Who has access")
    upload = kept((line.key, line.people, line.kind, "9 months", line.access), head=head)
    found = differences(upload)
    (one,) = found.kept
    assert (one.line, one.column, one.said, one.stands) == (2, "retention", "9 months", line.retention)
    assert not found.is_approvable
    page = text_of(browse(siri).get(f"/data-map/uploads/{upload.pk}/"))
    assert "9 months" in page
    assert 'href="/purposes/STORE/"' in page


def test_words_that_were_not_taken_stay_until_somebody_has_seen_to_them(siri):
    """Breaks when approving the rest throws away what the product did not take, or writes the rest a second time."""
    line, client = queries.live_lines()[0], browse(siri)
    upload = kept(
        (line.key, "Somebody else", line.kind, line.purpose, line.basis, "Looked at"),
        ("", "Visitors", "Names", "", "", ""),
    )
    seen = differences(upload).digest
    answer = client.post(f"/data-map/uploads/{upload.pk}/approval/", {"seen": seen})
    page = text_of(client.get(answer["Location"]))
    assert "Somebody else" in page
    assert MapRow.objects.count() == 2
    upload.refresh_from_db()
    assert not differences(upload).is_approvable
    client.post(f"/data-map/uploads/{upload.pk}/deletion/")
    assert not MapUpload.objects.exists()


def test_a_workbook_in_the_other_language_says_the_same():
    """Breaks when a workbook that went out in Norwegian is taken for changed by somebody who reads English."""
    with override("nb"):
        out = BytesIO(map_workbook())
    upload = uploads.keep_upload(out, "map.xlsx", **BY)
    with override("en"):
        assert differences(upload).kept == []


def test_a_purpose_is_found_by_its_name_in_either_language_and_by_key():
    store = Purpose.objects.get(key="STORE")
    approved(kept(*(("", f"Group {word}", "Names", word, "", "") for word in (*store.names.values(), "store"))))
    assert set(MapRow.objects.values_list("purpose_id", flat=True)) == {store.pk}


def test_ten_thousand_rows_are_read_compared_and_written_in_few_statements(django_assert_max_num_queries):
    rows = [("", f"Group {number}", "Names", "STORE", "61F", "On paper") for number in range(10_000)]
    upload = kept(*rows)
    with django_assert_max_num_queries(70):
        approved(upload)
    assert MapRow.objects.count() == 10_000


def test_one_row_more_is_refused(monkeypatch):
    monkeypatch.setattr("samtykke.governance.data_map.reading.MOST_ROWS", 2)
    with pytest.raises(Refused) as refused:
        kept(*[("", f"Group {number}", "Names", "", "", "") for number in range(3)])
    assert refused.value.code == "too_many_rows"


def test_what_is_no_workbook_is_said_beside_the_file(siri):
    client = browse(siri)
    for name, content in (("map.csv", b"ID;Whose data"), ("map.xlsx", b"no archive"), ("map.xlsm", b"PK\x03\x04")):
        answer = client.post("/data-map/uploads/new/", {"file": SimpleUploadedFile(name, content)})
        assert answer.status_code == 422
        assert "file" in answer.context["form"].errors


def test_a_workbook_is_forgotten_and_the_map_is_as_it_was(siri, auditor):
    upload = kept(("", "Visitors", "Names", "", "", ""))
    assert browse(auditor).post(f"/data-map/uploads/{upload.pk}/deletion/").status_code == 403
    browse(siri).post(f"/data-map/uploads/{upload.pk}/deletion/")
    assert not MapUpload.objects.exists()
    assert not MapRow.objects.exists()


def test_the_map_is_taken_out_by_who_may_read_it(auditor, per):
    answer = browse(auditor).get("/data-map/file/")
    assert answer["Content-Type"].endswith("sheet")
    assert browse(per).get("/data-map/file/").status_code == 403

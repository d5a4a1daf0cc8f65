"""Workbooks as Excel, LibreOffice and Python save them, and what is wrong with others."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import struct
import subprocess
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from small_month import DATA, MONTH, ROWS, Month, table_of, workbook

from auditlib.ingest import SOURCE_COLUMNS, Code, Received
from auditlib.ingest import package as package_module
from auditlib.schema import RETURNS, Kind

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def as_excel_keeps_it() -> Workbook:
    """The legal month with real dates and numbers."""
    sheets = {}
    for name, entry in RETURNS.items():
        rows: list[list[object]] = [list(row) for row in table_of(name)]
        for row in rows[1:]:
            for position, column in enumerate(entry.columns):
                cell = row[position]
                if cell and column.kind is Kind.DATE:
                    row[position] = dt.date.fromisoformat(str(cell))
                elif cell and column.kind is Kind.MONTH:
                    row[position] = dt.datetime(int(str(cell)[:4]), int(str(cell)[5:]), 1)
                elif cell and column.kind is Kind.NUMBER:
                    row[position] = float(str(cell))
        sheets[name] = rows
    return workbook(sheets)


def assert_same_rows(one: Received, other: Received) -> None:
    """Both have the same rows, wherever they came from."""
    for name in RETURNS:
        left, right = (part.tables[name].drop(columns=list(SOURCE_COLUMNS)) for part in (one, other))
        assert left.equals(right), name


def legal(tmp_path: Path) -> Received:
    """The legal month read from CSV files."""
    month = Month(tmp_path / "as-csv")
    month.put_legal()
    return month.read(*RETURNS)


def bytes_of(book: Workbook) -> bytes:
    """A workbook as its file."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rewritten(data: bytes, change: dict[str, object]) -> bytes:
    """A workbook in which some parts are changed by functions from bytes to bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            function = change.get(name, lambda content: content)
            new.writestr(name, function(old.read(name)))
    return out.getvalue()


def test_real_dates_months_and_numbers_mean_the_same_as_text(month: Month, tmp_path: Path) -> None:
    month.put("returns.xlsx", as_excel_keeps_it())
    received = month.read(*RETURNS)
    assert received.faults == []
    assert_same_rows(received, legal(tmp_path))
    assert [(file.file, file.sheet) for file in received.files] == [
        (f"data/raw/{MONTH}/returns.xlsx", name) for name in RETURNS
    ]


def test_dates_since_1904_are_the_same_days(month: Month, tmp_path: Path) -> None:
    book = as_excel_keeps_it()
    book.epoch = CALENDAR_MAC_1904
    month.put("returns.xlsx", book)
    assert_same_rows(month.read(*RETURNS), legal(tmp_path))


def test_sheets_in_any_order_and_spelling_beside_csv_files(month: Month, tmp_path: Path) -> None:
    sheets = {" SUPERVISION": table_of("supervision"), "Re-Audits": table_of("reaudits"), "Audits": table_of("audits")}
    month.put("Returns.XLSX", workbook(sheets))
    for name in ("moderations", "reflections", "comments"):
        month.put(f"{name}.csv", table_of(name))
    received = month.read(*RETURNS)
    assert received.faults == []
    assert_same_rows(received, legal(tmp_path))


def test_blank_sheets_charts_and_formatting_are_no_matter(month: Month) -> None:
    book = workbook({"audits": table_of("audits"), "reaudits": [], "Sheet1": []})
    book.create_chartsheet("Trend")
    sheet = book["audits"]
    sheet.sheet_state = "hidden"
    for place in ("A9", "Z3", "XFD1048576"):
        sheet[place].number_format = "0.00"
    sheet["M1"] = "  "
    sheet.merge_cells("A30:C31")
    month.put("returns.xlsx", book)
    received = month.read("audits")
    assert received.faults == []
    assert len(received.tables["audits"]) == 3


def test_blank_rows_are_counted_but_not_read(month: Month) -> None:
    rows = table_of("audits")
    month.put("returns.xlsx", workbook({"audits": [rows[0], [], rows[1], [""], [None, " "], rows[2]]}))
    received = month.read("audits")
    assert received.faults == []
    assert received.tables["audits"]["source_row"].tolist() == [3, 6]


def test_formulas_with_values_are_read_and_those_without_are_not(month: Month) -> None:
    book = workbook({"audits": table_of("audits")})
    for place in ("D2", "E2", "K2", "J3", "I3"):
        book["audits"][place] = "=1"

    def excel_s_values(xml: bytes) -> bytes:
        for place, value in (
            ("D2", b"<v>ne</v>"),
            ("K2", b"<v>Good</v>"),
            ("J3", b"<v/>"),
        ):
            old = b'<c r="%s"><f>1</f><v></v></c>' % place.encode()
            assert xml.count(old) == 1
            xml = xml.replace(old, b'<c r="%s" t="str"><f>1</f>%s</c>' % (place.encode(), value))
        return xml

    month.put("returns.xlsx", rewritten(bytes_of(book), {"xl/worksheets/sheet1.xml": excel_s_values}))
    received = month.read("audits")
    found = [(fault.code, fault.problem.row, fault.problem.column) for fault in received.faults]
    assert found == [(Code.NO_FORMULA_VALUE, 2, "team"), (Code.NO_FORMULA_VALUE, 3, "due_on")]
    audits = received.tables["audits"]
    assert audits.loc[0, ["area", "judgement"]].tolist() == ["ne", "good"]
    assert audits["returned_on"].isna()[1]


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!"])
def test_errors_in_cells_are_not_blanks(month: Month, error: str) -> None:
    book = workbook({"audits": table_of("audits")})
    cell = book["audits"]["K3"]
    cell.value, cell.data_type = error, "e"
    month.put("returns.xlsx", book)
    found = [(fault.code, fault.problem.row, fault.problem.column) for fault in month.read("audits").faults]
    assert found == [(Code.ERROR_VALUE, 3, "judgement")]


@pytest.mark.parametrize(("cells", "row"), [("A1:B1", 1), ("D2:D3", 2), ("J3:K3", 3)])
def test_merged_cells_are_refused(month: Month, cells: str, row: int) -> None:
    book = workbook({"audits": table_of("audits")})
    book["audits"].merge_cells(cells)
    month.put("returns.xlsx", book)
    found = [(fault.code, fault.problem.row) for fault in month.read("audits").faults]
    assert (Code.MERGED, row) in found


def test_title_above_the_header_is_left_out_and_said(month: Month) -> None:
    month.put("returns.xlsx", workbook({"audits": [["Audits in February"], [], *table_of("audits")]}))
    received = month.read("audits")
    assert [fault.code for fault in received.faults] == [Code.ROWS_ABOVE]
    assert "the 2 rows above the header were not read" in received.faults[0].problem.what
    assert list(received.tables["audits"]["source_row"]) == [row + 3 for row in range(1, len(table_of("audits")))]


def test_table_that_does_not_begin_in_the_first_column_is_read(month: Month) -> None:
    month.put("returns.xlsx", workbook({"audits": [["", "", *row] for row in table_of("audits")]}))
    received = month.read("audits")
    assert received.faults == []
    assert received.tables["audits"]["audit_ref"].tolist() == ["AU-2001", "AU-2002", "AU-2003"]


@pytest.mark.parametrize("number_format", ['0" min"', "#,##0", "[Red]0", "@", "0.00E+00"])
def test_numbers_are_numbers_however_they_are_shown(month: Month, number_format: str) -> None:
    book = workbook({"supervision": table_of("supervision")})
    book["supervision"]["J2"] = 60
    book["supervision"]["J2"].number_format = number_format
    month.put("returns.xlsx", book)
    assert month.read().tables["supervision"]["duration_minutes"][0] == 60


@pytest.mark.parametrize("number_format", ["mm-dd-yy", "[$-809]dd mmmm yyyy", "mmm-yy", "dd/mm/yyyy;@"])
def test_dates_are_dates_however_they_are_shown(month: Month, number_format: str) -> None:
    book = workbook({"audits": table_of("audits")})
    book["audits"]["J2"] = dt.date(2020, 2, 3)
    book["audits"]["J2"].number_format = number_format
    month.put("returns.xlsx", book)
    assert month.read().tables["audits"]["returned_on"][0] == pd.Timestamp("2020-02-03")


def test_two_sheets_of_one_return_are_read_from_neither(month: Month) -> None:
    month.put("returns.xlsx", workbook({"audits": table_of("audits"), "Audits ": table_of("audits")}))
    received = month.read("audits")
    assert [fault.code for fault in received.faults] == [Code.TWICE]
    assert len(received.tables["audits"]) == 0


@pytest.mark.parametrize(("name", "hint"), [("audit", "Did you mean 'audits'?"), ("Legend", "remove any other sheet")])
def test_sheet_that_is_no_return_is_refused(month: Month, name: str, hint: str) -> None:
    month.put("returns.xlsx", workbook({"audits": table_of("audits"), name: [["x"]]}))
    fault = month.read("audits").faults[0]
    assert fault.code == Code.UNKNOWN_SHEET
    assert f"'{name}'" in fault.problem.what
    assert hint in fault.problem.do


def test_hidden_sheet_that_is_no_return_is_said_to_be_hidden(month: Month) -> None:
    book = workbook({"audits": table_of("audits"), "Lists": [["x"]]})
    book["Lists"].sheet_state = "veryHidden"
    month.put("returns.xlsx", book)
    faults = month.read("audits").faults
    assert [fault.code for fault in faults] == [Code.UNKNOWN_SHEET]
    assert "hidden sheet 'Lists'" in faults[0].problem.what


def test_blank_sheet_of_an_expected_return_is_refused(month: Month) -> None:
    month.put("returns.xlsx", workbook({"audits": [], "comments": table_of("comments")}))
    faults = month.read("audits", "comments").faults
    assert [(fault.code, fault.problem.sheet) for fault in faults] == [(Code.EMPTY, "audits")]


@pytest.mark.parametrize(
    ("cell", "column", "code"),
    [
        (dt.datetime(2020, 2, 13, 9, 30), "returned_on", Code.TIME_OF_DAY),
        (43874, "returned_on", Code.NOT_A_DATE),
        (dt.time(9, 30), "returned_on", Code.NOT_A_DATE),
        (True, "judgement", Code.UNKNOWN_VALUE),
        (dt.date(2020, 2, 14), "month", Code.NOT_A_MONTH),
        (dt.date(2020, 2, 14), "cohort", Code.UNKNOWN_VALUE),
        (1234567890123456789, "child_ref", Code.SHORTENED),
        ("02/13/2020", "returned_on", Code.AMERICAN_DATE),
    ],
)
def test_cells_of_the_wrong_kind(month: Month, cell: object, column: str, code: str) -> None:
    rows: list[list[object]] = [list(row) for row in table_of("audits")]
    rows[1][RETURNS["audits"].column_names.index(column)] = cell
    month.put("returns.xlsx", workbook({"audits": rows}))
    found = [(fault.code, fault.problem.column, fault.problem.row) for fault in month.read("audits").faults]
    assert found == [(code, column, 2)]


def test_numbers_that_name_people_keep_their_digits(month: Month) -> None:
    rows: list[list[object]] = [list(row) for row in table_of("audits")]
    rows[1][1] = 123456789012345
    month.put("returns.xlsx", workbook({"audits": rows}))
    assert month.read("audits").tables["audits"]["child_ref"][0] == "123456789012345"


def test_workbook_that_unpacks_to_an_unreasonable_size_is_not_opened(month: Month) -> None:
    data = bytes_of(workbook({"audits": table_of("audits")}))
    filler = b"<!--" + b" " * (64 << 20) + b"-->"
    month.put("returns.xlsx", rewritten(data, {"xl/worksheets/sheet1.xml": lambda xml: xml + filler}))
    assert month.codes("audits") == [Code.TOO_BIG]


def test_sum_of_all_parts_is_bounded(month: Month, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package_module, "LARGEST_UNPACKED", 1000)
    month.put("returns.xlsx", as_excel_keeps_it())
    assert month.codes("audits") == [Code.TOO_BIG]


def test_archive_that_states_a_smaller_size_than_it_has_is_not_opened(month: Month) -> None:
    data = rewritten(
        bytes_of(workbook({"audits": table_of("audits")})),
        {"xl/worksheets/sheet1.xml": lambda xml: xml + b"<!--" + b" " * (8 << 20) + b"-->"},
    )
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        true_size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lie = data.replace(struct.pack("<I", true_size), struct.pack("<I", 5000))
    assert lie != data
    month.put("returns.xlsx", lie)
    assert month.codes("audits") == [Code.DAMAGED]


def test_cell_at_the_far_end_of_a_sheet_does_not_take_all_memory(month: Month) -> None:
    book = workbook({"audits": table_of("audits")})
    book["audits"]["XFD1048576"] = "x"
    month.put("returns.xlsx", book)
    assert month.codes("audits") == [Code.TOO_BIG]


def test_sheet_of_too_many_cells_is_not_opened(month: Month, monkeypatch: pytest.MonkeyPatch) -> None:
    month.put("returns.xlsx", workbook({"audits": table_of("audits")}))
    monkeypatch.setattr(package_module, "MOST_CELLS", 41)
    assert month.codes("audits") == [Code.TOO_BIG]
    monkeypatch.setattr(package_module, "MOST_CELLS", 42)
    assert month.codes("audits") == []


def test_long_text_that_many_cells_share_is_weighed_by_the_cells(month: Month, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = table_of("comments")
    rows[1][6] = "x" * 20_000
    book = workbook({"comments": rows})
    data = bytes_of(book)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    text = b"x" * 20_000
    inline = b'<c r="G2" t="inlineStr"><is><t>%s</t></is></c>' % text
    assert inline in sheet
    table = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>%s</t></si></sst>' % text
    changes = {
        "xl/worksheets/sheet1.xml": lambda xml: xml.replace(inline, b'<c r="G2" t="s"><v>0</v></c>'),
        "[Content_Types].xml": lambda xml: xml.replace(
            b"</Types>",
            b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument'
            b'.spreadsheetml.sharedStrings+xml"/></Types>',
        ),
    }
    out = io.BytesIO(rewritten(data, changes))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", table)
    month.put("returns.xlsx", out.getvalue())
    assert month.read("comments").tables["comments"]["text"][0] == text.decode()
    monkeypatch.setattr(package_module, "MOST_SHARED", 19_999)
    assert month.codes("comments") == [Code.TOO_BIG]


def test_sheets_are_looked_at_wherever_the_archive_keeps_them(month: Month) -> None:
    book = workbook({"audits": table_of("audits")})
    book["audits"]["K3"] = "=1"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(bytes_of(book))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name).replace(b"worksheets/sheet1.xml", b"tables/one.xml")
            new.writestr(name.replace("worksheets/sheet1.xml", "tables/one.xml"), content)
    month.put("returns.xlsx", out.getvalue())
    assert month.codes("audits") == [Code.NO_FORMULA_VALUE]


def test_entities_are_not_expanded(month: Month) -> None:
    def with_entity(xml: bytes) -> bytes:
        return b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>' + xml

    data = bytes_of(workbook({"audits": table_of("audits")}))
    month.put("returns.xlsx", rewritten(data, {"xl/worksheets/sheet1.xml": with_entity}))
    assert month.codes("audits") == [Code.DAMAGED]


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}, Code.OTHER_FORMAT),
        ({"[Content_Types].xml": b"", "xl/workbook.bin": b""}, Code.OTHER_FORMAT),
        ({"[Content_Types].xml": b"", "word/document.xml": b""}, Code.OTHER_FORMAT),
        ({"photo.jpg": b""}, Code.DAMAGED),
        ({"[Content_Types].xml": b"", "xl/workbook.xml": b"<workbook/>"}, Code.DAMAGED),
    ],
)
def test_other_archives_called_returns_are_distinguished(month: Month, parts: dict[str, bytes], code: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    month.put("returns.xlsx", out.getvalue())
    assert month.codes("audits") == [code]


@pytest.mark.parametrize("name", ["REA-08-old-excel", "REA-09-password"])
def test_compound_documents_called_csv(month: Month, name: str) -> None:
    month.put("audits.csv", (DATA / "broken" / name / "returns.xlsx").read_bytes())
    assert month.codes("audits") == [Code.OTHER_FORMAT]


def test_workbook_called_csv(month: Month) -> None:
    month.put("audits.csv", bytes_of(workbook({"audits": table_of("audits")})))
    assert month.codes("audits") == [Code.OTHER_FORMAT]


def test_strict_open_xml_is_read(month: Month) -> None:
    data = bytes_of(workbook({"audits": table_of("audits")}))
    namespaces = {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
            b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        ),
    }

    def strict(xml: bytes) -> bytes:
        for old, new in namespaces.items():
            xml = xml.replace(old, new)
        return xml

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        month.put("returns.xlsx", rewritten(data, dict.fromkeys(archive.namelist(), strict)))
    received = month.read("audits")
    assert received.faults == []
    assert len(received.tables["audits"]) == 3


WHOLE = bytes_of(workbook({name: table_of(name) for name in RETURNS}))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damage_of_any_kind_is_a_fault_or_harmless_but_never_an_error(month: Month, data: st.DataObject) -> None:
    if data.draw(st.booleans()):
        damaged = WHOLE[: data.draw(st.integers(0, len(WHOLE) - 1))]
    else:
        changed = bytearray(WHOLE)
        for place, value in data.draw(
            st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=8)
        ):
            changed[place] = value
        damaged = bytes(changed)
    month.put("returns.xlsx", damaged)
    received = month.read("audits")
    assert {fault.code for fault in received.faults} <= set(Code)
    assert received.faults or len(received.tables["audits"]) == len(ROWS["audits"])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_sheets_in_a_sound_archive(month: Month, data: st.DataObject) -> None:
    def damaged(xml: bytes) -> bytes:
        start = data.draw(st.integers(0, len(xml) - 1))
        return xml[:start] + data.draw(st.binary(max_size=6)) + xml[start + data.draw(st.integers(0, 30)) :]

    part = data.draw(st.sampled_from(["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"]))
    month.put("returns.xlsx", rewritten(WHOLE, {part: damaged}))
    assert {fault.code for fault in month.read("audits").faults} <= set(Code)


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed here")
def test_workbook_saved_by_libreoffice_means_the_same(month: Month, tmp_path: Path) -> None:
    book = as_excel_keeps_it()
    book["audits"]["D2"] = '=LOWER("NE")'
    book["audits"]["J3"] = '=IF(1=1,"","x")'
    book["audits"]["K3"] = '=""'
    book["audits"].append([])
    source = tmp_path / "from" / "returns.xlsx"
    source.parent.mkdir()
    book.save(source)
    assert SOFFICE is not None
    command = [
        SOFFICE,
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "xlsx",
    ]
    subprocess.run([*command, "--outdir", str(month.folder), str(source)], check=True, capture_output=True, timeout=120)
    received = month.read(*RETURNS)
    assert [str(fault.problem) for fault in received.faults] == []
    assert_same_rows(received, legal(tmp_path))


def test_sheet_of_notes_is_not_read(month: Month) -> None:
    month.put("returns.xlsx", workbook({"audits": table_of("audits"), "Notes": [["Ask the team about row 3"]]}))
    assert month.read("audits").faults == []

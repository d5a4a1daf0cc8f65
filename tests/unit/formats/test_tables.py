"""Tables as data: the workbook and CSV hold the numbers that the page prints, with their units."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal

import openpyxl
import pytest

from auditlib.formats.csvfiles import METADATA, csv_files
from auditlib.formats.document import stamp
from auditlib.formats.tables import Column, Table, tables_of
from auditlib.formats.workbook import workbook


def table(*columns: tuple[str, list[str]]) -> list[Table]:
    """The tables of a page that has one with these columns, besides the column that names its rows."""
    from lxml.html import document_fromstring

    header = "".join(f"<th>{title}</th>" for title, _ in columns)
    rows = zip(*(texts for _, texts in columns), strict=True)
    body = "".join(f"<tr><th>Row</th>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in rows)
    caption = "<caption>Table 1: Some title. And more of it.</caption>"
    whole = f'<table id="tbl-x">{caption}<thead><tr><th>Area</th>{header}</tr></thead><tbody>{body}</tbody></table>'
    return tables_of(document_fromstring(f"<html><body><main>{whole}</main></body></html>"))


@pytest.mark.parametrize(
    ("texts", "values", "unit", "decimals"),
    [
        (["1,235", "0"], [Decimal(1235), Decimal(0)], "count", 0),
        (["82%", "0%"], [Decimal(82), Decimal(0)], "percent", 0),
        (["58.8%", "none returned"], [Decimal("58.8"), "none returned"], "percent", 1),
        (["+2.5 points", "−0.2 points"], [Decimal("2.5"), Decimal("-0.2")], "percentage points", 1),
        (["c", "12"], ["c", Decimal(12)], "count", 0),
        (["under 0.1 points", "+0.2 points"], ["under 0.1 points", "+0.2 points"], "", 0),
        (["12", "13%"], ["12", "13%"], "", 0),
        (["1,23", "12"], ["1,23", "12"], "", 0),
        (["Late returns", "Correction"], ["Late returns", "Correction"], "", 0),
    ],
)
def test_a_column_holds_what_is_printed(texts, values, unit, decimals):
    (made,) = table(("Returned", texts))
    assert made.columns[1] == Column("Returned", tuple(values), unit, decimals)


def test_shares_with_their_counts_become_three_columns():
    (made,) = table(("January", ["82% (62 of 76)", "0% (0 of 1,063)", "c"]), ("January", ["1", "2", "3"]))
    assert [column.title for column in made.columns] == [
        "Area",
        "January",
        "January, number",
        "January, out of",
        "January (2)",
    ]
    assert made.columns[1].values == (Decimal(82), Decimal(0), "c")
    assert made.columns[2].values == (Decimal(62), Decimal(0), "c")
    assert made.columns[3].values == (Decimal(76), Decimal(1063), "c")


def test_the_workbook_has_cover_contents_notes_and_a_sheet_for_each_table(page, edition):
    made = workbook(tables_of(page()), edition, stamp(edition))
    assert made == workbook(tables_of(page()), edition, stamp(edition))
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert book.sheetnames == ["Cover", "Contents", "Notes", "Table 1"]
    assert book["Cover"]["A1"].value == "Audit Highlights Report: January and February 2020: tables"
    assert book["Contents"]["A4"].hyperlink.location == "'Table 1'!A1"
    sheet = book["Table 1"]
    assert sheet["A1"].value == "Table 1: Audits returned by area [note 1]"
    assert not sheet.merged_cells.ranges
    rows = [[cell.value for cell in row] for row in sheet[sheet.tables["tbl_returns"].ref]]
    assert rows == [
        ["Area", "Allocated", "Compliance", "Compliance, number", "Compliance, out of"],
        ["North East", 1235, 0.82, 62, 76],
        ["All areas", 28, 0, 0, 28],
    ]
    assert book.properties.title == "Audit Highlights Report: January and February 2020"
    assert f"{book.properties.created:%Y-%m-%d}" == "2020-03-13"


def test_hidden_numbers_are_explained_in_the_notes(edition):
    made = workbook(table(("Returned", ["12", "c"]), ("Share", ["10.5%", "z"])), edition, 0)
    book = openpyxl.load_workbook(io.BytesIO(made))
    sheet = book["Table 1"]
    assert [[cell.value for cell in row] for row in sheet["A5:C6"]] == [["Row", 12, 0.105], ["Row", "[c]", "[z]"]]
    assert (sheet["B5"].number_format, sheet["C5"].number_format) == ("#,##0", "0.0%")
    assert any("[c]: hidden" in str(cell.value) for row in book["Notes"] for cell in row)
    assert sheet["A2"].value == "And more of it."


def test_csv_is_described_by_metadata(edition):
    files = csv_files(table(("Returned", ["1,235", "c"]), ("Share", ["10.5%", "−2.5%"])), edition)
    rows = list(csv.reader(io.StringIO(files["x.csv"].decode("utf-8-sig"))))
    assert rows == [["Area", "Returned", "Share"], ["Row", "1235", "10.5"], ["Row", "c", "-2.5"]]
    metadata = json.loads(files[METADATA])
    (described,) = metadata["tables"]
    assert (described["url"], described["dc:title"]) == ("x.csv", "Table 1: Some title. And more of it.")
    columns = described["tableSchema"]["columns"]
    assert [column["datatype"] for column in columns] == ["string", "integer", "decimal"]
    assert columns[1]["null"] == ["c"]
    assert [column["titles"]["en"] for column in columns] == rows[0]


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_text_of_a_csv_is_a_formula(edition, start):
    made = csv_files([Table("tbl-x", "Table 1", "X", (Column("A", (f"{start}cmd|' /C calc'!A0",)),))], edition)
    assert made["x.csv"].decode("utf-8-sig") == f"A\r\n'{start}cmd|' /C calc'!A0\r\n"

"""The page, the workbook, the result for machines and the terminal: what people get, and what they must not."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from lxml import html
from openpyxl import load_workbook

from auditlib.validate import Outcome, Place, Validation, Waiver, combine, stopped
from auditlib.validate.page import page, render, write_reports, write_workbook
from auditlib.validate.results import read_report, to_json, write_result
from auditlib.validate.wording import how_many, summary_lines, trend
from tests.unit.validate.changes import change_files
from tests.unit.validate.conftest import Council
from tests.unit.validate.test_run import identifying

FAULTS = {
    "change": [
        {"file": "2030-11/audits.csv", "row": "7", "judgement": ""},
        {"file": "2030-11/audits.csv", "row": "3", "area": "North Wset"},
        {"file": "2030-10/audits.csv", "row": "6", "child_ref": "T-C1001"},
        {"file": "2030-11/audits.csv", "row": "6", "child_ref": "T-C1101"},
        {"file": "2030-11/moderations.csv", "row": "3", "remove": "true"},
        {"file": "2030-11/moderations.csv", "row": "4", "remove": "true"},
        {"file": "2030-11/moderations.csv", "row": "2", "moderated_on": "2030-11-02"},
        {"file": "2030-11/comments.csv", "row": "2", "source_ref": "T-A11-44"},
        {"file": "2030-11/comments.csv", "row": "4", "text": "Her mother is on 07700 900123."},
        {"file": "2030-11/audits.csv", "row": "5", "returned_on": "", "judgement": ""},
    ]
}
RULES = ("AUD-07", "AUD-13", "AUD-17", "RAU-01", "MOD-09", "MOD-12", "REF-01", "SUP-01", "SUP-20", "COM-08", "COM-09")


@pytest.fixture
def found(council: Council) -> Validation:
    change_files(council.project, FAULTS)
    (council.project.raw / "2030-11" / "notes.txt").write_text("x", encoding="utf-8")
    received = council.read()
    accepted = Waiver("COM-08", "The audit follows.", "A. Lead", date(2031, 1, 31), date(2030, 12, 20))
    expired = Waiver("AUD-07", "x", "A. Lead", date(2030, 12, 1), date(2030, 11, 1))
    results = council.results(received, council.with_rules(*RULES))
    results[3] = replace(
        results[3], results=tuple(replace(each, outcome=Outcome.NOT_RUN, why="No.") for each in results[3].results)
    )
    return combine(
        council.edition,
        council.lists,
        results,
        received.faults,
        received.files,
        [accepted, expired],
        date(2030, 12, 20),
    )


def text_of(validation: Validation) -> str:
    return html.fromstring(page(validation)).text_content()


# The page -------------------------------------------------------------------------------------------------


def test_the_page_says_for_each_rule_what_failed_and_what_to_do(found: Validation):
    said = text_of(found)
    for each in found.results:
        if each.outcome is Outcome.FAILED:
            assert each.description in said
            assert each.what_to_do in said
            assert how_many(each) in said
    assert "The edition cannot be made yet" in said
    assert "data/raw/2030-11/audits.csv, row 7, judgement (Hillside)" in said
    assert "Accepted by A. Lead until 31 January 2031: The audit follows." in said
    assert "has expired and no longer applies" in said
    assert "Correct the rule in expectations/reflections.json" in said


def test_every_rule_is_on_the_page_whether_it_passed_or_not(found: Validation):
    document = html.fromstring(page(found))
    rows = {row.findtext("th"): row.text_content() for row in document.iter("tr")}
    for each in found.results:
        if each.type != "reading":
            assert each.description in rows[each.code]
    assert "Nothing to check" in rows["SUP-20"]
    assert "Could not run" in rows["REF-01"]
    assert "Passed" in rows["RAU-01"]


def test_the_page_shows_the_trend_against_earlier_months(found: Validation):
    twice = next(each for each in found.results if each.code == "AUD-17")
    assert trend(twice, found) == "2 in November 2030; 0 to 2 a month in the 3 months before."
    document = html.fromstring(page(found))
    chart = document.get_element_by_id("audits-AUD-17").find(".//svg")
    assert "failures of AUD-17 by month" in chart.get("aria-label")
    table = document.get_element_by_id("audits-AUD-17").find(".//table")
    assert [row.findtext("td") for row in table.find("tbody")] == ["0", "0", "2", "2"]


def test_the_page_can_be_used_by_everybody(found: Validation):
    text = page(found)
    document = html.fromstring(text)
    assert document.get("lang") == "en-GB"
    assert len(document.findall(".//h1")) == 1
    assert document.find(".//main") is not None
    assert document.find(".//title").text.startswith("Checks on the returns of November 2030")
    levels = [int(each.tag[1]) for each in document.iter("h1", "h2", "h3", "h4")]
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    identifiers = [each.get("id") for each in document.iter() if each.get("id")]
    assert len(identifiers) == len(set(identifiers))
    links = [each.get("href") for each in document.iter("a")]
    assert all(link.startswith("#") and link[1:] in identifiers for link in links)
    words = [each.text_content() for each in document.iter("a")]
    assert len(words) == len(set(words))
    for table in document.iter("table"):
        assert table.findtext("caption")
        assert all(cell.get("scope") in ("col", "row") for cell in table.iter("th"))
        assert all(cell.text_content().strip() for cell in table.iter("td", "th"))
    for image in document.iter("svg"):
        assert image.get("role") == "img"
        assert image.get("aria-label")


def test_the_page_asks_nobody_and_runs_nothing(found: Validation):
    text = page(found)
    assert not re.search(r"https?://|<script|<link|@import|url\(|\bon\w+=", text)


def test_what_is_written_in_a_name_is_text_and_no_markup(found: Validation):
    odd = replace(
        found.results[-1], places=(Place("data/raw/2030-11/<b>x&y</b>.csv"),), outcome=Outcome.FAILED, failed=1
    )
    text = page(replace(found, results=(odd,)))
    assert "<b>x" not in text
    assert "&lt;b&gt;x&amp;y" in text


def test_a_clean_edition_has_a_page_as_well(council: Council):
    validation = council.check(council.read())
    assert stopped(validation) is None
    said = text_of(validation)
    assert "The edition can be made." in said
    assert "Every rule passed" in said


def test_the_log_for_those_who_sign_names_what_is_refused_and_escapes_names():
    text = render(
        "qa-log.html.jinja",
        title="QA log",
        standing=SimpleNamespace(fingerprint="ab12", changed=["page"], seen={"page": "cd34"}),
        changes="the page changed",
        people=[("Analyst", "A. <b>", "2030-12-20 10:00 UTC"), ("Assurer", "not signed", "")],
        checked=[(["No <page> was built."], "There is a page."), ([], "Every rule ran.")],
        notes=["Look at AUD-07."],
        flagged=(),
    )
    document = html.fromstring(text)
    rows = [[cell.text_content() for cell in row.iter("th", "td")] for row in document.iter("tr")]
    assert ["RefusedNo <page> was built.", "There is a page."] in rows
    assert ["Holds", "Every rule ran."] in rows
    assert ["Analyst", "A. <b>", "2030-12-20 10:00 UTC"] in rows
    assert "No signature stands: since it was signed, the page changed." in document.text_content()


# The workbook ---------------------------------------------------------------------------------------------


def rows_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    book = load_workbook(path)
    return {sheet.title: list(sheet.iter_rows(min_row=5, values_only=True)) for sheet in book.worksheets[1:]}


def test_the_workbook_has_a_sheet_for_each_area(found: Validation, tmp_path: Path):
    sheets = rows_of(write_workbook(found, tmp_path / "rows.xlsx"))
    assert list(sheets) == ["Hillside", "Riverside", "No area", "Whole files and months"]
    first = sheets["Hillside"][0]
    assert first[0] == "data/raw/2030-10/audits.csv" or first[5] == "Must be corrected"
    by_rule = {(row[6], row[2]): row for rows in sheets.values() for row in rows}
    judgement = by_rule["AUD-07", 7]
    assert judgement == (
        "data/raw/2030-11/audits.csv",
        "none (CSV)",
        7,
        "judgement",
        "Hillside Care",
        "Must be corrected",
        "AUD-07",
        "An audit has a judgement if, and only if, it has been returned. Here returned_on is 17/11/2030.",
        "Fill in the date of return or the judgement, whichever is missing; if it has not come back, leave both blank.",
    )
    assert ("MOD-09", 2) in by_rule, "a moderation is sent back to the area of its audit"
    assert by_rule["MOD-09", 2] in sheets["Hillside"]
    assert by_rule["MOD-12", "all"] in sheets["Whole files and months"]
    assert "1 of 8 rows (12.5 %)" in by_rule["MOD-12", "all"][7]
    assert by_rule["REA-03", "all"][0] == "data/raw/2030-11/notes.txt"


def test_every_failed_row_is_on_exactly_one_sheet(found: Validation, tmp_path: Path):
    sheets = rows_of(write_workbook(found, tmp_path / "rows.xlsx"))
    listed = sorted((row[6], row[0], row[2]) for rows in sheets.values() for row in rows)
    expected = sorted(
        (each.code, place.file or f"{each.return_name}, all files", "all" if place.row is None else place.row)
        for each in found.results
        if each.outcome is Outcome.FAILED
        for place in each.places
    )
    assert sorted(map(str, listed)) == sorted(map(str, expected))


def test_the_most_urgent_rows_come_first(found: Validation, tmp_path: Path):
    order = ["Must be corrected", "Please check", "For information"]
    for rows in rows_of(write_workbook(found, tmp_path / "rows.xlsx")).values():
        urgency = [order.index(row[5]) for row in rows]
        assert urgency == sorted(urgency)


def test_the_workbook_has_a_cover_and_one_table_a_sheet(found: Validation, tmp_path: Path):
    book = load_workbook(write_workbook(found, tmp_path / "rows.xlsx"))
    cover = book.worksheets[0]
    assert cover.title == "Cover"
    links = {
        cell.value: cell.hyperlink.location or cell.hyperlink.target for row in cover for cell in row if cell.hyperlink
    }
    assert set(links) == set(book.sheetnames[1:])
    for sheet in book.worksheets[1:]:
        assert len(sheet.tables) == 1
        assert not sheet.merged_cells.ranges
        assert sheet.freeze_panes == "A5"
        assert all(cell.value not in (None, "") for row in sheet.iter_rows(min_row=5) for cell in row)


def test_a_name_that_looks_like_a_formula_is_text(found: Validation, tmp_path: Path):
    odd = replace(found.results[0], places=(Place('=HYPERLINK("x")', row=3),), failed=1)
    book = load_workbook(write_workbook(replace(found, results=(odd,)), tmp_path / "rows.xlsx"))
    assert book.worksheets[1]["A5"].data_type == "s"


def test_areas_may_have_any_name(found: Validation, tmp_path: Path):
    names = {"hill": "History", "river": "North/South: the [very] long name of an area?"}
    book = load_workbook(write_workbook(replace(found, area_names=names), tmp_path / "rows.xlsx"))
    assert book.sheetnames[1:3] == ["History (2)", "North South the very long name"]


def test_the_same_rows_give_the_same_bytes_without_times_or_names(found: Validation, tmp_path: Path):
    first = write_workbook(found, tmp_path / "a.xlsx").read_bytes()
    assert write_workbook(found, tmp_path / "b.xlsx").read_bytes() == first
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"<dc:creator></dc:creator>" in archive.read("docProps/core.xml")


def test_nothing_to_return_is_said(council: Council, tmp_path: Path):
    validation = replace(council.check(council.read(), set()), results=())
    book = load_workbook(write_workbook(validation, tmp_path / "rows.xlsx"))
    assert book.sheetnames == ["Cover"]
    assert "There are no rows to return." in [cell.value for row in book["Cover"] for cell in row]


# All of them ----------------------------------------------------------------------------------------------


def test_all_three_are_written_and_the_result_can_be_read_again(found: Validation, council: Council):
    paths = [*write_reports(council.project, "2030-11", found), write_result(council.project, "2030-11", found)]
    assert [path.name for path in paths] == ["index.html", "rows-to-return.xlsx", "validation.json"]
    assert all(path.parent == council.project.build("2030-11") / "validation" for path in paths)
    assert read_report(council.project, "2030-11") == found
    assert len(list(paths[0].parent.iterdir())) == 3, "nothing half-written is left"
    json.loads(paths[2].read_text(encoding="utf-8"))


def test_remarks_that_are_not_quoted_are_listed_with_their_place_and_why(found: Validation):
    assert "Remarks that are not quoted" not in page(found)
    listed = page(found, [("data/raw/2030-11/comments.csv, row 14", "the same words stand in a row")])
    assert "1 remark of this edition may be published" in listed
    assert "data/raw/2030-11/comments.csv, row 14" in listed


def test_no_report_has_a_reference_or_free_text(found: Validation, council: Council):
    paths = [*write_reports(council.project, "2030-11", found), write_result(council.project, "2030-11", found)]
    printed = "\n".join(text for _, text in summary_lines(found))
    with zipfile.ZipFile(paths[1]) as archive:
        book = " ".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    said = paths[0].read_text("utf-8") + book + paths[2].read_text("utf-8") + printed + str(stopped(found))
    for value in identifying(council.read().tables):
        assert not re.search(rf"(?<![\w-]){re.escape(value)}(?![\w-])", said)


def test_the_terminal_has_a_short_summary(found: Validation):
    lines = [text for _, text in summary_lines(found)]
    text = "\n".join(lines)
    assert "Audits: 32 rows read = 30 accepted + 2 rejected" in text
    assert "AUD-07 Failed" in text
    assert "COM-08 Failed, accepted" in text
    assert "REF-01 Could not run" in text
    assert lines[-1].startswith("The edition cannot be made yet")
    assert len(lines) < 60


@pytest.mark.parametrize("write", [page, to_json])
def test_reports_are_the_same_every_time(write: Callable[[Validation], str], found: Validation):
    assert write(found) == write(found)

"""Trackers as councils keep them: several tables on a sheet, formulas, American dates, what points at persons."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest
from typer.testing import CliRunner

from auditlib.cli import app
from auditlib.tracker import read_tracker

HEADER = ["Audit No", "LCS ID", "Audit Month", "District", "Team Name", "Category", "Auditor", "Date issued to manager"]
HEADER += ["Due", "Back", "Judgement"]
DAY = dt.datetime(2020, 2, 3)


def row(number, *, month="2020-02", area="North", team="Duty Team", cohort="CIN", sent=DAY, due=DAY, grade="Good"):
    return [f"Q{number}", f"7{number}", month, area, team, cohort, "Bo Example", sent, due, DAY, grade]


@pytest.fixture
def saved(tmp_path):
    def save(*rows):
        book = openpyxl.Workbook()
        book.active.title = "QA"
        for cells in rows:
            book.active.append(cells)
        path = tmp_path / "tracker.xlsx"
        book.save(path)
        return path

    return save


def init(tmp_path, path, code=0):
    done = CliRunner().invoke(app, ["init", str(tmp_path / "ours"), "--from-workbook", str(path)])
    assert done.exit_code == code, done.output
    return done.output


def test_a_second_table_on_the_sheet_gives_no_names(saved):
    other = ["Re-audit No", "Original audit", "LCS ID", "Audit Month", "District", "Team Name", "Auditor", "Sent"]
    found = read_tracker(saved(HEADER, row(1), [], ["RE-AUDITS"], other, ["R1", "Q1", "71", "Feb-20", "North"]))
    assert found.rows == 1
    assert (found.values["area"], found.values["team"]) == (["North"], ["Duty Team"])
    said = " ".join(found.remarks)
    assert "Row 4 of the sheet 'QA' has one cell filled in; it was taken for a note." in said
    assert "In row 5 of the sheet 'QA' another table begins; it was left out." in said


def test_a_header_that_is_repeated_below_is_no_row(saved):
    found = read_tracker(saved(HEADER, row(1), HEADER, row(2)))
    assert (found.rows, found.values["area"]) == (2, ["North"])
    assert "The header of the sheet 'QA' stands again in row 3. Delete that row." in found.remarks


def test_a_row_whose_names_sound_like_headers_is_a_row(saved):
    found = read_tracker(saved(HEADER, row(1, area="East Locality", cohort="Child type")))
    assert (found.rows, found.values["area"]) == (1, ["East Locality"])


def test_columns_of_formulas_that_were_never_worked_out_are_named(saved):
    rows = [["=1+1", "7", "=1+1", "North", "Duty", "CIN", "Bo", DAY, "=H2+28", DAY, "Good"]]
    said = " ".join(read_tracker(saved(HEADER, *rows)).remarks)
    for header in ("Audit No", "Audit Month", "Due"):
        assert f"'{header}' has no values. If its cells hold formulas, open the file in Excel, save it" in said


def test_dates_with_the_month_first_are_said(saved):
    found = read_tracker(saved(HEADER, row(1, sent="02/13/2020", due="02/28/2020")))
    assert "'Due' has dates with the month first. Write them as 2020-02-28." in found.remarks
    british = read_tracker(saved(HEADER, row(1, sent="13/02/2020", due="12/02/2020")))
    assert not any("month first" in remark for remark in british.remarks)


def test_months_in_words_are_said_once(saved):
    found = read_tracker(saved(HEADER, *(row(1, month=month) for month in ("Jan-20", "Feb-20", "Mar-20"))))
    assert [each for each in found.remarks if each.startswith("Months are written")] == [
        "Months are written as 'Jan-20'. Write them as 2020-02."
    ]


@pytest.mark.parametrize("header", ["Due back", "Date due back"])
def test_due_back_is_when_it_is_due(saved, header):
    found = read_tracker(saved([*HEADER[:8], header, "Date back", "Judgement"], row(1)))
    assert (found.headers["due_on"], found.headers["returned_on"]) == (header, "Date back")
    assert found.headers["allocated_on"] == "Date issued to manager"


def test_a_column_that_could_not_be_placed_may_be_one_that_is_missing(saved):
    found = read_tracker(saved(["Ref", *HEADER[1:]], row(1)))
    assert (
        "The column 'Ref' could not be placed. Write it in data/reference/columns.csv if it is one of audits; else "
        "remove it from what is sent in."
    ) in found.remarks


def test_no_list_takes_what_points_at_a_person_or_cannot_be_printed(saved, tmp_path):
    rows = [
        row(1),
        row(2, area="943 476 5919"),
        row(3, team="bo.example@ours.gov.uk", cohort="CIN, born 01/05/2011"),
        row(4, team="CLA <b>1</b>"),
    ]
    said = init(tmp_path, saved(HEADER, *rows))
    for column in ("area", "team", "cohort"):
        assert f"A name in the column {column} has an e-mail address, a number or a date" in said
    assert "A name in the column team has marks" in said
    written = "".join(path.read_text() for path in (tmp_path / "ours" / "data" / "reference").glob("*.csv"))
    for part in ("943 476", "bo.example", "01/05/2011", "<b>"):
        assert part not in said + written


def test_what_cannot_be_opened_says_why(tmp_path):
    assert "There is no file 'none.xlsx' there." in init(tmp_path, tmp_path / "none.xlsx", code=2)
    locked = tmp_path / "locked.xlsx"
    locked.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le"))
    assert "'locked.xlsx' is protected by a password." in init(tmp_path, locked, code=2)
    assert not (tmp_path / "ours").exists()

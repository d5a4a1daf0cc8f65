"""Files of tests/data/reading: each broken one is refused for its own reason, each legal one is read."""

from __future__ import annotations

import re
import shutil

import pytest
from small_month import DATA, Month

from auditlib.ingest import Code

BROKEN = sorted(path.name for path in (DATA / "broken").iterdir())
LEGAL = sorted(path.name for path in (DATA / "legal").iterdir())

#: Kinds that no file in git can show; the tests of folders and workbooks make them.
MADE_IN_TESTS = {
    Code.NO_FOLDER,
    Code.NO_RETURN,
    Code.LINK,
    Code.CANNOT_OPEN,
    Code.TWICE,
    Code.SECOND_WORKBOOK,
    Code.TOO_BIG,
    Code.UNKNOWN_SHEET,
    Code.MERGED,
    Code.NO_FORMULA_VALUE,
    Code.ERROR_VALUE,
}


def put_case(month: Month, kind: str, name: str) -> None:
    """Put a case's files into the month's folder."""
    shutil.copytree(DATA / kind / name, month.folder, dirs_exist_ok=True)


@pytest.mark.parametrize("name", BROKEN)
def test_broken_return_is_refused_for_its_own_reason_alone(month: Month, name: str) -> None:
    put_case(month, "broken", name)
    assert set(month.codes()) == set(re.findall(r"REA-\d\d", name))


@pytest.mark.parametrize("name", LEGAL)
def test_legal_return_is_read_without_fault(month: Month, name: str) -> None:
    put_case(month, "legal", name)
    received = month.read()
    assert [str(fault.problem) for fault in received.faults] == []
    assert received.files


def test_every_kind_of_fault_has_a_broken_return() -> None:
    shown = {code for name in BROKEN for code in re.findall(r"REA-\d\d", name)}
    assert shown | set(MADE_IN_TESTS) == set(Code)


@pytest.mark.parametrize("name", BROKEN)
def test_fault_says_where_it_is_and_what_to_do(month: Month, name: str) -> None:
    put_case(month, "broken", name)
    for fault in month.read().faults:
        problem = fault.problem
        assert problem.code == fault.code
        assert problem.file.startswith("data/raw/2020-02/")
        assert problem.what.endswith(".")
        assert problem.do.endswith((".", "?"))
        assert fault.month == "2020-02"
        if fault.row_id is not None:
            assert problem.row is not None


# The row as a spreadsheet numbers it, the column and the value: (case, row, column, words in the message).
PLACES = [
    ("REA-31-north-wset", 3, "area", ["'North Wset'", "Did you mean 'North West'?", "data/reference/areas.csv"]),
    ("REA-31-satisfactory", 2, "judgement", ["'Satisfactory'", "Requires Improvement", "judgements.csv"]),
    ("REA-31-unlisted-theme", 2, "theme", ["'voices'", "Did you mean 'Voice of the child'?", "themes.csv"]),
    ("REA-31-y-for-yes", 2, "publish", ["'Y'", "yes, no"]),
    ("REA-31-issues-by-comma", 2, "issues", ["'spelling, rationale'", "semicolons"]),
    ("REA-33-american", 2, "returned_on", ["'02/13/2020'", "American", "2020-02-13 or 13/02/2020"]),
    ("REA-34-short-year", 2, "returned_on", ["'13/02/20'", "two digits"]),
    ("REA-35-30-february", 2, "returned_on", ["'30/02/2020'"]),
    ("REA-36-time-of-day", 2, "returned_on", ["time of day"]),
    ("REA-38-with-unit", 2, "duration_minutes", ["'60 minutes'"]),
    ("REA-14-windows-1252", 2, "", ["Windows-1252", "CSV UTF-8"]),
    ("REA-14-utf-16", None, "", ["UTF-16", "CSV UTF-8"]),
    ("REA-15-nul-bytes", 2, "", ["NUL"]),
    ("REA-16-semicolons", None, "", ["semicolons", "commas"]),
    ("REA-17-never-closed", 2, "", ["double quote"]),
    ("REA-18-comma-unquoted", 2, "", ["10 cells", "header 8"]),
    ("REA-18-cell-lost", 3, "", ["10 cells", "header 11"]),
    ("REA-40-title-above", 1, "", ["the 2 rows above the header were not read"]),
    ("REA-40-blank-row-above", 1, "", ["the row above the header was not read"]),
    ("REA-40-excel-directive", 1, "", ["the row above the header was not read"]),
    ("REA-41-totals", 4, "", ["looks like a totals row", "Delete it"]),
    ("REA-42-header-again", 4, "", ["this is the header again. Delete it."]),
    ("REA-42-note-below", 4, "", ["hardly anything of this row is filled in"]),
    ("REA-03-month-in-name", None, "", ["Is it moderations? Then call it moderations.csv."]),
    ("REA-19-no-header", 1, "", ["Row 1 must read audit_ref, month"]),
    ("REA-20-extra-column", 1, "", ["'region'", "moderations"]),
    ("REA-21-lost-column", 1, "issues", ["missing"]),
    ("REA-23-no-heading", 2, "", ["column 8"]),
    ("REA-03-misspelt-name", None, "", ["Is it moderations? Then call it moderations.csv."]),
    ("REA-09-password", None, "", ["password"]),
    ("REA-08-old-excel", None, "", [".xls"]),
]


@pytest.mark.parametrize(("name", "row", "column", "words"), PLACES, ids=[place[0] for place in PLACES])
def test_message_names_row_column_value_and_remedy(
    month: Month, name: str, row: int | None, column: str, words: list[str]
) -> None:
    put_case(month, "broken", name)
    problem = month.read().faults[0].problem
    assert (problem.row, problem.column) == (row, column)
    for word in words:
        assert word in str(problem)


def test_faulty_rows_are_kept_with_the_cell_missing(month: Month) -> None:
    put_case(month, "broken", "REA-31-north-wset")
    received = month.read()
    audits, fault = received.tables["audits"], received.faults[0]
    assert len(audits) == 3
    assert audits.loc[fault.row_id, "audit_ref"] == "AU-2002"
    assert audits["area"].isna().tolist() == [False, True, False]
    assert audits.loc[fault.row_id, "source_row"] == fault.problem.row == 3


def test_rows_before_a_stray_quote_are_kept(month: Month) -> None:
    month.put("comments.csv", (DATA / "broken" / "REA-17-never-closed" / "comments.csv").read_bytes())
    assert len(month.read().tables["comments"]) == 0
    text = (DATA / "legal" / "as-the-contract-writes-it" / "comments.csv").read_text()
    month.put("comments.csv", text + 'CM-6003,2020-02,audit,"AU-2001,positives,voice,,yes\n')
    received = month.read()
    assert [fault.code for fault in received.faults] == [Code.QUOTE]
    assert received.faults[0].problem.row == 4
    assert len(received.tables["comments"]) == 2


@pytest.mark.parametrize("name", ["REA-40-title-above", "REA-40-blank-row-above", "REA-23-no-heading"])
def test_what_is_read_in_spite_of_a_warning_has_its_rows_where_they_are(month: Month, name: str) -> None:
    put_case(month, "broken", name)
    received = month.read()
    table = received.tables["moderations"]
    assert list(table["audit_ref"]) == ["AU-2001", "AU-2003"]
    lines = (month.folder / "moderations.csv").read_text(encoding="utf-8").splitlines()
    assert [lines[row - 1].partition(",")[0] for row in table["source_row"]] == ["AU-2001", "AU-2003"]
    assert {Code(fault.code).severity for fault in received.faults} == {"warning"}


@pytest.mark.parametrize("name", ["REA-41-totals", "REA-42-header-again", "REA-42-note-below", "REA-42-counts-below"])
def test_of_a_row_that_is_no_record_nothing_else_is_said(month: Month, name: str) -> None:
    put_case(month, "broken", name)
    assert [fault.row_id for fault in month.read().faults] == [2]

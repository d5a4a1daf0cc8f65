"""What becomes of rows and cells: types, row numbers, spaces, spellings."""

from __future__ import annotations

import pandas as pd
import pytest
from small_month import MONTH, ROWS, Month, csv_bytes, table_of, workbook

from auditlib.ingest import Code, dtypes, empty_table
from auditlib.ingest import read as read_module
from auditlib.schema import RETURNS, Kind


def column_of(month: Month, name: str, column: str, cells: list[str]) -> pd.Series:
    """A return's column when its cells are written so; the other cells are those of the legal month's first row."""
    position = RETURNS[name].column_names.index(column)
    rows = []
    for cell in cells:
        row = list(ROWS[name][0])
        row[position] = cell
        rows.append(row)
    month.put(f"{name}.csv", table_of(name, rows))
    received = month.read()
    assert received.faults == []
    return received.tables[name][column]


def test_types_are_those_of_the_contract(month: Month) -> None:
    month.put_legal("reaudits")
    tables = month.read().tables
    assert set(tables) == set(RETURNS)
    for name, entry in RETURNS.items():
        table = tables[name]
        assert table.dtypes.astype(str).to_dict() == dtypes(entry)
        assert table.index.equals(pd.RangeIndex(len(table)))
        assert len(table) == (0 if name == "reaudits" else len(ROWS[name]))
        for column in entry.columns:
            expected = {Kind.DATE: "datetime64[s]", Kind.NUMBER: "Int64"}.get(column.kind, "str")
            assert str(table[column.name].dtype) == expected


def test_a_return_nobody_sent_has_all_its_columns() -> None:
    for entry in RETURNS.values():
        table = empty_table(entry)
        assert list(table.columns[:-3]) == entry.column_names
        assert table.dtypes.astype(str).to_dict() == dtypes(entry)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2020-02-03", "2020-02-03"),
        ("03/02/2020", "2020-02-03"),
        ("3/2/2020", "2020-02-03"),
        ("29/02/2020", "2020-02-29"),
        ("2020-02-03 00:00:00", "2020-02-03"),
        ("03/02/2020 0:00", "2020-02-03"),
    ],
)
def test_dates_are_iso_or_british_with_the_day_first(month: Month, written: str, day: str) -> None:
    assert column_of(month, "audits", "returned_on", [written])[0] == pd.Timestamp(day)


def test_one_american_date_casts_doubt_on_the_others_of_its_column(month: Month) -> None:
    table = table_of("audits")
    table[1][9], table[2][9], table[3][9] = "02/13/2020", "02/03/2020", "14/02/2020"
    month.put("audits.csv", table)
    received = month.read()
    assert [fault.code for fault in received.faults] == [Code.AMERICAN_DATE]
    assert "Another date in this column could be read either way" in received.faults[0].problem.do
    assert received.tables["audits"]["returned_on"].tolist()[1:] == [
        pd.Timestamp("2020-03-02"),
        pd.Timestamp("2020-02-14"),
    ]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("ne", "ne"),
        ("North East", "ne"),
        ("NORTH-EAST", "ne"),
        ("north  east", "ne"),
        ("Northeast", "ne"),
        ("North‑East area", "ne"),
        ("children with disabilities", "cwd"),
    ],
)
def test_areas_are_written_by_code_name_or_alias(month: Month, written: str, code: str) -> None:
    assert column_of(month, "audits", "area", [written])[0] == code


def test_judgements_become_slugs(month: Month) -> None:
    found = column_of(month, "audits", "judgement", ["OUTSTANDING", "g", "Req-Imp", "requires improvement", "IA", ""])
    assert found.tolist()[:5] == [
        "outstanding",
        "good",
        "requires-improvement",
        "requires-improvement",
        "inadequate",
    ]
    assert found.isna()[5]


def test_issues_stand_in_the_order_of_the_contract(month: Month) -> None:
    found = column_of(month, "moderations", "issues", ["rationale; Spelling;spelling;", "FORMATTING", ""])
    assert found.tolist()[:2] == ["spelling;rationale", "formatting"]
    assert found.isna()[2]


def test_numbers_may_come_with_a_spreadsheet_s_decimals(month: Month) -> None:
    found = column_of(month, "supervision", "duration_minutes", ["60", "60.0", " 75 ", "-5", "0", ""])
    assert found.tolist()[:5] == [60, 60, 75, -5, 0]
    assert found.isna()[5]


def test_text_is_kept_as_written_but_for_outer_spaces_and_line_ends(month: Month) -> None:
    text = '  He said "no", twice;\r\nthen,  on 02/13/2020 – “yes” \N{SMILING FACE WITH OPEN MOUTH} \u00a0'
    found = column_of(month, "comments", "text", [text, "  ", "x" * 200_000, "=1+1"])
    assert found[0] == 'He said "no", twice;\nthen,  on 02/13/2020 – “yes” \N{SMILING FACE WITH OPEN MOUTH}'
    assert found.isna()[1]
    assert found[2] == "x" * 200_000
    assert found[3] == "=1+1"


def test_a_month_that_is_not_the_folders_is_read_as_it_is(month: Month) -> None:
    assert column_of(month, "moderations", "month", ["2019-12"])[0] == "2019-12"


def test_rows_are_numbered_as_a_spreadsheet_numbers_them(month: Month) -> None:
    rows = table_of("reflections")
    rows[1][3] = "two\nlines\nmore"
    text = csv_bytes(rows[:2]).decode() + "\r\n,,,,,,,\n" + csv_bytes(rows[2:]).decode() + "\n\n"
    month.put("reflections.csv", text)
    received = month.read()
    assert received.faults == []
    assert received.tables["reflections"]["source_row"].tolist() == [2, 5]
    assert received.files[0].rows == 2


def test_where_a_row_came_from(month: Month) -> None:
    month.put_legal()
    table = month.read().tables["comments"]
    assert table["source_file"].tolist() == [f"data/raw/{MONTH}/comments.csv"] * 2
    assert table["source_sheet"].tolist() == ["", ""]
    assert table["source_row"].tolist() == [2, 3]


def test_a_row_with_the_wrong_number_of_cells_has_that_one_fault_and_no_values(month: Month) -> None:
    rows = table_of("audits")
    del rows[2][1]
    month.put("audits.csv", rows)
    received = month.read()
    assert [(fault.code, fault.row_id) for fault in received.faults] == [(Code.CELL_COUNT, 1)]
    assert received.tables["audits"].loc[1].drop(["source_file", "source_sheet", "source_row"]).isna().all()


def test_all_faults_of_a_file_are_found_at_once(month: Month) -> None:
    rows = table_of("audits")
    rows[1][3], rows[2][7], rows[3][10], rows[3][0] = "North Wset", "02/13/2020", "Satisfactory", ""
    rows[0].append("region")
    month.put("audits.csv", [[*row, "x"][:12] for row in rows])
    found = {(fault.code, fault.row_id) for fault in month.read().faults}
    assert found == {
        (Code.UNKNOWN_COLUMN, None),
        (Code.UNKNOWN_VALUE, 0),
        (Code.AMERICAN_DATE, 1),
        (Code.BLANK, 2),
        (Code.UNKNOWN_VALUE, 2),
    }


def test_a_missing_column_is_one_fault_and_not_one_for_each_row(month: Month) -> None:
    rows = [row[:3] + row[4:] for row in table_of("audits")]
    month.put("audits.csv", rows)
    received = month.read()
    assert [(fault.code, fault.problem.column) for fault in received.faults] == [(Code.MISSING_COLUMN, "area")]
    assert received.tables["audits"]["area"].isna().all()


def test_a_return_of_twenty_thousand_rows_and_more_is_read_whole(month: Month) -> None:
    rows = [["CM-" + str(number), *ROWS["comments"][0][1:]] for number in range(45_000)]
    rows[30_000][4] = "nothing"
    month.put("comments.csv", table_of("comments", rows))
    received = month.read()
    table = received.tables["comments"]
    assert table["comment_ref"].tolist() == [row[0] for row in rows]
    assert table["source_row"].tolist() == list(range(2, 45_002))
    assert [(fault.code, fault.row_id, fault.problem.row) for fault in received.faults] == [
        (Code.UNKNOWN_VALUE, 30_000, 30_002)
    ]


@pytest.mark.parametrize(
    "content", [b"," * 5_000_000, b"audit_ref,month" + b"," * 20_000, b"audit_ref," + b"x" * 5_000_000]
)
def test_endless_lines_are_refused_before_they_take_all_memory(month: Month, content: bytes) -> None:
    month.put("moderations.csv", content)
    assert month.codes() == [Code.TOO_BIG]


def test_enormous_files_are_not_opened(month: Month, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_module, "LARGEST_FILE", 100)
    month.put("audits.csv", table_of("audits"))
    month.put("returns.xlsx", workbook({"comments": table_of("comments")}))
    assert month.codes("audits", "comments") == [Code.TOO_BIG, Code.TOO_BIG]

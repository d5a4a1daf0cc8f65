"""Properties: any legal way of writing a month gives the same rows, and no message tells whose they are."""

from __future__ import annotations

import csv
import datetime as dt
import io
import shutil

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_month import ROWS, Month, csv_bytes, table_of, workbook

from auditlib.ingest import SOURCE_COLUMNS, Received
from auditlib.reference import CodeLists
from auditlib.schema import RETURNS, Column, Kind

_PROPERTY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def respelt(draw: st.DrawFn, text: str) -> str:
    """A header or coded value with other capitals, spaces and hyphens, but the same letters."""
    text = draw(st.sampled_from([str.upper, str.lower, str.title, str]))(text)
    space = draw(st.sampled_from([" ", "-", "_", "  ", "\u00a0", "", " - "]))
    outer = draw(st.sampled_from(["", " ", "\u00a0"]))
    return outer + text.replace("-", " ").replace("_", " ").replace(" ", space) + outer


def in_other_words(draw: st.DrawFn, text: str, column: Column, lists: CodeLists, *, in_workbook: bool) -> object:
    """A cell that means the same as `text`."""
    if not text:
        return draw(st.sampled_from(["", " "]))
    if column.kind is Kind.DATE:
        day = dt.date.fromisoformat(text)
        ways: list[object] = [text, day.strftime("%d/%m/%Y"), f"{day.day}/{day.month}/{day.year}", f"{text} 00:00:00"]
        return draw(st.sampled_from([*ways, day] if in_workbook else ways))
    if column.kind is Kind.MONTH and in_workbook:
        return draw(st.sampled_from([text, dt.datetime(int(text[:4]), int(text[5:]), 1)]))
    if column.kind is Kind.NUMBER:
        return draw(st.sampled_from([text, f"{text}.0", *([float(text)] if in_workbook else [])]))
    if column.kind is Kind.CODES:
        parts = draw(st.permutations(text.split(";")))
        return draw(st.sampled_from([";", " ; "])).join(respelt(draw, part) for part in parts)
    if column.kind is Kind.CODE and column.codelist:
        listed = lists[column.codelist]
        code = listed.code_of(text)
        return respelt(draw, draw(st.sampled_from([key for key, its in listed.written.items() if its == code])))
    return respelt(draw, text) if column.kind is Kind.CODE else text


@st.composite
def rewritten_return(draw: st.DrawFn, name: str, lists: CodeLists, in_workbook: bool) -> list[list[object]]:
    """A return of the legal month, written in another legal way."""
    columns = RETURNS[name].columns
    order = draw(st.permutations(range(len(columns))))
    trailing = [""] * draw(st.integers(0, 2))
    table: list[list[object]] = [[respelt(draw, columns[number].name) for number in order] + trailing]
    for row in draw(st.permutations(ROWS[name])):
        cells = [in_other_words(draw, row[number], columns[number], lists, in_workbook=in_workbook) for number in order]
        table += [[""] * len(table[0])] * draw(st.integers(0, 1))
        table.append(cells + trailing)
    return table + [[" "] * len(table[0])] * draw(st.integers(0, 2))


def rows_of(table: pd.DataFrame) -> pd.DataFrame:
    """A table without its places, in an order of its own."""
    table = table.drop(columns=list(SOURCE_COLUMNS))
    return table.sort_values(list(table.columns[:2]), ignore_index=True)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Received:
    """The legal month as it is, read once for all that is compared with it."""
    month = Month(tmp_path_factory.mktemp("plain"))
    month.put_legal()
    return month.read(*RETURNS)


@_PROPERTY
@given(data=st.data())
def test_any_legal_way_of_writing_a_month_gives_the_same_rows(
    month: Month, plain: Received, data: st.DataObject
) -> None:
    shutil.rmtree(month.folder)
    month.folder.mkdir()
    sheets = {}
    for name in data.draw(st.permutations(list(RETURNS))):
        in_workbook = data.draw(st.booleans())
        table = data.draw(rewritten_return(name, month.lists, in_workbook))
        if in_workbook:
            sheets[data.draw(st.sampled_from([name, name.upper(), f" {name.title()}"]))] = table
        else:
            line_end = data.draw(st.sampled_from(["\n", "\r\n"]))
            month.put(f"{name}.csv", csv_bytes(table, bom=data.draw(st.booleans()), line_end=line_end))
    if sheets:
        month.put("returns.xlsx", workbook(sheets))
    received = month.read(*RETURNS)
    assert [str(fault.problem) for fault in received.faults] == []
    for name in RETURNS:
        pd.testing.assert_frame_equal(rows_of(received.tables[name]), rows_of(plain.tables[name]))


#: Words that may stand in no message: references, names of people used as such, and free text.
SECRETS = (
    ("JONES, Amy", "LCS 40417", "P. Okafor", "zebra crossing", "hit his sister"),
    ("Ben Adeyemi", "22-B", "Q Lee", "lost the key", "wants a dog"),
)


def with_secrets(name: str) -> list[list[str]]:
    """A return of two rows whose references and free text are secrets, no two alike."""
    table = table_of(name, [ROWS[name][0], ROWS[name][-1]])
    for row, secrets in zip(table[1:], map(iter, SECRETS), strict=True):
        for position, column in enumerate(RETURNS[name].columns):
            if not column.may_be_shown:
                row[position] = next(secrets)
    return table


@_PROPERTY
@given(data=st.data())
def test_no_message_repeats_a_reference_or_free_text(month: Month, data: st.DataObject) -> None:
    """Whole rows and columns slip, as happens when rows are pasted, and some values are misspelt besides."""
    shutil.rmtree(month.folder)
    month.folder.mkdir()
    name = data.draw(st.sampled_from(list(RETURNS)))
    table = with_secrets(name)
    for row in data.draw(st.lists(st.sampled_from(table[1:]), max_size=2, unique_by=id)):
        by = data.draw(st.integers(1, len(row) - 1))
        row[:] = row[by:] + row[:by]
    if data.draw(st.booleans()):
        position = data.draw(st.integers(0, len(table[1]) - 1))
        table[1][position] = data.draw(st.sampled_from(["Satisfactory", "02/13/2020", "", "60 minutes"]))
    separator = data.draw(st.sampled_from([",", ";", "\t"]))
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(table)
    month.put(f"{name}.csv", text.getvalue())
    for fault in month.read().faults:
        message = str(fault.problem) + repr(fault)
        assert not [secret for secrets in SECRETS for secret in secrets if secret in message]


def test_value_of_a_row_in_which_nothing_slipped_is_shown(month: Month) -> None:
    table = table_of("audits")
    table[1][3], table[1][10] = "North Wset", "Satisfactory"
    month.put("audits.csv", table)
    messages = [fault.problem.what for fault in month.read().faults]
    assert ["'North Wset'" in messages[0], "'Satisfactory'" in messages[1]] == [True, True]


def test_value_that_names_a_person_elsewhere_is_not_shown(month: Month) -> None:
    table = table_of("audits")
    table[1][6] = table[2][5] = "Amy Jones"
    month.put("audits.csv", table)
    faults = month.read().faults
    assert [fault.problem.row for fault in faults] == [3]
    assert "Amy" not in str(faults[0].problem)

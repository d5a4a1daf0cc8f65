"""The empty workbook into which a month's returns are typed.

What is chosen from its lists, and dates typed into it, are what the reader accepts.
"""

from __future__ import annotations

import io
from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from auditlib.periods import month_name
from auditlib.reference import CodeLists
from auditlib.schema import RETURNS, Column, Kind, Return

#: The sheet that explains the others; it is not read.
NOTES = "notes"
#: The last row that has drop-down lists.
_LAST_ROW = 5000
_BOLD, _WRAPPED = Font(bold=True), Alignment(wrap_text=True, vertical="top")
_HEADER = PatternFill("solid", start_color="D9E2EC")
_FORMATS = {Kind.DATE: "dd/mm/yyyy", Kind.NUMBER: "0"}
_LIST_COLUMN = 6  # of the notes: to the right of what is explained


def template(lists: CodeLists, month: str, returns: Iterable[str]) -> bytes:
    """An empty ``returns.xlsx`` with a sheet for each return, which offers what the code lists hold in the month."""
    book = Workbook()
    notes = book.active
    notes.title = NOTES
    choices = _Choices(notes, lists.at(month), month)
    explained: list[tuple[str, str, str, str]] = []
    for name in returns:
        entry = RETURNS[name]
        headers = {column: header for header, column in lists.own_headers.get(name, ())}
        _sheet(book.create_sheet(name), entry, headers, choices)
        explained += [(name, headers.get(each.name, each.name), _how(each), each.meaning) for each in entry.columns]
    _explain(notes, month, explained)
    book.active = 1
    notes.sheet_view.tabSelected = False
    book.move_sheet(notes, len(book.sheetnames))
    book.active = 0
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


class _Choices:
    """The values that may be chosen, kept on the notes sheet: a list within a cell holds too few."""

    def __init__(self, notes: Worksheet, lists: CodeLists, month: str) -> None:
        self._notes, self._lists, self._month = notes, lists, month
        self._places: dict[tuple[str, ...], str] = {}

    def of(self, column: Column) -> str:
        """The range that holds a column's values; empty if there is nothing to choose."""
        if column.kind is Kind.MONTH:
            return self._place("month", [self._month])
        if column.codelist:
            known = self._lists[column.codelist]
            names = [entry.name if known.code_of(entry.name) == code else code for code, entry in known.entries.items()]
            return self._place(column.codelist, names)
        return self._place(column.name, list(column.values)) if column.kind is Kind.CODE else ""

    def _place(self, name: str, values: list[str]) -> str:
        key = (name, *values)
        if key not in self._places:
            at = _LIST_COLUMN + len(self._places)
            letter = get_column_letter(at)
            self._notes.cell(1, at, name).font = _BOLD
            for row, value in enumerate(values, start=2):
                self._notes.cell(row, at, value).number_format = "@"
            self._notes.column_dimensions[letter].width = 24
            self._places[key] = f"'{NOTES}'!${letter}$2:${letter}${len(values) + 1}"
        return self._places[key]


def _sheet(sheet: Worksheet, entry: Return, headers: dict[str, str], choices: _Choices) -> None:
    """Give a return's sheet its header row, and each column its format and list."""
    sheet.freeze_panes = "A2"
    for position, column in enumerate(entry.columns, start=1):
        letter = get_column_letter(position)
        cell = sheet.cell(1, position, headers.get(column.name, column.name))
        cell.font, cell.fill = _BOLD, _HEADER
        shape = sheet.column_dimensions[letter]
        shape.width = 60 if column.kind is Kind.TEXT else max(14, len(cell.value) + 4)
        shape.number_format = _FORMATS.get(column.kind, "@")
        rule = _rule(column, choices.of(column))
        rule.promptTitle, rule.prompt = cell.value[:32], f"{column.meaning} {_how(column)}."[:255]
        rule.showInputMessage = True
        sheet.add_data_validation(rule)
        rule.add(f"{letter}2:{letter}{_LAST_ROW}")


def _rule(column: Column, listed: str) -> DataValidation:
    """What may be typed into a column; a blank cell is left to the checks, which say more than a dialogue can."""
    if listed:
        rule = DataValidation("list", formula1=listed, allow_blank=True)
    elif column.kind is Kind.DATE:
        rule = DataValidation("date", operator="greaterThan", formula1="36526", allow_blank=True)  # 2000-01-01
    elif column.kind is Kind.NUMBER:
        rule = DataValidation("whole", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
    else:
        return DataValidation(allow_blank=True)
    rule.errorTitle, rule.error = column.name[:32], f"{_how(column)}."
    rule.showErrorMessage = True
    return rule


_HOW = {
    Kind.DATE: "A date, such as 13/02/2020",
    Kind.NUMBER: "A whole number",
    Kind.CODE: "Choose from the list",
    Kind.MONTH: "Choose from the list",
}


def _how(column: Column) -> str:
    """How a column is filled in."""
    several = f"Any of {', '.join(column.values)}, separated by ;" if column.kind is Kind.CODES else "Text"
    return _HOW.get(column.kind, several) + ("; may be blank" if column.blank else "")


def _explain(notes: Worksheet, month: str, explained: list[tuple[str, str, str, str]]) -> None:
    """Say on the notes sheet what each column is for."""
    notes["A1"] = f"Returns for {month_name(month)}"
    notes["A2"] = "One row for each case on each sheet. This sheet is not read; the lists on its right are offered."
    notes["A1"].font = _BOLD
    for position, title in enumerate(("sheet", "column", "how", "what"), start=1):
        notes.cell(4, position, title).font = _BOLD
    for row, cells in enumerate(explained, start=5):
        for position, text in enumerate(cells, start=1):
            notes.cell(row, position, text).alignment = _WRAPPED
    for letter, width in zip("ABCD", (14, 26, 36, 60), strict=True):
        notes.column_dimensions[letter].width = width

"""Workbooks: which sheet is which return, and its cells as text."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from xml.etree import ElementTree
from xml.parsers import expat

import python_calamine as calamine

from auditlib.errors import safe_value
from auditlib.ingest.folder import nearest_return, return_called, squeezed
from auditlib.ingest.grid import SEARCHED, Grid, columns_by_header, columns_of, header_row, rows_above
from auditlib.ingest.package import odd_cells, odd_parts
from auditlib.ingest.received import Code, Fault, Place, RefusedError
from auditlib.schema import RETURNS, Kind, Return

#: A sheet for notes, as the template has it; it is not read.
_NOTES = "notes"
_WORKSHEET = calamine.SheetTypeEnum.WorkSheet
#: Excel keeps 15 digits of a number; more are zeros in place of what was typed.
_LARGEST_EXACT = 1e15


@contextmanager
def _undamaged(what: str) -> Iterator[None]:
    """Turn whatever a damaged file makes its readers raise into one exception."""
    try:
        yield
    except (calamine.CalamineError, expat.ExpatError, ElementTree.ParseError, zipfile.BadZipFile) as error:
        raise RefusedError(Code.DAMAGED, what) from error
    except (ValueError, KeyError, IndexError, OverflowError, OSError) as error:
        raise RefusedError(Code.DAMAGED, what) from error
    except BaseException as error:
        # The reader is written in Rust, and where it gives up it raises what is no Exception.
        if type(error).__name__ == "PanicException":
            raise RefusedError(Code.DAMAGED, what) from error
        raise


class Workbook:
    """A month's workbook: its sheets that are returns, and the faults of the others."""

    def __init__(self, data: bytes, place: Place) -> None:
        self.place = place
        self.faults: list[Fault] = []
        #: The sheet of each return that has one; returns that have two; the name of a return's sheet without a cell.
        self.sheets: dict[str, calamine.CalamineSheet] = {}
        self.twice: set[str] = set()
        self.blank: dict[str, str] = {}
        self._data = data
        #: Whether it could be opened at all.
        self.readable = False
        try:
            self._odd_parts = odd_parts(data)
            with _undamaged("the workbook is damaged."):
                self._book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
                self._sort_out([sheet for sheet in self._book.sheets_metadata if sheet.typ == _WORKSHEET])
            self.readable = True
        except RefusedError as refused:
            self.sheets.clear()
            self.faults.append(refused.at(place))

    def _sort_out(self, sheets: list[calamine.SheetMetadata]) -> None:
        """Find the returns among the sheets; one that came twice is not read at all."""
        for about in sheets:
            name = about.name
            if squeezed(name) == _NOTES:
                continue
            sheet = self._book.get_sheet_by_name(name)
            entry = return_called(name)
            if sheet.end is None:
                if entry:
                    self.blank[entry] = name
            elif not entry:
                self.faults.append(self._unknown(about))
            elif entry in self.sheets:
                self.twice.add(entry)
                here = replace(self.place, sheet=name, return_name=entry)
                what = f"the return is also there as the sheet '{self.sheets[entry].name}'; neither was read."
                self.faults.append(here.fault(Code.TWICE, what))
            else:
                self.sheets[entry] = sheet
        for entry in self.twice:
            del self.sheets[entry]

    def _unknown(self, sheet: calamine.SheetMetadata) -> Fault:
        near = nearest_return(sheet.name)
        do = f"Did you mean '{near}'?" if near else f"The returns are {', '.join(RETURNS)}; remove any other sheet."
        hidden = sheet.visible != calamine.SheetVisibleEnum.Visible
        # A sheet can be called after a child, so its name is shown only where it cannot be one.
        what = f"the {'hidden ' if hidden else ''}sheet {safe_value(sheet.name)} is not a return."
        return self.place.fault(Code.UNKNOWN_SHEET, what, f"Unhide the sheet first. {do}" if hidden else do)

    def grid(self, entry: Return) -> tuple[Grid, list[Fault]]:
        """The cells of a return's sheet, and the faults of the sheet as a whole; RefusedError if it is damaged.

        Each sheet can be asked for once: its parsed form is large, and is let go.
        """
        sheet = self.sheets.pop(entry.name)
        with _undamaged("the sheet is damaged."):
            grid = _grid(sheet, entry)
            odd = odd_cells(self._data, self._odd_parts, sheet.name)
        grid.bad_cells = {
            (row - grid.header_row, column): code
            for (row, column), code in odd.items()
            if grid.header_row <= row < grid.header_row + grid.height and column < len(grid.header)
        }
        place = replace(self.place, sheet=sheet.name, return_name=entry.name)
        return grid, [*rows_above(grid.header_row - 1, place), *_merged(sheet, grid, place)]


def _grid(sheet: calamine.CalamineSheet, entry: Return) -> Grid:
    """A sheet's cells as text, row 1 being the header even if it is blank."""
    left = [""] * (sheet.start[1] if sheet.start else 0)
    rows = [left + row for row in sheet.iter_rows()]
    top = [list(map(_text, row)) for row in rows[:SEARCHED]]
    above = header_row(top, entry)
    header = top[above] if top else left
    months = {
        squeezed(text) for text, name in columns_by_header(entry).items() if entry.column(name).kind is Kind.MONTH
    }
    readers = [_month_text if squeezed(cell) in months else _text for cell in header]
    return Grid(header, above + 1, columns_of(rows[above + 1 :], readers))


def _text(cell: object) -> str:
    """A cell as it would stand in a CSV file: dates as 2020-02-01, whole numbers without a decimal point."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (int, float)):
        if abs(cell) >= _LARGEST_EXACT:
            return f"{cell:.6E}"
        return str(int(cell)) if float(cell).is_integer() else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ", "seconds")
    return cell.isoformat() if isinstance(cell, (dt.date, dt.time)) else str(cell)


def _month_text(cell: object) -> str:
    """The same for a column of months: Excel turns a typed 2020-02 into the date 1 February 2020."""
    text = _text(cell)
    return text[:7] if isinstance(cell, dt.date) and text.endswith("-01") and len(text) == 10 else text


def _merged(sheet: calamine.CalamineSheet, grid: Grid, place: Place) -> list[Fault]:
    """The faults of merged cells; those beside or below the table do no harm."""
    faults = []
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or []:
        if not 0 <= top - grid.header_row + 1 <= grid.height or left >= len(grid.header):
            continue
        rows = f"row {top + 1}" if top == bottom else f"rows {top + 1} to {bottom + 1}"
        what = "cells of the header are merged." if top == grid.header_row - 1 else f"cells of {rows} are merged."
        faults.append(place.fault(Code.MERGED, what, row=top + 1))
    return faults

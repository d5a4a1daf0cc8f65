"""The header row: which column of the file is which column of the return.

Belongs here: everything wrong with a header. Does not belong here: cells below it. Columns may stand in any
order, because each is found by its own name; a name that could be two columns, or none, is a fault.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

import numpy as np

from auditlib.errors import safe_value
from auditlib.ingest.faults import Code, Fault, Place
from auditlib.ingest.folder import squeezed
from auditlib.ingest.grid import Grid, filled, trimmed
from auditlib.schema import Return

#: How many rows from the top are searched for a header that is not in row 1.
SEARCHED = 20


def columns_by_header(entry: Return) -> dict[str, str]:
    """The column that each header stands for, headers as :func:`squeezed`; the council's own come first."""
    return {squeezed(name): name for name in entry.column_names} | {
        squeezed(header): name for header, name in entry.own_headers
    }


def recognised(cells: Iterable[str], entry: Return) -> int:
    """How many of a return's columns some cells name."""
    known = columns_by_header(entry)
    return len({known[cell] for cell in map(squeezed, cells) if cell in known})


def header_row(first_rows: Sequence[Sequence[str]], entry: Return) -> int:
    """Position of the header among the rows at the top of a file: 0 unless nothing above it can be one.

    Parameters
    ----------
    first_rows
        Some rows from the top.
    entry
        The return.
    """
    for position, cells in enumerate(first_rows):
        count = recognised(cells, entry)
        if count > len(entry.columns) / 2:
            return position
        if count > 1:
            break
    return 0


def rows_above(count: int, place: Place) -> list[Fault]:
    """What is said of rows above the header."""
    if not count:
        return []
    what = "the row above the header was" if count == 1 else f"the {count} rows above the header were"
    return [place.fault(Code.ROWS_ABOVE, f"{what} not read.", row=1)]


def no_header(entry: Return, place: Place) -> Fault:
    """The fault of a file in which no row at the top names a column."""
    what = f"row 1 has none of the columns of {entry.name}."
    return place.fault(Code.HEADER_ROW, what, f"Row 1 must read {', '.join(entry.column_names)}.", row=1)


def match_header(grid: Grid, entry: Return, place: Place) -> tuple[dict[str, int], list[Fault]]:
    """Find each column of a return in a file.

    Returns
    -------
    tuple
        Position of each column found, by its name, and the faults of the header. A column that is there
        twice is not found: nobody can say which of the two is right.
    """
    names = columns_by_header(entry)
    cells = [squeezed(cell) for cell in grid.header]
    if not recognised(grid.header, entry):
        return {}, [no_header(entry, place)]
    found: dict[str, int] = {}
    twice: set[str] = set()
    faults = []
    for position, cell in enumerate(cells):
        name = names.get(cell, "")
        if name and name not in found:
            found[name] = position
        elif name:
            twice.add(name)
        elif cell:
            faults.append(_unknown(grid, position, entry, place))
        elif fault := _values_without_header(grid, position, place):
            faults.append(fault)
    for name in entry.column_names:
        if name in twice:
            del found[name]
            faults.append(
                place.fault(Code.DOUBLE_COLUMN, "two columns have this header.", row=grid.header_row, column=name)
            )
        elif name not in found:
            faults.append(place.fault(Code.MISSING_COLUMN, "the column is missing.", row=grid.header_row, column=name))
    return found, faults


def _unknown(grid: Grid, position: int, entry: Return, place: Place) -> Fault:
    cell = grid.header[position]
    names = columns_by_header(entry)
    near = difflib.get_close_matches(squeezed(cell), names, n=1, cutoff=0.6)
    named = names[near[0]] if near else ""
    do = f"Did you mean '{named}'? Correct the header, or remove the column." if named else ""
    return place.fault(
        Code.UNKNOWN_COLUMN, f"{safe_value(cell)} is not a column of {entry.name}.", do, row=grid.header_row
    )


def _values_without_header(grid: Grid, position: int, place: Place) -> Fault | None:
    rows = np.flatnonzero(filled(trimmed(grid.columns[position]))) if grid.height else []
    if not len(rows):
        return None
    what = f"column {position + 1} has a value here but no header."
    return place.fault(Code.NO_HEADING, what, row=int(rows[0]) + grid.first_row)

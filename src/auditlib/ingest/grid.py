"""A return's cells as text, and its header: which column of the file is which column of the return.

Columns may stand in any order, because each is found by its own name; a name that could be two columns, or none, is a
fault.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from auditlib.characters import INVISIBLE
from auditlib.errors import safe_value
from auditlib.ingest.folder import squeezed
from auditlib.ingest.received import Code, Fault, Place, RefusedError
from auditlib.schema import RETURNS, Return

#: Spaces of every kind, also those without width that copying from web pages and Word leaves behind.
_BLANKS = " \t\r\n\v\f\x85\xa0\u1680\u200b\u2028\u2029\u202f\u205f\u2060\u3000\ufeff" + "".join(
    map(chr, range(0x2000, 0x200B))
)


def trimmed(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """Cells without outer spaces; blank ones are null."""
    cells = pc.utf8_trim(cells, characters=_BLANKS)
    return pc.if_else(pc.equal(cells, ""), pa.scalar(None, cells.type), cells)


def visible(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """Cells in the form NFC, without characters that cannot be seen; see :mod:`auditlib.characters`."""
    if pc.all(pc.string_is_ascii(cells)).as_py() is not False:
        return cells
    return trimmed(pc.utf8_normalize(pc.replace_substring_regex(cells, INVISIBLE, ""), form="NFC"))


def filled(cells: pa.ChunkedArray) -> np.ndarray:
    """Which cells are not null."""
    return pc.is_valid(cells).combine_chunks().to_numpy(zero_copy_only=False)


@dataclass(slots=True)
class Grid:
    """The cells of one return, column by column, all as text, blank rows included."""

    header: list[str]
    header_row: int = 1  # the header's row as a spreadsheet numbers it; what is above it is left out
    columns: list[pa.ChunkedArray] = field(default_factory=list)
    #: Rows whose cells do not fit the columns: number of cells, by position below the header. Their cells are blank.
    bad_rows: dict[int, int] = field(default_factory=dict)
    #: Cells whose value could not be had, by position below the header and column.
    bad_cells: dict[tuple[int, int], Code] = field(default_factory=dict)

    @property
    def first_row(self) -> int:
        """The row after the header, as a spreadsheet numbers it."""
        return self.header_row + 1

    @property
    def named_width(self) -> int:
        """Number of columns up to the last that has a header."""
        return max((number for number, cell in enumerate(self.header, start=1) if cell.strip()), default=0)

    @property
    def height(self) -> int:
        """Number of rows below the header, blank ones included."""
        return len(self.columns[0]) if self.columns else 0


def columns_of(rows: Sequence[Sequence[Any]], readers: Sequence[Callable[[Any], str]]) -> list[pa.ChunkedArray]:
    """Rows of equal length as columns of text, one for each of the functions that read a cell."""
    cells = zip(*rows, strict=True) if rows else [()] * len(readers)
    return [
        pa.chunked_array([pa.array(column if read is str else map(read, column), pa.large_string())])
        for read, column in zip(readers, cells, strict=True)
    ]


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
    """Position of the header among the rows at the top of a file: 0 unless nothing above it can be one."""
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


def no_header(entry: Return) -> RefusedError:
    """Why a file is refused in which no row at the top names a column."""
    what = f"row 1 has none of the columns of {entry.name}."
    return RefusedError(Code.HEADER_ROW, what, f"Row 1 must read {', '.join(entry.column_names)}.", row=1)


def _other_return(header: Sequence[str], entry: Return) -> str:
    """The return of which a header has nearly all columns, where it has less than half of its own; empty if none."""
    if 2 * recognised(header, entry) >= len(entry.columns):
        return ""
    return next((name for name, each in RETURNS.items() if recognised(header, each) >= len(each.columns) - 1), "")


def match_header(grid: Grid, entry: Return, place: Place) -> tuple[dict[str, int], list[Fault]]:
    """The position of each column of a return in a file, by its name, and the faults of the header.

    A column that is there twice is not found: it is not known which of the two is right.
    """
    if not recognised(grid.header, entry):
        return {}, [no_header(entry).at(place)]
    if other := _other_return(grid.header, entry):
        what = f"row {grid.header_row} has the columns of {other}, not of {entry.name}."
        do = f"Send it as {other}, or put {entry.name} here."
        return {}, [place.fault(Code.HEADER_ROW, what, do, row=grid.header_row)]
    names = columns_by_header(entry)
    found: dict[str, int] = {}
    twice: set[str] = set()
    faults = []
    for position, cell in enumerate(map(squeezed, grid.header)):
        name = names.get(cell, "")
        if name and name not in found:
            found[name] = position
        elif name:
            twice.add(name)
        elif cell:
            near = difflib.get_close_matches(cell, names, n=1, cutoff=0.6)
            do = f"Did you mean '{names[near[0]]}'? Correct the header, or remove the column." if near else ""
            what = f"{safe_value(grid.header[position])} is not a column of {entry.name}."
            faults.append(place.fault(Code.UNKNOWN_COLUMN, what, do, row=grid.header_row))
        elif grid.height and (values := filled(trimmed(grid.columns[position]))).any():
            what = f"column {position + 1} has a value here but no header."
            faults.append(place.fault(Code.NO_HEADING, what, row=int(values.argmax()) + grid.first_row))
    for name in entry.column_names:
        if name in twice:
            del found[name]
            what = "two columns have this header."
            faults.append(place.fault(Code.DOUBLE_COLUMN, what, row=grid.header_row, column=name))
        elif name not in found:
            faults.append(place.fault(Code.MISSING_COLUMN, "the column is missing.", row=grid.header_row, column=name))
    return found, faults

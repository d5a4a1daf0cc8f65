"""A return as its cells were written, before anything is known of its columns.

Belongs here: the shape that CSV files and sheets have in common. Does not belong here: where it came from,
or what its cells mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from auditlib.characters import INVISIBLE
from auditlib.ingest.faults import Code

#: Rows taken from a file at a time: enough for speed, few enough to keep memory low.
CHUNK = 20_000
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
    """The cells of one return, column by column, all as text.

    Parameters
    ----------
    header
        The header row as written.
    columns
        Below each header cell its cells; the row after the header comes first, blank rows included.
    bad_rows
        Rows whose cells do not fit the columns: number of cells, by position below the header. Their cells
        are left blank.
    header_row
        The header's row as a spreadsheet numbers it; what is above it is left out.
    bad_cells
        Cells whose value could not be had, by position below the header and column.
    """

    header: list[str]
    header_row: int = 1
    columns: list[pa.ChunkedArray] = field(default_factory=list)
    bad_rows: dict[int, int] = field(default_factory=dict)
    bad_cells: dict[tuple[int, int], Code] = field(default_factory=dict)

    @property
    def first_row(self) -> int:
        """The row after the header, as a spreadsheet numbers it."""
        return self.header_row + 1

    @property
    def height(self) -> int:
        """Number of rows below the header, blank ones included."""
        return len(self.columns[0]) if self.columns else 0


class Columns:
    """Collects rows of equal length, a chunk at a time, as columns of text."""

    def __init__(self, width: int) -> None:
        self.chunks: list[list[pa.Array]] = [[] for _ in range(width)]

    def add(self, rows: Sequence[Sequence[str]]) -> None:
        """Add rows; each has as many cells as there are columns."""
        if rows:
            self.add_columns(list(zip(*rows, strict=True)))

    def add_columns(self, columns: Sequence[Sequence[str]]) -> None:
        """Add the same number of cells to every column."""
        for chunks, cells in zip(self.chunks, columns, strict=True):
            chunks.append(pa.array(cells, pa.large_string()))

    def finish(self) -> list[pa.ChunkedArray]:
        """All columns."""
        return [pa.chunked_array(chunks, pa.large_string()) for chunks in self.chunks]

"""What is found in the cells of one return, told without telling whose row it is.

Belongs here: collecting faults of cells and rows, and deciding which values a message may repeat. Does not
belong here: finding the faults. A column of codes can hold anything once rows have been pasted askew, so a
value is not repeated where the row looks as if its cells had slipped, or where a column of references or
free text has the same value.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from auditlib.ingest.cells import Bad, Readers
from auditlib.ingest.faults import Code, Fault, Place
from auditlib.schema import Column, Kind, Return

_PRIVATE = "(not shown: a column of references or free text has it too)"
_SLIPPED = "(not shown: the row's cells seem to have slipped into other columns)"


@dataclass(slots=True)
class Findings:
    """The faults of a return's cells.

    Parameters
    ----------
    entry, place, readers
        The return, the file or sheet, and what reads its columns.
    rows
        Row of each row of the table, as a spreadsheet numbers it.
    """

    entry: Return
    place: Place
    readers: Readers
    rows: np.ndarray
    #: Rows that are no rows of the return: nothing else is said of them.
    _set_aside: set[int] = field(default_factory=set)
    _found: list[tuple[np.ndarray, Column | None, Bad]] = field(default_factory=list)

    def note(self, row_ids: np.ndarray, column: Column | None, bad: Bad) -> None:
        """Note a fault of each of some rows of the table; `column` is None for a fault of the whole row."""
        self._found.append((row_ids, column, bad))

    def set_aside(self, row_ids: np.ndarray, bad: Bad) -> None:
        """Note the one fault of rows that are no rows of the return."""
        self._set_aside.update(row_ids.tolist())
        self._found.insert(0, (row_ids, None, bad))

    def faults(self, cells: dict[str, pa.ChunkedArray]) -> list[Fault]:
        """All faults noted, by row.

        Parameters
        ----------
        cells
            The table's columns as written, by which it is decided what may be shown.
        """
        private = self._private(cells)
        slipped = self._slipped(cells)
        made = []
        for row_ids, column, bad in self._found:
            name = column.name if column else ""
            harmless = not bad.value or self._belongs_elsewhere(column, bad.value)
            what = bad.say() if harmless or bad.value not in private else bad.say(_PRIVATE)
            instead = what if harmless else bad.say(_SLIPPED)
            for row_id, number in zip(row_ids.tolist(), self.rows[row_ids].tolist(), strict=True):
                if row_id in self._set_aside and bad.code is not Code.TOTALS:
                    continue
                said = instead if row_id in slipped else what
                made.append(self.place.fault(bad.code, said, bad.do, row=number, column=name, row_id=row_id))
        made.sort(key=lambda fault: fault.row_id or 0)
        return made

    def _belongs_elsewhere(self, column: Column | None, value: str) -> bool:
        return column is not None and self.readers.misplaced(column, value)

    def _private(self, cells: dict[str, pa.ChunkedArray]) -> set[str]:
        """Bad values that are also a reference or free text of this very return."""
        values = {bad.value for _, _, bad in self._found if bad.value}
        if not values:
            return set()
        wanted = pa.array(sorted(values), pa.large_string())
        private: set[str] = set()
        for column in self.entry.columns:
            if not column.may_be_shown and column.name in cells:
                its = cells[column.name]
                private.update(its.filter(pc.is_in(its, value_set=wanted)).unique().to_pylist())
        return private

    def _slipped(self, cells: dict[str, pa.ChunkedArray]) -> set[int]:
        """Rows with a bad value in which some column has what belongs in another."""
        slipped: set[int] = set()
        doubtful = [row_ids for row_ids, _, bad in self._found if bad.value]
        if not doubtful:
            return slipped
        for row_ids, column, bad in self._found:
            if bad.value and self._belongs_elsewhere(column, bad.value):
                slipped.update(row_ids.tolist())
        row_ids = np.unique(np.concatenate(doubtful))
        for column in self.entry.columns:
            if column.kind in (Kind.REF, Kind.TEXT, Kind.NAME) and column.name in cells:
                encoded = cells[column.name].take(pa.array(row_ids)).combine_chunks().dictionary_encode()
                odd = [self.readers.misplaced(column, text) for text in encoded.dictionary.to_pylist()]
                which = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
                slipped.update(row_ids[np.array([*odd, False])[which]].tolist())
        return slipped

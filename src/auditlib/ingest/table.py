"""A return's cells to its typed table, and every fault in them, worded so that no person can be recognised.

A column of codes can hold anything once rows have been pasted askew. So a value is not repeated in a message where the
row looks as if its cells had slipped, or where a column of references or free text has the same value.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from auditlib.ingest.cells import SHORTENED, Bad, Readers, could_be_american
from auditlib.ingest.grid import Grid, filled, match_header, trimmed, visible
from auditlib.ingest.received import Code, Fault, Place, dtypes, empty_table
from auditlib.reference import CodeLists
from auditlib.schema import Column, Kind, Return

#: What a row of totals is called.
_TOTALS = r"(?i)^(?:grand|sub|over-?all)?[ -]*totals?(?: *[:(\d].*)?$"
#: What people write for nothing.
_NOTHING = frozenset(("n/a", "na", "n.a.", "none", "nil", "null", "-", "--", "–", "—", "tbc", "tba", "not returned"))
_TEXT_DTYPE = pd.StringDtype("pyarrow", na_value=np.nan)


def make_table(grid: Grid, entry: Return, lists: CodeLists, place: Place) -> tuple[pd.DataFrame, list[Fault]]:
    """The table of a return's rows that are not blank, and their faults: of the header first, then by row."""
    found, faults = match_header(grid, entry, place)
    if not found or not grid.height:
        return empty_table(entry), faults
    written = {name: trimmed(grid.columns[position]) for name, position in found.items()}
    # Free text stays as it was written, so that validation can say what is odd in it.
    written |= {name: visible(cells) for name, cells in written.items() if entry.column(name).kind is not Kind.TEXT}
    rows = _rows_to_keep(grid, written)
    findings = Findings(entry, place, Readers(entry, lists, place.month), rows + grid.first_row)
    if len(rows) < grid.height:
        written = {name: cells.take(pa.array(rows)) for name, cells in written.items()}
    _set_totals_aside(findings, written)
    _set_no_records_aside(findings, grid, written)
    data: dict[str, object] = {}
    for column in entry.columns:
        if column.name in written:
            _blank_and_odd(findings, grid, column, written[column.name], found[column.name])
            data[column.name] = _read_column(findings, column, written[column.name])
        else:
            data[column.name] = pd.Series(None, range(len(rows)), dtype=dtypes(entry)[column.name])
    data["source_file"] = pd.Series(place.file, range(len(rows)), dtype="str")
    data["source_sheet"] = pd.Series(place.sheet, range(len(rows)), dtype="str")
    data["source_row"] = rows + grid.first_row
    for position, count in sorted(grid.bad_rows.items()):
        what = f"the row has {count} cells, the header {grid.named_width}."
        findings.note(_at(findings, grid, [position]), None, Bad(Code.CELL_COUNT, what))
    return pd.DataFrame(data, copy=False), faults + findings.faults(written)


def _rows_to_keep(grid: Grid, written: dict[str, pa.ChunkedArray]) -> np.ndarray:
    """Positions of the rows that are not blank."""
    keep = np.zeros(grid.height, dtype=bool)
    for cells in written.values():
        keep |= filled(cells)
    keep[list(grid.bad_rows)] = True
    keep[[row for row, _ in grid.bad_cells]] = True
    return np.flatnonzero(keep)


def _text(cells: pa.ChunkedArray | pa.Array) -> pd.Series:
    return pd.Series(pd.arrays.ArrowStringArray(cells, dtype=_TEXT_DTYPE), copy=False)


def _read_column(findings: Findings, column: Column, cells: pa.ChunkedArray) -> object:
    """A column's values, typed; its faults go to the findings."""
    reader = findings.readers.of(column)
    if reader is None:
        return _text(_as_written(findings, column, cells))
    encoded = cells.combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):  # too much text for one chunk
        encoded = encoded.unify_dictionaries().combine_chunks()
    written = encoded.dictionary.to_pylist()
    which = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    values = [reader(text) for text in written]
    bad = [isinstance(value, Bad) for value in values]
    if any(bad):
        _bad_values(findings, column, written, values, which)
        values = [None if wrong else value for value, wrong in zip(values, bad, strict=True)]
    return _taken(column, values, which)


def _taken(column: Column, values: list[object], which: np.ndarray) -> object:
    """Each row's value, given the different values and which of them each row has (-1 is none)."""
    # One more entry at the end stands for none, so that -1 finds it.
    if column.kind is Kind.DATE:
        days = np.array([*values, None], dtype="datetime64[D]").astype("datetime64[s]")
        return days[which]
    if column.kind is Kind.NUMBER:
        numbers = np.array([value or 0 for value in values] + [0], dtype="int64")
        missing = np.array([value is None for value in values] + [True])
        return pd.arrays.IntegerArray(numbers[which], missing[which])
    texts = pa.array([value or None for value in values] + [None], pa.large_string())
    return _text(pa.chunked_array([texts.take(pa.array(which % len(texts)))]))


def _as_written(findings: Findings, column: Column, cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """Text as it is, its line ends made alike; references that a spreadsheet has spoilt are faults."""
    if column.kind is Kind.REF:
        spoilt = _true(pc.match_substring_regex(cells, SHORTENED))
        if spoilt.any():
            findings.note(np.flatnonzero(spoilt), column, Bad(Code.SHORTENED, "the reference has lost digits."))
            cells = pc.if_else(pa.array(spoilt), pa.scalar(None, cells.type), cells)
    elif pc.any(pc.match_substring(cells, "\r")).as_py():
        cells = pc.replace_substring(pc.replace_substring(cells, "\r\n", "\n"), "\r", "\n")
    return cells


def _at(findings: Findings, grid: Grid, positions: list[int]) -> np.ndarray:
    """The rows of the table that stand at some positions below the header."""
    return np.searchsorted(findings.rows, np.array(sorted(positions), dtype=int) + grid.first_row)


def _set_totals_aside(findings: Findings, written: dict[str, pa.ChunkedArray]) -> None:
    """Name rows of totals as what they are: the word alone in a column that is no free text, and no reference."""
    key = findings.entry.key
    looks = np.zeros(len(findings.rows), dtype=bool)
    for column in findings.entry.columns:
        if column.name in written and column.kind is not Kind.TEXT:
            looks |= _true(pc.match_substring_regex(written[column.name], _TOTALS))
    if key in written and looks.any():
        looks &= ~filled(written[key]) | _true(pc.match_substring_regex(written[key], _TOTALS))
    if looks.any():
        what = "this looks like a totals row."
        findings.set_aside(np.flatnonzero(looks), Bad(Code.TOTALS, what))


def _set_no_records_aside(findings: Findings, grid: Grid, written: dict[str, pa.ChunkedArray]) -> None:
    """Name rows that are the header again, and notes or counts: what is needed is mostly blank, and so is the key."""
    key, needed = findings.entry.key, [column.name for column in findings.entry.columns if not column.blank]
    if not written.keys() >= {*needed}:
        return
    again = _true(pc.match_substring_regex(written[key], rf"(?i)^{key.replace('_', '[ _-]?')}$"))
    if again.any():
        findings.set_aside(np.flatnonzero(again), Bad(Code.NO_RECORD, "this is the header again.", "Delete it."))
    there = {name: filled(cells) for name, cells in written.items()}
    few = sum(there[name].astype(int) for name in needed) * 2 < len(needed)
    bare = few & (~there[key] | (sum(each.astype(int) for each in there.values()) == 1))
    bare[[*findings.aside, *_at(findings, grid, [*grid.bad_rows, *(row for row, _ in grid.bad_cells)])]] = False
    if bare.any():
        findings.set_aside(np.flatnonzero(bare), Bad(Code.NO_RECORD, "hardly anything of this row is filled in."))


def _true(found: pa.ChunkedArray) -> np.ndarray:
    return found.fill_null(False).combine_chunks().to_numpy(zero_copy_only=False)


def _blank_and_odd(findings: Findings, grid: Grid, column: Column, cells: pa.ChunkedArray, position: int) -> None:
    """The faults of cells without a value: blank where they may not be, or hidden from the reader."""
    odd = {row: code for (row, at), code in grid.bad_cells.items() if at == position}
    for code in dict.fromkeys(odd.values()):
        row_ids = _at(findings, grid, [row for row, its in odd.items() if its is code])
        what = "the formula has no value." if code is Code.NO_FORMULA_VALUE else "the cell shows an error."
        findings.note(row_ids, column, Bad(code, what))
    if column.blank or not cells.null_count:
        return
    blank = ~filled(cells)
    excused = [*odd, *grid.bad_rows]
    if excused:
        blank[_at(findings, grid, excused)] = False
    findings.note(np.flatnonzero(blank), column, Bad(Code.BLANK, "the cell is blank."))


def _bad_values(
    findings: Findings, column: Column, written: list[str], values: list[object], which: np.ndarray
) -> None:
    """The faults of values that cannot be read; `which` is the position of each row's value in `values`."""
    also = _also_either_way(written, values, which)
    is_bad = np.array([*(isinstance(value, Bad) for value in values), False])
    row_ids = np.flatnonzero(is_bad[which])
    row_ids = row_ids[np.argsort(which[row_ids], kind="stable")]
    starts = np.flatnonzero(np.diff(which[row_ids], prepend=-1))
    for its_rows in np.split(row_ids, starts[1:]):
        bad = values[which[its_rows[0]]]
        assert isinstance(bad, Bad)
        if column.blank and bad.value.casefold() in _NOTHING:
            bad = replace(bad, do="If there is none, leave the cell blank.")
        if bad.code is Code.AMERICAN_DATE and also:
            bad = replace(bad, do=f"{Code.AMERICAN_DATE.do} {also}")
        findings.note(its_rows, column, bad)


def _also_either_way(written: list[str], values: list[object], which: np.ndarray) -> str:
    """What to say of a column's other dates where one of them is American."""
    if not any(isinstance(value, Bad) and value.code is Code.AMERICAN_DATE for value in values):
        return ""
    unsure = np.array([could_be_american(text) for text in written] + [False])
    count = int(unsure[which].sum())
    if not count:
        return ""
    others = "Another date in this column" if count == 1 else f"{count} other dates in this column"
    return f"{others} could be read either way; the day was taken to come first: check the whole column."


_PRIVATE = "(not shown: a column of references or free text has it too)"
_SLIPPED = "(not shown: the row's cells seem to have slipped into other columns)"


@dataclass(slots=True)
class Findings:
    """The faults of a return's cells; `rows` are the table's rows as a spreadsheet numbers them."""

    entry: Return
    place: Place
    readers: Readers
    rows: np.ndarray
    #: Rows that are no rows of the return: nothing else is said of them.
    aside: set[int] = field(default_factory=set)
    _found: list[tuple[np.ndarray, Column | None, Bad]] = field(default_factory=list)

    def note(self, row_ids: np.ndarray, column: Column | None, bad: Bad) -> None:
        """Note a fault of each of some rows of the table; `column` is None for a fault of the whole row."""
        self._found.append((row_ids, column, bad))

    def set_aside(self, row_ids: np.ndarray, bad: Bad) -> None:
        """Note the one fault of rows that are no rows of the return."""
        self.aside.update(row_ids.tolist())
        self._found.insert(0, (row_ids, None, bad))

    def faults(self, cells: dict[str, pa.ChunkedArray]) -> list[Fault]:
        """All faults noted, by row; what may be shown is decided by the columns as they were written."""
        private = self._private(cells)
        slipped = self._slipped(cells)
        made = []
        for row_ids, column, bad in self._found:
            name = column.name if column else ""
            harmless = not bad.value or self._belongs_elsewhere(column, bad.value)
            what = bad.in_words() if harmless or bad.value not in private else bad.in_words(_PRIVATE)
            instead = what if harmless else bad.in_words(_SLIPPED)
            for row_id, number in zip(row_ids.tolist(), self.rows[row_ids].tolist(), strict=True):
                if row_id in self.aside and bad.code not in (Code.TOTALS, Code.NO_RECORD):
                    continue
                said = instead if row_id in slipped else what
                made.append(self.place.fault(bad.code, said, bad.do, row=number, column=name, row_id=row_id))
        return sorted(made, key=lambda fault: fault.row_id or 0)

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

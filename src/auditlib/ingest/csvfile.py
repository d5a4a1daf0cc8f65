"""CSV files: distinguished from everything that only looks like one, and split into cells.

Python's own ``csv`` reader is used because it alone keeps count of rows whatever quoted line ends, blank rows and short
rows a file has, and stops at a stray quote instead of swallowing the rows after it.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from auditlib.ingest.grid import SEARCHED, Grid, columns_of, header_row, no_header, recognised, rows_above
from auditlib.ingest.package import OLE, ZIP
from auditlib.ingest.received import Code, Fault, Place, RefusedError
from auditlib.schema import Return

_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}
_WINDOWS = "most likely Windows-1252 (what Excel saves as 'CSV (Comma delimited)')"
#: Bytes of a line, and cells of a header, beyond which a file is no return (Excel has 16,384 columns).
LONGEST_LINE = 4 << 20
MOST_COLUMNS = 16_384


def read_csv(data: bytes, entry: Return, place: Place) -> tuple[Grid, list[Fault]]:
    """The cells of a CSV file, and the faults of the file as a whole.

    A wrong separator is recognised by the columns of the return that it should be.

    Raises
    ------
    RefusedError
        The cells cannot be had.
    """
    _check_text(data)
    # The reader refuses cells over 128 KiB by default; the setting is global, so it is put back.
    limit = csv.field_size_limit(max(len(data), 1))
    try:
        return _read(data, entry, place)
    finally:
        csv.field_size_limit(limit)


def _records(data: bytes, encoding: str = "utf-8-sig", separator: str = ",") -> Iterator[list[str]]:
    text = io.TextIOWrapper(io.BytesIO(data), encoding, newline="")
    return csv.reader(text, strict=True, delimiter=separator)


def _check_text(data: bytes) -> None:
    """Refuse a file that is no UTF-8 text, naming what it is."""
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        raise RefusedError(Code.EMPTY, "the file is empty.")
    if data.startswith((ZIP, OLE)):
        raise RefusedError(Code.OTHER_FORMAT, "this is a workbook with the name of a CSV file.")
    if data.startswith(b"%PDF") or data[:200].lstrip()[:1] in (b"<", b"{"):
        raise RefusedError(Code.OTHER_FORMAT, "this is no CSV file, whatever its name says.")
    if wide := _wide_encoding(data):
        raise RefusedError(Code.ENCODING, f"the file is {wide} (what Excel saves as 'Unicode Text'), not UTF-8.")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        # Bytes that Windows-1252 does not know.
        unknown = re.search(rb"[\x81\x8d\x8f\x90\x9d]", data)
        likely = "in an unknown encoding" if unknown else _WINDOWS
        what = f"the file is not UTF-8 but {likely}."
        raise RefusedError(Code.ENCODING, what, row=_row_at(data, error.start)) from None
    if b"\0" in data:
        raise RefusedError(Code.NOT_TEXT, "the file has NUL bytes.", row=_row_at(data, data.index(b"\0")))
    if max(map(len, data.splitlines())) > LONGEST_LINE:
        raise RefusedError(Code.TOO_BIG, f"a line of the file is longer than {LONGEST_LINE >> 20} MiB.")


def _wide_encoding(data: bytes) -> str:
    """The name of an encoding of two or four bytes a letter; empty if it is none."""
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "UTF-32"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "UTF-16"
    start = data[:1000]
    odd, even = start[1::2].count(0), start[0::2].count(0)
    # Plain letters in UTF-16 have a zero in every other byte and none in the others.
    if max(odd, even) > len(start) * 0.3 and min(odd, even) < len(start) * 0.05:
        return "UTF-16"
    return ""


def _row_at(data: bytes, offset: int) -> int | None:
    """The row, as a spreadsheet numbers it, in which a byte is."""
    # latin-1 knows every byte, and the byte itself stands in for its row.
    try:
        return max(sum(1 for _ in _records(data[:offset] + b"x", "latin-1")), 1)
    except csv.Error:
        return data[:offset].count(b"\n") + 1


def _read(data: bytes, entry: Return, place: Place) -> tuple[Grid, list[Fault]]:
    records = _records(data)
    try:
        header = next(records, [])
    except csv.Error:
        raise RefusedError(Code.QUOTE, "a double quote in the header has no partner.", row=1) from None
    if len(header) > MOST_COLUMNS:
        raise RefusedError(Code.TOO_BIG, f"row 1 has {len(header):,} cells.", row=1)
    above = header_row(_first_rows(data), entry)
    if above:
        header = next(islice(records, above - 1, None))
    elif recognised(header, entry) < 2:
        separator = _other_separator(data, entry)
        if separator:
            raise RefusedError(Code.SEPARATOR, f"cells are separated by {_SEPARATORS[separator]}, not commas.")
        if not recognised(header, entry):
            raise no_header(entry)
    grid, faults = _rows(records, header, place, above + 1)
    return grid, [*rows_above(above, place), *faults]


def _first_rows(data: bytes, separator: str = ",", count: int = SEARCHED) -> list[list[str]]:
    """Some rows from the top, or as many as can be read."""
    rows: list[list[str]] = []
    with suppress(csv.Error):
        rows.extend(islice(_records(data, separator=separator), count))
    return rows


def _other_separator(data: bytes, entry: Return) -> str:
    """The separator by which the first row would be the return's header; empty if none does."""
    for separator in _SEPARATORS:
        first = _first_rows(data, separator, count=1)
        if first and recognised(first[0], entry) > 1:
            return separator
    return ""


def _rows(records: Iterator[list[str]], header: list[str], place: Place, number: int) -> tuple[Grid, list[Fault]]:
    """All rows below the header, cut or filled to its width."""
    grid = Grid(header, number)
    rows: list[list[str]] = []
    faults = []
    try:
        rows.extend(records)  # which keeps the rows that came before an error
    except csv.Error:
        what = "a double quote in this row has no partner; nothing from here on was read."
        faults.append(place.fault(Code.QUOTE, what, row=len(rows) + grid.first_row))
    for position, row in enumerate(rows):
        if len(row) != len(header):
            rows[position] = _fitted(row, position, grid)
    grid.columns = columns_of(rows, [str] * len(header))
    return grid, faults


def _fitted(row: list[str], position: int, grid: Grid) -> list[str]:
    """A row with as many cells as the header; where values would be dropped or made up, with blank ones."""
    width = len(grid.header)
    if len(row) > width and not any(cell.strip() for cell in row[width:]):
        return row[:width]
    if grid.named_width <= len(row) < width:
        return row + [""] * (width - len(row))
    if any(cell.strip() for cell in row):
        grid.bad_rows[position] = len(row)
    return [""] * width

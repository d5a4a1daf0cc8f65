"""What reading gives: the rows of all returns, which files were read, and every fault with its place."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from auditlib.errors import Problem
from auditlib.schema import RETURNS, Kind, Return

if TYPE_CHECKING:
    import pandas as pd


class Code(StrEnum):
    """Every kind of fault in the order in which reading goes; ``faults.csv`` has what each means and what to do."""

    NO_FOLDER = "REA-01"
    NO_RETURN = "REA-02"
    UNEXPECTED = "REA-03"
    LINK = "REA-04"
    CANNOT_OPEN = "REA-05"
    TWICE = "REA-06"
    SECOND_WORKBOOK = "REA-07"
    OTHER_FORMAT = "REA-08"
    PROTECTED = "REA-09"
    DAMAGED = "REA-10"
    TOO_BIG = "REA-11"
    UNKNOWN_SHEET = "REA-12"
    EMPTY = "REA-13"
    ENCODING = "REA-14"
    NOT_TEXT = "REA-15"
    SEPARATOR = "REA-16"
    QUOTE = "REA-17"
    CELL_COUNT = "REA-18"
    HEADER_ROW = "REA-19"
    UNKNOWN_COLUMN = "REA-20"
    MISSING_COLUMN = "REA-21"
    DOUBLE_COLUMN = "REA-22"
    NO_HEADING = "REA-23"
    MERGED = "REA-24"
    NO_FORMULA_VALUE = "REA-25"
    ERROR_VALUE = "REA-26"
    BLANK = "REA-30"
    UNKNOWN_VALUE = "REA-31"
    NOT_A_DATE = "REA-32"
    AMERICAN_DATE = "REA-33"
    SHORT_YEAR = "REA-34"
    IMPOSSIBLE_DATE = "REA-35"
    TIME_OF_DAY = "REA-36"
    NOT_A_MONTH = "REA-37"
    NOT_A_NUMBER = "REA-38"
    SHORTENED = "REA-39"
    ROWS_ABOVE = "REA-40"
    TOTALS = "REA-41"
    NO_RECORD = "REA-42"

    @property
    def means(self) -> str:
        """What is wrong, in a sentence."""
        return _listed()[self]["means"]

    @property
    def do(self) -> str:
        """What to do about it."""
        return _listed()[self]["do"]

    @property
    def severity(self) -> str:
        """``critical``, or ``warning`` where nothing that is counted can be lost by it."""
        return "warning" if self in (Code.NO_HEADING, Code.ROWS_ABOVE) else "critical"


@cache
def _listed() -> dict[str, dict[str, str]]:
    text = (resources.files(__package__) / "faults.csv").read_text(encoding="utf-8")
    return {row["code"]: row for row in csv.DictReader(text.splitlines())}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault found while reading; its `problem` is safe to print.

    `return_name` and `month` are empty where it is in none. `row_id` is the label of the row in the return's table;
    None for a fault of a whole file, sheet or column.
    """

    code: str
    problem: Problem
    return_name: str
    month: str
    row_id: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """The file or sheet being read, so that its faults say where they are."""

    month: str
    file: str = ""
    sheet: str = ""
    return_name: str = ""

    def fault(
        self,
        code: Code,
        what: str,
        do: str = "",
        *,
        row: int | None = None,
        column: str = "",
        row_id: int | None = None,
    ) -> Fault:
        """A fault here; what to do is its kind's where `do` is not given."""
        problem = Problem(what, do or code.do, self.file, self.sheet, row, column, str(code))
        return Fault(str(code), problem, self.return_name, self.month, row_id)


class RefusedError(Exception):
    """Why nothing of a file or sheet can be read: the arguments of :meth:`Place.fault`."""

    def __init__(self, code: Code, what: str, do: str = "", row: int | None = None) -> None:
        super().__init__(code)
        self.code, self.what, self.do, self.row = code, what, do, row

    def at(self, place: Place) -> Fault:
        """The fault, when it is known where it is."""
        return place.fault(self.code, self.what, self.do, row=self.row)


#: Columns that say where a row came from.
SOURCE_COLUMNS = ("source_file", "source_sheet", "source_row")
#: pandas dtype of a column by its kind; every other kind is ``str``.
_DTYPES = {Kind.DATE: "datetime64[s]", Kind.NUMBER: "Int64"}


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file or sheet that was read, the SHA-256 of its bytes, and how many rows it gave, faulty ones included."""

    file: str
    sheet: str
    return_name: str
    month: str
    sha256: str
    rows: int


class Tables(Mapping[str, "pd.DataFrame"]):
    """The table of each return, read when it is first asked for."""

    def __init__(self, read: Callable[[str], pd.DataFrame]) -> None:
        self._read = read
        self._kept: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in RETURNS:
            raise KeyError(name)
        if name not in self._kept:
            self._kept[name] = self._read(name).astype(dtypes(RETURNS[name]))
        return self._kept[name]

    def __iter__(self) -> Iterator[str]:
        return iter(RETURNS)

    def __len__(self) -> int:
        return len(RETURNS)


@dataclass(frozen=True, slots=True)
class Received:
    """Everything read, of one month or of several.

    `tables` has every return's rows, typed; an unreadable cell is missing. The index is 0, 1, 2 …
    """

    tables: Mapping[str, pd.DataFrame]
    faults: list[Fault]
    files: list[FileRead]


def dtypes(entry: Return) -> dict[str, str]:
    """The pandas dtype of each column of a return's table, source columns included."""
    found = {column.name: _DTYPES.get(column.kind, "str") for column in entry.columns}
    return found | {"source_file": "str", "source_sheet": "str", "source_row": "int64"}


def empty_table(entry: Return) -> pd.DataFrame:
    """A return's table without rows."""
    import pandas as pd

    return pd.DataFrame({name: pd.Series([], dtype=dtype) for name, dtype in dtypes(entry).items()})


def numbered_anew(parts: Iterable[tuple[list[Fault], Mapping[str, int]]]) -> list[Fault]:
    """The faults of several months whose rows are put together, from each month's faults and rows of each return."""
    faults: list[Fault] = []
    start: Counter[str] = Counter()
    for found, rows in parts:
        for fault in found:
            if fault.row_id is not None and start[fault.return_name]:
                fault = replace(fault, row_id=fault.row_id + start[fault.return_name])
            faults.append(fault)
        start.update(rows)
    return faults


def combine(parts: Iterable[Received]) -> Received:
    """Put the results of several months together, in their order.

    Rows are numbered anew, and the faults' `row_id` with them, so parts may come from a cache.
    """
    import pandas as pd

    parts = list(parts)
    faults = numbered_anew((part.faults, {name: len(table) for name, table in part.tables.items()}) for part in parts)
    tables = {}
    for name, entry in RETURNS.items():
        filled = [part.tables[name] for part in parts if len(part.tables[name])]
        tables[name] = pd.concat(filled, ignore_index=True) if filled else empty_table(entry)
    return Received(tables, faults, [file for part in parts for file in part.files])

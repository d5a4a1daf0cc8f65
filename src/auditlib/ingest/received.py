"""The result of reading: the rows of all returns, the faults, and which files were read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from auditlib.ingest.faults import Fault
from auditlib.schema import RETURNS, Kind, Return

if TYPE_CHECKING:
    import pandas as pd

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


@dataclass(frozen=True, slots=True)
class Received:
    """Everything read, of one month or of several.

    `tables` has every return's rows, typed; an unreadable cell is missing. The index is 0, 1, 2 …
    """

    tables: dict[str, pd.DataFrame]
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

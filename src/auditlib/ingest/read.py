"""Reads months of returns from their folders; pandas is imported when the first file is read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from auditlib.errors import DataError, safe_value
from auditlib.ingest.folder import WORKBOOK, check_raw, look, shown
from auditlib.ingest.received import Code, Fault, FileRead, Place, Received, RefusedError, combine, empty_table
from auditlib.paths import Project
from auditlib.reference import CodeLists
from auditlib.schema import RETURNS
from auditlib.settings import Edition

if TYPE_CHECKING:
    import pandas as pd

    from auditlib.ingest.grid import Grid


def read_returns(project: Project, edition: Edition, lists: CodeLists) -> Received:
    """Read every month of the programme up to the edition's last: all rows, and all faults of all files.

    Raises
    ------
    DataError
        There is no ``data/raw``.
    """
    if not project.raw.is_dir():
        raise DataError("the folder of the returns is missing.", "Make it, with a folder for each month.", "data/raw")
    months = [read_month(project, month, lists, edition.expected(month)) for month in edition.programme_months]
    received = combine(months)
    return Received(received.tables, check_raw(project) + received.faults, received.files)


def read_month(project: Project, month: str, lists: CodeLists, expected: Sequence[str]) -> Received:
    """Read one month: the files that :func:`month_inputs` names, by the code lists and the returns expected."""
    reading = _Month(project, month, lists)
    reading.read()
    reading.expect(expected)
    tables = {name: reading.tables[name] if name in reading.tables else empty_table(RETURNS[name]) for name in RETURNS}
    return Received(tables, reading.faults, reading.files)


#: Bytes; a million audits take some 100 MiB.
LARGEST_FILE = 1 << 30
#: Faults of a folder behind which a whole workbook, or the whole month, may be hidden.
_MAY_HOLD_RETURNS = (Code.NO_FOLDER, Code.LINK, Code.CANNOT_OPEN, Code.TWICE, Code.SECOND_WORKBOOK, Code.OTHER_FORMAT)


class _Month:
    """One month being read."""

    def __init__(self, project: Project, month: str, lists: CodeLists) -> None:
        self.project, self.month, self.lists = project, month, lists
        self.folder = folder = look(project, month)
        self.returns = {
            name: replace(entry, own_headers=lists.own_headers.get(name, ())) for name, entry in RETURNS.items()
        }
        self.faults = list(folder.faults)
        self.tables: dict[str, pd.DataFrame] = {}
        self.files: list[FileRead] = []
        #: Returns that came, whether or not they could be read.
        self.present = {*folder.csv, *folder.twice, *(fault.return_name for fault in folder.faults)}
        #: Sheets without a single cell, by their return.
        self.blank: dict[str, Place] = {}
        #: Whether it is known what came: a workbook that was not opened may hold any return.
        self.complete = folder.workbook is not None or not any(
            fault.code in _MAY_HOLD_RETURNS and not fault.return_name for fault in folder.faults
        )

    def read(self) -> None:
        """Read the workbook, then the CSV files."""
        if self.folder.workbook:
            self._workbook(self.folder.workbook)
        for name, path in self.folder.csv.items():
            from auditlib.ingest.csvfile import read_csv

            place = Place(self.month, shown(self.project, path), "", name)
            data = self._bytes(path, place)
            if data is not None:
                self._add(place, hashlib.sha256(data).hexdigest(), partial(read_csv, data, self.returns[name], place))

    def expect(self, names: Sequence[str]) -> None:
        """Note which of the returns that must be there are not."""
        for name in names:
            if name in self.present:
                continue
            if name in self.blank:
                self.faults.append(self.blank[name].fault(Code.EMPTY, "the sheet is empty."))
            elif self.complete:
                place = Place(self.month, shown(self.project, self.project.raw / self.month), "", name)
                what, file = f"the return {safe_value(name)} is missing.", f"{name}.csv or a sheet {name} of {WORKBOOK}"
                do = f"Add {file}, or take it out of 'expects' in the edition's file."
                self.faults.append(place.fault(Code.NO_RETURN, what, do))

    def _bytes(self, path: Path, place: Place) -> bytes | None:
        try:
            size = path.stat().st_size
            if size <= LARGEST_FILE:
                return path.read_bytes()
            self.faults.append(place.fault(Code.TOO_BIG, f"the file has {size >> 20:,} MiB."))
        except OSError:
            self.faults.append(place.fault(Code.CANNOT_OPEN, "the file cannot be read."))
        return None

    def _workbook(self, path: Path) -> None:
        """Read a workbook's sheets; a return that is also a CSV file is read from neither."""
        place = Place(self.month, shown(self.project, path))
        data = self._bytes(path, place)
        if data is None:
            self.complete = False
            return
        from auditlib.ingest.workbook import Workbook

        book, digest = Workbook(data, place), hashlib.sha256(data).hexdigest()
        self.faults += book.faults
        self.complete = book.readable
        self.present |= {*book.twice, *book.sheets}
        self.blank = {name: replace(place, sheet=sheet, return_name=name) for name, sheet in book.blank.items()}
        for name in list(book.sheets):
            here = replace(place, sheet=book.sheets[name].name, return_name=name)
            if name in self.folder.csv or name in self.folder.twice:
                other = self.folder.csv.pop(name, None)
                what = f"the return is also there as {other.name if other else 'a CSV file'}; neither was read."
                self.faults.append(here.fault(Code.TWICE, what))
            else:
                self._add(here, digest, partial(book.grid, self.returns[name]))

    def _add(self, place: Place, digest: str, read: Callable[[], tuple[Grid, list[Fault]]]) -> None:
        """Take what a file or sheet holds, or note why nothing of it can be read."""
        from auditlib.ingest.table import make_table

        name = place.return_name
        try:
            grid, faults = read()
        except RefusedError as refused:
            self.faults.append(refused.at(place))
            return
        self.tables[name], more = make_table(grid, self.returns[name], self.lists, place)
        self.faults += faults + more
        self.files.append(FileRead(place.file, place.sheet, name, self.month, digest, len(self.tables[name])))

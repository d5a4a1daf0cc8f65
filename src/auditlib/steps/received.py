"""What reading gave, kept between builds month by month in the edition's workspace.

The rows are as they were received, so the folder is QA's and never published. Asking for paths imports no pandas.
"""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from auditlib.errors import Problem
from auditlib.ingest import Fault, FileRead, Received, Tables, empty_table, numbered_anew
from auditlib.schema import RETURNS

if TYPE_CHECKING:
    import pandas as pd


def month_folder(workspace: Path, month: str) -> Path:
    """Where a month is kept."""
    return workspace / "received" / month


def table_path(workspace: Path, month: str, name: str) -> Path:
    """Where a month's rows of a return are kept, if there are any."""
    return month_folder(workspace, month) / f"{name}.arrow"


def faults_path(workspace: Path, month: str, name: str) -> Path:
    """Where the faults of a month's return are kept; with an empty name, those of the month's folder."""
    return month_folder(workspace, month) / f"{name or 'folder'}-faults.json"


def files_path(workspace: Path, month: str) -> Path:
    """Where it is kept which files and sheets a month had."""
    return month_folder(workspace, month) / "files.json"


def keep(workspace: Path, month: str, part: Received) -> list[Path]:
    """Write a month, all of it or nothing."""
    from pyarrow import feather

    folder = month_folder(workspace, month)
    half = folder.with_name(f".{month}.{os.getpid()}.part")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(parents=True)
    try:
        for name in RETURNS:
            if len(part.tables[name]):
                feather.write_feather(part.tables[name], half / f"{name}.arrow", compression="uncompressed")
        for name in ("", *RETURNS):
            faults = [asdict(fault) for fault in part.faults if fault.return_name == name]
            _write_notes(half / faults_path(workspace, month, name).name, faults)
        order = list(RETURNS)
        files = sorted(part.files, key=lambda file: (order.index(file.return_name), file.file, file.sheet))
        _write_notes(half / files_path(workspace, month).name, [asdict(file) for file in files])
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(half, folder)
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return sorted(folder.iterdir())


def _write_notes(path: Path, notes: list[dict[str, object]]) -> None:
    path.write_text(json.dumps(notes, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")


def recall(workspace: Path, months: Sequence[str]) -> Received:
    """Read months back and put them together; faults and files come by month, in the order of the returns.

    Rows are read when they are first asked for, those of all months before pandas takes them over: a table for each of
    its many small files would cost ten times as much.
    """
    import pyarrow as pa
    from pyarrow import feather

    def table(name: str) -> pd.DataFrame:
        paths = (table_path(workspace, month, name) for month in months)
        # Not mapped into memory: such a file can be replaced on some systems only.
        parts = [feather.read_table(path, memory_map=False) for path in paths if path.is_file()]
        return pa.concat_tables(parts).combine_chunks().to_pandas() if parts else empty_table(RETURNS[name])

    found = [notes(workspace, month) for month in months]
    rows = [Counter({file.return_name: file.rows for file in files}) for _, files in found]
    faults = numbered_anew((faults, its_rows) for (faults, _), its_rows in zip(found, rows, strict=True))
    return Received(Tables(table), faults, [file for _, files in found for file in files])


def notes(workspace: Path, month: str) -> tuple[list[Fault], list[FileRead]]:
    """The faults and files of a month, without its rows."""
    faults = []
    for name in ("", *RETURNS):
        kept = json.loads(faults_path(workspace, month, name).read_text(encoding="utf-8"))
        faults += [Fault(**each | {"problem": Problem(**each["problem"])}) for each in kept]
    return faults, files(workspace, month)


def files(workspace: Path, month: str) -> list[FileRead]:
    """Which files and sheets a month had; nothing where it has not been read."""
    try:
        kept = json.loads(files_path(workspace, month).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    return [FileRead(**each) for each in kept]

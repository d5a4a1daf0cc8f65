"""Accepted rows as tidy tables, rejected rows with their reasons, and both on disk.

Belongs here: parting rows, the files of ``data/processed/<edition>``, and whether they still fit the raw
returns. Does not belong here: finding out which rows are wrong (`ingest`, `validate`), or changing any row.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from auditlib.errors import DataError
from auditlib.ingest import SOURCE_COLUMNS, Received, dtypes, month_inputs, read_returns
from auditlib.paths import Project
from auditlib.reference import LISTS, CodeLists, load_code_lists
from auditlib.schema import RETURNS
from auditlib.settings import Edition, load_edition

#: Columns of the table of rejected rows. No reference and no text of the row itself.
REJECTED_COLUMNS = {
    "return": "str",
    "month": "str",
    "source_file": "str",
    "source_sheet": "str",
    "source_row": "int64",
    "codes": "str",
    "reasons": "str",
}
#: Raised when the tables on disk change their shape or meaning, so that older ones are not taken for new.
_FORMAT = "1"
_CODE = re.compile(r"\b[A-Z]{3}-\d{2,}\b")
_METADATA = b"auditlib"

Reasons = Mapping[str, Mapping[int, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class EditionData:
    """An edition's accepted rows, all months of the programme together.

    Parameters
    ----------
    edition, lists
        What they were read and checked against.
    tables
        Every return's accepted rows, as ``docs/architecture.md`` describes them.
    rejected
        One row for each rejected row: where it is, the codes of the rules it breaks and the reasons in words.
    """

    edition: Edition
    lists: CodeLists
    tables: dict[str, pd.DataFrame]
    rejected: pd.DataFrame


def accept(received: Received, edition: Edition, lists: CodeLists, reasons: Reasons) -> EditionData:
    """Part the rows into accepted and rejected.

    A row in which reading found a fault is always rejected, because one of its cells is missing without
    having been blank.

    Parameters
    ----------
    received
        All rows read.
    edition, lists
        What they were read against.
    reasons
        Why rows are rejected beyond that: by return and `row_id`, in words that begin with the rule's code
        (``AUD-07: …``). Every row named here is rejected.

    Raises
    ------
    KeyError
        A reason names a row that was not read.
    """
    why = _all_reasons(received, reasons)
    month_of = _months(received)
    tables, parts = {}, []
    for name in RETURNS:
        table = received.tables[name]
        rows = sorted(why[name])
        unknown = [row for row in rows if not 0 <= row < len(table)]
        if unknown:
            raise KeyError(f"{name} has no row {unknown[0]}")
        keep = np.ones(len(table), dtype=bool)
        keep[rows] = False
        tables[name] = table[keep].reset_index(drop=True) if rows else table
        parts.append(_rejected(name, table.iloc[rows], [why[name][row] for row in rows], month_of))
    filled = [part for part in parts if len(part)]
    rejected = pd.concat(filled, ignore_index=True) if filled else parts[0]
    return EditionData(edition, lists, tables, rejected)


def _all_reasons(received: Received, reasons: Reasons) -> dict[str, dict[int, list[str]]]:
    """The reasons of every row to reject, those of reading first, none twice."""
    why: dict[str, dict[int, list[str]]] = {name: {} for name in RETURNS}
    for fault in received.faults:
        if fault.row_id is not None:
            column = f"{fault.problem.column}: " if fault.problem.column else ""
            text = f"{fault.code}: {column}{fault.problem.what}"
            why[fault.return_name].setdefault(fault.row_id, []).append(text)
    for name, rows in reasons.items():
        for row, texts in rows.items():
            why[name].setdefault(int(row), []).extend(texts)
    return {name: {row: list(dict.fromkeys(texts)) for row, texts in rows.items()} for name, rows in why.items()}


def _months(received: Received) -> dict[str, str]:
    """The folder's month of each file."""
    return {file.file: file.month for file in received.files}


def _rejected(name: str, rows: pd.DataFrame, why: list[list[str]], month_of: dict[str, str]) -> pd.DataFrame:
    """Where rejected rows are, and why they are rejected."""
    codes = [";".join(dict.fromkeys(code for text in texts for code in _CODE.findall(text)[:1])) for texts in why]
    found = {
        "return": [name] * len(rows),
        "month": [month_of[file] for file in rows["source_file"]],
        **{column: rows[column].to_numpy() for column in SOURCE_COLUMNS},
        "codes": codes,
        "reasons": [" ".join(texts) for texts in why],
    }
    return pd.DataFrame(found).astype(REJECTED_COLUMNS)


def reconcile(received: Received, data: EditionData) -> pd.DataFrame:
    """Count rows read, accepted and rejected.

    Returns
    -------
    pandas.DataFrame
        One row for each return and each month's folder that sent it: ``return``, ``month``, ``read``,
        ``accepted``, ``rejected``. Always read = accepted + rejected.

    Raises
    ------
    AssertionError
        The counts do not add up, so that rows would have been lost.
    """
    month_of = _months(received)
    counted = []
    for name in RETURNS:
        read = dict.fromkeys(sorted({file.month for file in received.files if file.return_name == name}), 0)
        for file in received.files:
            if file.return_name == name:
                read[file.month] += file.rows
        accepted = data.tables[name]["source_file"].map(month_of).value_counts()
        rejected = data.rejected.loc[data.rejected["return"] == name, "month"].value_counts()
        for month, rows in read.items():
            counted.append((name, month, rows, int(accepted.get(month, 0)), int(rejected.get(month, 0))))
    counts = pd.DataFrame(counted, columns=["return", "month", "read", "accepted", "rejected"])
    if (counts["read"] != counts["accepted"] + counts["rejected"]).any():
        raise AssertionError("rows read are not rows accepted and rejected")
    return counts


def raw_fingerprint(project: Project, edition: Edition) -> str:
    """SHA-256 over everything that an edition's rows depend on: raw files, code lists, the edition's file."""
    paths = [path for month in edition.programme_months for path in month_inputs(project, month)]
    paths += [project.reference / f"{name}.csv" for name in LISTS]
    paths.append(project.editions / f"{edition.edition}.yml")
    whole = hashlib.sha256(_FORMAT.encode())
    for path in paths:
        whole.update(f"\n{project.show(path)}\n".encode())
        if path.is_file():
            with path.open("rb") as file:
                whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()


def write(project: Project, data: EditionData) -> list[Path]:
    """Write the tables to ``data/processed/<edition>``, all of them or none.

    The same rows give the same bytes. ``rejected.parquet`` is put in place last and names the SHA-256 of
    every other file, so that tables of two runs are never taken for those of one.

    Returns
    -------
    list of pathlib.Path
        The files written, ``rejected.parquet`` last.
    """
    folder = project.processed(data.edition.edition)
    folder.mkdir(parents=True, exist_ok=True)
    fingerprint = raw_fingerprint(project, data.edition)
    pending: list[tuple[Path, Path]] = []
    try:
        digests = {}
        for name in RETURNS:
            new = _write_new(folder, name, data.tables[name], {"raw": fingerprint})
            pending.append((new, folder / f"{name}.parquet"))
            digests[name] = hashlib.sha256(new.read_bytes()).hexdigest()
        new = _write_new(folder, "rejected", data.rejected, {"raw": fingerprint, "tables": digests})
        pending.append((new, folder / "rejected.parquet"))
        for new, path in pending:
            os.replace(new, path)
    finally:
        for new, _ in pending:
            new.unlink(missing_ok=True)
    return [path for _, path in pending]


def _write_new(folder: Path, name: str, table: pd.DataFrame, notes: dict[str, object]) -> Path:
    """Write a table to a new file in `folder`."""
    rows = pa.Table.from_pandas(table, preserve_index=False)
    rows = rows.replace_schema_metadata({_METADATA: json.dumps(notes, sort_keys=True).encode()})
    path = folder / f".{name}.{os.getpid()}.part"
    try:
        pq.write_table(rows, path, compression="zstd")
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def load_edition_data(project: Project, name: str) -> EditionData:
    """An edition's rows, from ``data/processed`` where that fits the raw returns, else read anew.

    Read anew, rows are accepted in memory without the rules of validation: enough for a notebook that is
    run by hand in a fresh clone. Nothing is written.

    Raises
    ------
    UsageError, ConfigError
        There is no such edition, or a file the team writes has faults.
    DataError
        The returns were read anew and have faults; all of them are listed.
    """
    edition = load_edition(project, name)
    lists = load_code_lists(project)
    data = _from_disk(project, edition, lists)
    if data is not None:
        return data
    received = read_returns(project, edition, lists)
    if received.faults:
        raise DataError([fault.problem for fault in received.faults])
    return accept(received, edition, lists, {})


def _from_disk(project: Project, edition: Edition, lists: CodeLists) -> EditionData | None:
    """The tables on disk; None if they are absent, unreadable, of two runs or of other raw returns."""
    folder = project.processed(edition.edition)
    try:
        notes = json.loads(pq.read_schema(folder / "rejected.parquet").metadata[_METADATA])
        if notes["raw"] != raw_fingerprint(project, edition):
            return None
        files = {name: (folder / f"{name}.parquet").read_bytes() for name in RETURNS}
        if any(hashlib.sha256(data).hexdigest() != notes["tables"][name] for name, data in files.items()):
            return None
        tables = {
            name: pq.read_table(pa.BufferReader(data)).to_pandas().astype(dtypes(RETURNS[name]))
            for name, data in files.items()
        }
        rejected = pq.read_table(folder / "rejected.parquet").to_pandas().astype(REJECTED_COLUMNS)
    except (OSError, pa.ArrowException, KeyError, TypeError, ValueError):
        return None
    return EditionData(edition, lists, tables, rejected)

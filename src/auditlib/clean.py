"""Accepted rows as tidy tables, rejected rows with their reasons, both on disk.

The files of ``data/processed/<edition>`` say which raw returns they were made from; no row is changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from auditlib.errors import DataError, UsageError
from auditlib.fingerprints import Fingerprints
from auditlib.ingest import SOURCE_COLUMNS, Received, Tables, month_inputs, read_returns
from auditlib.parts import PARTS, note
from auditlib.paths import Project
from auditlib.reference import CodeLists, load_code_lists, reference_files
from auditlib.schema import RETURNS, Kind
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
_FORMAT = "3"
_CODE = re.compile(r"\b[A-Z]{3}-\d{2,}\b")
_METADATA = b"auditlib"
#: The file of fingerprints beside the rows: each notebook would compute them anew.
_FINGERPRINTS = "fingerprints"

Reasons = Mapping[str, Mapping[int, Sequence[str]]]


@dataclass(eq=False)
class EditionData:
    """An edition's accepted rows, all months of the programme together, as ``docs/architecture.md`` describes them.

    `rejected` holds for each rejected row where it is, the codes of the rules it breaks and the reasons in words.
    `shown` has, for the public form of an edition, the ids of the facts that it may show; None where it may show all.
    `unquoted` is how many of a month's remarks under a heading it leaves out at the least.
    """

    edition: Edition
    lists: CodeLists
    tables: Mapping[str, pd.DataFrame]
    rejected: pd.DataFrame
    shown: frozenset[str] | None = None
    unquoted: int = 0

    @cached_property
    def fingerprints(self) -> Fingerprints:
        """Fingerprints of the rows."""
        return Fingerprints(self.tables)

    @cached_property
    def references(self) -> frozenset[str]:
        """Every reference in the rows, of whatever return, in lower case; never shown."""
        return frozenset(self.reference_table["reference"].tolist())

    @cached_property
    def reference_table(self) -> pd.DataFrame:
        """The same as a table, in order."""
        columns = [
            table[column.name].astype("str")
            for name, table in self.tables.items()
            for column in RETURNS[name].columns
            if column.kind is Kind.REF
        ]
        written = pd.concat(columns).dropna().drop_duplicates()
        found = written.str.casefold().drop_duplicates().sort_values(ignore_index=True)
        return found.to_frame("reference")

    def references_among(self, words: Iterable[str]) -> frozenset[str]:
        """Those of some words, in lower case, that are a reference."""
        found = self.reference_table["reference"]  # as texts of Python they would take 100 MB a million
        return frozenset(found[found.isin(set(words))].tolist())


class _Stored(EditionData):
    """Rows as they are on disk; a part is read from its file, and noted, when it is first asked for."""

    def __init__(self, edition: Edition, lists: CodeLists, files: Mapping[str, bytes]) -> None:
        # Not a method of its own: without a cycle of references, memory is given back as soon as it is not needed.
        self.edition, self.lists, self.tables = edition, lists, Tables(partial(_part, files))
        self._files = files

    @cached_property
    def rejected(self) -> pd.DataFrame:
        return _part(self._files, "rejected").astype(REJECTED_COLUMNS)

    @cached_property
    def fingerprints(self) -> Fingerprints:
        return Fingerprints(self.tables, _stored(self._files, _FINGERPRINTS))

    @cached_property
    def reference_table(self) -> pd.DataFrame:
        return _part(self._files, "references")


def _part(files: Mapping[str, bytes], name: str) -> pd.DataFrame:
    note(name)
    return _stored(files, name)


def _stored(files: Mapping[str, bytes], name: str) -> pd.DataFrame:
    return pq.read_table(pa.BufferReader(files[name])).to_pandas()


def accept(received: Received, edition: Edition, lists: CodeLists, reasons: Reasons) -> EditionData:
    """Divide the rows into accepted and rejected.

    A row in which reading found a fault is always rejected, because one of its cells is missing without having been
    blank. Other rows are rejected for `reasons`: by return and `row_id`, in words that begin with the rule's code.

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
    files = pd.DataFrame(received.files, columns=["file", "return_name", "month", "rows"])
    by = ["return", "month"]
    counts = pd.DataFrame({"read": files.rename(columns={"return_name": "return"}).groupby(by)["rows"].sum()})
    month_of = _months(received)
    accepted = {name: table["source_file"].map(month_of).value_counts() for name, table in data.tables.items()}
    counts["accepted"] = pd.concat(accepted, names=by)
    counts["rejected"] = data.rejected.value_counts(by)
    counts = counts.reindex(list(RETURNS), level="return").fillna(0).astype(int).reset_index()
    if (counts["read"] != counts["accepted"] + counts["rejected"]).any():
        raise AssertionError("rows read are not rows accepted and rejected")
    return counts


def raw_fingerprint(project: Project, edition: Edition) -> str:
    """SHA-256 over everything that an edition's rows depend on: raw files, code lists, the edition's file."""
    paths = [path for month in edition.programme_months for path in month_inputs(project, month)]
    paths += reference_files(project)
    paths.append(project.editions / f"{edition.edition}.yml")
    whole = hashlib.sha256(_FORMAT.encode())
    for path in paths:
        whole.update(f"\n{project.show(path)}\n".encode())
        if path.is_file():
            with path.open("rb") as file:
                whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()


def write(project: Project, data: EditionData) -> list[Path]:
    """Write the rows to ``data/processed/<edition>``, a file for each part of them, all of these or none.

    The same rows give the same bytes. ``rejected.parquet`` is put in place last and names the SHA-256 of
    every other file, so that tables of two runs are never taken for those of one.
    """
    edition = data.edition
    folder = project.processed(edition.edition)
    folder.mkdir(parents=True, exist_ok=True)
    fingerprint = raw_fingerprint(project, edition)
    pending: list[tuple[Path, Path]] = []
    # Those that facts ask for: of each month, the edition's and the programme's, by area.
    periods = [*([month] for month in edition.programme_months), list(edition.months), edition.programme_months]
    fingerprints = data.fingerprints.every_one(periods, list(data.lists.areas.codes))
    parts = {**data.tables, "references": data.reference_table, _FINGERPRINTS: fingerprints}
    try:
        digests = {}
        for name, table in parts.items():
            new = _write_new(folder, name, table, {"raw": fingerprint})
            pending.append((new, folder / f"{name}.parquet"))
            digests[name] = hashlib.sha256(new.read_bytes()).hexdigest()
        new = _write_new(folder, "rejected", data.rejected, {"raw": fingerprint, "parts": digests})
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
        if edition.is_public:
            data.shown, data.unquoted = _decided(project, edition)
        return data
    if edition.is_public:
        raise UsageError(f"Edition {edition.edition} is not built. Run: auditlib build {edition.edition}")
    received = read_returns(project, edition, lists)
    if received.faults:
        raise DataError([fault.problem for fault in received.faults])
    return accept(received, edition, lists, {})


def _decided(project: Project, edition: Edition) -> tuple[frozenset[str], int]:
    """The facts that the public form of an edition may show, and how many remarks it leaves out."""
    try:
        decided = json.loads(project.disclosure(edition.name).read_text(encoding="utf-8"))
        return frozenset(decided["shown"]), decided["unquoted"]
    except (OSError, ValueError, KeyError):
        run = f"auditlib build {edition.edition} --profile public"
        raise UsageError(f"What a public edition may show has not been decided. Run: {run}") from None


def _from_disk(project: Project, edition: Edition, lists: CodeLists) -> EditionData | None:
    """The rows on disk; None if they are absent, unreadable, of two runs or of other raw returns."""
    folder = project.processed(edition.edition)
    try:
        files = {name: (folder / f"{name}.parquet").read_bytes() for name in (*PARTS, _FINGERPRINTS)}
        notes = json.loads(pq.read_schema(pa.BufferReader(files["rejected"])).metadata[_METADATA])
        if notes["raw"] != raw_fingerprint(project, edition):
            return None
        if any(hashlib.sha256(files[name]).hexdigest() != sha256 for name, sha256 in notes["parts"].items()):
            return None
    except (OSError, pa.ArrowException, KeyError, TypeError, ValueError):
        return None
    return _Stored(edition, lists, files)

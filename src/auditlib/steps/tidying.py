"""The step that parts accepted rows from rejected ones."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from auditlib import clean
from auditlib.atomic import write_whole
from auditlib.steps.places import rows_path
from auditlib.steps.rows import Rows
from auditlib.validate.reports import read_report


def tidy(rows: Rows) -> list[str]:
    """Write ``data/processed/<edition>``, and fingerprints of the rows that are in it.

    The files there also name the raw files they were made from; the fingerprints do not, so that what depends on the
    rows alone need not be done again when a file was saved anew with the same rows.
    """
    validation = read_report(rows.project, rows.edition.edition)
    data = clean.accept(rows.received, rows.edition, rows.lists, validation.reasons)
    clean.reconcile(rows.received, data)
    return rows.shown([*clean.write(rows.project, data), *write_fingerprints(rows.workspace, data)])


def write_fingerprints(folder: Path, data: clean.EditionData) -> list[Path]:
    """Write how many rows each part has, and their SHA-256: with places and types, without what raw files are like.

    Parameters
    ----------
    folder
        The workspace.
    data
        The rows.
    """
    return [write_whole(rows_path(folder, part), json.dumps(found) + "\n") for part, found in _fingerprints(data)]


def _fingerprints(data: clean.EditionData) -> Iterator[tuple[str, dict[str, Any]]]:
    for part, table in (*data.tables.items(), ("rejected", data.rejected)):
        yield part, {"rows": len(table), "sha256": _fingerprint(pa.Table.from_pandas(table))}
    whole = "\n".join(sorted(data.references)).encode()
    yield "references", {"rows": len(data.references), "sha256": hashlib.sha256(whole).hexdigest()}


def _fingerprint(table: pa.Table) -> str:
    """SHA-256 of a table."""
    table = table.replace_schema_metadata(None).combine_chunks()
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return hashlib.sha256(sink.getvalue()).hexdigest()

"""The step that parts accepted rows from rejected ones."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pyarrow as pa

from auditlib import clean
from auditlib.steps import trial
from auditlib.steps.bench import Bench
from auditlib.steps.hashing import write_whole
from auditlib.steps.places import tables_path
from auditlib.validate.reports import read_report


def tidy(bench: Bench) -> list[str]:
    """Write ``data/processed/<edition>``, and fingerprints of the rows that are in it.

    The files there also name the raw files they were made from; the fingerprints do not, so that what depends on the
    rows alone need not be done again when a file was saved anew with the same rows.
    """
    validation = read_report(bench.project, bench.edition.edition)
    data = clean.accept(bench.received, bench.edition, bench.lists, validation.reasons)
    clean.reconcile(bench.received, data)
    return bench.shown([*clean.write(bench.project, data), _write_fingerprints(bench.workspace, data)])


def try_out(bench: Bench) -> list[str]:
    """Write the rows as if checks let all of them through, in a project beside the real one; see `trial`."""
    try:
        beside = trial.set_up(bench.project, bench.edition.edition)
    except OSError:
        return []  # such as a system that lets nobody make links
    data = clean.accept(bench.received, bench.edition, bench.lists, {})
    clean.write(beside, data)
    _write_fingerprints(beside.root, data)
    return []


def fingerprints(data: clean.EditionData) -> dict[str, str]:
    """SHA-256 of each return's accepted rows, with their places and types."""
    return {name: _fingerprint(pa.Table.from_pandas(table)) for name, table in data.tables.items()}


def _write_fingerprints(folder: Path, data: clean.EditionData) -> Path:
    return write_whole(tables_path(folder), json.dumps(fingerprints(data), indent=1) + "\n")


def _fingerprint(table: pa.Table) -> str:
    """SHA-256 of a table."""
    table = table.replace_schema_metadata(None).combine_chunks()
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return hashlib.sha256(sink.getvalue()).hexdigest()

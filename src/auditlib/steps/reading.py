"""The step that reads a month's returns."""

from __future__ import annotations

from auditlib import ingest
from auditlib.steps import received as store
from auditlib.steps.rows import Rows


def read(rows: Rows, month: str) -> list[str]:
    """Read a month and keep what it gave; faults are kept like rows, for validation to judge.

    Returns
    -------
    list of str
        The files written.
    """
    part = ingest.read_month(rows.project, month, rows.lists, rows.edition.expected(month))
    written = store.keep(rows.workspace, month, part)
    rows.has_changed()
    return rows.shown(written)

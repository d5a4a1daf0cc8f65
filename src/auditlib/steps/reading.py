"""The step that reads a month's returns."""

from __future__ import annotations

from auditlib import ingest
from auditlib.steps import received as store
from auditlib.steps.bench import Bench


def read(bench: Bench, month: str) -> list[str]:
    """Read a month and keep what it gave; faults are kept like rows, for validation to judge.

    Returns
    -------
    list of str
        The files written.
    """
    part = ingest.read_month(bench.project, month, bench.lists, bench.edition.expected(month))
    written = store.keep(bench.workspace, month, part)
    bench.has_changed()
    return bench.shown(written)

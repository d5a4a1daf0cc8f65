"""The steps that say what was found in the returns, and what to send back."""

from __future__ import annotations

import json

from auditlib import plausibility
from auditlib.atomic import write_whole
from auditlib.narrative.quality import notes
from auditlib.schema import RETURNS
from auditlib.steps.places import quality_path, result_path
from auditlib.steps.rows import Rows
from auditlib.validate import combine, read_waivers, sent, stopped
from auditlib.validate.reports import read_report, write_reports, write_result
from auditlib.validate.results import SuiteResult


def conclude(rows: Rows) -> list[str]:
    """Put the results of all returns together."""
    received = rows.received
    results = [
        SuiteResult.from_json(json.loads(result_path(rows.workspace, name).read_text(encoding="utf-8")))
        for name in RETURNS
    ]
    waivers = read_waivers(rows.project, rows.edition.edition)
    odd = plausibility.warnings(rows.project, rows.edition, rows.lists, received.tables)
    validation = combine(rows.edition, rows.lists, results, received.faults, received.files, waivers, odd=odd)
    written = [write_result(rows.project, rows.edition.edition, validation)]
    # What the report says of it, apart, so that a check in other words leaves the report alone.
    written.append(write_whole(quality_path(rows.workspace), notes(validation)))
    return rows.shown(written)


def report(rows: Rows) -> list[str]:
    """Write the reports for QA, and remember what was let through."""
    validation = read_report(rows.project, rows.edition.edition)
    written = write_reports(rows.project, rows.edition.edition, validation)
    if stopped(validation) is None:
        sent.remember(rows.project, rows.edition, rows.received)
    return rows.shown(written)

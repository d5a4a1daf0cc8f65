"""The steps that say what was found in the returns, and what to send back."""

from __future__ import annotations

import json

from auditlib import plausibility
from auditlib.atomic import write_whole
from auditlib.narrative.quality import notes
from auditlib.schema import RETURNS
from auditlib.steps.bench import Bench
from auditlib.steps.places import quality_path, result_path
from auditlib.validate import combine, read_waivers, sent, stopped
from auditlib.validate.reports import read_report, write_reports, write_result
from auditlib.validate.results import SuiteResult


def conclude(bench: Bench) -> list[str]:
    """Put the results of all returns together."""
    received = bench.received
    results = [
        SuiteResult.from_json(json.loads(result_path(bench.workspace, name).read_text(encoding="utf-8")))
        for name in RETURNS
    ]
    waivers = read_waivers(bench.project, bench.edition.edition)
    odd = plausibility.warnings(bench.project, bench.edition, bench.lists, received.tables)
    validation = combine(bench.edition, bench.lists, results, received.faults, received.files, waivers, odd=odd)
    written = [write_result(bench.project, bench.edition.edition, validation)]
    # What the report says of it, apart, so that a check in other words leaves the report alone.
    written.append(write_whole(quality_path(bench.workspace), notes(validation)))
    return bench.shown(written)


def report(bench: Bench) -> list[str]:
    """Write the reports for QA, and remember what was let through."""
    validation = read_report(bench.project, bench.edition.edition)
    written = write_reports(bench.project, bench.edition.edition, validation)
    if stopped(validation) is None:
        sent.remember(bench.project, bench.edition, bench.received)
    return bench.shown(written)

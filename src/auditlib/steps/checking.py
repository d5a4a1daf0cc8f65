"""The steps that check returns with Great Expectations and say what to send back."""

from __future__ import annotations

import json

from auditlib.expectations import load_suite
from auditlib.schema import RETURNS
from auditlib.steps.bench import Bench
from auditlib.steps.hashing import write_whole
from auditlib.steps.places import result_path
from auditlib.validate import combine, read_waivers, stopped
from auditlib.validate.results import SuiteResult


def check(bench: Bench, name: str) -> list[str]:
    """Check one return against its suite and keep the result."""
    from auditlib.expectations.engine import Session
    from auditlib.validate import sent
    from auditlib.validate.run import validate_return

    before = bench.once("sent before", lambda: sent.compare(bench.project, bench.edition, bench.received))
    suite = load_suite(bench.project, name)
    received = bench.received
    session = bench.once("session", Session)
    result = validate_return(suite, received.tables, bench.edition, bench.lists, received.faults, before[name], session)
    path = result_path(bench.workspace, name)
    return bench.shown([write_whole(path, json.dumps(result.to_json(), indent=1, ensure_ascii=False) + "\n")])


def conclude(bench: Bench) -> list[str]:
    """Put the results of all returns together, write the reports, and remember what was let through."""
    from auditlib.validate import sent
    from auditlib.validate.reports import write_reports

    received = bench.received
    results = [
        SuiteResult.from_json(json.loads(result_path(bench.workspace, name).read_text(encoding="utf-8")))
        for name in RETURNS
    ]
    waivers = read_waivers(bench.project, bench.edition.edition)
    validation = combine(bench.edition, bench.lists, results, received.faults, received.files, waivers)
    written = write_reports(bench.project, bench.edition.edition, validation)
    if stopped(validation) is None:
        sent.remember(bench.project, bench.edition, received)
    return bench.shown(written)

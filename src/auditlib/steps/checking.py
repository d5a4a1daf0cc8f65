"""The step that checks a return with Great Expectations."""

from __future__ import annotations

import json

from auditlib.atomic import write_whole
from auditlib.expectations import load_suite
from auditlib.steps.bench import Bench
from auditlib.steps.places import result_path


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

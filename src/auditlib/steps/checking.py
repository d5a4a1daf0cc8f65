"""The step that checks a return with Great Expectations."""

from __future__ import annotations

import json

from auditlib.atomic import write_whole
from auditlib.expectations import load_suite
from auditlib.steps.places import result_path
from auditlib.steps.rows import Rows


def check(rows: Rows, name: str) -> list[str]:
    """Check one return against its suite and keep the result."""
    from auditlib.expectations.engine import Session
    from auditlib.validate import sent
    from auditlib.validate.run import validate_return

    before = rows.once("sent before", lambda: sent.compare(rows.project, rows.edition, rows.received))
    suite = load_suite(rows.project, name)
    received = rows.received
    session = rows.once("session", Session)
    result = validate_return(suite, received.tables, rows.edition, rows.lists, received.faults, before[name], session)
    path = result_path(rows.workspace, name)
    return rows.shown([write_whole(path, json.dumps(result.to_json(), indent=1, ensure_ascii=False) + "\n")])
